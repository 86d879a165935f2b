#!/usr/bin/python3
"""mail-road.py SERVER CLI: mails of the real server, in its sandbox, through a real mail server (Exim), and while it is killed (TAP)."""
import email
import email.policy
import hashlib
import http.client
import json
import os
import pwd
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

import memory
from person import answer_question
from real import NO_BUS, USER, expect, get_landlock, has_landlock, run
from reporter import NUMBER, PageError, Reporter, open_inbox, submit_ticket, write_in_inbox # found through real
from session import find_free_port, wait_until

SEED = int(os.environ.get("HARK_TEST_SEED") or random.randrange(1 << 32))
PASSWORD = "canary-heron-ä" # the sink's too
KILLS = 8
MAILS = 40
UNTRUSTED = ("stranger", "other-name") # certificates that nobody vouches for, or of somebody else
# When the server dies under a reporter.
MOMENTS = ("at any time", "as it is stored", "as it is told") * 3 # SRV_NOTICE_FLOOD with the one in peace
TESTS = os.path.dirname(os.path.abspath(__file__))

EXIM = """
primary_hostname = localhost
exim_user = Debian-exim
local_interfaces = 127.0.0.1
daemon_smtp_ports = {starttls} : {tls} : {stranger} : {other-name}
tls_on_connect_ports = {tls} : {other-name}
spool_directory = {folder}/spool
log_file_path = {folder}/spool/%slog
pid_file_path = {folder}/spool/pid
deliver_drop_privilege = true
tls_advertise_hosts = *
CERTIFICATE = ${{if eq{{$received_port}}{{{stranger}}}{{stranger}}{{${{if eq{{$received_port}}{{{other-name}}}{{other-name}}{{good}}}}}}}}
tls_certificate = {folder}/CERTIFICATE.pem
tls_privatekey = {folder}/CERTIFICATE.key
auth_advertise_hosts = ${{if eq{{$tls_in_cipher}}{{}}{{}}{{*}}}}
acl_smtp_rcpt = check_rcpt
begin acl
check_rcpt:
  deny message = relay not permitted
       ! authenticated = *
  accept
begin routers
all:
  driver = accept
  transport = file
begin transports
file:
  driver = appendfile
  directory = {folder}/spool/taken
  maildir_format
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{hark}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
"""


class Exim:
    def __init__(self, real, folder):
        self.ports = {name: find_free_port() for name in ("starttls", "tls", *UNTRUSTED)}
        self.folder = folder
        user = pwd.getpwnam("Debian-exim")
        os.chmod(real.session.folder, 0o711)
        os.chmod(folder, 0o711)
        os.mkdir(self.path("spool"), 0o750)
        os.chown(self.path("spool"), user.pw_uid, user.pw_gid)
        for name in ("good", *UNTRUSTED):
            os.chown(self.path(name + ".key"), user.pw_uid, user.pw_gid)
        with open(self.path("exim.conf"), "w", encoding="utf-8") as file:
            file.write(EXIM.format(**self.ports, folder=folder, password=PASSWORD))
        os.chmod(self.path("exim.conf"), 0o644)
        self.process = real.session.start("/usr/sbin/exim4", "-bdf", "-C", self.path("exim.conf"))
        wait_until(lambda: os.path.exists(self.path("spool", "pid")), "Exim")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def read(self):
        """What it has delivered, each as another program's parser sees it."""
        folder = self.path("spool", "taken", "new") # a mail is there whole or not at all
        files = sorted(os.scandir(folder), key=lambda entry: entry.stat().st_mtime_ns) if os.path.exists(folder) else []
        mails = []
        for entry in files:
            with open(entry, "rb") as file:
                mails.append(email.message_from_binary_file(file, policy=email.policy.default))
        return mails


def start_sink(real):
    """Mail servers of every temper, and certificates."""
    folder = real.session.path("sink")
    os.mkdir(folder)
    real.sink = real.session.start("/usr/bin/python3", "-B", os.path.join(TESTS, "mail-sink.py"), folder,
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    real.ports = json.loads(real.sink.stdout.readline())
    real.sink_folder = folder
    real.session.env["SSL_CERT_FILE"] = os.path.join(folder, "root.pem")


def restart(real):
    real.server.stop()
    real.start_server()


def set_mail(real, *arguments, password=PASSWORD):
    return real.hark("mail", *arguments, env={**NO_BUS, "HARK_MAIL_PASSWORD": password})


def try_mail(real):
    return real.call("mail", "--test", env=NO_BUS)


def an_organisation_is_set_up(real):
    print(f"# seed {SEED}", flush=True)
    start_sink(real)
    code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    real.hark("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet", real.sheet,
              env={**NO_BUS, "HARK_CODE": code})
    assert "no mails are sent" in set_mail(real)
    result = try_mail(real)
    expect((result.returncode, "not sent: no mail server is set" in result.stderr), (1, True), result.stderr)


def a_server_that_had_no_mail_server_reaches_none(real):
    url = f"smtp://localhost:{real.ports['auth']}"
    shown = set_mail(real, "--url", url, "--from", "hark@example.org", "--mail-user", "hark")
    assert url in shown and "password set" in shown and PASSWORD not in shown, shown
    result = try_mail(real)
    assert "once it was started again" in result.stderr, result.stderr
    restart(real)
    result = try_mail(real)
    expect(result.returncode, 0, result.stderr)
    expect(result.stdout, "sent; the mail server said: 250 2.0.0 taken\n", "words")


def exim_takes_it_with_tls_and_password(real):
    real.exim = Exim(real, real.sink_folder)
    set_mail(real, "--url", f"smtp://localhost:{real.exim.ports['starttls']}", "--mail-user", "hark")
    if get_landlock() >= 4:
        result = try_mail(real)
        assert "once it was started again" in result.stderr, result.stderr
        restart(real) # a port that was not known when it started
    result = try_mail(real)
    expect(result.returncode, 0, result.stderr)
    wait_until(real.exim.read, "a delivery")
    mail = real.exim.read()[0]
    expect(mail["From"], "Hark <hark@example.org>", "From")
    expect(mail["To"], "anna@example.org", "To")
    expect(mail["Subject"], "Test mail from Hark", "Subject")
    expect(mail["Auto-Submitted"], "auto-generated", "Auto-Submitted")
    expect(mail["Received"].count("esmtpsa"), 1, "how it came")
    expect(list(mail.defects), [], "defects")
    for part in ("plain", "html"):
        assert "It has arrived" in mail.get_body((part,)).get_content(), mail


def report(real):
    return submit_ticket(Reporter(real.server.url), {"subject": "Till", "report": "Short."},
                         answer=lambda page: answer_question(page.text))


def expect_notice(mail, how, subject):
    expect((mail["Subject"], mail["To"], mail["List-Id"]), (subject, "anna@example.org", "<hark.example.org>"), "its head")
    expect(mail["Received"].count(how), 1, f"how it came, {mail['Received']}")
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", mail["References"]), mail["References"]
    assert mail["References"] != mail["Message-ID"], mail["References"]
    expect(list(mail.defects), [], "defects")


def exim_takes_what_is_new_by_both_kinds_of_tls_and_ties_together_what_is_of_one_ticket(real):
    number, code = report(real)
    wait_until(lambda: len(real.exim.read()) == 2, "the mail of a report")
    reporter = Reporter(real.server.url)
    write_in_inbox(reporter, open_inbox(reporter, code, lambda page: answer_question(page.text)), "One thing more.")
    wait_until(lambda: len(real.exim.read()) == 3, "the mail of an answer")
    _, new, reply = real.exim.read()
    expect_notice(new, "esmtpsa", f"New anonymous ticket {number}")
    expect_notice(reply, "esmtpsa", f"The reporter has written: ticket {number}")
    expect(new["References"], reply["References"], "what is of one ticket")

    # until its certificate is that of who is asked for, a mail server gets neither the password nor the mail
    for name, url, words in (("stranger", "smtp", "certificate verification failed"), ("other-name", "smtps", "does not match")):
        set_mail(real, "--url", f"{url}://localhost:{real.exim.ports[name]}", "--mail-user", "hark")
        restart(real)
        result = try_mail(real)
        expect(result.returncode, 1, "exit code")
        assert words in result.stderr, result.stderr
    number, _ = report(real)
    wait_until(lambda: query(real, "SELECT count(*) FROM mail WHERE state = 'waiting' AND words LIKE '%certificate%'")[0][0] == 1,
               "a mail that waits")
    expect(len(real.exim.read()), 3, "what Exim has taken")
    set_mail(real, "--url", f"smtps://localhost:{real.exim.ports['tls']}", "--mail-user", "hark")
    hurry(real)
    restart(real)
    wait_until(lambda: len(real.exim.read()) == 4, "a mail by TLS from its first byte on")
    other = real.exim.read()[3]
    expect_notice(other, "esmtpsa", f"New anonymous ticket {number}")
    assert other["References"] != new["References"], "two tickets are tied together"
    expect(try_mail(real).returncode, 0, "exit code")


def a_wrong_password_is_told_in_the_servers_words(real):
    set_mail(real, "--mail-user", "hark", password="canary-wrong-heron")
    result = try_mail(real)
    expect(result.returncode, 1, "exit code")
    assert "535 Incorrect authentication data" in result.stderr, result.stderr
    assert "canary" not in result.stdout + result.stderr, result.stderr
    set_mail(real, "--no-password")
    result = try_mail(real)
    assert "relay not permitted" in result.stderr, result.stderr


def the_password_is_in_no_place_that_others_read(real):
    set_mail(real, "--mail-user", "hark")
    expect(try_mail(real).returncode, 0, "exit code")
    secrets = [b"canary-heron", b"canary-wrong-heron"]
    with open(real.log.name, "rb") as log:
        said = log.read()
    for name in ("cmdline", "environ"):
        with open(f"/proc/{real.server.process.pid}/{name}", "rb") as file:
            said += file.read()
    for folder, _, names in os.walk(real.session.path("server")):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                said += file.read()
    assert not any(secret in said for secret in secrets), "a password"
    expect(os.stat(real.session.path("server", "mail.key")).st_mode & 0o777, 0o600, "mode of the key")
    end = time.monotonic() + 30
    while (found := memory.find(real.server.process.pid, secrets)) and time.monotonic() < end:
        time.sleep(0.5)
    expect(found, {}, "in memory")


def set_key(real, key, value):
    result = real.server.command("config", key, value)
    expect(result.returncode, 0, result.stderr)


def renew_password(real, password):
    """Another file takes its place, as configuration management does it."""
    with open(real.password_file + ".new", "w", encoding="utf-8") as file:
        file.write(password + "\n")
    os.chmod(real.password_file + ".new", 0o600)
    os.rename(real.password_file + ".new", real.password_file)


def read_log(real):
    with open(os.path.join(real.sink_folder, "log"), encoding="utf-8") as lines:
        return lines.read().splitlines()


def who_runs_the_server_says_where_mails_go_and_keeps_the_password_in_a_file(real):
    real.password_file = real.session.path("kept", "password")
    os.mkdir(os.path.dirname(real.password_file), 0o700)
    renew_password(real, PASSWORD)
    for key, value in (("mail.url", f"smtp://localhost:{real.ports['auth']}"), ("mail.user", "hark"),
                       ("mail.password-file", real.password_file)):
        set_key(real, key, value)
    time.sleep(1) # a running server has taken it
    if has_landlock():
        result = try_mail(real)
        expect(result.returncode, 1, "exit code")
        assert "a new path is read once hark-server was started again" in result.stderr, result.stderr
    restart(real)
    before = len(read_log(real))
    result = try_mail(real)
    expect((result.returncode, result.stdout), (0, "sent; the mail server said: 250 2.0.0 taken\n"), result.stderr)
    said = read_log(real)[before:]
    assert "auth PLAIN right" in said and "mail hark@example.org tls known" in said, said

    renew_password(real, "canary-wrong-heron")
    result = try_mail(real)
    expect(result.returncode, 1, "exit code")
    assert "535" in result.stderr and "canary" not in result.stderr, result.stderr
    renew_password(real, PASSWORD)
    result = try_mail(real)
    expect(result.returncode, 0, result.stderr)

    for change in (("--url", f"smtp://localhost:{real.ports['stranger']}"), ("--mail-user", "hark")):
        result = real.call("mail", *change, env={**NO_BUS, "HARK_MAIL_PASSWORD": PASSWORD})
        expect(result.returncode, 6, "exit code")
        assert "the password is in a file of whoever runs the server" in result.stderr, result.stderr
    set_key(real, "mail.password-file", "")


def query(real, text, *values):
    with sqlite3.connect(real.session.path("server", "hark.db"), timeout=20) as store:
        rows = store.execute(text, values).fetchall()
    store.close()
    return rows


def hide(real, row):
    """The Message-ID of a row, which only the key beside the database tells."""
    def digest(key, size, tag, *parts):
        return hashlib.blake2b(bytes([len(tag)]) + tag + b"".join(parts), key=key, digest_size=size).digest()

    with open(real.session.path("server", "mail.key"), "rb") as file:
        hiding = digest(file.read(), 32, b"hark/mail-hiding/v1")
    return f"<{digest(hiding, 16, b'hark/mail-message/v1', row, bytes(16)).hex()}@example.org>"


def count(real, state):
    return query(real, "SELECT count(*) FROM mail WHERE state = ?", state)[0][0]


def queue(real, number):
    user = query(real, "SELECT user FROM account")[0][0]
    for _ in range(number):
        query(real, "INSERT INTO mail (id, user, kind, created, due, tries, state, words)"
              " VALUES (?, ?, 'test', ?, 0, 0, 'waiting', '')", os.urandom(16), user, int(time.time()))


def hurry(real):
    """What waits for its next try is due."""
    query(real, "UPDATE mail SET due = 0 WHERE state = 'waiting'")


def set_temper(real, temper):
    with open(os.path.join(real.sink_folder, "temper"), "w", encoding="ascii") as file:
        file.write(temper)


def read_taken(real, before):
    """The mails that the sink has taken beside @before."""
    mails = []
    for name in set(os.listdir(real.sink_folder)) - before:
        if name.endswith(".eml"):
            with open(os.path.join(real.sink_folder, name), "rb") as file:
                mails.append(email.message_from_binary_file(file, policy=email.policy.default))
    return mails


def killed_at_any_moment_no_mail_is_lost_or_becomes_another(real):
    source = random.Random(SEED)
    set_mail(real, "--url", f"smtp://localhost:{real.ports['auth']}", "--mail-user", "hark")
    restart(real)
    before = set(os.listdir(real.sink_folder))
    earlier = query(real, "SELECT id FROM mail")
    sent = count(real, "sent")
    set_temper(real, "slow")
    for _ in range(KILLS):
        queue(real, MAILS // KILLS)
        time.sleep(source.uniform(0.1, 1.6))
        real.server.process.kill()
        real.server.stop()
        hurry(real)
        real.start_server()

    def all_sent():
        hurry(real)
        time.sleep(0.5)
        return count(real, "sent") == sent + MAILS
    wait_until(all_sent, "all mails", 120)
    expect(count(real, "given-up"), 0, "given up")
    taken = [mail["Message-ID"] for mail in read_taken(real, before)]
    rows = {hide(real, row[0]) for row in query(real, "SELECT id FROM mail") if row not in earlier}
    expect(set(taken), rows, "message ids")
    print(f"# {MAILS} mails, taken {len(taken)} times", flush=True)


class Reporting(threading.Thread):
    """Somebody at the portal; whoever kills the server under them may take the number away, and says so by is_cut."""

    def __init__(self, real):
        super().__init__()
        self.real = real
        self.number = None
        self.failure = None
        self.is_cut = False

    def run(self):
        try:
            self.number, _ = report(self.real)
        except (OSError, http.client.HTTPException) as error:
            if not self.is_cut:
                self.failure = error
        except (PageError, AssertionError) as error:
            self.failure = error

    def wait_for(self, moment, source, seconds):
        """Looks at the store as fast as it can: between two commits there is little time."""
        if moment == "at any time":
            time.sleep(source.uniform(0, seconds))
        elif moment == "as it is told":
            self.join()
        else:
            store = sqlite3.connect(self.real.session.path("server", "hark.db"), timeout=20)
            text = "SELECT count(*) FROM ticket"
            before = store.execute(text).fetchone()
            while self.is_alive() and store.execute(text).fetchone() == before:
                pass
            store.close()


def list_ids(real, before):
    """The Message-IDs under which each ticket was mailed."""
    ids = {}
    for mail in read_taken(real, before):
        for number in set(NUMBER.findall(f"{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}")):
            ids.setdefault(number, set()).add(mail["Message-ID"])
    return ids


def a_report_has_its_mail_whenever_the_server_is_killed_under_it(real):
    """Also one whose number nobody has heard: what is stored is mailed, once."""
    source = random.Random(SEED)
    before = set(os.listdir(real.sink_folder))
    told = []
    earlier = query(real, "SELECT number FROM ticket")
    query(real, "UPDATE mail SET created = created - 3600") # those of this hour count no more: each is mailed by itself
    began = time.monotonic()
    first = Reporting(real)
    first.run()
    expect(first.failure, None, "a report in peace")
    seconds = time.monotonic() - began
    told.append(first.number)
    for moment in MOMENTS:
        reporting = Reporting(real)
        reporting.start()
        reporting.wait_for(moment, source, seconds)
        reporting.is_cut = True
        real.server.process.kill()
        real.server.stop()
        reporting.join()
        expect(reporting.failure, None, moment)
        told += [reporting.number] if reporting.number else []
        hurry(real)
        real.start_server()
    stored = {row[0] for row in query(real, "SELECT number FROM ticket") if row not in earlier}
    assert set(told) <= stored and len(set(told)) == len(told), (told, stored)

    def all_sent():
        hurry(real)
        time.sleep(0.5)
        return count(real, "waiting") == 0
    wait_until(all_sent, "all mails", 120)
    expect(count(real, "given-up"), 0, "given up")
    ids = list_ids(real, before)
    expect({number: len(ids.get(number, ())) for number in stored}, {number: 1 for number in stored}, "mails of each ticket")
    expect(len(set.union(*ids.values())), len(stored), "mails")
    print(f"# {len(stored)} tickets, {len(told)} of them told, mailed {len(read_taken(real, before))} times", flush=True)


def an_ended_server_waits_for_no_mail_server(real):
    set_temper(real, "hang")
    queue(real, 3)
    wait_until(lambda: read_log(real)[-1] == "hanging", "a mail server that hangs")
    real.server.process.terminate()
    expect(real.server.process.wait(15), 0, "exit code")
    expect(count(real, "waiting"), 3, "waiting")
    real.server.stop()


PROMISES = [an_organisation_is_set_up, a_server_that_had_no_mail_server_reaches_none, exim_takes_it_with_tls_and_password,
            exim_takes_what_is_new_by_both_kinds_of_tls_and_ties_together_what_is_of_one_ticket, a_wrong_password_is_told_in_the_servers_words, the_password_is_in_no_place_that_others_read,
            who_runs_the_server_says_where_mails_go_and_keeps_the_password_in_a_file,
            killed_at_any_moment_no_mail_is_lost_or_becomes_another,
            a_report_has_its_mail_whenever_the_server_is_killed_under_it, an_ended_server_waits_for_no_mail_server]

if __name__ == "__main__":
    if os.geteuid() != 0 or shutil.which("exim4", path="/usr/sbin") is None:
        print("1..0 # SKIP Exim is started by root")
        sys.exit(0)
    sys.exit(run("mail-road", PROMISES, *sys.argv[1:]))

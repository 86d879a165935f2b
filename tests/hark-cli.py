#!/usr/bin/python3
"""hark-cli.py SERVER CLI: what scripts may rely on: exit codes, one line of error, secrets that stay secret (TAP)."""
import datetime
import json
import os
import queue
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time

import pexpect

from real import PASSWORD, USER, Server, expect, run

from reporter import Reporter, open_inbox # beside the demo
from scanner import Authenticator, scan_pdf, scan_terminal

FAILED, USAGE, OFFLINE, AUTH, MISSING, REFUSED, TAMPERED = 1, 2, 3, 4, 5, 6, 7
NEW_PASSWORD, THIRD_PASSWORD = "canary-password-other-kettle", "canary-password-third-kettle"
NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "disabled:"}


def expect_exit(result, code, what):
    expect(result.returncode, code, f"{what} ({result.stderr.strip()})")
    if code != 0:
        lines = result.stderr.splitlines()
        assert len(lines) == 1 and lines[0].startswith("hark-cli: "), f"{what}: {result.stderr!r}"


class Watch:
    """Collects the arguments of all processes in one session while it runs."""

    def __init__(self, marker):
        self.marker = marker # a word in the environment of those that count
        self.seen = {}
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def _watch(self):
        while not self.ended.wait(0.005):
            for entry in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{entry}/cmdline", "rb") as file:
                        arguments = file.read()
                except OSError:
                    continue # it has ended
                if self.marker in arguments:
                    self.seen[entry] = arguments


def wrong_calls_exit_with_2(real):
    for arguments in ([], ["no-such-command"], ["show"], ["show", "a", "b"], ["list", "--no-such-option"],
                      ["setup", real.server.url], ["sign-in", real.server.url],
                      ["setup", real.server.url, "--user", USER, "--mail", "a@example.org", "--password", "x"]):
        expect_exit(real.call(*arguments), USAGE, " ".join(arguments))


def help_names_commands_and_exit_codes(real):
    text = real.call("--help").stdout
    for word in ("setup", "sign-in", "sync", "list", "show", "search", "answer", "note", "take-over", "release", "close", "reopen",
                 "submit", "attachment", "assign", "outbox", "take-back", "retry", "acknowledge", "watch", "take-back-invitation",
                 "recovery-key", "HARK_PASSWORD", "HARK_CODE", "HARK_ACCOUNT_KEY", "HARK_ORGANISATION_KEY", "Exit codes"):
        assert word in text, word
    text = real.call("note", "--help").stdout
    assert "hark-cli note [" in text and "NUMBER" in text, text
    assert text.count("\n\n") >= 2 and "team" in text.split("\n\n")[1], "what the command does"


def without_an_account_it_exits_with_4(real):
    for arguments in (["sync"], ["list"], ["watch"], ["show", "2026-0001"]):
        expect_exit(real.call(*arguments), AUTH, arguments[0])


def a_server_that_is_not_there_is_3(real):
    arguments = ("setup", real.server.url, "--user", USER, "--mail", "anna@example.org")
    expect_exit(real.call(*arguments, env={"HARK_CODE": "x"}), OFFLINE, "setup without a server")


def addresses_that_would_send_in_the_clear_are_refused(real):
    for url in ("http://example.org", "ftp://127.0.0.1", "not a url"):
        result = real.call("setup", url, "--user", USER, "--mail", "anna@example.org", env={"HARK_CODE": "x"})
        expect_exit(result, USAGE, url)
    for wrong in (["--user", "x" * 300], ["--mail", "nowhere"], ["--area", ""]):
        arguments = ("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", *wrong)
        expect_exit(real.call(*arguments, env={"HARK_CODE": "x"}), USAGE, " ".join(wrong))


def a_wrong_setup_code_is_4_and_changes_nothing(real):
    other = Server(real.session, real.server.binary, real.session.path("other")).init("Other", "Europe/Berlin")
    real.code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    arguments = ("setup", real.server.url, "--user", USER, "--mail", "anna@example.org")
    expect_exit(real.call(*arguments, env={"HARK_CODE": other}), AUTH, "wrong setup code")
    expect_exit(real.call("list"), AUTH, "list after it")


def a_refused_setup_leaves_sheets_as_they_are(real):
    with open(real.sheet, "w", encoding="ascii") as file:
        file.write("another organisation's only root key")
    arguments = ("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet")
    expect_exit(real.call(*arguments, real.sheet, env={"HARK_CODE": real.code}), REFUSED, "a sheet that is there")
    with open(real.sheet, encoding="ascii") as file:
        expect(file.read(), "another organisation's only root key", "the sheet")
    os.remove(real.sheet)
    for code in ("AAAA-BBBB", real.code[:-1] + ("0" if real.code[-1] != "0" else "1")):
        expect_exit(real.call(*arguments, real.sheet, env={"HARK_CODE": code}), AUTH, "a mistyped code")
        assert not os.path.exists(real.sheet), "a sheet of keys that open nothing"


def secrets_never_stand_in_arguments_or_output(real):
    with Watch(b"hark") as watch:
        result = real.call("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet", real.sheet,
                           env={"HARK_CODE": real.code})
    expect_exit(result, 0, "setup")
    assert any(b"setup" in arguments for arguments in watch.seen.values()), "setup was not seen at all"
    for secret in (PASSWORD, real.code):
        assert not any(secret.encode() in arguments for arguments in watch.seen.values()), "a secret in arguments"
        assert secret not in result.stdout + result.stderr, "a secret in the output"
    expect(os.stat(real.sheet).st_mode & 0o777, 0o600, "mode of the sheet")


def a_telephone_reads_the_keys_off_the_sheet(real):
    keys = [real.read_sheet("Account key"), real.read_sheet("Recovery key")]
    expect(sorted(scan_pdf(real.sheet)), sorted(keys), "what is scanned from the printed page")


def a_second_setup_is_refused(real):
    result = real.call("setup", real.server.url, "--user", "eve", "--mail", "eve@example.org", home="home-b",
                       env={"HARK_CODE": real.code})
    assert result.returncode not in (0, USAGE), result.returncode
    expect_exit(real.call("list", home="home-b"), AUTH, "the home of who was refused")


def what_is_not_there_is_5(real):
    real.number = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", "Gifts", "--report", "May I?"))[0]
    missing = "1999-0001"
    for arguments in (["show", missing], ["note", missing, "x"], ["answer", missing, "x"], ["take-over", missing],
                      ["attachment", missing, "x", "--to", real.session.path("x")],
                      ["attachment", real.number, "x", "--to", real.session.path("x")],
                      ["submit", "--subject", "x", "--report", "x", "--area", "Nowhere"]):
        expect_exit(real.call(*arguments), MISSING, " ".join(arguments))


def what_the_state_does_not_allow_is_6(real):
    expect_exit(real.call("reopen", real.number, "--reason", "x"), REFUSED, "reopen of an open ticket")
    real.hark("close", real.number, "--outcome", "other", "--reason", "done")
    expect_exit(real.call("close", real.number, "--outcome", "other", "--reason", "x"), REFUSED, "close of a closed one")


def deadlines_are_added_moved_kept_and_removed(real):
    def period(name):
        return next((item for item in real.show(real.number)["periods"] if item["name"] == name), None)

    expect_exit(real.call("add-period", real.number, "Hearing"), USAGE, "add-period without a day")
    expect_exit(real.call("add-period", real.number, "Hearing", "--due", "2027-02-30"), USAGE, "a day that there is not")
    real.hark("add-period", real.number, "Hearing", "--due", "2027-03-01", "--remind", "5", "--remind", "1")
    expect(period("Hearing")["remind"], [5, 1], "reminders")
    assert "Hearing by" in real.hark("periods", real.number), "periods"
    real.hark("change-period", real.number, "Hearing", "--due", "2027-03-02")
    real.hark("fulfil", real.number, period("Hearing")["id"][:8])
    assert period("Hearing")["done"] is not None, "fulfil"
    expect_exit(real.call("fulfil", real.number, "Hearing"), REFUSED, "fulfil of a fulfilled one")
    real.hark("unfulfil", real.number, "Hearing")
    expect(period("Hearing")["done"], None, "unfulfil")
    expect_exit(real.call("remove-period", real.number, "feedback"), REFUSED, "remove-period of what was promised")
    expect_exit(real.call("fulfil", real.number, "Nothing"), MISSING, "fulfil of none")
    real.hark("remove-period", real.number, "Hearing")
    expect(period("Hearing"), None, "remove-period")

    # about one entry of it
    real.hark("add-period", real.number, "Whole ticket", "--due", "2027-03-01")
    expect(period("Whole ticket")["about"], None, "about the ticket")
    real.hark("add-period", real.number, "Report", "--due", "2027-03-01", "--about", "report")
    assert re.fullmatch("[0-9a-f]{32}", period("Report")["about"]), period("Report")
    report = period("Report")["about"]
    real.hark("add-period", real.number, "Report again", "--due", "2027-03-01", "--about", report[:8])
    expect(period("Report again")["about"], report, "about by id")
    expect_exit(real.call("add-period", real.number, "None", "--due", "2027-03-01", "--about", "0123abcd"), MISSING,
                "about what is not there")
    for name in ("Whole ticket", "Report", "Report again"):
        real.hark("remove-period", real.number, name)


def what_lacks_an_option_a_text_or_an_outcome_is_told(real):
    expect_exit(real.call("submit", "--subject", "x"), USAGE, "submit without a report")
    expect_exit(real.call("reopen", real.number), USAGE, "reopen without a reason")
    expect_exit(real.call("close", real.number, "--outcome", "great", "--reason", "x"), USAGE, "outcome")
    expect_exit(real.call("note", real.number, ""), FAILED, "empty note")
    expect_exit(real.call("note", real.number, "-", text=" \n"), FAILED, "note of spaces")
    result = real.call("note", real.number, "-", text="x" * 60001)
    expect_exit(result, FAILED, "note that is too long")
    assert "60000" in result.stderr, result.stderr
    result = real.call("note", real.number, "-", text="a\0b")
    expect_exit(result, FAILED, "note with a NUL")
    assert "NUL" in result.stderr, result.stderr
    expect(real.show(real.number)["notes"], [], "notes that were refused")


def count_read(real):
    """Tickets of which the server knows how far somebody has read them."""
    with sqlite3.connect(f"file:{real.session.path('server', 'hark.db')}?mode=ro", uri=True, timeout=20) as store:
        return store.execute("SELECT count(*) FROM read_mark WHERE up_to > 0").fetchone()[0]


def what_show_prints_counts_as_read_with_the_next_sync(real):
    real.hark("sync")
    before = count_read(real)
    numbers = [re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", "Read", "--report", "This."))[0]
               for _ in range(3)]
    real.hark("list")
    real.hark("sync")
    expect(count_read(real), before, "read by a list")
    real.hark("show", numbers[0])
    real.hark("show", numbers[1], "--json")
    real.hark("sync")
    expect(count_read(real), before + 2, "read by show")


def texts_come_from_standard_input_as_they_are(real):
    text = "Zwei Zeilen,\ndie zweite mit Umlauten: äöü €"
    real.hark("note", real.number, "-", text=text + "\n")
    expect(real.show(real.number)["notes"][-1]["text"], text, "the note")


def what_others_report_is_written_down_with_the_code_of_their_inbox(real):
    base = ("submit", "--subject", "Keys", "--report", "Somebody lost keys.")
    heard = datetime.date.today() - datetime.timedelta(days=3)
    anonymous = (*base, "--for-anonymous", "--channel", "phone", "--received", heard.isoformat())
    sheet = real.session.path("inbox.pdf")
    said = real.hark(*anonymous, "--contact", "room 7", "--sheet", sheet)
    lines = real.session.run("pdftotext", "-layout", sheet, "-").stdout.splitlines()
    lines = [line.strip() for line in lines if line.strip()]
    code = lines[lines.index("Code of the inbox") + 1]
    assert code not in said, "the code in the output although it is on the sheet"
    expect(os.stat(sheet).st_mode & 0o777, 0o600, "mode of the sheet")
    ticket = real.show(re.search(r"\d{4}-\d{4,5}", said)[0])
    expect([ticket[name] for name in ("reporter", "sealed_by", "channel", "written_by", "verified")],
           ["anonymous", "team", "phone", USER, True], "the ticket")
    assert ticket["received"].startswith(heard.isoformat()), ticket["received"]
    real.configure("portal.security-question", "off")
    assert "The support team wrote this down for you" in open_inbox(Reporter(real.server.url), code).text

    said = real.hark(*anonymous)
    assert re.search(r"Code of the inbox: (?:[a-z]+ ){11}[a-z]+\n(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\n", said), said
    said = real.hark(*anonymous, "--no-inbox")
    assert "Code of the inbox" not in said, said
    expect(real.show(re.search(r"\d{4}-\d{4,5}", said)[0])["periods"], [], "periods of who cannot be reached")


def what_cannot_be_written_down_leaves_no_sheet(real):
    base = ("submit", "--subject", "Keys", "--report", "Somebody lost keys.")
    anonymous = (*base, "--for-anonymous", "--channel", "phone", "--received", "2026-01-31")
    tomorrow = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
    sheet = real.session.path("no-inbox.pdf")
    for arguments in ([*base, "--for-anonymous"], [*base, "--for", "bert", "--for-anonymous"],
                      [*base, "--channel", "phone"], [*anonymous, "--channel", "pigeon"], [*base, "--sheet", sheet],
                      [*anonymous, "--no-inbox", "--sheet", sheet], [*base, "--for", "bert", "--contact", "x"]):
        expect_exit(real.call(*arguments), USAGE, " ".join(arguments))
    expect_exit(real.call(*base, "--for", "nobody"), MISSING, "for nobody")
    expect_exit(real.call(*base, "--for", USER), FAILED, "for oneself")
    for day in ("2026-02-30", "31.1.2026", "2026-1", "1999-01-01", tomorrow):
        expect_exit(real.call(*anonymous, "--received", day, "--sheet", sheet), USAGE, day)
    expect_exit(real.call(*anonymous, "--sheet", sheet, "--attach", real.session.path("not-there")), FAILED, "no file")
    assert not os.path.exists(sheet), "a sheet of a ticket that is not there"


def a_text_may_begin_with_dashes(real):
    real.hark("note", real.number, "--", "--not an option")
    expect(real.show(real.number)["notes"][-1]["text"], "--not an option", "the note")
    expect_exit(real.call("submit", "--subject", "two\nlines", "--report", "x"), FAILED, "a subject of two lines")


def json_is_utf_8_in_every_locale(real):
    real.hark("note", real.number, "-", text="äöü €")
    result = real.call("show", real.number, "--json", env={"LC_ALL": "C"})
    expect(json.loads(result.stdout)["notes"][-1]["text"], "äöü €", "the note")


def words_are_utf_8_where_the_locale_says_nothing(real):
    plain = {"LC_ALL": "C", "LANG": "C", "LANGUAGE": ""}
    said = real.hark("submit", "--subject", "für Bert", "--report", "Grüße", env=plain)
    number = re.search(r"\d{4}-\d{4,5}", said)[0]
    expect(real.show(number)["report"], "Grüße", "the report")
    assert "für Bert" in real.hark("show", number, env=plain), "what is printed"
    result = real.call("submit", "--subject", b"f\xfcr", "--report", "x", env=plain)
    expect_exit(result, USAGE, "a subject in another encoding")
    assert "UTF-8" in result.stderr, result.stderr
    result = real.call("note", number, b"f\xfcr", env=plain)
    expect_exit(result, FAILED, "a note in another encoding")
    assert "UTF-8" in result.stderr, result.stderr
    real.hark("close", number, "--outcome", "other", "--reason", "done")


def spooled(real):
    folder = real.session.path("home-a", "spool")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def start(real, *arguments):
    return subprocess.Popen([real.cli, "--home", real.session.path("home-a"), *arguments], text=True,
                            env={**real.session.env, "HARK_PASSWORD": PASSWORD}, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for(condition, what):
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.001)


def who_stops_it_is_told_whether_it_is_kept(real):
    large = real.session.path("large.bin")
    with open(large, "wb") as file:
        file.truncate(150_000_000)
    there = spooled(real)
    child = start(real, "answer", real.number, "stopped while sealing", "--attach", large)
    wait_for(lambda: spooled(real) != there or child.poll() is not None, "nothing is sealed")
    child.send_signal(signal.SIGSTOP)
    # Whoever starts meanwhile leaves alone what somebody still seals.
    real.hark("list")
    assert spooled(real) != there, "what is being sealed was thrown away"
    child.send_signal(signal.SIGINT)
    child.send_signal(signal.SIGCONT)
    said = child.communicate(timeout=60)[1]
    expect((child.returncode, said), (-signal.SIGINT, "hark-cli: stopped before it was kept: nothing of it is sent\n"), "stopped")
    assert spooled(real) != there, "no half of it was there: this shows nothing"
    expect(json.loads(real.hark("outbox", "--json")), [], "outbox")
    expect(spooled(real), there, "what nobody keeps any more")

    os.kill(real.server.process.pid, signal.SIGSTOP)
    child = start(real, "note", real.number, "stopped while sending")
    wait_for(lambda: json.loads(real.hark("outbox", "--json")) != [], "it is not kept")
    child.send_signal(signal.SIGTERM)
    said = child.communicate(timeout=60)[1]
    os.kill(real.server.process.pid, signal.SIGCONT)
    expect(child.returncode, -signal.SIGTERM, "exit")
    assert re.fullmatch("hark-cli: stopped: it is kept, and goes with the next sync.*\n", said), said
    real.hark("sync")
    expect(real.show(real.number)["notes"][-1]["text"], "stopped while sending", "the note")


def allow_no_file_to_grow():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def a_full_disk_is_still_read_from(real):
    def call(*arguments):
        return real.session.run(real.cli, "--home", real.session.path("home-a"), *arguments, stdin=subprocess.DEVNULL,
                                env={"HARK_PASSWORD": PASSWORD}, preexec_fn=allow_no_file_to_grow)
    result = call("list")
    expect_exit(result, 0, "list")
    assert real.number in result.stdout, result.stdout
    result = call("note", real.number, "no room")
    expect_exit(result, FAILED, "note")
    expect(json.loads(real.hark("outbox", "--json")), [], "outbox")


def a_damaged_account_says_what_to_do(real):
    path = real.session.path("home-a", "account.json")
    with open(path, encoding="utf-8") as file:
        whole = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(whole[:20])
    result = real.call("list")
    expect_exit(result, FAILED, "list")
    assert "account.json is damaged: put it back" in result.stderr and "sign in anew" in result.stderr, result.stderr
    with open(path, "w", encoding="utf-8") as file:
        file.write(whole)


def attachments_of_one_name_are_told_apart(real):
    paths = []
    for text in ("first", "second"):
        os.makedirs(real.session.path(text), exist_ok=True)
        paths += [real.session.path(text, "note.txt")]
        with open(paths[-1], "w", encoding="ascii") as file:
            file.write(text)
    number = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", "Two", "--report", "x", "--attach", paths[0],
                                                  "--attach", paths[1]))[0]
    saved = []
    for attachment in real.show(number)["attachments"]:
        to = real.session.path("saved")
        real.hark("attachment", number, attachment["id"], "--to", to)
        with open(to, encoding="ascii") as file:
            saved.append(file.read())
    expect(sorted(saved), ["first", "second"], "what was saved")
    real.hark("close", number, "--outcome", "other", "--reason", "done")


def search_finds_all_words_or_exits_with_5(real):
    real.hark("note", real.number, "The Needle lies in the hay.")
    found = real.hark("search", "HAY needle")
    assert real.number in found and "Gifts" in found and "The Needle lies" in found, found
    hits = json.loads(real.hark("search", "-", "--json", text="needle"))
    expect([(hit["number"], hit["title"]) for hit in hits], [(real.number, "Gifts")], "hits")
    start, end = hits[0]["ranges"][0]
    expect(hits[0]["snippet"].encode()[start:end], b"Needle", "range")
    expect_exit(real.call("search", "needle nowhere"), MISSING, "search without hits")
    expect_exit(real.call("search", "nowhere", "--json"), MISSING, "search without hits, as JSON")
    expect_exit(real.call("search", " "), FAILED, "search without words")
    expect_exit(real.call("search"), USAGE, "search for nothing")


def without_a_server_reading_works_syncing_is_3_and_changes_are_kept(real):
    real.server.stop()
    expect(real.show(real.number)["subject"], "Gifts", "subject")
    said = real.hark("note", real.number, "kept for later")
    assert "not sent yet" in said, said
    result = real.call("sync")
    expect_exit(result, OFFLINE, "sync")
    expect(result.stdout, "not in sync; 1 waiting\n", "how much waits")
    real.start_server()
    real.hark("sync")
    expect(real.list()[0]["waiting"], 0, "waiting")


def what_waits_is_listed_continued_and_taken_back(real):
    real.server.stop()
    said = real.hark("submit", "--subject", "On the train", "--report", "Later.")
    op = re.search(r"\b[0-9a-f]{32}\b", said)[0]
    real.hark("answer", op, "One more thing.", "--as-reporter")
    result = real.call("note", op, "for the team")
    expect_exit(result, REFUSED, "a note in a ticket that waits itself")
    assert "waits to be sent" in result.stderr, result.stderr
    real.hark("note", real.number, "to be taken back")
    waiting = json.loads(real.hark("outbox", "--json"))
    expect([(item["type"], item["number"], item["state"], item["error"]) for item in waiting],
           [("submit", None, "waiting", None), ("message", None, "waiting", None),
            ("note", real.number, "waiting", None)], "outbox")
    expect(waiting[0]["op"], op, "the submission's operation")
    for item in waiting:
        assert item["op"] in real.hark("outbox"), "plain outbox"
    expect([(ticket["number"], ticket["op"]) for ticket in real.list() if ticket["subject"] == "On the train"],
           [(None, op)], "list")
    expect([message["text"] for message in real.show(op)["messages"]], ["One more thing."], "show")
    assert "to be taken back" in real.hark("take-back", waiting[2]["op"]), "its words come back"
    expect_exit(real.call("take-back", waiting[2]["op"]), MISSING, "take-back of nothing")
    for command in ("take-back", "retry", "acknowledge"):
        expect_exit(real.call(command, "not-an-id"), USAGE, command)
    for command in ("retry", "acknowledge"):
        expect_exit(real.call(command, op), MISSING, f"{command} of what waits")
    expect_exit(real.call("show", "0" * 32), MISSING, "show of an operation that is not there")
    real.start_server()
    real.hark("sync")
    expect(json.loads(real.hark("outbox", "--json")), [], "outbox after sync")
    expect_exit(real.call("show", op), MISSING, "a ticket that has a number is shown by it")
    assert all(note["text"] != "to be taken back" for note in real.show(real.number)["notes"]), "it was sent"
    own = next(ticket["number"] for ticket in real.list() if ticket["subject"] == "On the train")
    expect([message["text"] for message in real.show(own)["messages"]], ["One more thing."], "messages")


def assigning_names_somebody_of_the_team(real):
    number = next(ticket["number"] for ticket in real.list() if ticket["state"] == "open")
    expect_exit(real.call("assign", number, "nobody"), MISSING, "assign to nobody")
    expect_exit(real.call("assign", number), USAGE, "assign to no one")
    real.hark("assign", number, USER)
    expect(real.show(number)["advisor"], USER, "advisor")
    expect_exit(real.call("assign", number, USER), REFUSED, "assign to who is it already")


def a_conflict_is_told_in_words_kept_and_done_again(real):
    real.hark("sign-in", real.server.url, "--user", USER, home="home-d", env={"HARK_ACCOUNT_KEY": real.read_sheet("Account key")})
    number = next(ticket["number"] for ticket in real.list() if ticket["state"] == "open")
    real.server.stop()
    real.hark("close", number, "--outcome", "other", "--reason", "mine", "--message", "bye", home="home-d")
    real.start_server()
    real.hark("close", number, "--outcome", "partly", "--reason", "theirs")
    result = real.call("sync", home="home-d")
    expect_exit(result, REFUSED, "sync")
    assert f"close of {number}: {USER} closed the ticket at 20" in result.stderr, result.stderr
    refused, = json.loads(real.hark("outbox", "--json", home="home-d"))
    expect((refused["type"], refused["number"], refused["state"], refused["error"], refused["by"]),
           ("close", number, "refused", "conflict", USER), "refused")
    expect((refused["text"], refused["their_outcome"], refused["their_text"]), ("bye\n\nmine", "partly", "theirs"), "both")
    expect((refused["message"], refused["reason"], refused["outcome"]), ("bye", "mine", "other"), "mine, in its parts")
    said = real.hark("refused", home="home-d")
    for word in (refused["op"], "your outcome: other\n", "your message to the reporter:\nbye\n",
                 "your reason, for the team:\nmine\n", "theirs: partly\ntheirs\n"):
        assert word in said, f"{word!r} in {said!r}"
    expect(real.hark("sync", home="home-d"), "in sync; 0 waiting; 1 refused: see refused\n", "the next sync")
    said = real.hark("retry", refused["op"], home="home-d")
    assert "is closed already: it is reopened, and closed again" in said, said
    shown = real.show(number, home="home-d")
    expect((shown["state"], shown["outcome"], shown["outcome_reason"]), ("closed", "other", "mine"), "done again")
    expect(json.loads(real.hark("outbox", "--json", home="home-d")), [], "nothing is left")


def an_inbox_code_is_handed_over_once_it_counts(real):
    day = (datetime.date.today() - datetime.timedelta(days=3)).isoformat()
    anonymous = ("submit", "--subject", "Keys", "--report", "Lost.", "--for-anonymous", "--channel", "phone", "--received", day)
    number = re.search(r"\d{4}-\d{4,5}", real.hark(*anonymous))[0]
    taken, link, sheet = (real.session.path(name) for name in ("taken.pdf", "link.pdf", "code.pdf"))
    with open(taken, "w", encoding="utf-8") as file:
        file.write("mine")
    os.symlink(taken, link)
    for path in (taken, link):
        expect_exit(real.call("new-code", number, "--sheet", path), REFUSED, "a file that is there")
        expect_exit(real.call(*anonymous, "--sheet", path), REFUSED, "a file that is there")
    with open(taken, encoding="utf-8") as file:
        expect(file.read(), "mine", "what was there")

    real.hark("sync", home="home-d")
    real.server.stop()
    said = real.hark("new-code", number, "--sheet", sheet)
    assert "opens nothing before sync has sent it" in said and "hand the sheet over," not in said, said
    assert os.path.exists(sheet), "the sheet of a code that waits"
    real.start_server()
    real.hark("sync")
    other = real.session.path("other-code.pdf")
    result = real.call("new-code", number, "--sheet", other, home="home-d")
    expect_exit(result, REFUSED, "another came first")
    assert "The sheet is void and was deleted" in result.stdout and "retry" not in result.stdout, result.stdout
    assert not os.path.exists(other), "a sheet that opens nothing"
    real.hark("acknowledge", json.loads(real.hark("outbox", "--json", home="home-d"))[0]["op"], home="home-d")
    said = real.hark("new-code", number, "--sheet", other)
    assert f"The inbox code is in {other}: hand the sheet over" in said, said


def wrong_password_or_account_key_is_4(real):
    arguments = ("sign-in", real.server.url, "--user", USER)
    right, other = real.read_sheet("Account key"), real.read_sheet("Recovery key")
    for key, password in ((right, "not the password"), (other, PASSWORD)):
        result = real.call(*arguments, home="home-b", env={"HARK_ACCOUNT_KEY": key}, password=password)
        expect_exit(result, AUTH, "sign-in")


def without_keyring_the_password_is_needed_each_time_and_it_says_why(real):
    real.hark("sign-in", real.server.url, "--user", USER, home="home-c",
              env={"HARK_ACCOUNT_KEY": real.read_sheet("Account key"), **NO_BUS})
    result = real.call("list", home="home-c", env=NO_BUS, password=None)
    expect(result.returncode, AUTH, "list without a password")
    expect(len(result.stderr.splitlines()), 1, "lines of error")
    assert "keyring" in result.stderr and "HARK_PASSWORD" in result.stderr, result.stderr
    expect_exit(real.call("list", home="home-c", env=NO_BUS, password="not the password"), AUTH, "wrong password")
    assert real.number in [row["number"] for row in real.list(home="home-c", env=NO_BUS)], "the list"


def the_prompt_does_not_show_the_password(real):
    env = {**real.session.env, **NO_BUS}
    child = pexpect.spawn(real.cli, ["--home", real.session.path("home-c"), "list"], env=env, encoding="utf-8", timeout=60)
    child.expect("Password")
    child.waitnoecho()
    child.sendline(PASSWORD)
    child.expect(pexpect.EOF)
    child.close()
    expect(child.exitstatus, 0, "exit code")
    assert real.number in child.before and PASSWORD not in child.before, child.before


class Lines:
    """What a program writes to a pipe, line by line as it comes."""

    def __init__(self, pipe):
        self.queue = queue.SimpleQueue()
        threading.Thread(target=self._read, args=[pipe], daemon=True).start()

    def _read(self, pipe):
        for line in pipe:
            self.queue.put(line.rstrip("\n"))

    def take(self):
        return self.queue.get(timeout=60)

    def expect(self, pattern):
        line = self.take()
        assert re.fullmatch(pattern, line), f"{line!r} is not {pattern!r}"

    def is_silent(self):
        return self.queue.empty()


def start_watch(real):
    real.session.env["HARK_PASSWORD"] = PASSWORD
    child = real.session.start(real.cli, "--home", real.session.path("home-a"), "watch", text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    del real.session.env["HARK_PASSWORD"]
    return child, Lines(child.stdout), Lines(child.stderr)


def watch_tells_what_others_do_as_it_happens(real):
    secret, number = "canary-otter", re.escape(real.number)
    time, there = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", dict(home="home-c", env=NO_BUS)
    attached = real.session.path("canary-badger.txt")
    with open(attached, "w", encoding="utf-8") as file:
        file.write(secret)
    real.hark("sync", **there)
    # What came while nobody watched is told first.
    real.hark("note", real.number, secret, **there)
    child, told, said = start_watch(real)
    told.expect(f"{time}  {number}  note by anna")
    for arguments, line in ((["reopen", real.number, "--reason", secret], "reopened by anna"),
                            (["take-over", real.number], "taken over by anna"),
                            (["note", real.number, secret], "note by anna"),
                            (["answer", real.number, secret, "--as-reporter"], "message by anna"),
                            (["release", real.number], "released by anna"),
                            (["close", real.number, "--outcome", "other", "--reason", secret], "closed by anna")):
        real.hark(*arguments, **there)
        told.expect(f"{time}  {number}  {line}")
    other = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", secret, "--report", secret, "--attach",
                                                  attached, **there))[0]
    told.expect(f"{time}  {re.escape(other)}  new ticket by anna")
    told.expect(f"{time}  {re.escape(other)}  attachment by anna")
    heard = datetime.date.today() - datetime.timedelta(days=3)
    before = datetime.datetime.now(datetime.timezone.utc).strftime("%FT%TZ")
    third = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", secret, "--report", secret, "--for-anonymous",
                                                  "--channel", "phone", "--received", heard.isoformat(), "--no-inbox",
                                                  **there))[0]
    line = told.take()
    assert re.fullmatch(f"{time}  {re.escape(third)}  new ticket by anna for an anonymous person", line), line
    assert line >= before, f"{line}: not when it was written down, after {before}"
    assert f"received {heard.isoformat()}\n" in real.hark("show", third), "a time for what is a day"
    assert told.is_silent() and said.is_silent(), "a line too many"
    real.session.stop(child)
    expect(child.returncode, 0, "exit code after SIGTERM")


def watch_says_when_the_connection_is_lost_and_back(real):
    child, told, said = start_watch(real)
    real.hark("sync")
    real.server.stop()
    said.expect("hark-cli: no connection to the server; trying again")
    real.start_server()
    said.expect("hark-cli: connected again")
    real.hark("note", real.number, "after it", home="home-c", env=NO_BUS)
    told.expect(f".*  {re.escape(real.number)}  note by anna")
    child.send_signal(signal.SIGINT)
    expect(child.wait(60), 0, "exit code after SIGINT")
    assert said.is_silent(), "a line too many"


def an_absence_is_set_listed_and_ended(real):
    today = datetime.date.today()
    last = (today + datetime.timedelta(days=14)).isoformat()
    far = (today + datetime.timedelta(days=800)).isoformat()
    expect_exit(real.call("absence", "--from", "tomorrow", "--until", last), USAGE, "no day")
    expect_exit(real.call("absence", "--from", last), USAGE, "no last day")
    expect_exit(real.call("absence", "--end", "--from", last, "--until", last), USAGE, "set and ended")
    expect_exit(real.call("absence", "--from", last, "--until", far), FAILED, "for years")
    expect_exit(real.call("absence", "--from", last, "--until", last, "--deputy", "nobody"), MISSING, "who is that")
    expect_exit(real.call("absence", "--from", last, "--until", last, "--deputy", USER), FAILED, "oneself")
    real.hark("absence", "--from", last, "--until", last)
    expect(real.hark("absence"), f"{USER}: away {last} to {last}, nobody stands in\n", "listed")
    real.hark("absence", "--end")
    expect(real.hark("absence"), "Nobody of your teams is away.\n", "ended")


def devices_are_listed_and_ended(real):
    real.hark("sign-in", real.server.url, "--user", USER, home="home-laptop",
              env={"HARK_ACCOUNT_KEY": real.read_sheet("Account key")})
    lines = real.hark("devices").splitlines()
    name = socket.gethostname()
    assert lines[0].endswith(" (this one)") and all(re.match(rf"[0-9a-f]{{8}}  {name}, signed in ", line) for line in lines), lines
    laptop = [line.split()[0] for line in real.hark("devices", home="home-laptop").splitlines() if "(this one)" in line][0]
    expect_exit(real.call("end-device", "zz"), MISSING, "no such device")
    expect(real.hark("end-device", laptop.upper()), "It is signed out.\n", "ended")
    assert laptop not in real.hark("devices"), "it is not listed any more"
    expect_exit(real.call("sync", home="home-laptop"), AUTH, "sync of the device that was ended")
    assert real.list(home="home-laptop") == [], "it keeps no copies"


def another_password_signs_other_devices_out(real):
    new = {"HARK_NEW_PASSWORD": NEW_PASSWORD}
    expect_exit(real.call("password", env=new, password="not the password"), AUTH, "wrong current password")
    expect_exit(real.call("password", env={"HARK_NEW_PASSWORD": "short"}), FAILED, "a weak one")
    assert "other devices were signed out" in real.hark("password", env=new), "changed"
    expect_exit(real.call("password", env=new), AUTH, "the old one is not the current one any more")
    real.hark("sync")
    result = real.call("sync", home="home-c", env=NO_BUS)
    expect_exit(result, AUTH, "sync of another device")
    assert "does not know" not in result.stderr, result.stderr
    key = {"HARK_ACCOUNT_KEY": real.read_sheet("Account key")}
    expect_exit(real.call("sign-in", real.server.url, "--user", USER, home="home-p", env=key), AUTH, "the old one")
    real.hark("sign-in", real.server.url, "--user", USER, home="home-p", env=key, password=NEW_PASSWORD)


def a_forgotten_password_comes_back_by_the_sheet(real):
    sheet = real.session.path("sheet-2.pdf")
    expect_exit(real.call("new-sheet", "--sheet", sheet), AUTH, "not by the old password")
    assert not os.path.exists(sheet), "no sheet for nothing"
    assert "destroy that sheet" in real.hark("new-sheet", "--sheet", sheet, password=NEW_PASSWORD), "a new sheet"
    expect(real.read_sheet("Account key", sheet), real.read_sheet("Account key"), "the account key stays")
    recover = ("recover", real.server.url, "--user", USER, "--sheet", real.session.path("sheet-3.pdf"))
    keys = {"HARK_ACCOUNT_KEY": real.read_sheet("Account key"), "HARK_NEW_PASSWORD": THIRD_PASSWORD}
    old, new = real.read_sheet("Recovery key"), real.read_sheet("Recovery key", sheet)
    expect_exit(real.call(*recover, home="home-q", env={**keys, "HARK_RECOVERY_KEY": old}), AUTH, "by the old sheet")
    said = real.hark(*recover, home="home-q", env={**keys, "HARK_RECOVERY_KEY": new})
    assert "The new password is set." in said and "sheet-3.pdf" in said, said
    assert real.number in [row["number"] for row in real.list(home="home-q", password=THIRD_PASSWORD)], "its tickets are there"
    expect_exit(real.call(*recover[:4], home="home-r", env={**keys, "HARK_RECOVERY_KEY": new}), AUTH, "used up")
    expect_exit(real.call("sync", password=NEW_PASSWORD), AUTH, "other devices are signed out")


def a_second_factor_is_asked_for_at_each_sign_in(real):
    expect(real.hark("factor", "status"), "off\n", "at first")
    expect_exit(real.call("factor", "maybe"), USAGE, "no such verb")
    child = pexpect.spawn(real.cli, ["--home", real.session.path("home-a"), "factor", "on", "--qr"], timeout=60, encoding="utf-8",
                          env={**real.session.env, "HARK_PASSWORD": PASSWORD}, dimensions=(100, 300))
    child.expect("The code that it shows: ")
    shown, uri = child.before, re.search(r"otpauth://\S+", child.before).group(0)
    expect(scan_terminal(shown), [uri], "what a telephone scans from the terminal")
    authenticator = Authenticator(uri)
    assert authenticator.label.endswith(":" + USER), authenticator.label
    child.waitnoecho()
    code = authenticator.show()
    child.sendline(code)
    child.expect("The second factor is on.")
    codes = re.findall(r"^([0-9A-Z]{4}(?:-[0-9A-Z]{4}){4})\r?$", child.before, re.MULTILINE)
    expect(len(codes), 10, "recovery codes")
    child.close()

    assert re.fullmatch(r"on since \d{4}-\d\d-\d\d, 10 recovery codes left\n", real.hark("factor", "status")), "state"
    arguments = ("sign-in", real.server.url, "--user", USER)
    key = {"HARK_ACCOUNT_KEY": real.read_sheet("Account key")}
    result = real.call(*arguments, home="home-f", env=key)
    expect_exit(result, AUTH, "without a code")
    assert "HARK_FACTOR_CODE" in result.stderr, result.stderr
    expect_exit(real.call(*arguments, home="home-f", env={**key, "HARK_FACTOR_CODE": code}), AUTH, "with one that was used")
    expect_exit(real.call(*arguments, home="home-f", env={**key, "HARK_FACTOR_CODE": codes[0]}), 0, "with a recovery code")
    expect_exit(real.call("factor", "off", env={"HARK_FACTOR_CODE": codes[0]}), AUTH, "off by a used one")
    said = real.hark("factor", "codes", env={"HARK_FACTOR_CODE": authenticator.show()})
    assert codes[1] not in said, said
    expect_exit(real.call("factor", "off", env={"HARK_FACTOR_CODE": codes[1]}), AUTH, "off by one that ended")
    expect(real.hark("factor", "off", env={"HARK_FACTOR_CODE": said.splitlines()[1]}), "The second factor is off.\n", "off")
    real.hark(*arguments, home="home-g", env=key)


def the_recovery_key_counts_once_it_was_typed_back_from_its_sheet(real):
    sheet = real.session.path("organisation-key.pdf")
    expect(real.hark("recovery-key", "status"), "none\n", "at first")
    expect_exit(real.call("recovery-key", "maybe"), USAGE, "no such verb")
    expect_exit(real.call("recovery-key", "check", env={"HARK_ORGANISATION_KEY": "x"}), FAILED, "no key at all")
    wrong = {"HARK_ORGANISATION_KEY": real.read_sheet("Account key")}
    result = real.call("recovery-key", "make", "--sheet", sheet, env=wrong)
    expect_exit(result, TAMPERED, "another key typed back")
    expect(result.stdout, f"The key is not in use: {sheet} was deleted. Destroy what was printed.\n", "what became of it")
    assert not os.path.exists(sheet), "the sheet of a key that is not in use"
    expect(real.hark("recovery-key", "status"), "none\n", "after it")
    with open(sheet, "w", encoding="utf-8") as file:
        file.write("mine")
    expect_exit(real.call("recovery-key", "make", "--sheet", sheet, env=wrong), REFUSED, "a sheet that is there")
    with open(sheet, encoding="utf-8") as file:
        expect(file.read(), "mine", "what was there")
    os.remove(sheet)

    child = pexpect.spawn(real.cli, ["--home", real.session.path("home-a"), "recovery-key", "make", "--sheet", sheet], timeout=60,
                          encoding="utf-8", env={**real.session.env, "HARK_PASSWORD": PASSWORD}, dimensions=(100, 300))
    child.expect("from the sheet: ")
    (key,) = scan_pdf(sheet)
    expect(os.stat(sheet).st_mode & 0o777, 0o600, "mode of the sheet")
    child.waitnoecho()
    child.sendline(key)
    child.expect("Tickets are sealed to this key from now on")
    child.expect(pexpect.EOF)
    child.close()
    expect(child.exitstatus, 0, "made")

    right = {"HARK_ORGANISATION_KEY": key.lower().replace("-", " ")}
    assert real.hark("recovery-key", "status").startswith("tickets are sealed to it\nits sheet was tried"), "state"
    assert "Nothing was opened" in real.hark("recovery-key", "check", env=right), "the right sheet"
    expect_exit(real.call("recovery-key", "check", env=wrong), TAMPERED, "a wrong sheet")
    expect_exit(real.call("recovery-key", "use", env=wrong), TAMPERED, "used with a wrong sheet")
    result = real.call("recovery-key", "use", env=right)
    expect_exit(result, 0, "used")
    expect(result.stdout.splitlines()[0], "0 tickets opened, 0 did not open; everybody is told", "what was lost")
    assert key not in result.stdout + result.stderr, "a secret in the output"
    assert real.hark("recovery-key", "off").startswith("no ticket is sealed to it"), "off"
    assert real.hark("recovery-key", "on").startswith("tickets are sealed to it"), "on"
    assert "destroy its sheet" in real.hark("recovery-key", "end"), "ended"
    expect_exit(real.call("recovery-key", "check", env=right), MISSING, "a sheet of no key")
    os.remove(sheet)


PROMISES = [wrong_calls_exit_with_2, help_names_commands_and_exit_codes, without_an_account_it_exits_with_4,
            a_server_that_is_not_there_is_3, addresses_that_would_send_in_the_clear_are_refused,
            a_wrong_setup_code_is_4_and_changes_nothing, a_refused_setup_leaves_sheets_as_they_are,
            secrets_never_stand_in_arguments_or_output, a_telephone_reads_the_keys_off_the_sheet, a_second_setup_is_refused, what_is_not_there_is_5,
            deadlines_are_added_moved_kept_and_removed, what_the_state_does_not_allow_is_6, what_lacks_an_option_a_text_or_an_outcome_is_told,
            what_show_prints_counts_as_read_with_the_next_sync,
            texts_come_from_standard_input_as_they_are,
            what_others_report_is_written_down_with_the_code_of_their_inbox, what_cannot_be_written_down_leaves_no_sheet,
            a_text_may_begin_with_dashes, json_is_utf_8_in_every_locale,
            words_are_utf_8_where_the_locale_says_nothing, search_finds_all_words_or_exits_with_5,
            without_a_server_reading_works_syncing_is_3_and_changes_are_kept,
            what_waits_is_listed_continued_and_taken_back, assigning_names_somebody_of_the_team,
            a_conflict_is_told_in_words_kept_and_done_again, an_inbox_code_is_handed_over_once_it_counts, wrong_password_or_account_key_is_4,
            who_stops_it_is_told_whether_it_is_kept, a_full_disk_is_still_read_from,
            a_damaged_account_says_what_to_do, attachments_of_one_name_are_told_apart,
            without_keyring_the_password_is_needed_each_time_and_it_says_why, the_prompt_does_not_show_the_password,
            watch_tells_what_others_do_as_it_happens, watch_says_when_the_connection_is_lost_and_back,
            an_absence_is_set_listed_and_ended, devices_are_listed_and_ended, a_second_factor_is_asked_for_at_each_sign_in,
            the_recovery_key_counts_once_it_was_typed_back_from_its_sheet, another_password_signs_other_devices_out,
            a_forgotten_password_comes_back_by_the_sheet]

if __name__ == "__main__":
    sys.exit(run("hark-cli", PROMISES, *sys.argv[1:]))

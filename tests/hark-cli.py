#!/usr/bin/python3
"""hark-cli.py SERVER CLI: what scripts may rely on: exit codes, one line of error, secrets that stay secret; from the setup on
what they change (TAP). cli-read.py: what they read; cli-account.py: one's own account."""
import datetime
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time

from real import PASSWORD, USER, Server, expect, run

from exits import AUTH, FAILED, MISSING, OFFLINE, REFUSED, USAGE, expect_exit, find_number
from reporter import Reporter, open_inbox # beside the demo


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
    for word in ("setup", "sign-in", "sync", "list", "show", "search", "answer", "note", "contact", "take-over", "release", "close", "reopen",
                 "submit", "attachment", "assign", "outbox", "take-back", "retry", "acknowledge", "watch", "take-back-invitation",
                 "recovery-key", "HARK_PASSWORD", "HARK_CODE", "HARK_ACCOUNT_KEY", "HARK_ORGANISATION_KEY",
                 "HARK_FACTOR_CODE", "HARK_MAIL_PASSWORD", "Exit codes"):
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


def a_second_setup_is_refused(real):
    result = real.call("setup", real.server.url, "--user", "eve", "--mail", "eve@example.org", home="home-b",
                       env={"HARK_CODE": real.code})
    assert result.returncode not in (0, USAGE), result.returncode
    expect_exit(real.call("list", home="home-b"), AUTH, "the home of who was refused")


def what_is_not_there_is_5(real):
    real.number = find_number(real.hark("submit", "--subject", "Gifts", "--report", "May I?"))
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
    assert "Hearing by 2027-03-01" in real.hark("periods", real.number), "periods"
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
    ticket = real.show(find_number(said))
    expect([ticket[name] for name in ("reporter", "sealed_by", "channel", "written_by", "verified")],
           ["anonymous", "team", "phone", USER, True], "the ticket")
    assert ticket["received"].startswith(heard.isoformat()), ticket["received"]
    real.configure("portal.security-question", "off")
    assert "The support team wrote this down for you" in open_inbox(Reporter(real.server.url), code).text

    said = real.hark(*anonymous)
    assert re.search(r"Code of the inbox: (?:[a-z]+ ){11}[a-z]+\n(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\n", said), said
    said = real.hark(*anonymous, "--no-inbox")
    assert "Code of the inbox" not in said, said
    expect(real.show(find_number(said))["periods"], [], "periods of who cannot be reached")


def contact_outside_hark_is_recorded_where_nobody_can_be_answered(real):
    day = (datetime.date.today() - datetime.timedelta(days=3)).isoformat()
    anonymous = ("submit", "--subject", "Keys", "--report", "Lost.", "--for-anonymous", "--channel", "phone", "--received", day)
    number = find_number(real.hark(*anonymous, "--no-inbox", "--contact", "room 7"))
    for arguments in (["contact", number, "x"], ["contact", number, "x", "--channel", "pigeon"],
                      ["contact", number, "x", "--channel", "phone", "--time", "yesterday"],
                      ["contact", number, "x", "--channel", "phone", "--time", "2026-02-30 12:00"],
                      ["contact", number, "--channel", "phone"]):
        expect_exit(real.call(*arguments), USAGE, " ".join(arguments))
    expect_exit(real.call("contact", number, "x", "--channel", "phone", "--time", "2120-01-01 00:00"), FAILED, "to come")
    expect(real.show(number)["notes"], [], "what was refused")
    expect([period["done"] for period in real.show(number)["periods"]], [None, None], "periods")

    when = f"{day}T14:30:00Z"
    text = "They have the keys back.\nNothing else: äöü"
    real.hark("contact", number, "-", "--channel", "meeting", "--time", when, "--feedback", text=text + "\n")
    note, = real.show(number)["notes"]
    expect((note["text"], note["channel"], note["contacted"], note["from"]), (text, "meeting", when, USER), "the contact")
    assert all(period["done"] is not None for period in real.show(number)["periods"]), real.show(number)["periods"]
    said = real.hark("show", number)
    assert f"-- Contact outside Hark · {USER} · " in said and f"   meeting, {when}\n{text}\n" in said, said
    real.hark("contact", number, "again", "--channel", "phone", "--time", f"{day} 14:30")
    real.hark("note", number, "a note")
    again, note = real.show(number)["notes"][1:]
    local = datetime.datetime.fromisoformat(f"{day} 14:30").astimezone(datetime.timezone.utc)
    expect(again["contacted"], local.strftime("%Y-%m-%dT%H:%M:%SZ"), "local time")
    assert "channel" not in note, note

    # who can be answered is, and who left nothing is nowhere to be reached
    for other, why in (((), "answer them there"), (("--no-inbox",), "nobody can be reached")):
        result = real.call("contact", find_number(real.hark(*anonymous, *other)), "x", "--channel", "phone")
        expect_exit(result, REFUSED, why)
        assert why in result.stderr, result.stderr


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


def who_proposes_a_deletion_or_holds_a_ticket_is_shown(real):
    number = find_number(real.hark("submit", "--subject", "Twice", "--report", "Sent twice."))
    real.hark("hold", number, "--reason", "court case", "--owner", USER, "--review", "2031-01-02")
    line = f"on hold, nothing deletes it: court case ({USER} looks at it again on 2031-01-02)\n"
    assert line in real.hark("show", number), real.hark("show", number)
    real.hark("hold", number, "--lift")
    real.hark("delete", number, "--reason", "sent twice")
    shown = real.hark("show", number)
    assert f"deletion proposed by {USER}: sent twice\n" in shown and "on hold" not in shown, shown
    real.hark("delete", number, "--withdraw")
    assert "deletion proposed" not in real.hark("show", number)


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


def stops_once(child, condition):
    """Stops the child; whether the condition holds then."""
    child.send_signal(signal.SIGSTOP)
    stopped = os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    assert stopped.si_code == os.CLD_STOPPED, "it had ended before"
    return condition()


def who_stops_it_is_told_whether_it_is_kept(real):
    large = real.session.path("large.bin")
    with open(large, "wb") as file:
        file.truncate(150_000_000)
    there = spooled(real)
    child = start(real, "answer", real.number, "stopped while sealing", "--attach", large)
    # By steps that are shorter than the sealing: looking at it as it runs may come too late.
    while not stops_once(child, lambda: spooled(real) != there):
        child.send_signal(signal.SIGCONT)
        time.sleep(0.01)
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
    number = find_number(real.hark(*anonymous))
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


PROMISES = [wrong_calls_exit_with_2, help_names_commands_and_exit_codes, without_an_account_it_exits_with_4,
            a_server_that_is_not_there_is_3, addresses_that_would_send_in_the_clear_are_refused,
            a_wrong_setup_code_is_4_and_changes_nothing, a_refused_setup_leaves_sheets_as_they_are,
            secrets_never_stand_in_arguments_or_output, a_second_setup_is_refused, what_is_not_there_is_5,
            deadlines_are_added_moved_kept_and_removed, what_the_state_does_not_allow_is_6,
            what_lacks_an_option_a_text_or_an_outcome_is_told, texts_come_from_standard_input_as_they_are,
            what_others_report_is_written_down_with_the_code_of_their_inbox,
            contact_outside_hark_is_recorded_where_nobody_can_be_answered,
            what_cannot_be_written_down_leaves_no_sheet, a_text_may_begin_with_dashes,
            who_proposes_a_deletion_or_holds_a_ticket_is_shown,
            without_a_server_reading_works_syncing_is_3_and_changes_are_kept,
            what_waits_is_listed_continued_and_taken_back, assigning_names_somebody_of_the_team,
            a_conflict_is_told_in_words_kept_and_done_again, an_inbox_code_is_handed_over_once_it_counts,
            who_stops_it_is_told_whether_it_is_kept, a_full_disk_is_still_read_from]

if __name__ == "__main__":
    sys.exit(run("hark-cli", PROMISES, *sys.argv[1:]))

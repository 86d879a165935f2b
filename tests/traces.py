#!/usr/bin/python3
"""traces.py SERVER CLI: what a reporter or a member wrote, and who a reporter is, stays nowhere: not in the memory of the
server, nor in its log, nor in its files, once they are done (TAP). The memory is read whole, from outside, as root."""
import os
import secrets
import sys
import time

import canary
import memory
from person import answer_question
from real import NO_BUS, PASSWORD, expect, run

from reporter import CODE, NUMBER, Reporter, open_inbox, search, write_in_inbox # beside the demo
from session import wait_until

STEM = "canarytrace"
HOUSE = f"house-{secrets.token_hex(8)}" # no secret
ADDRESS = "127.77.83.91"
PATIENCE = 60


def make(name):
    """A text that stands nowhere else, and that says in a failure where it came from."""
    return f"{STEM}-{name}-{secrets.token_hex(8)}"


BROWSER = {"User-Agent": make("browser"), "Referer": f"https://example.org/{make('referer')}", "X-Forwarded-For": make("proxy"),
           "X-Other": make("header")}
REPORT = {"subject": make("subject"), "report": make("report"), "where": make("place"), "who": make("people"),
          "name": make("name"), "contact": make("contact"), "observed": "own"}
FILE_NAME = make("file") + ".txt"
FILE = "\n".join([make("content")] * 3000).encode()
NOTE, ANSWER, REPLY, WRONG, UNKNOWN, GUEST = (make(name) for name in ("note", "answer", "reply", "wrong", "unknown", "guest"))


def visit(real):
    return Reporter(real.server.url, BROWSER, ADDRESS)


def list_secrets(real):
    """What a program should have forgotten, or has never had."""
    return [*canary.spell(STEM), PASSWORD.encode(), ADDRESS.encode(), bytes(map(int, ADDRESS.split("."))),
            *(text.encode() for text in real.secrets)]


def look(real):
    return memory.find(real.server.process.pid, list_secrets(real))


def expect_nothing(real, what):
    """A request ends a moment after its reply; then nothing of it may be left."""
    end = time.monotonic() + PATIENCE
    while (found := look(real)) and time.monotonic() < end:
        time.sleep(0.2)
    expect_none(found, what)


def expect_none(found, what):
    expect({text: places[:3] for text, places in found.items()}, {}, what)


def a_server_that_says_everything_is_set_up(real):
    # The tests' own settings would hide what the program leaves as it is used.
    for name in ("MALLOC_PERTURB_", "G_SLICE", "G_DEBUG"):
        real.session.env.pop(name, None)
    real.session.env["G_MESSAGES_DEBUG"] = "all"
    code = real.server.init(HOUSE, "Europe/Berlin")
    os.chdir(real.server.data) # where a core file would be: the sandbox leaves the server no other place
    real.start_server()
    real.hark("setup", real.server.url, "--user", "anna", "--mail", "anna@example.org", "--sheet", real.sheet,
              env={**NO_BUS, "HARK_CODE": code})
    real.account_key = real.read_sheet("Account key")
    real.secrets = [code, real.account_key]
    expect_nothing(real, "what setting up left")


def a_form_is_in_memory_while_it_is_open(real):
    """Which shows that the search finds it."""
    real.reporter = visit(real)
    page = real.reporter.open("/submit")
    page = real.reporter.send(page, page.find_form("token", "answer"), {"answer": answer_question(page.text)})
    real.secrets += real.reporter.cookies.values()
    form = page.find_form("subject", "report", "attachment")
    real.page = real.reporter.send(page, form, REPORT, [("attachment", FILE_NAME, "text/plain", FILE)])
    assert memory.find(real.server.process.pid, [REPORT["report"].encode()]), "nothing is found in a form that is open"
    # Who it is was never kept, and the file was sealed as it came.
    texts = [*BROWSER.values(), ADDRESS, FILE.splitlines()[0].decode()]
    wait_until(lambda: not memory.find(real.server.process.pid, [text.encode() for text in texts]),
               "the end of a browser's name in memory", PATIENCE)


def nothing_is_left_of_a_form_that_was_sent(real):
    form = real.page.find_form("inbox", "kept")
    real.code = search(CODE, real.page, "code")
    page = real.reporter.send(real.page, form, {"inbox": "yes", "kept": "yes"})
    real.number = search(NUMBER, page, "number")
    real.secrets += [real.code, *real.reporter.cookies.values()]
    expect_nothing(real, "what a report left")


def nothing_is_left_of_an_inbox_that_was_left(real):
    for words in (["sync"], ["take-over", real.number], ["note", real.number, NOTE], ["answer", real.number, ANSWER]):
        real.hark(*words, env=NO_BUS)
    reporter = visit(real)
    page = open_inbox(reporter, real.code, lambda page: answer_question(page.text))
    assert ANSWER in page.text, page.text
    page = write_in_inbox(reporter, page, REPLY, [("reply-" + FILE_NAME, "text/plain", FILE)])
    assert REPLY in page.text, page.text
    real.secrets += reporter.cookies.values()
    reporter.request("GET", "/leave")
    expect_nothing(real, "what an inbox left")


def nothing_is_left_of_what_was_refused(real):
    reporter = visit(real)
    page = reporter.open("/inbox")
    form = page.find_form("code")
    reporter.send(page, form, {"code": WRONG, "answer": answer_question(page.text)})
    reporter.open(f"/{UNKNOWN}?{UNKNOWN}={UNKNOWN}")
    reporter.request("POST", "/submit", f"report={UNKNOWN}".encode(), {"Content-Type": UNKNOWN})
    reporter.request("POST", "/api/v1/auth/session", f'{{"user":"{UNKNOWN}","x":'.encode(), {"Authorization": f"Bearer {UNKNOWN}"})
    reporter.request("POST", "/api/v1/ops", f'{{"{UNKNOWN}":1}}'.encode(), {"Authorization": f"Bearer {UNKNOWN}"})
    expect_nothing(real, "what refused requests left")


def nothing_is_left_of_an_account_of_the_portal(real):
    """The password comes to the server, and the keys that it opens are there as long as somebody is signed in."""
    real.hark("policy", "--set", "portal-accounts=yes", env=NO_BUS)
    code = real.hark("invite", "--portal-only", "--user", "gast", "--mail", "gast@example.org", env=NO_BUS).splitlines()[-1]
    guest = visit(real)
    page = guest.open("/sign-in?step=accept")
    page = guest.send(page, page.find_form("code", "new"), {"code": code, "new": GUEST, "again": GUEST, "answer": answer_question(page.text)})
    assert "Signed in as gast" in page.text, page.text
    page = guest.open("/submit")
    page = guest.send(page, page.find_form("subject", "report"), {"subject": REPORT["subject"], "report": REPORT["report"]})
    number = search(NUMBER, guest.send(page, page.find_form("step")), "number")
    page = guest.open(f"/my-reports/{number}")
    assert REPORT["report"] in page.text, page.text
    page = guest.send(page, page.find_form("message"), {"message": REPLY})
    cookies = [*guest.cookies.values()]
    guest.send(page, page.find_form("step"))
    assert not guest.cookies, "still signed in"
    page = guest.open("/sign-in")
    guest.send(page, page.find_form("user"), {"user": "gast", "password": WRONG, "answer": answer_question(page.text)})
    real.secrets += [code, *cookies]
    expect_nothing(real, "what an account left")


def nothing_is_left_of_an_invitation(real):
    line = real.hark("invite", "--user", "bert", "--mail", "bert@example.org", env=NO_BUS).splitlines()[-1]
    real.secrets += [line, line.split("#")[-1], line.split("/")[-1]]
    real.hark("sync", env=NO_BUS)
    expect_nothing(real, "what an invitation left")


def no_core_file_of_the_server_holds_any_of_it(real):
    """What the organisation is called is no secret, and shows that the search finds what is there."""
    real.cores = real.session.path("cores")
    os.mkdir(real.cores)
    found = memory.find_in_core(real.server.process.pid, real.cores, [*list_secrets(real), HOUSE.encode()])
    assert found.pop(HOUSE.encode(), None), "nothing is found in a core file"
    expect_none(found, "what a core file has")


def nor_one_of_a_client_that_is_signed_in(real):
    """By the keyring, since a password in the environment would be found there. It has taken everything, and watches on.
    Its account key is there as long as it runs, at one place."""
    real.hark("sign-in", real.server.url, "--user", "anna", home="home-b", env={"HARK_ACCOUNT_KEY": real.account_key})
    with open(real.session.path("watch.log"), "w", encoding="utf-8") as log:
        real.watch = real.session.start(real.cli, "--home", real.session.path("home-b"), "watch", stdout=log, stderr=log)
    real.hark("note", real.number, NOTE, env=NO_BUS)
    wait_until(lambda: os.path.getsize(log.name) > 0, "a line of hark-cli watch")
    key = memory.read_key(real.account_key)
    found = memory.find_in_core(real.watch.pid, real.cores, [*list_secrets(real), key])
    expect(len(found.pop(key, [])), 1, "places of the account key in use")
    expect_none(found, "what a core file has")


def a_crash_leaves_no_core_file(real):
    if not memory.will_dump(real.session.start("sleep", "600", cwd=real.cores)):
        print("# nothing leaves a core file on this machine", flush=True)
    for process in (real.watch, real.server.process):
        expect(memory.will_dump(process), False, "a core file")


def the_log_and_the_files_have_none_of_it(real):
    real.server.stop()
    real.log.flush()
    texts = [*BROWSER.values(), *REPORT.values(), FILE_NAME, FILE.splitlines()[0].decode(), NOTE, ANSWER, REPLY, WRONG, UNKNOWN,
             GUEST, ADDRESS, PASSWORD, *real.secrets]
    texts.remove("own") # too short to mean anything
    real.logs = real.session.path("logs")
    os.mkdir(real.logs)
    os.rename(real.log.name, os.path.join(real.logs, "server.log"))
    expect(os.path.getsize(os.path.join(real.logs, "server.log")) > 0, True, "a log with something in it")
    os.remove(real.sheet)
    expect(canary.find([real.session.path("server"), real.logs], texts), [], "readable pieces of the log and the store")


PROMISES = [a_server_that_says_everything_is_set_up, a_form_is_in_memory_while_it_is_open,
            nothing_is_left_of_a_form_that_was_sent, nothing_is_left_of_an_inbox_that_was_left,
            nothing_is_left_of_what_was_refused, nothing_is_left_of_an_account_of_the_portal,
            nothing_is_left_of_an_invitation, no_core_file_of_the_server_holds_any_of_it,
            nor_one_of_a_client_that_is_signed_in, a_crash_leaves_no_core_file, the_log_and_the_files_have_none_of_it]

if __name__ == "__main__":
    if not memory.can_read():
        print("1..0 # SKIP only root may read the memory of a program that keeps others out")
        sys.exit(0)
    memory.allow_dumps()
    sys.exit(run("traces", PROMISES, *map(os.path.abspath, sys.argv[1:])))

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
from real import PASSWORD, expect, run

from reporter import CODE, NUMBER, Reporter, open_inbox, search, write_in_inbox # beside the demo
from session import wait_until

STEM = "canarytrace"
ADDRESS = "127.77.83.91"
PATIENCE = 60
NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "disabled:"}


def make(name):
    """A text that stands nowhere else, and that says in a failure where it came from."""
    return f"{STEM}-{name}-{secrets.token_hex(8)}"


BROWSER = {"User-Agent": make("browser"), "Referer": f"https://example.org/{make('referer')}", "X-Forwarded-For": make("proxy"),
           "X-Other": make("header")}
REPORT = {"subject": make("subject"), "report": make("report"), "where": make("place"), "who": make("people"),
          "name": make("name"), "contact": make("contact"), "observed": "own"}
FILE_NAME = make("file") + ".txt"
FILE = "\n".join([make("content")] * 3000).encode()
NOTE, ANSWER, REPLY, WRONG, UNKNOWN = (make(name) for name in ("note", "answer", "reply", "wrong", "unknown"))


def visit(real):
    return Reporter(real.server.url, BROWSER, ADDRESS)


def look(real, *more):
    """Where the server's memory has what it should have forgotten."""
    texts = [*canary.spell(STEM), PASSWORD.encode(), ADDRESS.encode(), bytes(map(int, ADDRESS.split("."))),
             *(text.encode() for text in more)]
    return memory.find(real.server.process.pid, texts)


def expect_nothing(real, what):
    """A request ends a moment after its reply; then nothing of it may be left."""
    end = time.monotonic() + PATIENCE
    while (found := look(real, *real.secrets)) and time.monotonic() < end:
        time.sleep(0.2)
    expect({text: places[:3] for text, places in found.items()}, {}, what)


def a_server_that_says_everything_is_set_up(real):
    # The tests' own settings would hide what the program leaves as it is used.
    for name in ("MALLOC_PERTURB_", "G_SLICE", "G_DEBUG"):
        real.session.env.pop(name, None)
    real.session.env["G_MESSAGES_DEBUG"] = "all"
    code = real.server.init("House", "Europe/Berlin")
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
    assert look(real), "the search finds nothing in a form that is open"
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


def nothing_is_left_of_an_invitation(real):
    line = real.hark("invite", "--user", "bert", "--mail", "bert@example.org", env=NO_BUS).splitlines()[-1]
    real.secrets += [line, line.split("#")[-1], line.split("/")[-1]]
    real.hark("sync", env=NO_BUS)
    expect_nothing(real, "what an invitation left")


def the_log_and_the_files_have_none_of_it(real):
    real.server.stop()
    real.log.flush()
    texts = [*BROWSER.values(), *REPORT.values(), FILE_NAME, FILE.splitlines()[0].decode(), NOTE, ANSWER, REPLY, WRONG, UNKNOWN,
             ADDRESS, PASSWORD, *real.secrets]
    texts.remove("own") # too short to mean anything
    real.logs = real.session.path("logs")
    os.mkdir(real.logs)
    os.rename(real.log.name, os.path.join(real.logs, "server.log"))
    expect(os.path.getsize(os.path.join(real.logs, "server.log")) > 0, True, "a log with something in it")
    os.remove(real.sheet)
    expect(canary.find([real.session.path("server"), real.logs], texts), [], "readable pieces of the log and the store")


PROMISES = [a_server_that_says_everything_is_set_up, a_form_is_in_memory_while_it_is_open,
            nothing_is_left_of_a_form_that_was_sent, nothing_is_left_of_an_inbox_that_was_left,
            nothing_is_left_of_what_was_refused, nothing_is_left_of_an_invitation, the_log_and_the_files_have_none_of_it]

if __name__ == "__main__":
    if not memory.can_read():
        print("1..0 # SKIP only root may read the memory of a program that keeps others out")
        sys.exit(0)
    sys.exit(run("traces", PROMISES, *sys.argv[1:]))

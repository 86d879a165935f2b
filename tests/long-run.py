#!/usr/bin/python3
"""long-run.py SERVER CLI: hark-server under valgrind's memcheck, through requests of every kind, over and over (TAP).

HARK_LONG_RUN_REQUESTS (100) is how many there are at least, in rounds of a little more than a hundred. Valgrind knows
neither Landlock nor seccomp(), so that the server runs without its sandbox.
"""
import http.client
import os
import re
import stat
import sys

from person import answer_question
from real import NO_BUS, USER, FreeServer, expect, run

from reporter import CODE, NUMBER, Reporter, open_inbox, search, write_in_inbox # beside the demo

MEMCHECK = ("valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite"
            " --num-callers=40 --log-file={log}")
PATHS = ["/", "/submit", "/inbox", "/portal.css", "/favicon.ico", "/nowhere", "/?lang=de", "/inbox/thread", "/submit/check", "/leave",
         "/api/v1/info", "/api/v1/sync", "/api/v1/roster", "/api/v1/blobs/00", "/api/v1/events", "/api/v1/nothing"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
IN_A_ROUND = 100
ROUNDS = -(-int(os.environ.get("HARK_LONG_RUN_REQUESTS") or 100) // IN_A_ROUND)


def answer(page):
    return answer_question(page.text)


def a_server_under_memcheck_is_set_up(real):
    real.memcheck = real.session.path("memcheck.log")
    wrapper = real.session.path("server-under-memcheck")
    real.server = FreeServer(real.session, real.server.binary, real.server.data)
    code = real.server.init("House", "Europe/Berlin")
    with open(wrapper, "w", encoding="utf-8") as file:
        # libsoup and GLib keep what they need for the next time; memory pools of their own hide who uses what
        file.write(f'#!/bin/sh\nexport G_SLICE=always-malloc\nexec {MEMCHECK.format(log=real.memcheck)} {real.server.binary} "$@"\n')
    os.chmod(wrapper, stat.S_IRWXU)
    real.server.binary = wrapper
    real.start_server()
    real.hark("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet", real.sheet,
              env={**NO_BUS, "HARK_CODE": code})


def report(real, number):
    reporter = Reporter(real.server.url)
    page = reporter.open("/submit")
    page = reporter.send(page, page.find_form("token", "answer"), {"answer": "perhaps"})
    page = reporter.send(page, page.find_form("token", "answer"), {"answer": answer(page)})
    form = page.find_form("subject", "report", "attachment")
    page = reporter.send(page, form, {"subject": f"Report {number}", "report": "Long.\n" * 500, "observed": "own"},
                         [("attachment", "a.txt", "text/plain", b"text\n" * 50000), ("attachment", "b.bin", "x/y", b"\0")])
    code = search(CODE, page, "code")
    page = reporter.send(page, page.find_form("inbox", "kept"), {"inbox": "yes", "kept": "yes"})
    return search(NUMBER, page, "number"), code


def work(real, number):
    for words in (["sync"], ["take-over", number], ["note", number, "A note."], ["answer", number, "An answer."],
                  ["attachment", number, "a.txt", "--to", real.session.path("saved")]):
        real.hark(*words, env=NO_BUS)
    os.remove(real.session.path("saved"))


def read(real, number, code):
    reporter = Reporter(real.server.url)
    page = open_inbox(reporter, code, answer)
    write_in_inbox(reporter, page, "A reply.", [("c.txt", "text/plain", b"more\n" * 1000)])
    reporter.request("GET", "/leave")
    real.hark("sync", env=NO_BUS)
    real.hark("close", number, "--outcome", "substantiated", "--reason", "Because.", env=NO_BUS)


def ask_for_what_is_not_there(real):
    """Heads and bodies of every wrong kind; what comes back is the other tests' affair, as long as something does."""
    for path in PATHS:
        for method in METHODS:
            connection = http.client.HTTPConnection("127.0.0.1", real.server.port, timeout=120)
            try:
                connection.request(method, path, b'{"a":[1,2,{}' if method[0] == "P" else None,
                                   {"Authorization": "Bearer " + "0" * 43, "Cookie": "hark=" + "0" * 32})
                connection.getresponse().read()
            finally:
                connection.close()


def every_kind_of_request_is_made_over_and_over(real):
    for number in range(ROUNDS):
        ticket, code = report(real, number)
        work(real, ticket)
        read(real, ticket, code)
        ask_for_what_is_not_there(real)
        print(f"# round {number + 1} of {ROUNDS}", flush=True)


def memcheck_finds_no_error_and_no_leak(real):
    expect(real.server.stop(), 0, "exit code of the server")
    with open(real.memcheck, encoding="utf-8") as file:
        text = file.read()
    # The two calls that valgrind does not know.
    text = re.sub(r"(?m)^--\d+-- .*\n?", "", text)
    expect(text.strip(), "", "what memcheck says")


PROMISES = [a_server_under_memcheck_is_set_up, every_kind_of_request_is_made_over_and_over, memcheck_finds_no_error_and_no_leak]

if __name__ == "__main__":
    sys.exit(run("long-run", PROMISES, *sys.argv[1:]))

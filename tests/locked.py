#!/usr/bin/python3
"""locked.py HARK SERVER CLI: the real window, once it is locked, has nothing readable in memory, and no key (TAP). The memory
is read whole, from outside, as root; the screen is ui-session's."""
import itertools
import re
import secrets
import sys
import time

import canary
import memory
from real import PASSWORD, expect, run

from reporter import Reporter, submit_ticket # beside the demo
from session import wait_until

STEM = "canarylock"
PATIENCE = 60


def make(name):
    return f"{STEM}-{name}-{secrets.token_hex(8)}"


REPORT = {"subject": make("subject"), "report": make("report"), "name": make("name"), "contact": make("contact")}
FILE_NAME = make("file") + ".txt"
NOTE, ANSWER, HALF, SEARCH = (make(name) for name in ("note", "answer", "half", "search"))


def control(real, *words):
    result = real.session.run("xdotool", *words)
    expect(result.returncode, 0, f"xdotool {words[0]}, {result.stderr}")
    return result.stdout


def click(real, x, y):
    control(real, "windowfocus", real.id, "mousemove", "--window", real.id, str(x), str(y), "click", "1")


def find(real, texts):
    return memory.find(real.window.pid, texts)


def do_until_found(real, what, act, texts):
    """What is not there yet takes no click: again, until all these texts are in the window's memory."""
    end = time.monotonic() + PATIENCE
    while len(find(real, [text.encode() for text in texts])) < len(texts):
        assert time.monotonic() < end, what
        act()
        time.sleep(0.5)


def a_window_shows_a_report(real):
    code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    real.set_up(code)
    real.secrets = [PASSWORD.encode(), real.read_sheet("Account key").encode(), memory.read_key(real.read_sheet("Account key"))]
    real.configure("portal.security-question", "off")
    number, _ = submit_ticket(Reporter(real.server.url, {}, "127.0.0.1"), REPORT, [(FILE_NAME, "text/plain", b"abc")])
    real.hark("sync")
    real.hark("note", number, NOTE)
    real.hark("answer", number, ANSWER)
    real.window = real.session.start(HARK, "--home", real.session.path("home-a"), stdout=real.log, stderr=real.log)
    real.id = control(real, "search", "--sync", "--onlyvisible", "--pid", str(real.window.pid)).split()[-1]
    do_until_found(real, "a report in the window", lambda: click(real, 450, 90), [*REPORT.values(), FILE_NAME, NOTE, ANSWER])


def something_is_half_written_and_looked_for(real):
    height = int(re.search(r"HEIGHT=(\d+)", control(real, "getwindowgeometry", "--shell", real.id))[1])
    above = itertools.cycle((120, 140, 100, 160)) # where the fonts have the field

    def write():
        click(real, 800, height - next(above))
        control(real, "type", HALF)
    do_until_found(real, "what was typed", write, [HALF])
    do_until_found(real, "what was looked for", lambda: control(real, "key", "ctrl+f", "type", SEARCH), [SEARCH])


def nothing_of_it_is_left_once_it_is_locked(real):
    expect(len(find(real, real.secrets[-1:])), 1, "keys in use")
    control(real, "key", "ctrl+l")
    texts = [*canary.spell(STEM), *real.secrets]
    end = time.monotonic() + PATIENCE
    while (found := find(real, texts)) and time.monotonic() < end:
        time.sleep(0.5)
    expect({text: places[:3] for text, places in found.items()}, {}, "what a locked window has")
    expect(memory.find_in_core(real.window.pid, real.session.folder, texts), {}, "what a core file of it has")
    expect(real.window.poll(), None, "its end")


def it_leaves_no_core_file(real):
    with open(f"/proc/{real.window.pid}/limits", encoding="ascii") as file:
        assert re.search(r"Max core file size +0 +0 ", file.read()), "there is no limit"


PROMISES = [a_window_shows_a_report, something_is_half_written_and_looked_for, nothing_of_it_is_left_once_it_is_locked,
            it_leaves_no_core_file]

if __name__ == "__main__":
    HARK = sys.argv.pop(1)
    if not memory.can_read():
        print("1..0 # SKIP only root may read the memory of another program")
        sys.exit(0)
    sys.exit(run("locked", PROMISES, *sys.argv[1:]))

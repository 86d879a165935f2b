#!/usr/bin/python3
"""killed.py SERVER CLI: the server is killed at any moment, over and over; nothing is lost and nothing is there twice (TAP)."""
import os
import random
import re
import sys
import threading
import time

from real import NO_BUS, USER, expect, run

KILLS = 12
SEED = int(os.environ.get("HARK_TEST_SEED") or random.randrange(1 << 32))


def an_organisation_is_set_up(real):
    print(f"# seed {SEED}", flush=True)
    code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    real.hark("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet", real.sheet,
              env={**NO_BUS, "HARK_CODE": code})
    real.number = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", "Till", "--report", "Short.", env=NO_BUS))[0]


def kill(real):
    real.server.process.kill()
    real.server.stop()


def what_is_written_meanwhile_is_kept(real):
    """One writes note after note, each kept before the next; the server dies under it and comes back."""
    source = random.Random(SEED)
    ended = threading.Event()
    real.written = []
    failures = []

    def write():
        while not ended.is_set():
            text = f"note {len(real.written)} of many"
            result = real.call("note", real.number, text, env=NO_BUS)
            if result.returncode != 0:
                failures.append(result.stderr)
                return
            real.written.append(text)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(KILLS):
            time.sleep(source.uniform(0.05, 1.2))
            kill(real)
            time.sleep(source.uniform(0, 0.3))
            real.start_server()
    finally:
        ended.set()
        writer.join()
    expect(failures, [], "what hark-cli said")
    assert len(real.written) > 3, real.written


def everything_is_there_once_and_in_order(real):
    real.hark("sync", env=NO_BUS)
    notes = [note["text"] for note in real.show(real.number, env=NO_BUS)["notes"]]
    expect(notes, real.written, "the notes")
    expect(real.list(env=NO_BUS)[0]["waiting"], 0, "waiting")


def the_store_is_without_fault(real):
    kill(real)
    result = real.server.command("check")
    expect((result.returncode, result.stdout), (0, result.stdout), result.stderr)
    real.start_server()


PROMISES = [an_organisation_is_set_up, what_is_written_meanwhile_is_kept, everything_is_there_once_and_in_order,
            the_store_is_without_fault]

if __name__ == "__main__":
    sys.exit(run("killed", PROMISES, *sys.argv[1:]))

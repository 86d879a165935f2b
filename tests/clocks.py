#!/usr/bin/python3
"""clocks.py SERVER CLI: two people whose clocks are a year off, each in another direction (TAP).

The server's clock is right; what it decides, and in which order things stand, is the same for both.
"""
import glob
import re
import sys

from real import NO_BUS, USER, expect, run

FAKER = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")


def clock(days):
    """An environment whose clock is so many days off; what measures durations stays as it is."""
    return {**NO_BUS, "LD_PRELOAD": FAKER[0], "FAKETIME": f"{days:+d}d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


ANNA = {"home": "home-a", "env": clock(365)}
BERT = {"home": "home-b", "env": clock(-365)}


def the_clocks_really_are_off(real):
    years = [int(real.session.run("date", "+%Y", env=person["env"]).stdout) for person in (ANNA, BERT)]
    assert years[0] - years[1] == 2, years


def people_join_across_two_years(real):
    code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    real.hark("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet", real.sheet,
              home=ANNA["home"], env={**ANNA["env"], "HARK_CODE": code})
    said = real.hark("invite", "--user", "bert", "--mail", "bert@example.org", "--role", "professional", **ANNA)
    real.hark("accept", real.server.url, "--sheet", real.session.path("sheet-b.pdf"), home=BERT["home"],
              env={**BERT["env"], "HARK_INVITATION": said.splitlines()[-1]})
    real.hark("sync", **ANNA)
    real.hark("sync", **BERT)


def what_is_said_stands_in_the_order_in_which_it_arrived(real):
    real.number = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", "Till", "--report", "Short by nine.", **BERT))[0]
    for number, person in enumerate((ANNA, BERT, ANNA, BERT)):
        real.hark("sync", **person)
        real.hark("note", real.number, f"note {number}", **person)
    real.hark("sync", **ANNA)
    real.hark("sync", **BERT)
    notes = [[note["text"] for note in real.show(real.number, **person)["notes"]] for person in (ANNA, BERT)]
    expect(notes[0], [f"note {number}" for number in range(4)], "the order")
    expect(notes[1], notes[0], "what the other sees")


def who_is_first_is_decided_by_the_server(real):
    real.hark("take-over", real.number, **ANNA)
    result = real.call("take-over", real.number, **BERT)
    expect(result.returncode, 6, f"the second one ({result.stderr.strip()})")
    assert USER in result.stderr, result.stderr
    real.hark("sync", **ANNA)
    for person in (ANNA, BERT):
        expect(real.show(real.number, **person)["advisor"], USER, "the advisor")


def periods_do_not_know_these_clocks(real):
    dues = [[period["due"] for period in real.show(real.number, **person)["periods"]] for person in (ANNA, BERT)]
    expect(dues[0], dues[1], "the due dates")


PROMISES = [the_clocks_really_are_off, people_join_across_two_years, what_is_said_stands_in_the_order_in_which_it_arrived,
            who_is_first_is_decided_by_the_server, periods_do_not_know_these_clocks]

if __name__ == "__main__":
    sys.exit(run("clocks", PROMISES, *sys.argv[1:]))

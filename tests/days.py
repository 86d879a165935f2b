#!/usr/bin/python3
"""days.py SERVER CLI: the real server over days, in its whole sandbox: its clock is moved from outside, by libfaketime (TAP).

By a file, which it reads again under way, and over restarts. Reports come through the portal, mails through a mail server.
"""
import datetime
import email
import email.policy
import glob
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import zoneinfo

from person import answer_question
from real import NO_BUS, TESTS, USER, expect, run

from reporter import PageError, Reporter, open_inbox, submit_ticket, write_in_inbox # beside the demo
from session import wait_until

FAKER = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
ZONE = zoneinfo.ZoneInfo("Europe/Berlin")
REPORT = {"subject": "canary-wombat", "report": "canary-heron: paid twice"}
SETTLE_SECONDS = 2 # for what must not come: the mail thread looks every second


def at(text):
    """Seconds since 1970 of a time in Berlin."""
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).timestamp()


def set_clock(real, text):
    """Under the running server, or before its start; from then on it goes on as all clocks do."""
    with open(real.clock + ".new", "w", encoding="ascii") as file:
        file.write(f"{at(text) - time.time():+.0f}")
    os.rename(real.clock + ".new", real.clock)


def start(real, with_machine=False):
    """@with_machine: what the clock says has gone by, the machine has been up for; else somebody has set its clock."""
    faked = {"LD_PRELOAD": FAKER[0], "FAKETIME_TIMESTAMP_FILE": real.clock, "FAKETIME_NO_CACHE": "1",
             "FAKETIME_DONT_FAKE_MONOTONIC": "0" if with_machine else "1"}
    real.session.env.update(faked)
    try:
        real.start_server()
    finally:
        for name in faked:
            del real.session.env[name]
        # What libfaketime would share with children: there are none, and at its end the sandbox forbids it to remove that.
        for name in glob.glob(f"/dev/shm/*faketime_*_{real.server.process.pid}"):
            os.unlink(name)


def restart_at(real, text, with_machine=False):
    expect(real.server.stop(), 0, "exit code")
    set_clock(real, text)
    start(real, with_machine)


def hark(real, *arguments, **options):
    return real.hark(*arguments, env=NO_BUS, **options)


def read_mails(real):
    """Since the last time: "anna: New anonymous ticket 2028-4711", as another program's parser sees them."""
    lines = []
    while os.path.exists(path := os.path.join(real.sink_folder, f"{real.n_mails + 1}.eml")):
        with open(path, "rb") as file:
            mail = email.message_from_binary_file(file, policy=email.policy.default)
        assert "canary" not in mail.as_string() and "canary" not in mail.get_body(("plain",)).get_content(), mail
        lines.append(f"{mail['To'].split('@')[0]}: {mail['Subject']}")
        real.ids.append(mail["Message-ID"])
        real.n_mails += 1
    return lines


def expect_mails(real, *lines):
    got = []
    wait_until(lambda: got.extend(read_mails(real)) or len(got) >= len(lines), f"mails {lines}, not {got}")
    expect_silence(real, got)
    expect(sorted(got), sorted(lines), "mails")


def expect_silence(real, got=None):
    time.sleep(SETTLE_SECONDS)
    more = read_mails(real)
    if got is None:
        expect(more, [], "mails")
    else:
        got.extend(more)


def report(real):
    return submit_ticket(Reporter(real.server.url), REPORT, answer=lambda page: answer_question(page.text))


def count(real, table):
    with sqlite3.connect(f"file:{real.session.path('server', 'hark.db')}?mode=ro", uri=True, timeout=20) as store:
        rows = store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    store.close()
    return rows


def a_day_of_another_year_is_today(real):
    real.sink_folder = real.session.path("sink")
    real.n_mails = 0
    real.ids = []
    os.mkdir(real.sink_folder)
    sink = real.session.start("/usr/bin/python3", "-B", os.path.join(TESTS, "mail-sink.py"), real.sink_folder,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    url = f"smtp://127.0.0.1:{json.loads(sink.stdout.readline())['plain']}"
    code = real.server.init("House", "Europe/Berlin")
    for key, value in (("mail.url", url), ("mail.from", "hark@example.org"), ("mail.tls", "off")):
        expect(real.server.command("config", key, value).returncode, 0, key)
    real.clock = real.session.path("server", "clock")
    set_clock(real, "2028-03-21 09:00")
    start(real)
    real.hark("setup", real.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet", real.sheet,
              env={**NO_BUS, "HARK_CODE": code})


def a_report_is_mailed_and_so_is_an_answer_to_the_team(real):
    real.number, real.code = report(real)
    assert real.number.startswith("2028-"), real.number
    expect_mails(real, f"{USER}: New anonymous ticket {real.number}")
    reporter = Reporter(real.server.url)
    page = open_inbox(reporter, real.code, lambda page: answer_question(page.text))
    assert "promised by 28 March 2028" in page.text, page.text
    write_in_inbox(reporter, page, "canary-heron: one thing more")
    expect_mails(real, f"{USER}: The reporter has written: ticket {real.number}")


def a_reminder_comes_in_its_hour_on_the_day_that_summer_time_begins(real):
    restart_at(real, "2028-03-26 05:58")
    expect_silence(real)
    restart_at(real, "2028-03-26 06:04") # what looks every five minutes looked two before six
    expect_mails(real, f"{USER}: Deadline on 28 March 2028: ticket {real.number}")


def a_restart_or_a_clock_that_goes_back_repeats_nothing(real):
    for moment in ("2028-03-26 06:10", "2028-03-25 23:00", "2028-03-26 06:20", "2028-03-27 12:00"):
        restart_at(real, moment)
        expect_silence(real)


def a_clock_that_moves_under_the_running_server_brings_the_digest_of_that_morning(real):
    hark(real, "notifications", "--digest")
    real.second, _ = report(real)
    expect_silence(real)
    set_clock(real, "2028-03-28 06:59")
    expect_silence(real)
    set_clock(real, "2028-03-28 07:01")
    expect_mails(real, f"{USER}: What is new in Hark")
    set_clock(real, "2028-03-28 07:30")
    expect_silence(real)
    hark(real, "notifications", "--at-once")


def what_is_overdue_shows_and_is_mailed_no_more(real):
    restart_at(real, "2028-03-30 09:00")
    expect_silence(real)
    hark(real, "sync")
    period = next(item for item in real.show(real.number, env=NO_BUS)["periods"] if item["name"] == "acknowledge")
    expect((period["due"], period["done"]), ("2028-03-28T21:59:59Z", None), "the deadline")
    page = open_inbox(Reporter(real.server.url), real.code, lambda page: answer_question(page.text))
    assert "promised by 28 March 2028" in page.text, page.text
    hark(real, "answer", real.number, "canary-heron: late, but here")
    expect_silence(real)


def a_clock_that_is_wrong_for_a_while_takes_nothing_away(real):
    hark(real, "invite", "--user", "bert", "--mail", "bert@example.org", "--role", "professional")
    tables = ("invitation", "session", "op", "object", "period", "mail", "notice", "reminder")
    before = {table: count(real, table) for table in tables}
    restart_at(real, "2029-03-30 12:00")
    expect_silence(real)
    expect({table: count(real, table) for table in tables}, before, "rows")
    restart_at(real, "2028-03-30 12:00")
    expect_silence(real)
    hark(real, "sync")
    expect({table: count(real, table) for table in tables}, before, "rows")
    expect(real.show(real.number, env=NO_BUS)["state"], "open", "state")


def days_are_the_organisations_wherever_a_desktop_stands(real):
    far = {**NO_BUS, "TZ": "Asia/Tokyo"}
    closed = re.search(r"\d{4}-\d{4,5}", hark(real, "submit", "--subject", "canary-wombat", "--report", "canary-heron"))[0]
    hark(real, "close", closed, "--outcome", "other", "--reason", "canary-heron: nothing more")
    # what was promised stays promised, and whoever looks is told the same day
    for zone in (None, "America/New_York", "Pacific/Kiritimati", "Europe/Berlin"):
        if zone:
            hark(real, "settings", "organisation", "--set", f"zone={zone}")
            hark(real, "sync")
        page = open_inbox(Reporter(real.server.url), real.code, lambda page: answer_question(page.text))
        assert "promised by 28 June 2028" in page.text, f"{zone}: {page.text}"
        rows = real.hark("list", env=far)
        assert "  [feedback by 2028-06-28]\n" in rows and "  [deleted on 2031-03-30]\n" in rows, f"{zone}: {rows}"
        assert "feedback by 2028-06-28\n" in real.hark("show", real.number, env=far), zone
        assert "deleted on 2031-03-30\n" in real.hark("show", closed, env=far), zone
    expect_silence(real)


def a_ticket_is_closed_for_four_months(real):
    hark(real, "settings", real.show(real.number, env=NO_BUS)["area"], "--set", "retention.duplicate=4")
    real.closed, real.closed_code = report(real)
    expect_mails(real, f"{USER}: New anonymous ticket {real.closed}")
    hark(real, "sync")
    hark(real, "take-over", real.closed)
    hark(real, "close", real.closed, "--outcome", "duplicate", "--reason", "canary-heron: nothing more")
    assert "deleted on 2028-07-30\n" in hark(real, "show", real.closed), "another day"


def after_days_without_the_server_the_nearest_reminder_comes_alone(real):
    # both acknowledged on 30 March: three months, but for the first, too late, from the end of its seven days on
    hark(real, "answer", real.second, "canary-heron: thank you")
    restart_at(real, "2028-06-28 12:00")
    expect_mails(real, f"{USER}: Deadline on 28 June 2028: ticket {real.number}", f"{USER}: Deadline on 30 June 2028: ticket {real.second}")
    restart_at(real, "2028-07-02 12:00")
    expect_silence(real)


def a_closed_ticket_is_warned_of_twice_and_gone_when_its_months_are_over(real):
    """By a clock that goes as the machine's own, alone."""
    warning = f"{USER}: Ticket {real.closed} will be deleted on 30 July 2028"
    restart_at(real, "2028-07-02 13:00", with_machine=True) # thirty days before have come, but this clock was set
    expect_silence(real)
    restart_at(real, "2028-07-02 14:10", with_machine=True) # it has gone right for more than an hour
    expect_mails(real, warning)
    restart_at(real, "2028-07-23 05:50", with_machine=True)
    expect_silence(real)
    restart_at(real, "2028-07-23 07:00", with_machine=True) # what looks every hour looked ten minutes before six
    expect_mails(real, warning)
    restart_at(real, "2028-07-30 23:30", with_machine=True)
    expect_silence(real)
    tickets, receipts = count(real, "ticket"), count(real, "receipt")
    open_inbox(Reporter(real.server.url), real.closed_code, lambda page: answer_question(page.text))
    restart_at(real, "2028-07-31 00:40", with_machine=True)
    wait_until(lambda: count(real, "ticket") == tickets - 1, "a deletion")
    expect(count(real, "receipt"), receipts + 1, "receipts")
    expect(count(real, f"ticket WHERE number = '{real.closed}'"), 0, "the ticket")
    try:
        open_inbox(Reporter(real.server.url), real.closed_code, lambda page: answer_question(page.text))
    except PageError as error:
        assert "no form with message" in str(error), error
    else:
        raise AssertionError("the inbox of a ticket that is gone")
    expect_silence(real)
    expect(len(set(real.ids)), len(real.ids), "each mail once")


PROMISES = [a_day_of_another_year_is_today, a_report_is_mailed_and_so_is_an_answer_to_the_team,
            a_reminder_comes_in_its_hour_on_the_day_that_summer_time_begins, a_restart_or_a_clock_that_goes_back_repeats_nothing,
            a_clock_that_moves_under_the_running_server_brings_the_digest_of_that_morning,
            what_is_overdue_shows_and_is_mailed_no_more, a_clock_that_is_wrong_for_a_while_takes_nothing_away,
            days_are_the_organisations_wherever_a_desktop_stands, a_ticket_is_closed_for_four_months,
            after_days_without_the_server_the_nearest_reminder_comes_alone,
            a_closed_ticket_is_warned_of_twice_and_gone_when_its_months_are_over]

if __name__ == "__main__":
    sys.exit(run("days", PROMISES, *sys.argv[1:]))

#!/usr/bin/python3
"""cli-read.py SERVER CLI: what scripts read by hark-cli: lists, tickets, hits, attachments, and what is told as it happens (TAP)."""
import datetime
import json
import os
import queue
import re
import signal
import sqlite3
import subprocess
import sys
import threading

from real import NO_BUS, PASSWORD, expect, run

from exits import FAILED, MISSING, USAGE, an_account_with_a_ticket_is_set_up, expect_exit, find_number, sign_in_without_a_bus


def json_is_utf_8_in_every_locale(real):
    real.hark("note", real.number, "-", text="äöü €")
    result = real.call("show", real.number, "--json", env={"LC_ALL": "C"})
    expect(json.loads(result.stdout)["notes"][-1]["text"], "äöü €", "the note")


def words_are_utf_8_where_the_locale_says_nothing(real):
    plain = {"LC_ALL": "C", "LANG": "C", "LANGUAGE": ""}
    said = real.hark("submit", "--subject", "für Bert", "--report", "Grüße", env=plain)
    number = find_number(said)
    expect(real.show(number)["report"], "Grüße", "the report")
    assert "für Bert" in real.hark("show", number, env=plain), "what is printed"
    result = real.call("submit", "--subject", b"f\xfcr", "--report", "x", env=plain)
    expect_exit(result, USAGE, "a subject in another encoding")
    assert "UTF-8" in result.stderr, result.stderr
    result = real.call("note", number, b"f\xfcr", env=plain)
    expect_exit(result, FAILED, "a note in another encoding")
    assert "UTF-8" in result.stderr, result.stderr
    real.hark("close", number, "--outcome", "other", "--reason", "done")


def count_read(real):
    """Tickets of which the server knows how far somebody has read them."""
    with sqlite3.connect(f"file:{real.session.path('server', 'hark.db')}?mode=ro", uri=True, timeout=20) as store:
        return store.execute("SELECT count(*) FROM read_mark WHERE up_to > 0").fetchone()[0]


def what_show_prints_counts_as_read_with_the_next_sync(real):
    real.hark("sync")
    before = count_read(real)
    numbers = [find_number(real.hark("submit", "--subject", "Read", "--report", "This.")) for _ in range(3)]
    real.hark("list")
    real.hark("sync")
    expect(count_read(real), before, "read by a list")
    real.hark("show", numbers[0])
    real.hark("show", numbers[1], "--json")
    real.hark("sync")
    expect(count_read(real), before + 2, "read by show")


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


def attachments_of_one_name_are_told_apart(real):
    paths = []
    for text in ("first", "second"):
        os.makedirs(real.session.path(text), exist_ok=True)
        paths += [real.session.path(text, "note.txt")]
        with open(paths[-1], "w", encoding="ascii") as file:
            file.write(text)
    number = find_number(real.hark("submit", "--subject", "Two", "--report", "x", "--attach", paths[0], "--attach", paths[1]))
    saved = []
    for attachment in real.show(number)["attachments"]:
        to = real.session.path("saved")
        real.hark("attachment", number, attachment["id"], "--to", to)
        with open(to, encoding="ascii") as file:
            saved.append(file.read())
    expect(sorted(saved), ["first", "second"], "what was saved")
    real.hark("close", number, "--outcome", "other", "--reason", "done")


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
    sign_in_without_a_bus(real, "home-c")
    real.hark("close", real.number, "--outcome", "other", "--reason", "done")
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
    other = find_number(real.hark("submit", "--subject", secret, "--report", secret, "--attach", attached, **there))
    told.expect(f"{time}  {re.escape(other)}  new ticket by anna")
    told.expect(f"{time}  {re.escape(other)}  attachment by anna")
    heard = datetime.date.today() - datetime.timedelta(days=3)
    before = datetime.datetime.now(datetime.timezone.utc).strftime("%FT%TZ")
    third = find_number(real.hark("submit", "--subject", secret, "--report", secret, "--for-anonymous", "--channel", "phone",
                                  "--received", heard.isoformat(), "--no-inbox", **there))
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


PROMISES = [an_account_with_a_ticket_is_set_up, json_is_utf_8_in_every_locale,
            words_are_utf_8_where_the_locale_says_nothing, what_show_prints_counts_as_read_with_the_next_sync,
            search_finds_all_words_or_exits_with_5, attachments_of_one_name_are_told_apart,
            watch_tells_what_others_do_as_it_happens, watch_says_when_the_connection_is_lost_and_back]

if __name__ == "__main__":
    sys.exit(run("cli-read", PROMISES, *sys.argv[1:]))

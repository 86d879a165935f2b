#!/usr/bin/python3
"""full.py SERVER CLI: two disks that are really full, one under the server and one under a client, in a mount namespace
of their own: it is said, nothing is half kept, and the same goes as soon as there is room (TAP)."""
import glob
import json
import os
import subprocess
import sys

from real import PASSWORD, USER, expect, run

from exits import FAILED
from reporter import Reporter, open_inbox, search, CODE, NUMBER # beside the demo

INSIDE = "HARK_TEST_INSIDE" # set in the namespace
MIB = 1024 * 1024
DISK = 12 * MIB
BIG = os.urandom(3 * MIB)


class Full:
    """While it lasts, there are @room bytes left in a folder's disk."""

    def __init__(self, folder, room=0):
        self.path = os.path.join(folder, "ballast")
        self.folder, self.room = folder, room

    def __enter__(self):
        with open(self.path, "wb", buffering=0) as file:
            try:
                while True:
                    disk = os.statvfs(self.folder)
                    left = disk.f_bavail * disk.f_frsize - self.room
                    if left <= 0:
                        break
                    file.write(bytes(min(left, MIB)))
            except OSError: # the last page
                pass

    def __exit__(self, *_):
        os.unlink(self.path)


def disk_of(real, name):
    return real.session.path(name)


def count_files(folder):
    return len([path for path in glob.glob(os.path.join(folder, "**"), recursive=True) if os.path.isfile(path)])


def expect_told(result, *words):
    expect(result.returncode, FAILED, f"exit code ({result.stderr.strip()})")
    expect(len(result.stderr.splitlines()), 1, "lines of error")
    for word in words:
        assert word in result.stderr, result.stderr


def begin(real):
    real.session.env.pop("G_DEBUG", None) # the server tells its operator of each
    for name in ("server", "home-a"):
        os.makedirs(real.session.path(name), mode=0o700)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0700", "tmpfs", real.session.path(name)], check=True)
    real.big = real.session.path("big.bin")
    with open(real.big, "wb") as file:
        file.write(BIG)
    code = real.server.init("Org", "Europe/Vienna")
    real.start_server()
    real.set_up(code)
    real.configure("portal.security-question", "off")
    said = real.hark("submit", "--subject", "s", "--report", "r", "--for-anonymous", "--channel", "phone", "--received",
                     "2026-01-02")
    real.number, real.code = NUMBER.search(said)[0], CODE.search(said)[0]


def an_attachment_on_a_full_client_is_refused_and_nothing_of_it_kept(real):
    home = disk_of(real, "home-a")
    arguments = ("answer", real.number, "with a file", "--attach", real.big)
    with Full(home, room=MIB):
        expect_told(real.call(*arguments), "No space left")
        expect(glob.glob(os.path.join(home, "spool", "*")), [], "spool")
        expect(json.loads(real.hark("outbox", "--json")), [], "outbox")
    real.hark(*arguments)
    expect([item["size"] for item in real.show(real.number)["attachments"]], [len(BIG)], "attachments")


def what_is_fetched_to_a_full_client_is_not_half_there(real):
    home, there = disk_of(real, "home-a"), os.path.join(disk_of(real, "home-a"), "saved.bin")
    for path in glob.glob(os.path.join(home, "files", "*")):
        os.unlink(path)
    with open(there, "w", encoding="ascii") as file:
        file.write("before")
    with Full(home, room=MIB):
        expect_told(real.call("attachment", real.number, "big.bin", "--to", there), "No space left")
        with open(there, encoding="ascii") as file:
            expect(file.read(), "before", "what was there")
    real.hark("attachment", real.number, "big.bin", "--to", there)
    with open(there, "rb") as file:
        assert file.read() == BIG, "another attachment"
    os.unlink(there)


def a_full_client_is_read_and_keeps_no_half_a_note(real):
    with Full(disk_of(real, "home-a")):
        expect(len(real.list()), 1, "tickets")
        expect_told(real.call("note", real.number, "no room " * 5000), "disk")
    expect(json.loads(real.hark("outbox", "--json")), [], "outbox")
    real.hark("note", real.number, "there is room")
    expect([note["text"] for note in real.show(real.number)["notes"]], ["there is room"], "notes")


def a_sheet_that_does_not_fit_is_not_left(real):
    sheet = os.path.join(disk_of(real, "home-a"), "inbox.pdf")
    arguments = ("submit", "--subject", "on paper", "--report", "r", "--for-anonymous", "--channel", "phone", "--received",
                 "2026-01-02", "--sheet", sheet)
    with Full(disk_of(real, "home-a")):
        expect_told(real.call(*arguments), "cannot be written whole: make room")
        assert not os.path.exists(sheet), "half a sheet"
    expect(json.loads(real.hark("outbox", "--json")), [], "outbox")
    real.hark(*arguments)
    assert os.path.getsize(sheet) > 0


def what_a_full_server_does_not_take_waits_and_goes_later(real):
    with Full(disk_of(real, "server"), room=MIB):
        result = real.call("answer", real.number, "a second file", "--attach", real.big)
        expect(result.returncode, 0, f"exit code ({result.stderr.strip()})")
        assert "kept, not sent yet: the server says: " in result.stdout and "No space left" in result.stdout, result.stdout
        expect([row["state"] for row in json.loads(real.hark("outbox", "--json"))], ["waiting"], "outbox")
    real.hark("sync")
    expect(json.loads(real.hark("outbox", "--json")), [], "outbox")
    texts = [message["text"] for message in real.show(real.number)["messages"]]
    expect(texts.count("a second file"), 1, "messages")


def a_reporter_on_a_full_server_is_told_and_sends_the_same_again(real):
    disk = disk_of(real, "server")
    reporter = Reporter(real.server.url)
    page = open_inbox(reporter, real.code)
    blobs = count_files(os.path.join(disk, "blobs"))
    file = ("attachment", "photo.bin", "application/octet-stream", BIG)
    with Full(disk, room=MIB):
        page = reporter.send(page, page.find_form("message"), {"message": "what I saw"}, [file])
        assert "was not kept: there is no room" in page.text, page.text
        expect(count_files(os.path.join(disk, "blobs")), blobs, "files on the server")
        values = dict(page.find_form("message").values)
        expect(values["message"], "what I saw", "what was typed")
    page = reporter.send(page, page.find_form("message"), {}, [file])
    assert "photo.bin" in page.text, page.text
    real.hark("sync")
    texts = [message["text"] for message in real.show(real.number)["messages"]]
    expect(texts.count("what I saw"), 1, "messages")


def a_report_on_a_full_server_is_told_and_sent_again(real):
    real.server.stop() # which ends the store's log: one that has grown has room for another report
    real.start_server()
    reporter = Reporter(real.server.url)
    page = reporter.open("/submit")
    page = reporter.send(page, page.find_form("subject", "report", "attachment"), {"subject": "full", "report": "words " * 2000})
    code = search(CODE, page, "code")
    with Full(disk_of(real, "server")):
        page = reporter.send(page, page.find_form("inbox", "kept"), {"inbox": "yes", "kept": "yes"})
        assert "It could not be sent just now. Nothing is lost" in page.text, page.text[:400]
    page = reporter.send(page, page.find_form("inbox", "kept"), {"inbox": "yes", "kept": "yes"})
    number = search(NUMBER, page, "number")
    real.hark("sync")
    expect([row["number"] for row in real.list() if row["subject"] == "full"], [number], "tickets")
    open_inbox(Reporter(real.server.url), code)


def a_backup_that_does_not_fit_says_that_the_disk_is_full(real):
    folder = disk_of(real, "home-a")
    file = os.path.join(folder, "backup.tar")
    before = sorted(os.listdir(folder))
    # Room for the copy of the database, which comes first, and not for the archive's.
    with Full(folder, os.path.getsize(os.path.join(disk_of(real, "server"), "hark.db")) * 3 // 2):
        result = real.server.command("backup", "--to", file)
    expect_told(result, "No space left on device")
    expect(sorted(os.listdir(folder)), before, "what is left of it")


def the_store_is_whole(real):
    real.server.stop()
    result = real.server.command("check")
    expect(result.returncode, 0, f"check ({result.stdout})")
    subprocess.run(["umount", real.session.path("server"), real.session.path("home-a")], check=True)


PROMISES = [begin, an_attachment_on_a_full_client_is_refused_and_nothing_of_it_kept,
            what_is_fetched_to_a_full_client_is_not_half_there, a_full_client_is_read_and_keeps_no_half_a_note,
            a_sheet_that_does_not_fit_is_not_left,
            what_a_full_server_does_not_take_waits_and_goes_later,
            a_reporter_on_a_full_server_is_told_and_sends_the_same_again, a_report_on_a_full_server_is_told_and_sent_again,
            a_backup_that_does_not_fit_says_that_the_disk_is_full, the_store_is_whole]


def enter_namespace():
    command = ["unshare", "-m" if os.geteuid() == 0 else "-rm"]
    if subprocess.run(command + ["true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
        print("1..0 # SKIP this system gives no mount namespace")
        return 0
    os.environ[INSIDE] = "1"
    os.execvp(command[0], command + [sys.executable, "-B", *sys.argv])


if __name__ == "__main__":
    sys.exit(run("full", PROMISES, *sys.argv[1:]) if INSIDE in os.environ else enter_namespace())

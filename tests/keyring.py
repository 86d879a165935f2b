#!/usr/bin/python3
"""keyring.py SERVER CLI: the desktop's keyring and its message bus go away, and a key is lost: what hark-cli says, and
the way back (TAP)."""
import glob
import os
import subprocess
import sys
import threading

from real import NO_BUS, PASSWORD, USER, expect, run

from exits import AUTH, MISSING

NOTE = "what was not sent yet"


def find_set_aside(real, home):
    return glob.glob(real.session.path(home) + "-*")


def expect_words(result, code, *words):
    expect(result.returncode, code, f"exit code ({result.stderr.strip()})")
    expect(len(result.stderr.splitlines()), 1, "lines of error")
    for word in words:
        assert word in result.stderr, result.stderr


def a_bus_that_is_not_there_is_said_and_nothing_changes(real):
    gone = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + real.session.path("no-such-bus")}
    before = sorted(os.listdir(real.session.path("home-a")))
    expect_words(real.call("list", env=gone), AUTH, "the keyring cannot be reached")
    expect_words(real.call("sign-in", real.server.url, "--user", USER, env=gone), AUTH, "the keyring cannot be reached")
    expect(sorted(os.listdir(real.session.path("home-a"))), before, "files")
    real.hark("list")


def a_key_that_is_here_is_not_set_aside(real):
    arguments = ("sign-in", real.server.url, "--user", USER, "--new-device")
    for home, env in (("home-a", {}), ("home-c", NO_BUS)):
        assert "set aside" not in real.hark(*arguments, home=home, env=env), home
        expect(find_set_aside(real, home), [], "what was set aside")


def where_the_key_is_lost_the_device_becomes_a_new_one(real):
    there = dict(home="home-c", env={**NO_BUS, "HARK_ACCOUNT_KEY": real.read_sheet("Account key")})
    arguments = ("sign-in", real.server.url, "--user", USER)
    real.server.stop()
    expect(real.call("submit", "--subject", NOTE, "--report", NOTE, **there).returncode, 0, "kept")
    real.start_server()
    local = real.session.path("home-c", "local-key")
    os.rename(local, local + ".lost")
    expect_words(real.call("list", **there), MISSING, "local-key")
    expect_words(real.call(*arguments, **there), MISSING, "local-key")
    expect_words(real.call(*arguments, "--new-device", **there, password="not the password"), AUTH, "")
    expect(find_set_aside(real, "home-c"), [], "what was set aside")

    said = real.hark(*arguments, "--new-device", **there)
    aside, = find_set_aside(real, "home-c")
    assert f"set aside in {aside}" in said, said
    expect(real.list(**there), [], "tickets")
    os.rename(os.path.join(aside, "local-key.lost"), os.path.join(aside, "local-key"))
    real.hark("sync", home=aside, env=NO_BUS)
    real.hark("sync", **there)
    expect([row["subject"] for row in real.list(**there)], [NOTE], "tickets")


def the_end_of_the_bus_ends_no_program(real):
    real.session.env["HARK_PASSWORD"] = PASSWORD
    child = real.session.start(real.cli, "--home", real.session.path("home-a"), "watch", text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    del real.session.env["HARK_PASSWORD"]
    timer = threading.Timer(60, child.kill)
    timer.start()
    assert "new ticket by anna" in child.stdout.readline()
    real.session.stop(real.session.children[0])
    number = real.list(home="home-c", env=NO_BUS)[0]["number"]
    real.hark("answer", number, "after it", "--as-reporter", home="home-c", env=NO_BUS)
    line = child.stdout.readline()
    assert f"{number}  message by anna" in line, line
    timer.cancel()
    expect(real.session.stop(child), 0, "exit code")


def begin(real):
    code = real.server.init("Org", "Europe/Vienna")
    real.start_server()
    real.set_up(code)
    real.hark("sign-in", real.server.url, "--user", USER, home="home-c",
              env={"HARK_ACCOUNT_KEY": real.read_sheet("Account key"), **NO_BUS})


PROMISES = [begin, a_bus_that_is_not_there_is_said_and_nothing_changes, a_key_that_is_here_is_not_set_aside,
            where_the_key_is_lost_the_device_becomes_a_new_one, the_end_of_the_bus_ends_no_program]

if __name__ == "__main__":
    sys.exit(run("keyring", PROMISES, *sys.argv[1:]))

#!/usr/bin/python3
"""cli-account.py SERVER CLI: what hark-cli does for one's own account: its sheet, sign-in, password, devices, absence (TAP)."""
import datetime
import os
import re
import socket
import sys

import pexpect

from real import NO_BUS, PASSWORD, USER, expect, run

from exits import (AUTH, FAILED, MISSING, REFUSED, TAMPERED, USAGE, an_account_with_a_ticket_is_set_up, expect_exit,
                   sign_in_without_a_bus)
from scanner import Authenticator, scan_pdf, scan_terminal

NEW_PASSWORD, THIRD_PASSWORD = "canary-password-other-kettle", "canary-password-third-kettle"


def a_telephone_reads_the_keys_off_the_sheet(real):
    keys = [real.read_sheet("Account key"), real.read_sheet("Recovery key")]
    expect(sorted(scan_pdf(real.sheet)), sorted(keys), "what is scanned from the printed page")


def wrong_password_or_account_key_is_4(real):
    arguments = ("sign-in", real.server.url, "--user", USER)
    right, other = real.read_sheet("Account key"), real.read_sheet("Recovery key")
    for key, password in ((right, "not the password"), (other, PASSWORD)):
        result = real.call(*arguments, home="home-b", env={"HARK_ACCOUNT_KEY": key}, password=password)
        expect_exit(result, AUTH, "sign-in")


def a_damaged_account_says_what_to_do(real):
    path = real.session.path("home-a", "account.json")
    with open(path, encoding="utf-8") as file:
        whole = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(whole[:20])
    result = real.call("list")
    expect_exit(result, FAILED, "list")
    assert "account.json is damaged: put it back" in result.stderr and "sign in anew" in result.stderr, result.stderr
    with open(path, "w", encoding="utf-8") as file:
        file.write(whole)


def without_keyring_the_password_is_needed_each_time_and_it_says_why(real):
    sign_in_without_a_bus(real, "home-c")
    result = real.call("list", home="home-c", env=NO_BUS, password=None)
    expect(result.returncode, AUTH, "list without a password")
    expect(len(result.stderr.splitlines()), 1, "lines of error")
    assert "keyring" in result.stderr and "HARK_PASSWORD" in result.stderr, result.stderr
    expect_exit(real.call("list", home="home-c", env=NO_BUS, password="not the password"), AUTH, "wrong password")
    assert real.number in [row["number"] for row in real.list(home="home-c", env=NO_BUS)], "the list"


def the_prompt_does_not_show_the_password(real):
    env = {**real.session.env, **NO_BUS}
    child = pexpect.spawn(real.cli, ["--home", real.session.path("home-c"), "list"], env=env, encoding="utf-8", timeout=60)
    child.expect("Password")
    child.waitnoecho()
    child.sendline(PASSWORD)
    child.expect(pexpect.EOF)
    child.close()
    expect(child.exitstatus, 0, "exit code")
    assert real.number in child.before and PASSWORD not in child.before, child.before


def an_absence_is_set_listed_and_ended(real):
    today = datetime.date.today()
    last = (today + datetime.timedelta(days=14)).isoformat()
    far = (today + datetime.timedelta(days=800)).isoformat()
    expect_exit(real.call("absence", "--from", "tomorrow", "--until", last), USAGE, "no day")
    expect_exit(real.call("absence", "--from", last), USAGE, "no last day")
    expect_exit(real.call("absence", "--end", "--from", last, "--until", last), USAGE, "set and ended")
    expect_exit(real.call("absence", "--from", last, "--until", far), FAILED, "for years")
    expect_exit(real.call("absence", "--from", last, "--until", last, "--deputy", "nobody"), MISSING, "who is that")
    expect_exit(real.call("absence", "--from", last, "--until", last, "--deputy", USER), FAILED, "oneself")
    real.hark("absence", "--from", last, "--until", last)
    expect(real.hark("absence"), f"{USER}: away {last} to {last}, nobody stands in\n", "listed")
    real.hark("absence", "--end")
    expect(real.hark("absence"), "Nobody of your teams is away.\n", "ended")


def devices_are_listed_and_ended(real):
    real.hark("sign-in", real.server.url, "--user", USER, home="home-laptop",
              env={"HARK_ACCOUNT_KEY": real.read_sheet("Account key")})
    lines = real.hark("devices").splitlines()
    name = socket.gethostname()
    assert lines[0].endswith(" (this one)") and all(re.match(rf"[0-9a-f]{{8}}  {name}, signed in ", line) for line in lines), lines
    laptop = [line.split()[0] for line in real.hark("devices", home="home-laptop").splitlines() if "(this one)" in line][0]
    expect_exit(real.call("end-device", "zz"), MISSING, "no such device")
    expect(real.hark("end-device", laptop.upper()), "It is signed out.\n", "ended")
    assert laptop not in real.hark("devices"), "it is not listed any more"
    expect_exit(real.call("sync", home="home-laptop"), AUTH, "sync of the device that was ended")
    assert real.list(home="home-laptop") == [], "it keeps no copies"


def a_second_factor_is_asked_for_at_each_sign_in(real):
    expect(real.hark("factor", "status"), "off\n", "at first")
    expect_exit(real.call("factor", "maybe"), USAGE, "no such verb")
    child = pexpect.spawn(real.cli, ["--home", real.session.path("home-a"), "factor", "on", "--qr"], timeout=60, encoding="utf-8",
                          env={**real.session.env, "HARK_PASSWORD": PASSWORD}, dimensions=(100, 300))
    child.expect("The code that it shows: ")
    shown, uri = child.before, re.search(r"otpauth://\S+", child.before).group(0)
    expect(scan_terminal(shown), [uri], "what a telephone scans from the terminal")
    authenticator = Authenticator(uri)
    assert authenticator.label.endswith(":" + USER), authenticator.label
    child.waitnoecho()
    code = authenticator.show()
    child.sendline(code)
    child.expect("The second factor is on.")
    codes = re.findall(r"^([0-9A-Z]{4}(?:-[0-9A-Z]{4}){4})\r?$", child.before, re.MULTILINE)
    expect(len(codes), 10, "recovery codes")
    child.close()

    assert re.fullmatch(r"on since \d{4}-\d\d-\d\d, 10 recovery codes left\n", real.hark("factor", "status")), "state"
    arguments = ("sign-in", real.server.url, "--user", USER)
    key = {"HARK_ACCOUNT_KEY": real.read_sheet("Account key")}
    result = real.call(*arguments, home="home-f", env=key)
    expect_exit(result, AUTH, "without a code")
    assert "HARK_FACTOR_CODE" in result.stderr, result.stderr
    expect_exit(real.call(*arguments, home="home-f", env={**key, "HARK_FACTOR_CODE": code}), AUTH, "with one that was used")
    expect_exit(real.call(*arguments, home="home-f", env={**key, "HARK_FACTOR_CODE": codes[0]}), 0, "with a recovery code")
    expect_exit(real.call("factor", "off", env={"HARK_FACTOR_CODE": codes[0]}), AUTH, "off by a used one")
    said = real.hark("factor", "codes", env={"HARK_FACTOR_CODE": authenticator.show()})
    assert codes[1] not in said, said
    expect_exit(real.call("factor", "off", env={"HARK_FACTOR_CODE": codes[1]}), AUTH, "off by one that ended")
    expect(real.hark("factor", "off", env={"HARK_FACTOR_CODE": said.splitlines()[1]}), "The second factor is off.\n", "off")
    real.hark(*arguments, home="home-g", env=key)


def the_recovery_key_counts_once_it_was_typed_back_from_its_sheet(real):
    sheet = real.session.path("organisation-key.pdf")
    expect(real.hark("recovery-key", "status"), "none\n", "at first")
    expect_exit(real.call("recovery-key", "maybe"), USAGE, "no such verb")
    expect_exit(real.call("recovery-key", "check", env={"HARK_ORGANISATION_KEY": "x"}), FAILED, "no key at all")
    wrong = {"HARK_ORGANISATION_KEY": real.read_sheet("Account key")}
    result = real.call("recovery-key", "make", "--sheet", sheet, env=wrong)
    expect_exit(result, TAMPERED, "another key typed back")
    expect(result.stdout, f"The key is not in use: {sheet} was deleted. Destroy what was printed.\n", "what became of it")
    assert not os.path.exists(sheet), "the sheet of a key that is not in use"
    expect(real.hark("recovery-key", "status"), "none\n", "after it")
    with open(sheet, "w", encoding="utf-8") as file:
        file.write("mine")
    expect_exit(real.call("recovery-key", "make", "--sheet", sheet, env=wrong), REFUSED, "a sheet that is there")
    with open(sheet, encoding="utf-8") as file:
        expect(file.read(), "mine", "what was there")
    os.remove(sheet)

    child = pexpect.spawn(real.cli, ["--home", real.session.path("home-a"), "recovery-key", "make", "--sheet", sheet], timeout=60,
                          encoding="utf-8", env={**real.session.env, "HARK_PASSWORD": PASSWORD}, dimensions=(100, 300))
    child.expect("from the sheet: ")
    (key,) = scan_pdf(sheet)
    expect(os.stat(sheet).st_mode & 0o777, 0o600, "mode of the sheet")
    child.waitnoecho()
    child.sendline(key)
    child.expect("Tickets are sealed to this key from now on")
    child.expect(pexpect.EOF)
    child.close()
    expect(child.exitstatus, 0, "made")

    right = {"HARK_ORGANISATION_KEY": key.lower().replace("-", " ")}
    assert real.hark("recovery-key", "status").startswith("tickets are sealed to it\nits sheet was tried"), "state"
    assert "Nothing was opened" in real.hark("recovery-key", "check", env=right), "the right sheet"
    expect_exit(real.call("recovery-key", "check", env=wrong), TAMPERED, "a wrong sheet")
    expect_exit(real.call("recovery-key", "use", env=wrong), TAMPERED, "used with a wrong sheet")
    result = real.call("recovery-key", "use", env=right)
    expect_exit(result, 0, "used")
    expect(result.stdout.splitlines()[0], "0 tickets opened, 0 did not open; everybody is told", "what was lost")
    assert key not in result.stdout + result.stderr, "a secret in the output"
    assert real.hark("recovery-key", "off").startswith("no ticket is sealed to it"), "off"
    assert real.hark("recovery-key", "on").startswith("tickets are sealed to it"), "on"
    assert "destroy its sheet" in real.hark("recovery-key", "end"), "ended"
    expect_exit(real.call("recovery-key", "check", env=right), MISSING, "a sheet of no key")
    os.remove(sheet)


def another_password_signs_other_devices_out(real):
    new = {"HARK_NEW_PASSWORD": NEW_PASSWORD}
    expect_exit(real.call("password", env=new, password="not the password"), AUTH, "wrong current password")
    expect_exit(real.call("password", env={"HARK_NEW_PASSWORD": "short"}), FAILED, "a weak one")
    assert "other devices were signed out" in real.hark("password", env=new), "changed"
    expect_exit(real.call("password", env=new), AUTH, "the old one is not the current one any more")
    real.hark("sync")
    result = real.call("sync", home="home-c", env=NO_BUS)
    expect_exit(result, AUTH, "sync of another device")
    assert "does not know" not in result.stderr, result.stderr
    key = {"HARK_ACCOUNT_KEY": real.read_sheet("Account key")}
    expect_exit(real.call("sign-in", real.server.url, "--user", USER, home="home-p", env=key), AUTH, "the old one")
    real.hark("sign-in", real.server.url, "--user", USER, home="home-p", env=key, password=NEW_PASSWORD)


def a_forgotten_password_comes_back_by_the_sheet(real):
    sheet = real.session.path("sheet-2.pdf")
    expect_exit(real.call("new-sheet", "--sheet", sheet), AUTH, "not by the old password")
    assert not os.path.exists(sheet), "no sheet for nothing"
    assert "destroy that sheet" in real.hark("new-sheet", "--sheet", sheet, password=NEW_PASSWORD), "a new sheet"
    expect(real.read_sheet("Account key", sheet), real.read_sheet("Account key"), "the account key stays")
    recover = ("recover", real.server.url, "--user", USER, "--sheet", real.session.path("sheet-3.pdf"))
    keys = {"HARK_ACCOUNT_KEY": real.read_sheet("Account key"), "HARK_NEW_PASSWORD": THIRD_PASSWORD}
    old, new = real.read_sheet("Recovery key"), real.read_sheet("Recovery key", sheet)
    expect_exit(real.call(*recover, home="home-q", env={**keys, "HARK_RECOVERY_KEY": old}), AUTH, "by the old sheet")
    said = real.hark(*recover, home="home-q", env={**keys, "HARK_RECOVERY_KEY": new})
    assert "The new password is set." in said and "sheet-3.pdf" in said, said
    assert real.number in [row["number"] for row in real.list(home="home-q", password=THIRD_PASSWORD)], "its tickets are there"
    expect_exit(real.call(*recover[:4], home="home-r", env={**keys, "HARK_RECOVERY_KEY": new}), AUTH, "used up")
    expect_exit(real.call("sync", password=NEW_PASSWORD), AUTH, "other devices are signed out")


PROMISES = [an_account_with_a_ticket_is_set_up, a_telephone_reads_the_keys_off_the_sheet,
            wrong_password_or_account_key_is_4, a_damaged_account_says_what_to_do,
            without_keyring_the_password_is_needed_each_time_and_it_says_why, the_prompt_does_not_show_the_password,
            an_absence_is_set_listed_and_ended, devices_are_listed_and_ended,
            a_second_factor_is_asked_for_at_each_sign_in,
            the_recovery_key_counts_once_it_was_typed_back_from_its_sheet, another_password_signs_other_devices_out,
            a_forgotten_password_comes_back_by_the_sheet]

if __name__ == "__main__":
    sys.exit(run("cli-account", PROMISES, *sys.argv[1:]))

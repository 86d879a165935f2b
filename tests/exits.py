"""How hark-cli ends: what a script tells its failures apart by."""
import re

from real import NO_BUS, USER, expect

FAILED, USAGE, OFFLINE, AUTH, MISSING, REFUSED, TAMPERED = 1, 2, 3, 4, 5, 6, 7


def expect_exit(result, code, what):
    expect(result.returncode, code, f"{what} ({result.stderr.strip()})")
    if code != 0:
        lines = result.stderr.splitlines()
        assert len(lines) == 1 and lines[0].startswith("hark-cli: "), f"{what}: {result.stderr!r}"


def find_number(text):
    """Of the ticket that a command tells of."""
    return re.search(r"\d{4}-\d{4,5}", text)[0]


def an_account_with_a_ticket_is_set_up(real):
    """Where more promises begin: the ticket's number is kept."""
    code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    real.set_up(code)
    real.number = find_number(real.hark("submit", "--subject", "Gifts", "--report", "May I?"))


def sign_in_without_a_bus(real, home):
    real.hark("sign-in", real.server.url, "--user", USER, home=home,
              env={"HARK_ACCOUNT_KEY": real.read_sheet("Account key"), **NO_BUS})

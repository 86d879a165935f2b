#!/usr/bin/python3
"""guest.py SERVER CLI: a colleague without Hark reports from the portal with a name, with the real programs (TAP)."""
import re
import sys

import canary
from newcomer import MISSING, NO_BUS, REFUSED, USAGE, expect_exit, last_line
from real import PASSWORD, expect, run

from reporter import NUMBER, Reporter, search # beside the demo

GUEST = "canary-lapwing over the wall"
CANARY = "canary-bittern: a gift from a supplier"


def accept(real, code, password):
    guest = Reporter(real.server.url)
    page = guest.open("/sign-in?step=accept")
    return guest, guest.send(page, page.find_form("code", "new"), {"code": code, "new": password, "again": password})


def sign_in(real, name, password):
    guest = Reporter(real.server.url)
    page = guest.open("/sign-in")
    return guest, guest.send(page, page.find_form("user", "password"), {"user": name, "password": password})


def nobody_is_invited_unless_it_is_switched_on(real):
    code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    real.set_up(code)
    real.configure("portal.security-question", "off")
    expect_exit(real.call("invite", "--portal-only", "--user", "gast", "--mail", "g@example.org"), REFUSED, "switched off")
    assert "switched off" in real.hark("portal-accounts")
    assert "portal-accounts=yes" in real.hark("policy", "--set", "portal-accounts=yes")
    lines = real.hark("policy").split("\n\n")[0].splitlines()
    real.hark("policy", *(word for line in lines for word in ("--set", line)))  # as it is printed
    real.configure("portal.accounts", "off")
    expect_exit(real.call("invite", "--portal-only", "--user", "gast", "--mail", "g@example.org"), REFUSED, "switched off")
    real.configure("portal.accounts", "on")
    expect_exit(real.call("invite", "--portal-only", "--user", "gast", "--mail", "g@example.org", "--role", "expert"), USAGE, "a team")


def the_code_of_an_invitation_makes_an_account_and_is_shown_nowhere(real):
    said = real.hark("invite", "--portal-only", "--user", "gast", "--mail", "g@example.org")
    real.code = last_line(said)
    assert re.fullmatch(r"([0-9A-Z]{4}-){6}[0-9A-Z]{4}", real.code) and f"{real.server.url}/sign-in" in said, said
    assert "gast  awaited on the portal, invited by anna, until" in real.hark("people")
    real.guest, page = accept(real, real.code, GUEST)
    assert page.status == 200 and "Signed in as gast" in page.text, page.text
    assert "gast" not in real.hark("people"), "in no roster, and awaited no longer"
    assert "gast  g@example.org, not verified, since" in real.hark("portal-accounts")
    expect(accept(real, real.code, GUEST)[1].status, 403, "the code again")


def the_team_reads_who_it_was_as_not_verified(real):
    page = real.guest.open("/submit")
    page = real.guest.send(page, page.find_form("subject", "report"), {"subject": "Gift", "report": CANARY})
    page = real.guest.send(page, page.find_form("step"))
    real.number = search(NUMBER, page, "number")
    real.hark("sync")
    ticket = real.show(real.number)
    expect([ticket[name] for name in ("reporter", "reporter_account", "reporter_verified", "sealed_by", "verified", "subject")],
           ["gast", "gast", False, "server", True, "Gift"], "the ticket")
    assert "reporter: gast (account, not verified)" in real.hark("show", real.number)
    real.hark("answer", real.number, "Thank you, gast.")
    page = real.guest.open("/my-reports")
    assert "1 new message from the team" in page.text, page.text
    page = real.guest.open(f"/my-reports/{real.number}")
    assert "Thank you, gast." in page.text, page.text
    page = real.guest.send(page, page.find_form("message"), {"message": "It is on my desk."})
    assert "Your message has been sent." in page.text, page.text
    real.hark("sync")
    assert "It is on my desk." in real.hark("show", real.number)


def another_member_gets_it_sealed_as_any_ticket(real):
    said = real.hark("invite", "--user", "bert", "--mail", "b@example.org", "--role", "professional")
    bert = {"home": "home-b", "env": NO_BUS}
    real.hark("accept", real.server.url, "--sheet", real.session.path("sheet-b.pdf"), home="home-b",
              env={"HARK_INVITATION": last_line(said), **NO_BUS})
    real.hark("sync")
    real.hark("sync", **bert)
    real.hark("answer", real.number, "And from me.", **bert)
    page = real.guest.open(f"/my-reports/{real.number}")
    assert "And from me." in page.text and "could not be proved" not in page.text, page.text


def who_is_ended_is_out_and_the_team_keeps_the_ticket(real):
    bert = {"home": "home-b", "env": NO_BUS}
    expect_exit(real.call("end-portal-account", "nobody"), MISSING, "nobody")
    expect_exit(real.call("end-portal-account", "gast", **bert), REFUSED, "bert is no Admin")
    real.hark("end-portal-account", "gast")
    assert re.search(r"gast  ended ", real.hark("portal-accounts"))
    page = real.guest.open("/my-reports")
    page.find_form("user", "password")
    expect(sign_in(real, "gast", GUEST)[1].status, 403, "signing in")
    expect_exit(real.call("invite", "--portal-only", "--user", "Gast", "--mail", "g@example.org"), REFUSED, "the name stays taken")
    real.hark("sync")
    expect(real.show(real.number)["reporter"], "gast", "whose it was")


def nothing_readable_lies_on_any_disk(real):
    real.server.stop()
    check = real.server.command("check")
    expect(check.returncode, 0, f"check ({check.stdout})")
    keys = {"code of the invitation": canary.read_line(real.code)}
    keys.update({title: canary.read_line(real.read_sheet(title)) for title in ("Account key", "Recovery key")})
    places = [real.session.path(name) for name in ("server", "home-a", "home-b")]
    texts = [CANARY, GUEST, PASSWORD, real.code, real.code.replace("-", ""), "It is on my desk.", "And from me."]
    expect(canary.find(places, texts, keys), [], "readable pieces")
    with open(real.log.name, "rb") as log:
        said = log.read()
    forms = [form for text in texts for form in canary.spell(text)] + [form for key in keys.values() for form in canary.spell_key(key)]
    assert not any(form in said for form in forms), "the server's log says something"
    assert canary.find([real.session.path("server")], ["House"]), "the search finds nothing at all"


PROMISES = [nobody_is_invited_unless_it_is_switched_on, the_code_of_an_invitation_makes_an_account_and_is_shown_nowhere,
            the_team_reads_who_it_was_as_not_verified, another_member_gets_it_sealed_as_any_ticket,
            who_is_ended_is_out_and_the_team_keeps_the_ticket, nothing_readable_lies_on_any_disk]

if __name__ == "__main__":
    sys.exit(run("guest", PROMISES, *sys.argv[1:]))

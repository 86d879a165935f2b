#!/usr/bin/python3
"""newcomer.py SERVER CLI: a second person comes in, with the real programs: invited, accepted, confirmed, reading (TAP)."""
import json
import os
import re
import sys

from real import NO_BUS, PASSWORD, Server, expect, run

from exits import AUTH, FAILED, MISSING, REFUSED, TAMPERED, USAGE, expect_exit
from reporter import Reporter, open_inbox # beside the demo
from scanner import scan_pdf, scan_terminal

CANARY = "canary-heron: the till was short by nine"
BERT = {"home": "home-b", "env": NO_BUS}


def last_line(text):
    return text.splitlines()[-1]


def accept(real, invitation, **options):
    env = {"HARK_INVITATION": invitation, **options.pop("env", {})}
    return real.call("accept", options.pop("url", real.server.url), "--sheet", sheet(real, options["home"]), env=env, **options)


def sheet(real, home):
    return real.session.path(f"sheet-{home}.pdf")


def read_sheet(real, home):
    return real.session.run("pdftotext", "-layout", sheet(real, home), "-").stdout


def numbers(real, **options):
    return sorted(ticket["number"] for ticket in real.list(**options))


def an_organisation_has_tickets_before_anybody_joins(real):
    code = real.server.init("House", "Europe/Berlin")
    real.start_server()
    real.set_up(code)
    real.first = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", "Till", "--report", CANARY))[0]
    real.second = re.search(r"\d{4}-\d{4,5}", real.hark("submit", "--subject", "Gift", "--report", "May I?"))[0]
    real.hark("note", real.second, "seen by the team alone")


def wrong_calls_are_told(real):
    for arguments in (["invite"], ["invite", "--user", "bert"], ["invite", "--user", "bert", "--mail", "b@example.org", "--role", "king"],
                      ["invite", "--user", "bert", "--mail", "b@example.org", "--area", "Compliance"], ["accept"],
                      ["confirm"], ["people", "x"], ["confirm", "anna", "--role", "king"]):
        expect_exit(real.call(*arguments), USAGE, " ".join(arguments))
    expect_exit(real.call("invite", "--user", "bert", "--mail", "nowhere"), USAGE, "mail")
    expect_exit(real.call("invite", "--user", "bert", "--mail", "b@example.org", "--role", "expert", "--area", "Nowhere"),
                MISSING, "area")
    expect_exit(real.call("invite", "--user", "ANNA", "--mail", "b@example.org"), REFUSED, "a name that is taken")
    expect_exit(real.call("confirm", "nobody", "--role", "observer"), MISSING, "confirm nobody")


def an_invitation_is_the_last_line_of_the_output(real):
    said = real.hark("invite", "--user", "bert", "--mail", "bert@example.org", "--role", "professional")
    real.invitation = last_line(said)
    assert re.fullmatch(r"([0-9A-Z]{4}-){26}[0-9A-Z]{4}", real.invitation), said
    seen = real.hark("invite", "--user", "quinn", "--mail", "quinn@example.org", "--qr")
    expect(scan_terminal(seen), [last_line(seen)], "what a telephone scans from the terminal")
    real.hark("take-back-invitation", "quinn")
    assert "bert  awaited, invited by anna as professional of Compliance, until" in real.hark("people")
    expect_exit(real.call("invite", "--user", "Bert", "--mail", "b@example.org"), REFUSED, "the same name again")


def a_file_invites_many_and_nobody_twice(real):
    path, sheets = real.session.path("people.csv"), real.session.path("sheets.pdf")
    with open(path, "w", encoding="utf-8") as file:
        file.write("name;mail;role\nquentin;q@example.org;observer\nBERT;b@example.org;\n;nobody@example.org;\n")
    looked = real.call("invite", "--csv", path, "--look")
    expect(looked.returncode, FAILED, "a line that is wrong")
    expect(looked.stdout.splitlines(), ["line 2: quentin: is to be invited", "line 3: BERT: is invited",
                                        "line 4: : is no user name"], "what would become of each")
    assert "quentin" not in real.hark("people"), "only looked"
    expect_exit(real.call("invite", "--csv", path), USAGE, "--sheets")
    first = real.call("invite", "--csv", path, "--sheets", sheets)
    assert "line 2: quentin: is invited" in first.stdout, first
    printed = scan_pdf(sheets)
    expect_exit(real.call("invite", "--csv", path, "--sheets", sheets), USAGE, "a file that is there")
    os.remove(sheets)
    real.call("invite", "--csv", path, "--sheets", sheets)
    expect(scan_pdf(sheets), printed, "the same invitation again")
    expect(real.hark("people").count("quentin  awaited"), 1, "invited once")
    os.remove(sheets)
    real.hark("take-back-invitation", "quentin")


def an_admin_sees_whether_the_server_is_well(real):
    before = real.call("health")
    expect(before.returncode, FAILED, "no backup yet")
    assert "checked whole: none yet" in before.stdout and "must be seen to" in before.stdout, before.stdout
    assert re.search(r"sandbox: .*Landlock \d+, system call filter \(fine\)", before.stdout), before.stdout
    assert "certificate: none of its own" in before.stdout and "clock: as here (fine)" in before.stdout, before.stdout
    assert "anna: anna@example.org, 1 device(s), " in before.stdout, before.stdout
    assert "\ndeleted tickets: 0\n" in before.stdout, before.stdout
    file = real.session.path("backup")
    expect(real.server.command("backup", "--to", file).returncode, 0, "backup")
    os.remove(file)
    assert re.search(r"checked whole: \S+.*\(fine\)", real.call("health").stdout)


def a_mistyped_invitation_or_another_organisation_makes_no_account(real):
    wrong = real.invitation[:-1] + ("0" if real.invitation[-1] != "0" else "1")
    expect_exit(accept(real, wrong, **BERT), AUTH, "mistyped")
    other = Server(real.session, real.server.binary, real.session.path("other"))
    code = other.init("Other", "Europe/Berlin")
    other.start(real.log)
    expect_exit(accept(real, real.invitation, url=other.url, **BERT), TAMPERED, "an organisation that is not set up")
    real.hark("setup", other.url, "--user", "eve", "--mail", "eve@example.org", "--sheet", real.session.path("sheet-e.pdf"),
              home="home-e", env={"HARK_CODE": code})
    expect_exit(accept(real, real.invitation, url=other.url, **BERT), TAMPERED, "another organisation")
    other.stop()
    expect_exit(accept(real, real.invitation, password="short", **BERT), FAILED, "a short password")
    expect_exit(real.call("sync", **BERT), AUTH, "no account came of it")


def who_accepts_waits_and_is_told_for_whom(real):
    result = accept(real, real.invitation.lower(), **BERT)
    expect_exit(result, 0, "accept")
    expect(last_line(result.stdout), "accepted, waiting for a device of anna to confirm it", "last line")
    expect(os.stat(sheet(real, "home-b")).st_mode & 0o777, 0o600, "mode of the sheet")
    text = read_sheet(real, "home-b")
    assert "Account key" in text and "Root key" not in text, text
    for secret in (PASSWORD, real.invitation):
        assert secret not in result.stdout + result.stderr, "a secret in the output"
    synced = real.call("sync", **BERT)
    expect_exit(synced, 0, "sync of who waits")
    expect(last_line(synced.stdout), "accepted, waiting for a device of anna to confirm it", "sync")
    expect(last_line(real.hark("people", **BERT)), "accepted, waiting for a device of anna to confirm it", "people")
    for arguments in (["submit", "--subject", "x", "--report", "x"],
                      ["submit", "--subject", "x", "--report", "x", "--area", "Compliance"]):
        result = real.call(*arguments, **BERT)
        expect_exit(result, REFUSED, "submit of who waits")
        assert "waiting for anna to let" in result.stderr, result.stderr
    result = real.call("list", **BERT)
    expect((result.returncode, result.stdout), (0, ""), "list of who waits")
    assert "waiting for anna to let" in result.stderr, result.stderr
    expect_exit(accept(real, real.invitation, home="home-c", env=NO_BUS), REFUSED, "accepted twice")
    assert not os.path.exists(sheet(real, "home-c")), "a sheet of keys that open nothing"


def the_inviters_next_sync_lets_them_in_and_seals(real):
    assert "accepted, the device that invited has to sync" in real.hark("people")
    said = real.hark("sync")
    assert "confirmed: bert" in said and "sealed to who joined: 2" in said, said
    people = real.hark("people")
    assert "awaited" not in people and "professional of Compliance" in people, people
    assert "confirmed" not in real.hark("sync"), "done twice"
    result = accept(real, real.invitation, home="home-c", env=NO_BUS)
    expect_exit(result, AUTH, "an invitation that was used")
    assert "used already" in result.stderr, result.stderr


def the_newcomer_reads_what_was_there_before(real):
    real.hark("sync", **BERT)
    expect(numbers(real, **BERT), sorted([real.first, real.second]), "tickets")
    expect(real.show(real.first, **BERT)["report"], CANARY, "an old ticket's report")
    expect(real.show(real.second, **BERT)["notes"][-1]["text"], "seen by the team alone", "an old note")
    real.hark("answer", real.first, "Thank you.", **BERT)
    real.hark("sync")
    expect(real.show(real.first)["messages"][-1]["text"], "Thank you.", "the answer, on the other device")


def an_area_is_made_and_a_ticket_goes_there_or_is_kept_from_somebody(real):
    expect_exit(real.call("new-area", "Travel"), USAGE, "an area that begins with nobody")
    assert "Travel takes tickets as soon as two" in real.hark("new-area", "Travel", "--expert", "anna")
    expect_exit(real.call("new-area", "travel", "--expert", "anna"), REFUSED, "an area of the same name")
    expect_exit(real.call("new-area", "Gifts", "--expert", "anna", **BERT), REFUSED, "by nobody who may")
    expect_exit(real.call("appoint", "Travel", "bert"), REFUSED, "where there is an Expert")
    assert "Travel  portal off  takes no tickets yet  you: expert\n    anna  expert\n" in real.hark("areas")
    real.hark("sync", **BERT)
    own = ("submit", "--subject", "Trip", "--report", "A trip.", "--area")
    expect_exit(real.call(*own, "Travel", **BERT), FAILED, "an area that takes none yet")
    number = re.search(r"\d{4}-\d{4,5}", real.hark(*own, "Compliance", **BERT))[0]

    real.hark("sync")
    real.hark("exclude", number, "bert")
    expect(real.show(number)["excluded"], ["bert"], "who is excluded")
    expect_exit(real.call("exclude", number, "anna"), REFUSED, "nobody would be left")
    real.hark("sync", **BERT)
    expect(real.show(number, **BERT)["history"], [], "what the reporter has left of it")
    real.hark("include", number, "bert")
    expect_exit(real.call("move", number, "Nowhere"), MISSING, "no such area")
    assert "these people will read it:\n    anna  expert\n" in real.hark("move", number, "Travel"), "who will read it"
    moved = real.show(number)
    expect([moved["area"], moved["verified"], moved["excluded"]], ["Travel", True, []], "the ticket")
    expect([(entry["type"], entry["from"], entry["to"]) for entry in moved["history"]][1:],
           [("exclude", None, "bert"), ("include", "bert", None), ("move", "Compliance", "Travel")], "its history")
    real.hark("sync", **BERT)
    expect(real.show(number, **BERT)["area"], "Travel", "as its reporter sees it")
    real.hark("close", number, "--outcome", "other", "--reason", "it was a trip")
    expect_exit(real.call("move", number, "Compliance"), REFUSED, "a closed one")


def what_a_role_refuses_keeps_for_whom_it_was(real):
    sheet_path = real.session.path("inbox.pdf")
    base = ("submit", "--subject", "Keys", "--report", "Somebody lost keys.", "--received", "2026-01-31")
    real.hark("confirm", "bert", "--role", "observer")
    result = real.call(*base, "--for-anonymous", "--channel", "phone", "--contact", "room 7", "--sheet", sheet_path, **BERT)
    expect_exit(result, REFUSED, "submit of who may no longer")
    assert "new ticket for anonymous: the role in this area does not allow it" in result.stderr, result.stderr
    assert "keep the sheet" in result.stdout and os.path.exists(sheet_path), result.stdout
    expect(real.hark("sync", **BERT), "in sync; 0 waiting; 1 refused: see refused\n", "the next sync")
    refused, = json.loads(real.hark("outbox", "--json", **BERT))
    expect([refused[name] for name in ("for", "channel", "message", "reason")],
           ["anonymous", "phone", "Somebody lost keys.", ""], "what was refused")
    said = real.hark("refused", **BERT)
    for words in ("received: phone, 2026-01-31\n", "contact:\nroom 7\n", "your report:\nSomebody lost keys.\n"):
        assert words in said, f"{words!r} in {said!r}"

    real.hark("confirm", "bert", "--role", "professional")
    real.hark("sync", **BERT)
    real.third = re.search(r"\d{4}-\d{4,5}", real.hark("retry", refused["op"], **BERT))[0]
    ticket = real.show(real.third, **BERT)
    expect([ticket[name] for name in ("reporter", "sealed_by", "channel", "written_by", "verified")],
           ["anonymous", "team", "phone", "bert", True], "the ticket")
    assert ticket["received"].startswith("2026-01-31"), ticket["received"]
    real.configure("portal.security-question", "off")
    lines = real.session.run("pdftotext", "-layout", sheet_path, "-").stdout.splitlines()
    lines = [line.strip() for line in lines if line.strip()]
    code = lines[lines.index("Code of the inbox") + 1]
    assert "The support team wrote this down for you" in open_inbox(Reporter(real.server.url), code).text


def without_a_role_there_is_an_account_and_no_ticket(real):
    invitation = last_line(real.hark("invite", "--user", "clara", "--mail", "clara@example.org"))
    clara = {"home": "home-c", "env": NO_BUS}
    expect_exit(accept(real, invitation, **clara), 0, "accept")
    real.hark("sync")
    real.hark("sync", **clara)
    expect(numbers(real, **clara), [], "tickets of a Practitioner")
    expect_exit(real.call("invite", "--user", "dora", "--mail", "d@example.org", **clara), REFUSED, "clara is no Admin")
    expect_exit(real.call("confirm", "clara", "--role", "expert", **clara), REFUSED, "clara is no Expert")
    expect_exit(real.call("confirm", "clara"), USAGE, "no role")
    expect_exit(real.call("take-back-invitation", "nobody"), MISSING, "an invitation of nobody")
    invitation = last_line(real.hark("invite", "--user", "dora", "--mail", "dora@example.org"))
    real.hark("take-back-invitation", "dora")
    assert "dora" not in real.hark("people"), "still awaited"
    expect_exit(accept(real, invitation, home="home-f", env=NO_BUS), AUTH, "what was taken back")
    expect_exit(real.call("confirm", "clara", "--role", "observer", "--all", "--from-now-on"), USAGE, "both")
    said = real.hark("confirm", "clara", "--role", "observer", "--from-now-on")
    assert "clara is observer, tickets since they joined" in said, said
    assert "observer of Compliance, tickets since they joined" in real.hark("people"), "who has what"
    real.hark("sync", **clara)
    expect(numbers(real, **clara), [], "tickets of before")
    said = real.hark("confirm", "clara", "--role", "observer", "--all")
    assert "clara is observer\n" in said and "sealed to who joined: 3" in said, said
    real.hark("sync", **clara)
    expect(numbers(real, **clara), sorted([real.first, real.second, real.third]), "tickets of an Observer")


def the_newcomer_signs_in_on_another_device(real):
    lines = [line.strip() for line in read_sheet(real, "home-c").splitlines() if line.strip()]
    key = lines[lines.index("Account key") + 2]
    real.hark("sign-in", real.server.url, "--user", "clara", home="home-d", env={"HARK_ACCOUNT_KEY": key, **NO_BUS})
    expect_exit(real.call("sign-in", real.server.url, "--user", "bert", home="home-f",
                          env={"HARK_ACCOUNT_KEY": key, **NO_BUS}), AUTH, "bert with clara's key")


def who_is_taken_out_of_the_team_has_no_ticket_any_more(real):
    clara = {"home": "home-c", "env": NO_BUS}
    number = real.hark("safety-number", "clara").strip()
    assert re.fullmatch(r"\d{5}( \d{5}){11}", number), number
    expect(real.hark("safety-number", "clara", **clara).strip(), number, "clara's number, on both sides")
    assert number != real.hark("safety-number", "bert").strip(), "everybody has their own"
    expect_exit(real.call("safety-number", "nobody"), MISSING, "nobody's number")
    real.hark("sync", **BERT)
    expect_exit(real.call("remove-member", "clara", **BERT), REFUSED, "bert is no Expert")
    expect_exit(real.call("remove-member", "nobody"), MISSING, "nobody")
    real.hark("sync", **clara)
    expect(real.hark("team-changes", "--seen"), "", "what was done here itself")
    real.hark("note", real.first, "who looks at the team is in step with the others")
    told = real.hark("team-changes", "--seen", **BERT)
    expect(real.show(real.first, **BERT)["notes"][-1]["text"], "who looks at the team is in step with the others",
           "what the look brought along")
    assert "clara: observer of Compliance, before: none, by anna" in told and "clara has an account now, by anna" in told, told
    assert "clara can read all tickets of Compliance now, by anna" in told, told
    expect(real.hark("team-changes", **BERT), "", "once it was seen")
    expect_exit(real.call("hand-over", "bert"), USAGE, "to whom")
    expect(real.hark("hand-over", "bert", "--to", "anna"), "handed over: 0\n", "bert has none")
    expect_exit(real.call("remove-member", "clara", "--hand-over-to", "clara"), FAILED, "to herself")
    assert "clara" in real.hark("people"), "nothing was done by halves"
    real.hark("remove-member", "clara", "--hand-over-to", "anna")
    real.hark("sync", **BERT)
    expect(real.hark("team-changes", **BERT), "clara: none of Compliance, before: observer, by anna\n", "what bert is told")
    assert "observer" not in real.hark("people"), "she is in no team"
    real.hark("sync", **clara)
    expect(numbers(real, **clara), [], "tickets of somebody who was taken out")


def who_is_switched_off_is_out_for_ever(real):
    clara = {"home": "home-c", "env": NO_BUS}
    expect_exit(real.call("switch-off", "clara", **BERT), REFUSED, "bert is no Admin")
    expect_exit(real.call("switch-off", "anna"), FAILED, "oneself")
    expect_exit(real.call("switch-off", "nobody"), MISSING, "nobody")
    real.hark("switch-off", "clara")
    assert "clara" not in real.hark("people"), "she is not here any more"
    expect_exit(real.call("sync", **clara), AUTH, "her session")
    expect_exit(real.call("sign-in", real.server.url, "--user", "clara", **clara), AUTH, "her password")
    expect_exit(real.call("invite", "--user", "Clara", "--mail", "c@example.org"), REFUSED, "her name stays taken")


def an_area_is_settled_by_its_expert(real):
    expect(real.hark("settings", "Compliance", "--set", "exclusion=yes", "--set", "name.de=Regeln"), "Settled.\n", "settled")
    settled = json.loads(real.hark("settings", "Compliance"))
    expect([settled["exclusion"], settled["name"]], [True, {"en": "Compliance", "de": "Regeln"}], "what is settled")
    settled["questions"] = [{"id": "0" * 31 + "1", "kind": "date", "required": False, "label": {"en": "When?"}}]
    expect(real.hark("settings", "Compliance", "--json", "-", text=json.dumps(settled)), "Settled.\n", "a question")
    real.hark("settings", "Compliance", "--set", "retention=24", "--set", "retention.duplicate=2", "--set", "retention.other=")
    kept = json.loads(real.hark("settings", "Compliance"))["retention"]
    expect([kept["partly"], kept["duplicate"], "other" in kept], [24, 2, False], "months by outcome")
    real.hark("settings", "Compliance", "--set", "retention=")
    for wrong in ("retention=0", "retention.partly=121", "retention.perhaps=3", "exclusion=perhaps", "colour=red", "exclusion", "name.de=\n"):
        expect_exit(real.call("settings", "Compliance", "--set", wrong), FAILED, wrong)
    real.hark("sync", **BERT)
    expect(json.loads(real.hark("settings", "Compliance", **BERT))["questions"][0]["label"], {"en": "When?"}, "what bert sees")
    expect_exit(real.call("settings", "Compliance", "--set", "exclusion=no", **BERT), REFUSED, "bert is no Expert")
    expect_exit(real.call("settings", "Nothing"), MISSING, "an area that there is not")
    lines = real.hark("settings", "Compliance", "--history", **BERT).splitlines()
    assert len(lines) == 4 and re.match(r"2  \S+ \S+  anna: questions: changed$", lines[2]), lines
    assert "retention (duplicate): 2" in lines[1].replace('"', ""), lines
    real.hark("settings", "Compliance", "--set", 'description.de=Alles"; portal: yes, before: no')
    real.hark("sync", **BERT)
    said = real.hark("settings", "Compliance", "--history", **BERT).splitlines()[0]
    assert said.endswith(r'description (de): "Alles\"; portal: yes, before: no", before: none'), said
    for wrong in ("profile=mars", "calendar=Mars"):
        expect_exit(real.call("settings", "Compliance", "--set", wrong), FAILED, wrong)
    real.hark("settings", "Compliance", "--set", "profile=fr", "--set", "calendar=FR-AM")
    real.hark("settings", "Compliance", "--set", "profile=own")
    settled = json.loads(real.hark("settings", "Compliance"))
    expect([settled["calendar"], [period["length"]["unit"] for period in settled["periods"]]],
           ["FR-AM", ["working-days", "months"]], "what own periods begin as")
    real.hark("settings", "Compliance", "--set", "profile=eu")
    assert "periods" not in json.loads(real.hark("settings", "Compliance")), "those of the profile"
    real.hark("new-area", "Umwelt", "--language", "de", "--expert", "bert")
    real.hark("sync", **BERT)
    expect_exit(real.call("settings", "Umwelt", "--set", "portal=yes", **BERT), REFUSED, "bert alone could read it")
    real.hark("settings", "Umwelt", "--set", "portal=yes", "--one-reader", **BERT)
    questions_are_added_moved_and_removed(real)
    expect_exit(real.call("new-area", "Mine", "--expert", "anna", **BERT), REFUSED, "bert is no Admin")
    real.hark("settings", "organisation", "--set", "imprint.en=Example Ltd")
    expect(json.loads(real.hark("settings", "organisation"))["imprint"], {"en": "Example Ltd"}, "the organisation's")


def questions_are_added_moved_and_removed(real):
    real.hark("questions", "Umwelt", "--add", "date", "--set", "label.de=Wann?", **BERT)
    real.hark("questions", "Umwelt", "--add", "choice", "--set", "label.de=Wo?", "--set", "choice.1.de=Hier", "--set",
              "choice.2.de=Dort", "--set", "choice.2.en=There", "--set", "required=yes", "--place", "1", **BERT)
    expect(real.hark("questions", "Umwelt", **BERT),
           "1  choice  required\n    label.de=Wo?\n    choice.1.de=Hier\n    choice.2.de=Dort\n    choice.2.en=There\n"
           "2  date\n    label.de=Wann?\n", "its questions")
    real.hark("questions", "Umwelt", "--edit", "2", "--set", "kind=text", "--set", "required=yes", "--place", "1", **BERT)
    expect(real.hark("questions", "Umwelt", "--remove", "2", **BERT), "1  text  required\n    label.de=Wann?\n", "what is left")
    for wrong in (("--add", "colour"), ("--add", "choice", "--set", "label.de=Wo?"), ("--add", "text", "--set", "required=perhaps"),
                  ("--edit", "1", "--set", "choice.2.de=Dort")):
        expect_exit(real.call("questions", "Umwelt", *wrong, **BERT), FAILED, wrong)
    expect_exit(real.call("questions", "Umwelt", "--edit", "2", **BERT), MISSING, "a question that there is not")
    expect_exit(real.call("questions", "Umwelt", "--add", "text", "--remove", "1", **BERT), USAGE, "two things at once")
    expect_exit(real.call("questions", "Compliance", "--add", "text", "--set", "label.en=?", **BERT), REFUSED, "bert is no Expert")


def nothing_readable_lies_on_any_disk(real):
    real.server.stop()
    check = real.server.command("check")
    expect(check.returncode, 0, f"check ({check.stdout})")
    packed = real.invitation.replace("-", "")
    for folder in ("server", "home-a", "home-b", "home-c"):
        for root, _, files in os.walk(real.session.path(folder)):
            for name in files:
                with open(os.path.join(root, name), "rb") as file:
                    data = file.read()
                for secret in (CANARY, real.invitation, packed, PASSWORD, "seen by the team alone"):
                    assert secret.encode() not in data, f"{folder}/{name}"


PROMISES = [an_organisation_has_tickets_before_anybody_joins, wrong_calls_are_told,
            an_invitation_is_the_last_line_of_the_output, a_file_invites_many_and_nobody_twice,
            an_admin_sees_whether_the_server_is_well, a_mistyped_invitation_or_another_organisation_makes_no_account,
            who_accepts_waits_and_is_told_for_whom, the_inviters_next_sync_lets_them_in_and_seals,
            the_newcomer_reads_what_was_there_before,
            an_area_is_made_and_a_ticket_goes_there_or_is_kept_from_somebody, what_a_role_refuses_keeps_for_whom_it_was, without_a_role_there_is_an_account_and_no_ticket,
            the_newcomer_signs_in_on_another_device, who_is_taken_out_of_the_team_has_no_ticket_any_more,
            who_is_switched_off_is_out_for_ever, an_area_is_settled_by_its_expert, nothing_readable_lies_on_any_disk]

if __name__ == "__main__":
    sys.exit(run("newcomer", PROMISES, *sys.argv[1:]))

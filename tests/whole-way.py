#!/usr/bin/python3
"""whole-way.py SERVER CLI: a report through the portal, answered by the team, read in the inbox; real programs (TAP).

Two reporters: one sends forms as a browser without JavaScript does, one sits in front of w3m.
"""
import os
import re
import sys

import canary
from person import answer_question
from real import PASSWORD, USER, expect, run
from terminal import Terminal

from reporter import NUMBER, Reporter, open_inbox, search, submit_ticket, write_in_inbox # beside the demo

ADDRESS = "127.0.0.77"
BROWSER = "CanaryBrowser/77.3 (Kestrel)"
REPORT = {
    "subject": "Canary subject: double invoices",
    "report": "Canary report: the pallets were\npaid twice, äöü €.",
    "observed": "own",
    "where": "Canary place: warehouse nine",
    "who": "Canary people: the night shift",
    "name": "Canary name of the reporter",
    "contact": "canary-reporter@example.org",
}
FILE_NAME = "canary-delivery-notes.csv"
FILE = b"canary;file;content\r\n" + bytes(range(256)) * 700
SECOND = {"subject": "Canary question on gifts", "report": "Canary question: may I take the concert tickets?"}
ANSWER = "Canary answer: thank you, we look into it."
NOTE = "Canary note: ask the warehouse, keep it quiet."
REPLY = "Canary reply: one more thing came to mind."
REPLY_FILE_NAME = "canary-photo.png"
REPLY_FILE = b"canary picture" * 3000
OFFLINE_NOTE = "Canary note that was written offline."
REASON = "Canary reason: confirmed and put right."
OUTCOME = "substantiated"


def visit(real):
    return Reporter(real.server.url, {"User-Agent": BROWSER, "X-Forwarded-For": "203.0.113.77"}, ADDRESS)


def keys_are_made_on_the_machine_and_kept_in_its_keyring(real):
    code = real.server.init("Canary House", "Europe/Berlin")
    real.start_server()
    real.set_up(code)
    with open(real.sheet, "rb") as file:
        assert file.read(5) == b"%PDF-", "the sheet is no PDF"
    home = sorted(os.listdir(real.session.path("home-a")))
    assert "local-key" not in home, f"a key beside the keyring: {home}"
    expect(real.call("list", password=None).returncode, 0, "list without a password, by the keyring alone")


def a_report_with_a_file_arrives_sealed_and_gets_a_number(real):
    real.configure("portal.security-question", "off")
    real.number, real.code = submit_ticket(visit(real), REPORT, [(FILE_NAME, "text/csv", FILE)])
    real.hark("sync")
    ticket = real.show(real.number)
    expect(ticket["state"], "open", "state")
    expect(ticket["subject"], REPORT["subject"], "subject")
    expect(ticket["report"], REPORT["report"], "report")
    expect(ticket["reporter"], "anonymous", "reporter")
    expect(ticket["sealed_by"], "server", "sealed by")
    expect(ticket["verified"], True, "verified")
    expect({name: ticket["answers"][name] for name in ("where", "who", "name", "contact")},
           {name: REPORT[name] for name in ("where", "who", "name", "contact")}, "answers of the form")
    expect([(item["name"], item["size"]) for item in ticket["attachments"]], [(FILE_NAME, len(FILE))], "attachments")
    expect([item["name"] for item in ticket["periods"]], ["acknowledge", "feedback"], "periods")


def the_attachment_opens_whole(real):
    saved = real.session.path("saved")
    real.hark("attachment", real.number, FILE_NAME, "--to", saved)
    with open(saved, "rb") as file:
        expect(file.read() == FILE, True, "the attachment's content")
    os.remove(saved)


def a_reporter_in_w3m_answers_the_question_and_keeps_the_code(real):
    real.configure("portal.security-question", "on")
    with Terminal(real.session, real.server.url + "/submit", BROWSER) as w3m:
        w3m.wait_for("Before you write")
        w3m.fill("This keeps machines out", answer_question(w3m.text()))
        w3m.press("Continue")
        w3m.wait_for("Write your report")
        w3m.fill("In a few words", SECOND["subject"])
        w3m.fill_lines("What happened, or what", SECOND["report"])
        w3m.press("Continue")
        w3m.wait_for("Check and send")
        words = re.findall(r"^ *(\d+)\. ([a-z]+)$", w3m.text().split("The code of your inbox\n")[1], re.MULTILINE)
        expect([int(number) for number, _ in words], list(range(1, 13)), "the numbers of the words")
        real.second_code = " ".join(word for _, word in words)
        expect(len(real.second_code.split()), 12, "words of the code")
        w3m.tick("I have kept the code")
        w3m.press("Send")
        w3m.wait_for("Your report has arrived")
        real.second = NUMBER.search(w3m.text())[0]
    real.hark("sync")
    ticket = real.show(real.second)
    expect((ticket["subject"], ticket["report"]), (SECOND["subject"], SECOND["report"]), "what w3m sent")


def a_wrong_answer_or_code_opens_nothing(real):
    page = visit(real).open("/submit")
    form = page.find_form("token", "answer")
    page = visit(real).send(page, form, {"answer": "perhaps"})
    assert page.find_form("token", "answer"), "a wrong answer led on"
    # A key that is well formed, but no inbox's; and something that cannot be a code.
    for code in (real.read_sheet("Account key"), "open sesame"):
        reporter = visit(real)
        page = reporter.open("/inbox")
        page = reporter.send(page, page.find_form("code"), {"code": code, "answer": answer_question(page.text)})
        assert not any("message" in form.names for form in page.forms), "a wrong code opened an inbox"
        assert "No inbox opens with this code" in page.text, page.text


def the_team_takes_over_notes_and_answers(real):
    real.hark("take-over", real.number)
    real.hark("note", real.number, NOTE)
    real.hark("answer", real.number, "-", text=ANSWER + "\n")
    ticket = real.show(real.number)
    expect(ticket["advisor"], USER, "advisor")
    expect([(item["from"], item["text"]) for item in ticket["messages"]], [(USER, ANSWER)], "messages")
    expect([(item["from"], item["text"]) for item in ticket["notes"]], [(USER, NOTE)], "notes")
    done = {item["name"]: item["done"] is not None for item in ticket["periods"]}
    expect(done, {"acknowledge": True, "feedback": False}, "periods that are done")


def the_inbox_shows_the_answer_but_no_note_and_takes_a_reply(real):
    reporter = visit(real)
    page = open_inbox(reporter, real.code, answer_question_on)
    assert ANSWER in page.text, page.text
    assert REPORT["subject"] in page.text, page.text
    assert NOTE not in page.html, "the reporter sees a note"
    page = write_in_inbox(reporter, page, REPLY, [(REPLY_FILE_NAME, "image/png", REPLY_FILE)])
    assert REPLY in page.text and REPLY_FILE_NAME in page.text, page.text
    real.hark("sync")
    ticket = real.show(real.number)
    expect([(item["from"], item["text"]) for item in ticket["messages"]], [(USER, ANSWER), ("reporter", REPLY)],
           "messages")
    expect([item["name"] for item in ticket["attachments"]], [FILE_NAME, REPLY_FILE_NAME], "attachments")
    saved = real.session.path("saved")
    real.hark("attachment", real.number, REPLY_FILE_NAME, "--to", saved)
    with open(saved, "rb") as file:
        expect(file.read() == REPLY_FILE, True, "the reply's attachment")
    os.remove(saved)


def without_a_server_everything_shows_and_what_is_written_waits(real):
    before = (real.list(), real.show(real.number), real.show(real.second))
    expect(real.server.stop(), 0, "exit code of the server")
    expect((real.list(), real.show(real.number), real.show(real.second)), before, "list and tickets without a server")
    assert "not sent yet" in real.hark("note", real.number, OFFLINE_NOTE)
    ticket = real.show(real.number)
    expect(ticket["waiting"], 1, "waiting")
    expect([item["text"] for item in ticket["notes"]], [NOTE, OFFLINE_NOTE], "notes without a server")


def what_waited_goes_once_the_server_is_back(real):
    real.start_server()
    real.hark("sync")
    ticket = real.show(real.number)
    expect(ticket["waiting"], 0, "waiting")
    expect([item["text"] for item in ticket["notes"]], [NOTE, OFFLINE_NOTE], "notes")


def closing_reaches_the_inbox(real):
    real.hark("close", real.number, "--outcome", OUTCOME, "--reason", REASON)
    ticket = real.show(real.number)
    expect((ticket["state"], ticket["outcome"], ticket["outcome_reason"]), ("closed", OUTCOME, REASON), "closed as")
    page = open_inbox(visit(real), real.code, answer_question_on)
    assert "closed" in page.text.lower(), page.text
    assert REASON not in page.html, "the reporter sees the team's reason"


def w3m_reads_the_answer_with_the_words_of_the_code(real):
    real.hark("answer", real.second, ANSWER)
    with Terminal(real.session, real.server.url + "/inbox", BROWSER) as w3m:
        w3m.wait_for("Open your inbox")
        w3m.fill("This keeps machines out", answer_question(w3m.text()))
        w3m.fill_lines("The 12 words, or", real.second_code)
        w3m.press("Open")
        w3m.wait_for(ANSWER)


def a_second_device_gets_the_same_from_the_server_alone(real):
    real.hark("sign-in", real.server.url, "--user", USER, home="home-b",
              env={"HARK_ACCOUNT_KEY": real.read_sheet("Account key")})
    for number in (real.number, real.second):
        expect(real.show(number, home="home-b"), real.show(number), f"{number} on the second device")


def nothing_readable_lies_on_any_disk(real):
    texts = [*REPORT.values(), *SECOND.values(), ANSWER, NOTE, REPLY, OFFLINE_NOTE, REASON, FILE_NAME,
             REPLY_FILE_NAME, FILE[:21].decode().strip(), "canary picture", "warehouse nine", OUTCOME,
             ADDRESS, "203.0.113.77", BROWSER, "CanaryBrowser", PASSWORD, real.code, real.second_code,
             real.read_sheet("Account key")]
    texts.remove("own") # too short to mean anything
    os.remove(real.sheet)
    expect(canary.find([real.session.folder], texts), [], "readable pieces while the server runs")
    expect(real.server.stop(), 0, "exit code of the server")
    expect(canary.find([real.session.folder], texts), [], "readable pieces after it has ended")
    # The search itself works: what is no secret is found.
    assert canary.find([real.session.path("server")], ["Canary House"]), "the search finds nothing at all"


def the_check_is_clean_and_finds_a_file_cut_short(real):
    result = real.server.command("check")
    expect((result.returncode, result.stdout), (0, ""), "hark-server check")
    path = max(canary.list_files([os.path.join(real.server.data, "blobs")]), key=os.path.getsize)
    with open(path, "r+b") as file:
        file.truncate(os.path.getsize(path) - 1)
    result = real.server.command("check")
    expect((result.returncode, len(result.stdout.splitlines())), (1, 1), "hark-server check of a damaged store")


def answer_question_on(page):
    return answer_question(page.text)


PROMISES = [keys_are_made_on_the_machine_and_kept_in_its_keyring, a_report_with_a_file_arrives_sealed_and_gets_a_number,
            the_attachment_opens_whole, a_reporter_in_w3m_answers_the_question_and_keeps_the_code,
            a_wrong_answer_or_code_opens_nothing, the_team_takes_over_notes_and_answers,
            the_inbox_shows_the_answer_but_no_note_and_takes_a_reply,
            without_a_server_everything_shows_and_what_is_written_waits, what_waited_goes_once_the_server_is_back,
            closing_reaches_the_inbox, w3m_reads_the_answer_with_the_words_of_the_code,
            a_second_device_gets_the_same_from_the_server_alone, nothing_readable_lies_on_any_disk,
            the_check_is_clean_and_finds_a_file_cut_short]

if __name__ == "__main__":
    sys.exit(run("whole-way", PROMISES, *sys.argv[1:]))

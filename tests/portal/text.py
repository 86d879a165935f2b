#!/usr/bin/python3
"""The portal in text browsers, by keys alone, on a terminal: w3m with a file, lynx without (TAP).

HARK_STAGE is the program that runs an organisation and its team (stage.c).
"""
import os
import re
import subprocess
import sys
import tempfile
import traceback

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from person import answer_question # noqa: E402 (the path above comes first)
from terminal import SECONDS, Terminal, TextBrowser # noqa: E402

NUMBER = re.compile(r"\b\d{4}-\d{4,5}\b")
LINE = re.compile(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b")
AGENT = "TextBrowser/1.0"


class Stage:
    def __init__(self):
        self.env = {**os.environ, "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen([os.environ["HARK_STAGE"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        encoding="utf-8")
        self.url = self.process.stdout.readline().strip()

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def stop(self):
        self.process.stdin.close()
        assert self.process.wait(SECONDS) == 0, "the stage did not end well"


class Lynx(TextBrowser):
    """Every link and field has a number to go to it by, and what is typed goes into the field that one is in."""

    def __init__(self, url):
        super().__init__("lynx")
        settings = os.path.join(self.folder, "lynx.cfg")
        with open(settings, "w", encoding="utf-8") as file:
            file.write("CHARACTER_SET:utf-8\nDEFAULT_KEYPAD_MODE:LINKS_AND_FIELDS_ARE_NUMBERED\n")
        self.start(["-accept_all_cookies", "-nopause", "-nocolor", "-cfg=" + settings, "-useragent=" + AGENT, url], os.environ,
                   "vt100")

    def find(self, text, behind):
        """The number of the place that begins with @text, or of the first one @behind it."""
        whole = " ".join(self.text().split())
        pattern = (re.escape(text) + r".*?\[(\d+)\]" if behind
                   else r"\[(\d+)\](?:\[ \]|BUTTON\))? *" + re.escape(text))
        found = re.search(pattern, whole)
        assert found, f"there is no place for {text!r} on:\n{self.text()}"
        return found[1]

    def fill(self, label, text):
        self.type(self.find(label, True) + "g\r")
        self.type(text + "\t")

    def press(self, label):
        self.type(self.find(label, False) + "g\r")
        self.type("\r")


def expect(value, wanted, what):
    assert value == wanted, f"{what}: {value!r}, not {wanted!r}"


def w3m_sends_a_report_with_a_file_and_reads_the_answer(stage):
    stage.ask('settle area {"language":"en","name":{"en":"Compliance"},"portal":true,"exclusion":true}')
    with tempfile.TemporaryDirectory() as folder, Terminal(stage, stage.url, AGENT) as w3m:
        path = os.path.join(folder, "list.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("one, two")
        w3m.wait_for("Say it in confidence")
        w3m.go_to("Write a report")
        w3m.type("\r")
        w3m.wait_for("Before you write")
        w3m.fill("This keeps machines out", answer_question(w3m.text()))
        w3m.press("Continue")
        w3m.wait_for("Write your report")
        w3m.press("Continue")
        w3m.wait_for("Enter a subject.")
        w3m.fill("In a few words", "From w3m")
        w3m.tick("anna") # the only Expert
        w3m.fill_lines("What happened, or what", "Two lines\nfrom w3m")
        w3m.fill("Up to 5 files", path)
        w3m.go_to("Only upload")
        w3m.type("\r")
        w3m.wait_for("list.txt")
        w3m.press("Continue")
        w3m.wait_for("Nobody would be left")
        w3m.tick("anna")
        w3m.press("Continue")
        w3m.wait_for("Check and send")
        code = LINE.search(w3m.text())[0]
        w3m.tick("I have kept the code")
        w3m.press("Send")
        w3m.wait_for("Your report has arrived")
        number = NUMBER.search(w3m.text())[0]
        expect(stage.ask(f"text {number} report"), "Two lines\\nfrom w3m", "the report")
        expect(stage.ask(f"files {number}"), "list.txt", "its files")

        stage.ask(f"answer {number} A kind answer.")
        w3m.go_to("Open your inbox")
        w3m.type("\r")
        w3m.wait_for("Your code")
        w3m.fill("This keeps machines out", answer_question(w3m.text()))
        w3m.fill_lines("The 12 words, or", code)
        w3m.press("Open")
        w3m.wait_for("A kind answer.")
        w3m.fill_lines("Only the support team reads it", "Thanks, from w3m")
        w3m.press("Send")
        w3m.wait_for("Your message has been sent.")
        expect(stage.ask(f"messages {number}"), "2", "messages")


def lynx_sends_a_report_and_reads_the_answer(stage):
    with Lynx(stage.url) as lynx:
        lynx.wait_for("Say it in confidence")
        lynx.press("Write a report")
        lynx.wait_for("Before you write")
        lynx.fill("This keeps machines out", answer_question(lynx.text()))
        lynx.press("Continue")
        lynx.wait_for("Write your report")
        lynx.fill("In a few words", "From lynx\tA line from lynx") # the next field is that of the report
        lynx.press("Continue")
        lynx.wait_for("This is what you entered")
        code = LINE.search(lynx.text())[0]
        lynx.press("I have kept the code")
        lynx.press("Send")
        lynx.wait_for("Your report has arrived")
        number = NUMBER.search(lynx.text())[0]
        expect(stage.ask(f"text {number} report"), "A line from lynx", "the report")

        stage.ask(f"answer {number} A kind answer.")
        lynx.press("Open your inbox")
        lynx.wait_for("Your code")
        lynx.fill("This keeps machines out", answer_question(lynx.text()) + "\t" + code)
        lynx.press("Open")
        lynx.wait_for("A kind answer.")
        lynx.press("Close the inbox")
        lynx.wait_for("Your inbox is closed")


def lynx_accepts_an_invitation_and_reports_with_a_name(stage):
    code = stage.ask("invite lynxguest")
    with Lynx(stage.url + "/sign-in?step=accept") as lynx:
        lynx.wait_for("The code of your invitation")
        lynx.fill("This keeps machines out", "\t".join([answer_question(lynx.text()), code, *2 * ["nine slow cranes"]]))
        lynx.press("Make the account")
        lynx.wait_for("Signed in as lynxguest")
        lynx.press("Write a report")
        lynx.wait_for("this report carries your name")
        lynx.fill("In a few words", "From lynx\tA line with a name")
        lynx.press("Continue")
        lynx.wait_for("This is what you entered")
        lynx.press("Send")
        lynx.wait_for("Your report has arrived")
        number = NUMBER.search(lynx.text())[0]
        expect(stage.ask(f"text {number} name"), "lynxguest", "the name")
        stage.ask(f"answer {number} A kind answer.")
        lynx.press("My reports")
        lynx.wait_for("1 new message from the team")
        lynx.press("Sign out")
        lynx.wait_for("You are signed out")


def w3m_signs_in_and_reads_the_answer(stage):
    with Terminal(stage, stage.url + "/sign-in", AGENT) as w3m:
        w3m.wait_for("Your user name")
        w3m.fill("This keeps machines out", answer_question(w3m.text()))
        w3m.fill("Your user name", "lynxguest")
        w3m.fill("Password", "nine slow cranes")
        w3m.press("Sign in")
        w3m.wait_for("Signed in as lynxguest")
        w3m.wait_for("From lynx")
        w3m.go_to("Sign out")
        w3m.type("\r")
        w3m.wait_for("You are signed out")


PROMISES = [w3m_sends_a_report_with_a_file_and_reads_the_answer, lynx_sends_a_report_and_reads_the_answer,
            lynx_accepts_an_invitation_and_reports_with_a_name, w3m_signs_in_and_reads_the_answer]


def main():
    stage = Stage()
    failed = False
    print(f"1..{len(PROMISES)}", flush=True)
    for number, promise in enumerate(PROMISES, 1):
        label = f"{number} {promise.__name__.replace('_', ' ')}"
        try:
            promise(stage)
            print(f"ok {label}", flush=True)
        except Exception: # whatever it is, it is this promise that is broken
            failed = True
            print(f"not ok {label}")
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), flush=True)
    stage.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

"""A person in front of a text browser: what stands on the screen, and keys. The screen is tall enough for a whole page."""
import os
import shutil
import tempfile
import time

import pexpect
import pyte

LINES, COLUMNS = 220, 100
SECONDS = 30
PREVIOUS = "\x1b\t"


class TextBrowser:
    """The browser's own files lie in a folder of the person's, which goes with it."""

    def __init__(self, name):
        self.name = name
        self.folder = tempfile.mkdtemp(prefix=name + "-")
        self.screen = pyte.Screen(COLUMNS, LINES)
        self.stream = pyte.Stream(self.screen)
        self.child = None

    def start(self, arguments, env, terminal):
        self.child = pexpect.spawn(self.name, arguments, encoding="utf-8", codec_errors="replace", dimensions=(LINES, COLUMNS),
                                   timeout=SECONDS, env={**env, "HOME": self.folder, "TMPDIR": self.folder, "TERM": terminal,
                                                         "LC_ALL": "C.UTF-8", "LANGUAGE": "en"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.close(force=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self):
        """Takes in what the browser draws, until it has drawn nothing for a moment."""
        try:
            while True:
                self.stream.feed(self.child.read_nonblocking(65536, timeout=0.2))
        except pexpect.TIMEOUT:
            pass

    def text(self):
        self.read()
        return "\n".join(line.rstrip() for line in self.screen.display if line.strip())

    def wait_for(self, text):
        end = time.monotonic() + SECONDS
        while text not in " ".join(self.text().split()):
            assert time.monotonic() < end and self.child.isalive(), f"{text!r} did not come up in:\n{self.text()}"

    def type(self, keys):
        self.child.send(keys)
        self.read()


class Terminal(TextBrowser):
    """w3m."""

    def __init__(self, session, url, user_agent):
        super().__init__("w3m")
        self.draft = os.path.join(self.folder, "draft")
        editor = os.path.join(self.folder, "editor")
        with open(editor, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\ncat "{self.draft}" >"$1"\n')
        os.chmod(editor, 0o700)
        options = {"user_agent": user_agent, "accept_language": "en", "editor": editor + " %s", "confirm_qq": "0"}
        arguments = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        self.start(["-cookie", *arguments, url], session.env, "linux")

    def go_to(self, pattern):
        """Puts the cursor on the first place that matches, from the top of the page."""
        self.type("g")
        self.type("/" + pattern + "\r")

    def fill(self, before, text):
        """Types into the field that follows some words."""
        self.go_to(before)
        self.type("\t\r")
        self.type(text + "\r")

    def fill_lines(self, before, text):
        """The same for a field of several lines, for which w3m opens an editor."""
        with open(self.draft, "w", encoding="utf-8") as file:
            file.write(text)
        self.go_to(before)
        self.type("\t\r")

    def tick(self, label):
        self.go_to(label)
        self.type(PREVIOUS + "\r")

    def press(self, button):
        """The last line that begins with it: buttons stand at the end of forms."""
        self.type("G")
        self.type("?^" + button + "\r")
        self.type("\r")

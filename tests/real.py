"""The real programs in a session of their own, and promises checked on them one after the other (TAP)."""
import ctypes
import json
import os
import re
import sys
import time
import traceback

TESTS = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(TESTS, "..", "data", "demo"))

from session import Server as FreeServer, Session, end_on_signals # noqa: E402 (found through the line above)

USER = "anna"
PASSWORD = "canary-password-lilac-kettle"
NO_BUS = {"DBUS_SESSION_BUS_ADDRESS": "disabled:"} # no keyring either


def get_landlock():
    """The version that the kernel has, by landlock_create_ruleset()."""
    return ctypes.CDLL(None).syscall(444, None, 0, 1)


def has_landlock():
    return get_landlock() > 0


class Server(FreeServer):
    """It does not start without its whole sandbox, where the kernel has what that takes: all it is asked for goes inside."""

    def init(self, name, zone):
        code = super().init(name, zone)
        if has_landlock():
            expect(self.command("config", "run.require-sandbox", "on").returncode, 0, "exit code of a setting")
        else:
            print("# not in a whole sandbox: this kernel has no Landlock", flush=True)
        return code

    def start(self, log=None, *options):
        super().start(log, *options)
        if log and has_landlock():
            with open(log.name, encoding="utf-8") as lines:
                assert re.search("^hark-server run: sandbox: Landlock [0-9]+, system call filter", lines.read(), re.MULTILINE), \
                    "the server does not say that it is in its sandbox"


class Real:
    """A server and the homes of accounts; hark-cli is called as a script would."""

    def __init__(self, session, server, cli):
        self.session = session
        self.cli = cli
        self.server = Server(session, server, session.path("server"))
        self.sheet = session.path("sheet.pdf")
        self.log = open(session.path("server.log"), "w", encoding="utf-8")

    def start_server(self):
        self.server.start(self.log)

    def configure(self, key, value):
        """Changes a setting of the running server, and waits until it has taken it."""
        result = self.server.command("config", key, value)
        assert result.returncode == 0, result.stderr
        time.sleep(1)

    def call(self, *arguments, home="home-a", text=None, env=None, password=PASSWORD):
        secrets = {"HARK_PASSWORD": password} if password else {}
        # No terminal either: a question would have nobody to answer it.
        return self.session.run(self.cli, "--home", self.session.path(home), *arguments,
                                env={**secrets, **(env or {})}, input=text or "", start_new_session=True)

    def hark(self, *arguments, **options):
        """hark-cli, which must succeed; its standard output."""
        result = self.call(*arguments, **options)
        assert result.returncode == 0, f"hark-cli {arguments[0]}: {result.returncode}, {result.stderr}"
        return result.stdout

    def show(self, number, **options):
        return json.loads(self.hark("show", number, "--json", **options))

    def list(self, **options):
        return json.loads(self.hark("list", "--json", **options))

    def set_up(self, code):
        """Makes the first account; its sheet is written."""
        return self.hark("setup", self.server.url, "--user", USER, "--mail", "anna@example.org", "--sheet", self.sheet,
                         env={"HARK_CODE": code})

    def read_sheet(self, title, sheet=None):
        """The key that stands under a title of the sheet, as somebody types it."""
        lines = self.session.run("pdftotext", "-layout", sheet or self.sheet, "-").stdout.splitlines()
        lines = [line.strip() for line in lines if line.strip()]
        return lines[lines.index(title) + 2]

    def close(self):
        self.log.close()


def expect(value, wanted, what):
    assert value == wanted, f"{what}: {value!r}, not {wanted!r}"


def run(name, promises, server, cli):
    """Keeps the promises in order, in one session; the first broken one ends it."""
    end_on_signals()
    print(f"1..{len(promises)}", flush=True)
    with Session(name) as session:
        real = Real(session, server, cli)
        try:
            for number, promise in enumerate(promises, 1):
                label = f"{number} {promise.__name__.replace('_', ' ')}"
                try:
                    promise(real)
                except Exception: # whatever it is, it is this promise that is broken
                    print(f"not ok {label}", flush=True)
                    traceback.print_exc()
                    return 1
                print(f"ok {label}", flush=True)
        finally:
            real.close()
    return 0

#!/usr/bin/python3
"""demo.py BUILD [--no-window]: a demo organisation on loopback, filled through the portal and hark-cli.

Everything lies in one temporary folder, with a message bus and keyring of its own, and ends with Ctrl+C.
"""
import json
import os
import signal
import stat
import subprocess
import sys

from files import make_file
from reporter import PageError, Reporter, open_inbox, submit_ticket, write_in_inbox
from session import Server, Session, StartError, end_on_signals

ORGANISATION = "Demo Works"
USER = "demo"
PASSWORD = "seven quiet otters"
ZONE = "Europe/Berlin"


class Demo:
    def __init__(self, session, build):
        self.session = session
        self.client = os.path.join(build, "app/ui/hark")
        session.env["GSETTINGS_SCHEMA_DIR"] = os.path.join(build, "data")
        self.cli = os.path.join(build, "app/cli/hark-cli")
        self.home = session.path("hark")
        self.server = Server(session, os.path.join(build, "server/hark-server"), session.path("server"))
        self.inbox = None # (number, subject, code) of the ticket whose inbox is shown

    def hark_cli(self, *arguments, **env):
        result = self.session.run(self.cli, "--home", self.home, *arguments,
                                  env={"HARK_PASSWORD": PASSWORD, **env})
        if result.returncode != 0:
            raise StartError(f"hark-cli {arguments[0]}: {result.stderr.strip()}")
        return result.stdout

    def set_up(self):
        code = self.server.init(ORGANISATION, ZONE)
        # Scripts do not answer questions; people will, once the tickets are there.
        self.configure("portal.security-question", "off")
        self.server.start()
        self.hark_cli("setup", self.server.url, "--user", USER, "--mail", "demo@example.org",
                      "--sheet", self.session.path("sheet.pdf"), HARK_CODE=code)

    def configure(self, key, value):
        result = self.server.command("config", key, value)
        if result.returncode != 0:
            raise StartError(f"hark-server config: {result.stderr.strip()}")

    def fill(self, tickets):
        for ticket in tickets:
            self.make_ticket(ticket)
        self.hark_cli("submit", "--subject", "May I keep a conference prize?", "--report",
                      "At a conference I won a tablet in a raffle of one of our suppliers. Do I have to hand it in?")
        self.hark_cli("sync")
        self.configure("portal.security-question", "on")

    def make_ticket(self, ticket):
        files = [(name, *make_file(name)) for name in ticket["files"]]
        fields = {name: ticket[name] for name in ("subject", "report", "observed", "where", "who")}
        number, code = submit_ticket(Reporter(self.server.url, {"Accept-Language": ticket["language"]}), fields, files)
        print(f"  {number}  {ticket['subject']}")
        if ticket.get("show_code"):
            self.inbox = (number, ticket["subject"], code)
        self.hark_cli("sync")
        for step in ticket["team"]:
            if step["do"] == "reporter":
                reporter = Reporter(self.server.url)
                write_in_inbox(reporter, open_inbox(reporter, code), step["text"])
                self.hark_cli("sync")
            elif step["do"] == "close":
                self.hark_cli("close", number, "--outcome", step["outcome"], "--reason", step["reason"], "--feedback")
            else:
                self.hark_cli(step["do"], number, *([step["text"]] if "text" in step else []))

    def write_commands(self):
        """Small programs that run in the demo's session from any terminal."""
        names = ("HOME", "TMPDIR", "DBUS_SESSION_BUS_ADDRESS", "GIO_USE_PROXY_RESOLVER", "GSETTINGS_SCHEMA_DIR", "DISPLAY", "WAYLAND_DISPLAY",
                 "XAUTHORITY")
        env = {name: value for name, value in self.session.env.items() if name in names or name.startswith("XDG_")}
        exports = "".join(f"export {name}={quote(value)}\n" for name, value in sorted(env.items()))
        commands = {"hark": f"{quote(self.client)} --home {quote(self.home)}",
                    "hark-cli": f"{quote(self.cli)} --home {quote(self.home)}",
                    "hark-server": f"{quote(self.server.binary)} run --data {quote(self.server.data)} "
                                   f"--listen 127.0.0.1:{self.server.port}"}
        for name, command in commands.items():
            path = self.session.path(name + "-demo")
            with open(path, "w", encoding="utf-8") as file:
                file.write(f'#!/bin/sh\n{exports}echo $$ >>{quote(self.session.started)}\nexec {command} "$@"\n')
            os.chmod(path, stat.S_IRWXU)

    def explain(self):
        number, subject, code = self.inbox
        print(f"""
  Portal            {self.server.url}
  Demo user         {USER}
  Demo password     {PASSWORD}
  Inbox of {number}  {code}
                    ("{subject}")

  Try this:
  1. Report something in the portal, keep the code, and watch it arrive: in the window, or with
     {self.session.path("hark-cli-demo")} sync (then: list, show NUMBER).
  2. Take it over and answer it, then open the inbox in the portal with your code, or the one above; close it.
  3. Stop the server with "kill {self.server.process.pid}": the window and hark-cli-demo still show everything and keep what you
     write. Start it again with {self.session.path("hark-server-demo")}
""")

    def show_window(self):
        window = self.session.start(self.client, "--home", self.home, stdin=subprocess.DEVNULL)
        print("The window is open. Ctrl+C here ends the demo and removes all of it.")
        if window.wait() == 0:
            print(f"The window is closed; {self.session.path('hark-demo')} opens it again.")
        else:
            print(f"The window ended with {window.returncode}.")


def quote(text):
    return "'" + text.replace("'", "'\\''") + "'"


def main(build, with_window):
    with open(os.path.join(os.path.dirname(__file__), "tickets.json"), encoding="utf-8") as file:
        tickets = json.load(file)
    with Session("hark-demo") as session:
        demo = Demo(session, os.path.abspath(build))
        print("Setting up the demo organisation…")
        demo.set_up()
        print("Making tickets through the portal, and answering some of them…")
        demo.fill(tickets)
        demo.write_commands()
        demo.explain()
        if with_window and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            demo.show_window()
        elif with_window:
            print("There is no display here, so no window opens. The portal runs until Ctrl+C.")
        else:
            print("The portal runs until Ctrl+C.")
        while True:
            signal.pause()


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    end_on_signals()
    try:
        main(sys.argv[1], "--no-window" not in sys.argv[2:])
    except KeyboardInterrupt:
        print("\nThe demo is over; nothing of it is left.")
    except (PageError, StartError) as error:
        sys.exit(f"The demo could not start: {error}")

#!/usr/bin/python3
"""woken.py HARK-SERVER HARK-CLI: a server that somebody else listens for, as systemd does: started by who comes, ended
when there is nothing to do, with nothing lost in between (TAP)."""
import http.client
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time

from real import expect, run
from reporter import Reporter, submit_ticket # beside the demo
from session import wait_until

IDLE = 1 # seconds without anything to do
LOOK = 1 # between two looks whether there is
STAYS = 3 * (IDLE + LOOK) # who is still there after that is not idle
# 3 is where the first socket is expected; bash knows descriptors of two digits
PASS_ON = 'fd=$1; shift; [ "$fd" -eq 3 ] || { exec 3<&"$fd"; exec {fd}<&-; }; LISTEN_PID=${PID:-$$} LISTEN_FDS=1 exec "$@"'


def pass_on(sock, *command, **options):
    """The program's arguments and options, for subprocess, with @sock as its first socket."""
    return ["bash", "-c", PASS_ON, "pass-on", str(sock.fileno()), *command], {"pass_fds": [sock.fileno()], **options}


class Waker:
    """Listens, and starts the server when somebody comes and it is not there, as a socket unit does."""

    def __init__(self, real, sock, log):
        self.real, self.sock, self.log = real, sock, log
        self.codes = [] # with which it has ended, one after the other
        self.child = None
        self.starts = 0
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.wait_for_somebody, daemon=True)
        self.thread.start()

    def wait_for_somebody(self):
        while not self.ending.is_set():
            if not select.select([self.sock], [], [], 0.05)[0]:
                continue
            command, options = pass_on(self.sock, self.real.server.binary, "run", "--data", self.real.server.data,
                                       f"--idle-exit={IDLE}", stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
            self.child = self.real.session.start(*command, **options)
            self.starts += 1
            self.codes.append(self.child.wait())

    def is_there(self):
        return self.child is not None and self.child.poll() is None

    def wait_for_end(self):
        wait_until(lambda: len(self.codes) == self.starts and not self.is_there(), "the end of an idle server")
        expect(set(self.codes), {0}, "exit codes")

    def stop(self):
        """As `systemctl stop` of the service alone."""
        if self.is_there():
            self.child.send_signal(signal.SIGTERM)
        self.wait_for_end()

    def close(self):
        self.ending.set()
        if self.is_there():
            self.child.terminate()
        self.thread.join()
        self.sock.close()


class Local(http.client.HTTPConnection):
    """HTTP over a local socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(30)
        self.sock.connect(self.path)


def ask(connection, path="/api/v1/info"):
    connection.request("GET", path)
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    return reply.status, body


def get(real):
    return ask(http.client.HTTPConnection("127.0.0.1", real.server.port, timeout=30))


def begin(real):
    code = real.server.init("Org", "Europe/Vienna")
    for key, value in (("portal.security-question", "off"), ("portal.require-locked-memory", "off")):
        expect(real.server.command("config", key, value).returncode, 0, "exit code")
    sock = socket.create_server(("127.0.0.1", real.server.port), backlog=64)
    real.waker = Waker(real, sock, real.log)
    real.set_up(code)


def who_comes_starts_it_and_it_ends_when_there_is_nothing_to_do(real):
    begin(real)
    real.hark("submit", "--subject", "kept", "--report", "r", "--for-anonymous", "--channel", "phone", "--received", "2026-01-02")
    assert real.waker.starts >= 1, "nobody started it"
    real.waker.wait_for_end()


def the_next_one_starts_it_again_and_nothing_is_lost(real):
    starts = real.waker.starts
    real.hark("sync")
    expect(real.waker.starts, starts + 1, "starts")
    expect(len(real.list()), 1, "tickets")
    real.waker.wait_for_end()


def who_comes_while_it_ends_is_answered(real):
    starts = real.waker.starts
    for tenths in range(IDLE * 10 - 2, (IDLE + 2 * LOOK) * 10, 2):
        expect(get(real)[0], 200, f"status {tenths / 10} s after the last one")
        time.sleep(tenths / 10)
    assert real.waker.starts > starts + 2, "it never ended meanwhile"
    real.waker.wait_for_end()


def it_says_nothing_of_when_somebody_came(real):
    with open(real.log.name, encoding="utf-8") as log:
        expect(log.read(), "", "what it said")


def an_event_stream_keeps_it(real):
    watch = real.session.start(real.cli, "--home", real.session.path("home-a"), "watch", stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(real.waker.is_there, "a start")
        starts = real.waker.starts
        time.sleep(STAYS)
        assert real.waker.is_there() and real.waker.starts == starts, "it ended under an event stream"
    finally:
        real.session.stop(watch)
    real.waker.wait_for_end()


def a_report_that_is_being_written_keeps_it(real):
    reporter = Reporter(real.server.url)
    page = reporter.open("/submit")
    expect(page.status, 200, "status")
    starts = real.waker.starts
    time.sleep(STAYS)
    assert real.waker.is_there() and real.waker.starts == starts, "it ended under a form"
    real.waker.stop()


def mail_that_waits_keeps_it_until_it_is_sent_nowhere(real):
    with socket.socket() as nobody: # bound, and never listens: refused
        nobody.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
        for key, value in (("mail.from", "hark@example.org"), ("mail.tls", "off"), ("mail.url", url)):
            expect(real.server.command("config", key, value).returncode, 0, f"exit code of {key}")
        submit_ticket(Reporter(real.server.url), {"subject": "s", "report": "r"})
        real.waker.stop() # with what the portal remembered
        expect(get(real)[0], 200, "status")
        starts = real.waker.starts
        time.sleep(STAYS)
        assert real.waker.is_there() and real.waker.starts == starts, "it ended while a mail waits"
        expect(real.server.command("config", "mail.url", "off").returncode, 0, "exit code")
        real.waker.wait_for_end()


def a_local_socket_does_as_well(real):
    path = real.session.path("socket")
    real.waker.close()
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(path)
    sock.listen(8)
    real.waker = Waker(real, sock, real.log)
    for _ in range(2):
        expect(ask(Local(path))[0], 200, "status")
        real.waker.wait_for_end()
    expect(real.waker.starts, 2, "starts")
    real.waker.close()


def start_on(real, sock, *arguments, env=None):
    command, options = pass_on(sock, real.server.binary, "run", "--data", real.server.data, *arguments)
    return real.session.run(*command, env=env, **options)


def what_cannot_be_listened_on_is_refused(real):
    with socket.socket() as silent, socket.socket(type=socket.SOCK_DGRAM) as datagrams, socket.create_server(("127.0.0.1", 0)) as good:
        datagrams.bind(("127.0.0.1", 0))
        for sock in (silent, datagrams):
            result = start_on(real, sock)
            expect((result.returncode, len(result.stderr.splitlines())), (2, 1), "exit code and lines")
            assert "that listen" in result.stderr, result.stderr
        for arguments in (("--listen", "127.0.0.1:0"), ("--idle-exit", "0"), ("--idle-exit", "-5")):
            expect(start_on(real, good, *arguments).returncode, 2, f"exit code of {arguments}")


def what_was_meant_for_another_process_is_none_of_its_own(real):
    with socket.create_server(("127.0.0.1", 0)) as sock:
        command, options = pass_on(sock, real.server.binary, "run", "--data", real.server.data, "--listen", "127.0.0.1:0",
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        real.session.env["PID"] = "1"
        child = real.session.start(*command, **options)
        del real.session.env["PID"]
        line = child.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), line
        assert not line.strip().endswith(f":{sock.getsockname()[1]}"), "it took the socket"
        child.stdout.close()
        real.session.stop(child)


if __name__ == "__main__":
    sys.exit(run("hark-woken", [who_comes_starts_it_and_it_ends_when_there_is_nothing_to_do,
                                the_next_one_starts_it_again_and_nothing_is_lost, who_comes_while_it_ends_is_answered,
                                it_says_nothing_of_when_somebody_came, an_event_stream_keeps_it,
                                a_report_that_is_being_written_keeps_it, mail_that_waits_keeps_it_until_it_is_sent_nowhere,
                                a_local_socket_does_as_well, what_cannot_be_listened_on_is_refused,
                                what_was_meant_for_another_process_is_none_of_its_own], *sys.argv[1:]))

#!/usr/bin/python3
"""proxied.py HARK-SERVER HARK-CLI: the operator's examples, with the programs that they are for: a real nginx in front of
the real server, and what Tor says of its file (TAP)."""
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

from real import expect, run
from reporter import Reporter, submit_ticket # beside the demo
from session import find_free_port, wait_until

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
NAME = "hark.example.org"
ONION = "http://" + "a" * 56 + ".onion"
SOURCE = "127.0.0.7" # where visitors come from: nothing else does
CANARY = "canary-juniper"
PIECE = 64 * 1024

# As Debian's, which logs everything, where a server does not say otherwise.
MAIN = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/hark.conf;
}}
"""


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1", "-keyout", f"{folder}/key.pem",
                    "-out", f"{folder}/cert.pem"], check=True, capture_output=True, timeout=60)


class Nginx:
    """The example, but for its ports, its certificate, and what stands behind it."""

    def __init__(self, real, name, upstream):
        self.real = real
        self.folder = real.session.path(name)
        os.mkdir(self.folder)
        make_certificate(self.folder)
        self.plain, self.port = find_free_port(), find_free_port()
        with open(os.path.join(DATA, "nginx", "hark.conf"), encoding="utf-8") as file:
            text = file.read()
        for pattern, value in ((r"\[::\]:(80|443)\b.*;", None), (r"listen 80;", f"listen 127.0.0.1:{self.plain};"),
                               (r"listen 443 ", f"listen 127.0.0.1:{self.port} "), (r"/etc/letsencrypt/\S+/fullchain.pem",
                               f"{self.folder}/cert.pem"), (r"/etc/letsencrypt/\S+/privkey.pem", f"{self.folder}/key.pem"),
                               (r"127\.0\.0\.1:8480", upstream)):
            text, n = re.subn(r".*" + pattern if value is None else pattern, value or "", text)
            assert n > 0, f"{pattern} is not in the example"
        for path, content in (("hark.conf", text), ("nginx.conf", MAIN.format(folder=self.folder))):
            with open(os.path.join(self.folder, path), "w", encoding="utf-8") as file:
                file.write(content)
        self.command = (shutil.which("nginx") or "/usr/sbin/nginx", "-p", self.folder, "-e", f"{self.folder}/error.log", "-c",
                        f"{self.folder}/nginx.conf")
        self.process = None
        self.tls = ssl.create_default_context(cafile=f"{self.folder}/cert.pem")

    def start(self):
        result = self.real.session.run(*self.command, "-t", "-q")
        expect((result.returncode, result.stdout + result.stderr), (0, ""), "nginx -t")
        self.process = self.real.session.start(*self.command, stdin=subprocess.DEVNULL)
        wait_until(self.answers, "nginx")

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        expect(self.real.session.stop(self.process), 0, "nginx's exit code")

    def visit(self, **headers):
        return Reporter(f"https://127.0.0.1:{self.port}", {"Host": NAME, **headers}, SOURCE, self.tls)

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.tls, source_address=(SOURCE, 0))


class Upstream:
    """In the place of Hark: takes one request as it comes, and keeps it."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.head, self.body, self.reply = b"", 0, None
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.go_on, self.end = threading.Event(), threading.Event()
        self.thread.start()

    def get_name(self):
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def serve(self):
        connection, _ = self.listener.accept()
        connection.settimeout(30)
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(PIECE)
        self.head, _, rest = data.partition(b"\r\n\r\n")
        self.body = len(rest)
        length = int(re.search(rb"(?i)content-length: (\d+)", self.head + b"content-length: 0")[1])
        while self.body < length:
            self.body += len(connection.recv(PIECE))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: first\n\n")
        self.go_on.wait(30)
        connection.sendall(b": second\n\n")
        self.end.wait(30)
        connection.close()

    def close(self):
        self.go_on.set()
        self.end.set()
        self.thread.join()
        self.listener.close()


def a_page_comes_through_with_its_onion_address(real):
    code = real.server.init("Org", "Europe/Vienna")
    real.start_server()
    real.set_up(code)
    real.configure("portal.security-question", "off")
    real.hark("settings", "organisation", "--set", f"onion={ONION}")
    real.nginx = Nginx(real, "nginx", f"127.0.0.1:{real.server.port}")
    real.nginx.start()
    page = real.nginx.visit().open("/")
    expect((page.status, page.headers.get_all("Onion-Location")), (200, [ONION + "/"]), "status and address")
    assert page.headers["Strict-Transport-Security"], "no Strict-Transport-Security"


def a_report_comes_through_with_a_file(real):
    text = CANARY + " " * 1000
    submit_ticket(real.nginx.visit(), {"subject": CANARY, "report": text}, [("file.bin", "application/octet-stream", bytes(3 * PIECE))])
    real.hark("sync")
    expect([ticket["subject"] for ticket in real.list()], [CANARY], "subjects")


def plain_http_is_sent_to_tls(real):
    connection = http.client.HTTPConnection("127.0.0.1", real.nginx.plain, timeout=30, source_address=(SOURCE, 0))
    connection.request("GET", f"/inbox?{CANARY}", headers={"Host": NAME})
    reply = connection.getresponse()
    connection.close()
    expect((reply.status, reply.headers["Location"]), (301, f"https://{NAME}/inbox?{CANARY}"), "status and place")


def what_goes_wrong_is_not_written_down_either(real):
    expect(real.nginx.visit().open(f"/{CANARY}").status, 404, "status of a page that is not there")
    with socket.create_connection(("127.0.0.1", real.nginx.port), source_address=(SOURCE, 0)) as garbage:
        garbage.sendall(CANARY.encode() * 100)
        while garbage.recv(4096):
            pass
    os.kill(real.server.process.pid, signal.SIGSTOP) # who goes meanwhile is gone
    try:
        connection = real.nginx.connect()
        connection.request("POST", f"/{CANARY}", CANARY, {"Host": NAME})
        connection.close()
    finally:
        os.kill(real.server.process.pid, signal.SIGCONT)
    real.server.stop()
    expect(real.nginx.visit().open("/").status, 502, "status without a server")
    real.nginx.stop()
    find_traces(real.nginx)


def find_traces(nginx):
    for folder, _, names in os.walk(nginx.folder):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                text = file.read()
            assert SOURCE.encode() not in text and CANARY.encode() not in text, f"{name}: {text[-300:]}"


def nobodys_address_goes_on(real):
    upstream = Upstream()
    nginx = Nginx(real, "nginx-addresses", upstream.get_name())
    nginx.start()
    connection = nginx.connect()
    connection.request("GET", "/", headers={"Host": NAME, "X-Forwarded-For": SOURCE, "X-Real-IP": SOURCE, "Forwarded": f"for={SOURCE}"})
    reply = connection.getresponse()
    upstream.go_on.set()
    upstream.end.set()
    reply.read()
    connection.close()
    assert f"Host: {NAME}".encode() in upstream.head, upstream.head
    assert SOURCE.encode() not in upstream.head, upstream.head
    nginx.stop()
    upstream.close()


def nothing_waits_in_nginx(real):
    """Neither what is sent, which is there before all of it was sent, nor an event of a stream."""
    upstream = Upstream()
    nginx = Nginx(real, "nginx-waiting", upstream.get_name())
    nginx.start()
    connection = nginx.connect()
    connection.putrequest("POST", "/", skip_host=True)
    for name, value in (("Host", NAME), ("Content-Length", 2 * PIECE)):
        connection.putheader(name, value)
    connection.endheaders(bytes(PIECE))
    wait_until(lambda: upstream.body == PIECE, "the first half of a body")
    connection.send(bytes(PIECE))
    reply = connection.getresponse()
    expect(reply.readline(), b": first\n", "the first event")
    upstream.go_on.set()
    expect([reply.readline(), reply.readline()], [b"\n", b": second\n"], "the next event")
    connection.close()
    nginx.stop()
    upstream.close()
    find_traces(nginx)


def tor_understands_its_example(real):
    folder = real.session.path("tor")
    os.mkdir(folder, 0o700)
    with open(os.path.join(DATA, "tor", "torrc"), encoding="utf-8") as file:
        text = file.read()
    assert "/var/lib/tor/" in text
    with open(os.path.join(folder, "torrc"), "w", encoding="utf-8") as file:
        file.write(text.replace("/var/lib/tor", folder))
    result = real.session.run(shutil.which("tor") or "/usr/sbin/tor", "-f", f"{folder}/torrc", "--defaults-torrc", f"{folder}/none",
                              "--ignore-missing-torrc", "--DataDirectory", folder, "--verify-config")
    assert result.returncode == 0 and not re.search(r"\[warn\] (?!You are running Tor as root)", result.stdout), result.stdout + result.stderr


if __name__ == "__main__":
    sys.exit(run("hark-proxied", [a_page_comes_through_with_its_onion_address, a_report_comes_through_with_a_file,
                                  plain_http_is_sent_to_tls, what_goes_wrong_is_not_written_down_either, nobodys_address_goes_on,
                                  nothing_waits_in_nginx, tor_understands_its_example], *sys.argv[1:]))

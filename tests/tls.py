#!/usr/bin/python3
"""tls.py HARK-SERVER HARK-CLI: the real server with TLS of its own, asked by another library's client (TAP)."""
import base64
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import warnings

import memory
from real import expect, run
from session import wait_until # found through real

NAME = "localhost"
REQUEST = f"GET /api/v1/info HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
SECONDS = 20


def make_key(path, sort):
    arguments = {"ec": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
                 "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]}[sort]
    openssl("genpkey", *arguments, "-out", path)
    os.chmod(path, 0o600)


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)


class Authority:
    """A root, one between, and certificates for localhost under that."""

    def __init__(self, folder):
        self.folder = folder
        os.mkdir(folder)
        self.root = self.make("root", "ec", None, "CA:TRUE")
        self.between = self.make("between", "ec", "root", "CA:TRUE")

    def path(self, name):
        return os.path.join(self.folder, name)

    def make(self, name, sort, signer, constraint="CA:FALSE"):
        key, request, certificate, extensions = (self.path(name + end) for end in (".key", ".csr", ".pem", ".ext"))
        make_key(key, sort)
        openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
        with open(extensions, "w", encoding="ascii") as file:
            file.write(f"basicConstraints=critical,{constraint}\nsubjectAltName=DNS:{NAME}\n")
        by = ["-signkey", key] if signer is None else \
            ["-CA", self.path(signer + ".pem"), "-CAkey", self.path(signer + ".key"), "-CAcreateserial"]
        openssl("x509", "-req", "-in", request, *by, "-days", "3", "-extfile", extensions, "-out", certificate)
        return certificate

    def issue(self, name, sort, to):
        """A new certificate with its chain, and its key, in the place of what is there."""
        leaf = self.make(name, sort, "between")
        with open(to + ".pem", "w", encoding="ascii") as chain:
            for path in (leaf, self.between):
                with open(path, encoding="ascii") as file:
                    chain.write(file.read())
        shutil.copyfile(self.path(name + ".key"), to + ".key")
        os.chmod(to + ".key", 0o600)


def client(real, version=None, lax=False):
    context = ssl.create_default_context(cafile=None if lax else real.authority.root)
    if lax:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = ssl.TLSVersion.TLSv1
    if version:
        context.minimum_version = context.maximum_version = version
    return context


def connect(real, **options):
    plain = socket.create_connection(("127.0.0.1", real.server.port), SECONDS)
    return client(real, **options).wrap_socket(plain, server_hostname=NAME)


def ask(connection):
    """One request on an open connection; the status line."""
    connection.sendall(REQUEST)
    text = b""
    while b"\r\n\r\n" not in text:
        text += read(connection)
    head, body = text.split(b"\r\n\r\n", 1)
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        body += read(connection)
    return head.split(b"\r\n")[0]


def read(connection):
    piece = connection.recv(65536)
    assert piece, "the server has closed"
    return piece


def who(connection):
    return dict(pair[0] for pair in connection.getpeercert()["subject"])["commonName"]


def refuse(real, cert, key, words):
    result = real.server.command("run", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
    expect(result.returncode, 2, f"exit code, {result.stderr}")
    expect(result.stdout, "", "standard output")
    assert words in result.stderr.splitlines()[-1], result.stderr
    expect_no_key(real, result.stderr)


def expect_no_key(real, text):
    """No line of any key that was made stands in it."""
    assert "PRIVATE KEY" not in text, text
    for name in os.listdir(real.authority.folder):
        if name.endswith(".key"):
            with open(real.authority.path(name), encoding="ascii") as file:
                for line in file.read().splitlines()[1:-1]:
                    assert line not in text, "a key in what was said"


def bad_files_are_refused_in_words(real):
    real.authority = Authority(real.session.path("authority"))
    real.server.init("Testhaus", "Europe/Berlin")
    real.files = real.session.path("tls")
    real.authority.issue("first", "ec", real.files)
    cert, key = real.files + ".pem", real.files + ".key"
    result = real.server.command("run", "--tls-cert", cert)
    expect((result.returncode, "together" in result.stderr), (2, True), "one without the other")
    refuse(real, real.session.path("none.pem"), key, "none.pem: No such file")
    refuse(real, cert, real.session.path("none.key"), "none.key: No such file")
    refuse(real, key, key, "tls.key: there is no certificate")
    refuse(real, cert, cert, "tls.pem: there is no private key")
    refuse(real, real.session.folder, key, "no file in PEM")
    refuse(real, cert, "/dev/zero", "/dev/zero: this is no file in PEM")
    pipe = real.session.path("pipe")
    os.mkfifo(pipe)
    refuse(real, cert, pipe, "pipe: this is no file in PEM")
    other = real.session.path("other")
    real.authority.issue("other", "rsa", other)
    refuse(real, cert, other + ".key", "other.key: this is not the key of the certificate")
    locked = real.session.path("locked.key")
    openssl("pkey", "-in", key, "-aes256", "-passout", "pass:canary", "-out", locked)
    os.chmod(locked, 0o600)
    refuse(real, cert, locked, "locked.key: the key is under a password")
    os.chmod(other + ".key", 0o644)
    refuse(real, other + ".pem", other + ".key", "everybody on this machine can read the key")
    with open(real.session.path("cut.pem"), "w", encoding="ascii") as file, open(cert, encoding="ascii") as whole:
        file.write(whole.read()[:300])
    refuse(real, real.session.path("cut.pem"), key, "cut.pem: there is no certificate")


def a_client_that_trusts_the_root_is_served(real):
    real.server.start(real.log, "--tls-cert", real.files + ".pem", "--tls-key", real.files + ".key")
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        with connect(real, version=version) as connection:
            expect(who(connection), "first", "certificate")
            for _ in range(3):
                expect(ask(connection), b"HTTP/1.1 200 OK", "status")
            assert "GCM" in connection.cipher()[0] or "CHACHA20" in connection.cipher()[0], connection.cipher()


def older_versions_and_weak_ciphers_are_refused(real):
    warnings.simplefilter("ignore", DeprecationWarning) # that these versions are deprecated is why they are tried
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        try:
            connect(real, version=version, lax=True).close()
        except ssl.SSLError as error:
            assert "ALERT" in str(error), error
        else:
            raise AssertionError(f"{version} was taken")
    context = client(real, ssl.TLSVersion.TLSv1_2, lax=True)
    for cipher in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"):
        context.set_ciphers(cipher + ":@SECLEVEL=0")
        try:
            with socket.create_connection(("127.0.0.1", real.server.port), SECONDS) as plain:
                context.wrap_socket(plain, server_hostname=NAME).close()
        except ssl.SSLError as error:
            assert "ALERT" in str(error), error
        else:
            raise AssertionError(f"{cipher} was taken")


def plain_http_is_not_answered(real):
    with socket.create_connection(("127.0.0.1", real.server.port), SECONDS) as plain:
        plain.sendall(REQUEST)
        answer = b""
        try:
            while piece := plain.recv(4096):
                answer += piece
        except ConnectionResetError:
            pass
    assert b"HTTP" not in answer, answer


def reload(real, said):
    """The line that comes in the log."""
    with open(real.log.name, encoding="utf-8") as log:
        before = len(log.read().splitlines())
    real.server.process.send_signal(signal.SIGHUP)

    def lines():
        with open(real.log.name, encoding="utf-8") as log:
            return log.read().splitlines()[before:]
    wait_until(lines, "a line in the log")
    assert said in lines()[0], lines()


def a_new_certificate_is_taken_without_dropping_anybody(real):
    old = connect(real)
    expect(ask(old), b"HTTP/1.1 200 OK", "status")
    for name, sort in (("second", "rsa"), ("third", "ec")):
        real.authority.issue(name, sort, real.files)
        reload(real, "the certificate was read again")
        with connect(real) as connection:
            expect(who(connection), name, "certificate")
            expect(ask(connection), b"HTTP/1.1 200 OK", "status")
        expect(ask(old), b"HTTP/1.1 200 OK", "status on the old connection")
    old.close()


def bad_files_leave_the_old_certificate(real):
    with connect(real) as open_one:
        expect(ask(open_one), b"HTTP/1.1 200 OK", "status")
        key = real.files + ".key"
        shutil.copyfile(real.authority.path("first.key"), key)
        reload(real, "tls.key: this is not the key of the certificate; the old certificate stays")
        os.remove(key)
        reload(real, "tls.key: No such file or directory; the old certificate stays")
        expect(ask(open_one), b"HTTP/1.1 200 OK", "status on an open connection")
        with connect(real) as connection:
            expect(who(connection), "third", "certificate")


def read_scalar(path):
    """The secret number of an EC key, in both orders of bytes."""
    with open(path, encoding="ascii") as file:
        data = base64.b64decode("".join(file.read().splitlines()[1:-1]))
    at = data.index(b"\x04\x20") + 2 # an octet string of 32 bytes
    return [data[at:at + 32], data[at:at + 32][::-1]]


def a_core_file_has_no_key_but_the_one_in_use(real):
    """Of keys that were replaced or refused nothing is left, and of no key the text that it was read from."""
    if not memory.can_read():
        print("# only root may make one of a program that keeps others out", flush=True)
        return
    in_use = read_scalar(real.authority.path("third.key"))
    texts = read_scalar(real.authority.path("first.key"))
    for name in ("first", "second", "third"):
        with open(real.authority.path(name + ".key"), encoding="ascii") as file:
            texts += [line.encode() for line in file.read().splitlines()[1:-1]]
    found = memory.find_in_core(real.server.process.pid, real.session.folder, in_use + texts)
    assert set(found) & set(in_use), "nothing is found in a core file"
    expect([text for text in found if text not in in_use], [], "what a core file has of other keys")


def nothing_of_a_key_or_a_visitor_is_said(real):
    real.server.stop()
    real.log.flush()
    with open(real.log.name, encoding="utf-8") as log:
        text = log.read()
    expect_no_key(real, text)
    assert "127.0.0.1" not in text, text


PROMISES = [bad_files_are_refused_in_words, a_client_that_trusts_the_root_is_served,
            older_versions_and_weak_ciphers_are_refused, plain_http_is_not_answered,
            a_new_certificate_is_taken_without_dropping_anybody, bad_files_leave_the_old_certificate, a_core_file_has_no_key_but_the_one_in_use,
            nothing_of_a_key_or_a_visitor_is_said]

if __name__ == "__main__":
    sys.exit(run("hark-tls", PROMISES, *sys.argv[1:]))

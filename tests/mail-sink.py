#!/usr/bin/python3
"""mail-sink.py FOLDER: mail servers of every temper, and some that mean no good, on loopback, until standard input ends.

Prints a line of JSON with their ports. What they take is FOLDER/N.eml, what happens a line of FOLDER/log. FOLDER/temper says
how the next command is answered: a word, or nothing."""
import asyncio
import base64
import json
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER = b"hark"
PASSWORD = b"canary-heron-\xc3\xa4"

# what mail servers say of who they do not know
SAID = {
    "postfix": "550 5.1.1 <{address}>: Recipient address rejected: User unknown in local recipient table",
    "exchange": "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {address} not found by SMTP address lookup",
    "sendmail": "550 5.1.1 {address}... User unknown",
    "qmail": "550 sorry, no mailbox here by that name: {name}. (#5.1.1)",
    "link": "550 5.7.1 see https://mail.example.org/why?to={name}%40example.org for reasons",
    "long": "550-5.1.1 " + "no " * 88 + "\r\n550 5.1.1 to {address}",
}


class Folder:
    def __init__(self, path):
        self.path = path
        self.count = 0

    def at(self, name):
        return os.path.join(self.path, name)

    def temper(self):
        try:
            with open(self.at("temper"), encoding="ascii") as file:
                return file.read().strip()
        except FileNotFoundError:
            return ""

    def log(self, line):
        with open(self.at("log"), "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def keep(self, content):
        self.count += 1
        part = self.at(f"{self.count}.part")
        with open(part, "wb") as file:
            file.write(content)
        os.rename(part, self.at(f"{self.count}.eml"))


def road(server):
    return "tls" if server.transport.get_extra_info("ssl_object") else "plain"


class Sink:
    def __init__(self, folder):
        self.folder = folder

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.folder.log(f"ehlo {hostname} {road(server)}")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        temper = self.folder.temper()
        self.folder.log(f"mail {address} {road(server)}"
                        f" {'known' if session.authenticated else 'stranger'}")
        if temper == "no-sender":
            return "553 5.7.1 not allowed to send as that"
        if temper == "closing":
            return "421 4.3.2 going down"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        temper = self.folder.temper()
        self.folder.log(f"rcpt {address}")
        if temper == "greylist":
            return "451 4.7.1 greylisted, come again"
        if temper == "later " + address.split("@")[0]:
            return "452 4.2.2 mailbox full"
        if temper == "unknown" or address.startswith(temper + "@"):
            return "550 5.1.1 no such person here"
        if temper in SAID:
            return SAID[temper].format(address=address, name=address.split("@")[0])
        if temper == "parrot":
            return "550 you said " + base64.b64encode(PASSWORD).decode()
        if temper == "rude":
            return "550 \x1b[2J" + "no " * 150
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        temper = self.folder.temper()
        if temper == "hang":
            self.folder.log("hanging")
            await asyncio.sleep(3600)
        if temper == "die":
            self.folder.log("died")
            server.transport.abort()
            return "250 nobody hears this"
        if temper == "later":
            return "451 4.3.0 not now"
        if temper == "full":
            return "552 5.2.2 mailbox full"
        if temper == "slow":
            await asyncio.sleep(0.1)
        self.folder.keep(envelope.original_content)
        self.folder.log("data")
        if temper == "slow":
            await asyncio.sleep(0.2)
        if temper == "take-and-die":
            server.transport.abort()
        if temper.startswith("say "):
            return temper.removeprefix("say ")
        return "250 2.0.0 taken"


def authenticate(folder):
    def check(server, session, envelope, mechanism, data):
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER, PASSWORD)
        folder.log(f"auth {mechanism} {'right' if right else 'wrong'}")
        return AuthResult(success=right and folder.temper() != "no-auth", handled=False)
    return check


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)


def make_certificate(folder, name, signer, names):
    key, request, certificate, extensions = (folder.at(name + end) for end in (".key", ".csr", ".pem", ".ext"))
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
    openssl("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request)
    with open(extensions, "w", encoding="ascii") as file:
        file.write(names)
    by = ["-signkey", key] if signer is None else \
        ["-CA", folder.at(signer + ".pem"), "-CAkey", folder.at(signer + ".key"), "-CAcreateserial"]
    openssl("x509", "-req", "-in", request, *by, "-days", "3", "-extfile", extensions, "-out", certificate)
    return certificate, key


def context(folder, name):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(folder.at(name + ".pem"), folder.at(name + ".key"))
    return made


def make_certificates(folder):
    make_certificate(folder, "root", None, "basicConstraints=critical,CA:TRUE\n")
    make_certificate(folder, "good", "root", "subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    make_certificate(folder, "other-name", "root", "subjectAltName=DNS:mail.example.org\n")
    make_certificate(folder, "stranger", None, "subjectAltName=DNS:localhost,IP:127.0.0.1\n")


class LoggingSMTP(SMTP):
    def connection_made(self, transport):
        if self.session is None:
            self.event_handler.folder.log("connect")
        super().connection_made(transport)


async def listen(folder, tls=None, certificate=None, at_once=False, auth=False):
    loop = asyncio.get_running_loop()
    tls = context(folder, certificate) if certificate else None

    def make():
        return LoggingSMTP(Sink(folder), hostname="sink.example.org", loop=loop, tls_context=None if at_once else tls,
                           require_starttls=bool(tls) and not at_once, auth_required=auth, auth_require_tls=not at_once,
                           authenticator=authenticate(folder) if auth else None)
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=tls if at_once else None)
    return server, server.sockets[0].getsockname()[1]


async def say(text):
    async def greet(reader, writer):
        writer.write(text)
        await writer.drain()
        await reader.read()
        writer.close()
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


# --- servers that mean no good ---

GARBLED = (b"550 \xff\xfe \xc0\x80 \xe2\x80\xaegpj.exe \xe2\x80\xa8\xc2\x85\x00hidden \x1b]0;title\x07\x7f"
           b" <b>&amp;</b>\r\n")
GREETING = b"220 sink.example.org\r\n"
STARTTLS = b"250-sink.example.org\r\n250 STARTTLS\r\n"
ODD = b"250-sink.example.org\r\n250 AUTH CRAM-MD5 DIGEST-MD5 NTLM GSSAPI EXTERNAL XOAUTH2 OAUTHBEARER\r\n"
KNOWN = b"250-sink.example.org\r\n250 AUTH PLAIN LOGIN\r\n"


async def flood(writer, piece):
    while True:
        writer.write(piece)
        await writer.drain()


async def drip(writer):
    while True:
        for byte in b"220-be patient\r\n":
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0.05)


async def hear(folder, reader, writer, replies):
    """Line by line; @replies: of the words that are not answered by 250."""
    in_text = False
    while line := await reader.readline():
        word = line.split()[0].decode("ascii", "replace") if line.split() else ""
        if in_text and word != ".":
            continue
        folder.log(f"heard {word[:20]!a}")
        in_text = word == "DATA"
        reply = replies.get(word, b"354 go on\r\n" if in_text else b"250 OK\r\n")
        if reply is None:
            await flood(writer, b"250-" + b"x" * 70 + b"\r\n")
        writer.write(reply)
        await writer.drain()


async def be_hostile(folder, greet, replies, certificate=None):
    async def talk(reader, writer):
        try:
            if isinstance(greet, bytes):
                writer.write(greet)
                await writer.drain()
                await hear(folder, reader, writer, replies)
            else:
                await greet(writer)
        except (OSError, ValueError):
            pass
        finally:
            writer.close()
    tls = context(folder, certificate) if certificate else None
    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    return server, server.sockets[0].getsockname()[1]


async def list_hostile(folder):
    return {
        "endless": await be_hostile(folder, lambda writer: flood(writer, b"220-" + b"x" * 70 + b"\r\n"), {}),
        "no-line": await be_hostile(folder, lambda writer: flood(writer, b"220 " + b"x" * 4000), {}),
        "drip": await be_hostile(folder, drip, {}),
        "banner": await be_hostile(folder, b"220 " + b"x" * (8 << 20) + b"\r\n", {}),
        "garbled": await be_hostile(folder, GREETING, {"RCPT": GARBLED}),
        "never-done": await be_hostile(folder, GREETING, {".": None}),
        "stripped": await be_hostile(folder, GREETING, {"EHLO": KNOWN}),
        "no-starttls": await be_hostile(folder, GREETING, {"EHLO": STARTTLS, "STARTTLS": b"454 4.7.0 not now\r\n"}),
        "injects": await be_hostile(folder, GREETING, {
            "EHLO": STARTTLS, "STARTTLS": b"220 go on\r\n250-sink.example.org\r\n250 AUTH PLAIN LOGIN\r\n"}),
        "tls-odd-auth": await be_hostile(folder, GREETING, {"EHLO": ODD, "AUTH": b"334 \r\n", "MAIL": b"530 5.7.0 sign in\r\n"},
                                     "good"),
        "tls-auth-again": await be_hostile(folder, GREETING, {"EHLO": KNOWN, "AUTH": b"334 \r\n"}, "good"),
    }


async def main(path):
    folder = Folder(path)
    make_certificates(folder)
    servers = {
        "starttls": await listen(folder, certificate="good"),
        "auth": await listen(folder, certificate="good", auth=True),
        "tls": await listen(folder, certificate="good", at_once=True),
        "other-name": await listen(folder, certificate="other-name"),
        "stranger": await listen(folder, certificate="stranger", auth=True),
        "plain": await listen(folder),
        "mute": await say(b""),
        "busy": await say(b"554 5.3.2 not today\r\n"),
        "nonsense": await say(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    }
    servers |= await list_hostile(folder)
    print(json.dumps({name: port for name, (_, port) in servers.items()}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

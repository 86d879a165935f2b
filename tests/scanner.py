"""What a telephone does: reads QR codes, and shows the six digits of a second factor."""
import base64
import hashlib
import hmac
import os
import re
import struct
import subprocess
import tempfile
import time
import urllib.parse

STEP = 30 # seconds
BLOCKS = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
SCALE = 4 # pixels of a module


def scan(path):
    """The texts of all QR codes in a picture."""
    result = subprocess.run(["zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", path],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", check=False)
    return result.stdout.splitlines()


def scan_pdf(path):
    """Those of a page, as a printer draws it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", path, os.path.join(folder, "page")], check=True)
        return scan(os.path.join(folder, "page.png"))


def scan_terminal(text):
    """The one that a terminal shows as half blocks, dark where they are."""
    rows = []
    for line in text.splitlines():
        found = re.fullmatch(r"\x1b\[30;107m([ ▀▄█]+)\x1b\[0m", line.rstrip("\r"))
        if found:
            pairs = [BLOCKS[block] for block in found.group(1)]
            rows += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    assert rows, f"no QR code stands in {text!r}"
    wide = [" ".join(str(dark) for dark in row for _ in range(SCALE)) for row in rows for _ in range(SCALE)]
    with tempfile.NamedTemporaryFile("w", suffix=".pbm", encoding="ascii") as file:
        file.write(f"P1\n{len(rows[0]) * SCALE} {len(wide)}\n" + "\n".join(wide) + "\n")
        file.flush()
        return scan(file.name)


class Authenticator:
    """Keeps the secret that it was given, and never shows the same code twice: the server takes none twice."""

    def __init__(self, uri):
        parts = urllib.parse.urlsplit(uri)
        query = urllib.parse.parse_qs(parts.query)
        assert (parts.scheme, parts.netloc) == ("otpauth", "totp"), uri
        self.label = urllib.parse.unquote(parts.path[1:])
        self.secret = base64.b32decode(query["secret"][0])
        self.last = 0

    def show(self):
        step = int(time.time()) // STEP
        if step <= self.last: # the next one is accepted early
            step = self.last + 1
        while step > int(time.time()) // STEP + 1:
            time.sleep(1)
        self.last = step
        digest = hmac.new(self.secret, struct.pack(">Q", step), hashlib.sha1).digest()
        at = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"

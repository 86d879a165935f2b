#!/usr/bin/python3
"""make-backup.py > backup.json: encrypted backups, made by what shared/hark-backup.h says of them alone, and libsodium.

`unseal ()` is the other half: it opens such a file without Hark. Sealing draws numbers: what this prints is new each time.
"""
import ctypes
import hashlib
import json
import struct

sodium = ctypes.CDLL("libsodium.so.23")
CHUNK, SEAL = 65536, 48 + 32
MESSAGE, FINAL = 0, 3
STATE = ctypes.create_string_buffer


def keys(seed):
    public, secret = STATE(32), STATE(32)
    assert sodium.crypto_box_seed_keypair(public, secret, seed) == 0
    return public.raw, secret.raw


def line(prefix, kind, data):
    """Crockford's base32 and 20 bits of SHA-256, in groups of four."""
    data = bytes([kind]) + data
    bits = int.from_bytes(data, "big")
    n = (len(data) * 8 + 4) // 5
    bits <<= n * 5 - len(data) * 8
    check = int.from_bytes(hashlib.sha256(data).digest()[:3], "big") >> 4
    digits = [bits >> 5 * (n - 1 - i) & 31 for i in range(n)] + [check >> 5 * (3 - i) & 31 for i in range(4)]
    text = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[digit] for digit in digits)
    return prefix + "-".join(text[i:i + 4] for i in range(0, len(text), 4))


def unline(prefix, text):
    """The 32 bytes of a key's text."""
    assert text.startswith(prefix)
    digits = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(c) for c in text[len(prefix):].strip() if c != "-"][:-4]
    bits = 0
    for digit in digits:
        bits = bits << 5 | digit
    return (bits >> len(digits) * 5 - 33 * 8).to_bytes(33, "big")[1:]


def seal(publics, plain):
    key, header, state = STATE(32), STATE(24), STATE(256)
    sodium.randombytes_buf(key, ctypes.c_size_t(32))
    start = b"HKB1" + bytes([1, 1, len(publics), 0])
    for public in publics:
        box = STATE(SEAL)
        assert sodium.crypto_box_seal(box, key, ctypes.c_ulonglong(32), public) == 0
        start += box.raw
    assert sodium.crypto_secretstream_xchacha20poly1305_init_push(state, header, key) == 0
    start += header.raw
    out, pieces = start, [plain[i:i + CHUNK] for i in range(0, len(plain), CHUNK)] or [b""]
    for i, piece in enumerate(pieces):
        box, ad = STATE(len(piece) + 17), start if i == 0 else b""
        sodium.crypto_secretstream_xchacha20poly1305_push(
            state, box, None, piece, ctypes.c_ulonglong(len(piece)), ad, ctypes.c_ulonglong(len(ad)),
            ctypes.c_ubyte(FINAL if i == len(pieces) - 1 else MESSAGE))
        out += box.raw
    return out


def unseal(seed, data):
    """What is inside; an assertion where something does not hold."""
    magic, version, suite, n, zero = struct.unpack_from("<4s4B", data)
    assert (magic, version, suite, zero) == (b"HKB1", 1, 1, 0)
    at, key, state, plain, tag = 8 + n * SEAL, STATE(32), STATE(256), b"", ctypes.c_ubyte(0)
    public, secret = keys(seed)
    assert any(sodium.crypto_box_seal_open(key, data[8 + i * SEAL:8 + (i + 1) * SEAL], ctypes.c_ulonglong(SEAL), public,
                                           secret) == 0 for i in range(n)), "this key does not open it"
    assert sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, data[at:at + 24], key) == 0
    at += 24
    ad = data[:at]
    while tag.value != FINAL:
        box = data[at:at + CHUNK + 17]
        piece = STATE(max(len(box) - 17, 0) + 1)
        assert sodium.crypto_secretstream_xchacha20poly1305_pull(
            state, piece, None, ctypes.byref(tag), box, ctypes.c_ulonglong(len(box)), ad, ctypes.c_ulonglong(len(ad))) == 0
        plain, at, ad = plain + piece.raw[:len(box) - 17], at + len(box), b""
    assert at == len(data), "it goes on behind its end"
    return plain


def main():
    seeds = [bytes(range(32)), bytes(range(100, 132))]
    pairs = [{"seed": seed.hex(), "public": line("hark-backup-to:", 1, keys(seed)[0]),
              "secret": line("hark-backup-secret:", 2, seed)} for seed in seeds]
    plains = [b"", b"What is in a backup.", bytes(range(256)) * 5]
    streams = [{"to": [1] if i == 1 else [0, 1], "plain": plain.hex(),
                "sealed": seal([keys(seeds[k])[0] for k in ([1] if i == 1 else [0, 1])], plain).hex()}
               for i, plain in enumerate(plains)]
    for stream in streams:
        assert unseal(seeds[1], bytes.fromhex(stream["sealed"])).hex() == stream["plain"]
    assert all(unline("hark-backup-secret:", pair["secret"]).hex() == pair["seed"] for pair in pairs)
    print(json.dumps({"keys": pairs, "streams": streams}, indent=1))


if __name__ == "__main__":
    sodium.sodium_init()
    main()

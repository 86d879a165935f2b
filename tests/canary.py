"""Looks for readable pieces of texts in all files of a folder, in the forms in which they could have got there."""
import base64
import os
import urllib.parse


def spell(text):
    """The byte strings under which @text would be readable."""
    raw = text.encode()
    yield raw
    yield raw.lower()
    yield raw.upper()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield raw.hex().encode()
    yield urllib.parse.quote(text).encode()
    yield urllib.parse.quote_plus(text).encode()
    yield text.encode("ascii", "backslashreplace")
    # Base64 reads differently by where in a group of three bytes the text begins; the edges depend on neighbours.
    for shift in range(3):
        middle = base64.b64encode(b"\0" * shift + raw)[4 if shift else 0:]
        middle = middle[:len(middle) // 4 * 4 - 4]
        if len(middle) >= 8:
            yield middle
            yield middle.replace(b"+", b"-").replace(b"/", b"_")


def spell_key(key):
    """The same for the bytes of a key, and each of these as letters of two bytes."""
    forms = [key, key.hex().encode(), key.hex().upper().encode(), base64.b32encode(key).rstrip(b"=")]
    for shift in range(3):
        middle = base64.b64encode(b"\0" * shift + key)[4 if shift else 0:]
        middle = middle[:len(middle) // 4 * 4 - 4]
        forms += [middle, middle.replace(b"+", b"-").replace(b"/", b"_")]
    for form in forms:
        yield form
        yield form.decode("latin-1").encode("utf-16-le")
        yield form.decode("latin-1").encode("utf-16-be")


def read_line(line):
    """The 16 bytes of a code or key as it is typed: 26 characters of Crockford's base32, and 2 that check them."""
    value = 0
    for letter in line.replace("-", "").upper()[:26]:
        value = value << 5 | "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(letter)
    return (value >> 2).to_bytes(16, "big")


def list_files(folders):
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in names:
                yield os.path.join(place, name)


def find(folders, texts, keys=None):
    """Returns "path: text" for each readable piece. Names of files count as well as what is in them. @keys: names of keys,
    and their bytes."""
    found = []
    patterns = {form: text for text in texts for form in spell(text)}
    patterns.update({form: name for name, key in (keys or {}).items() for form in spell_key(key)})
    for path in list_files(folders):
        if not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            data = file.read()
        data += b"\0" + path.encode()
        found += [f"{path}: {text}" for form, text in patterns.items() if form in data]
    return sorted(set(found))

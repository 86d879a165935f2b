#!/usr/bin/python3
"""po.py PO SOURCES: nothing is said that is not translated (TAP). PO is a folder with LINGUAS, POTFILES.in and the
catalogues, SOURCES the folder whose sentences they hold."""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "ngettext:1,2", "g_dngettext:2,3"]
SENTENCE = re.compile(r'\b(?:_|N_|C_|NC_|ngettext) \("|translatable="yes"|translatable="true"')


def read_words(path):
    with open(path, encoding="utf-8") as file:
        return [line for line in file.read().split("\n") if line and not line.startswith("#")]


def every_source_with_sentences_is_listed(po, sources):
    listed = read_words(os.path.join(po, "POTFILES.in"))
    for folder, _, names in os.walk(sources):
        for name in names:
            path = os.path.join(folder, name)
            if not name.endswith((".c", ".ui")):
                continue
            with open(path, encoding="utf-8") as file:
                says = SENTENCE.search(file.read())
            place = os.path.relpath(path, ROOT)
            assert not says or place in listed, f"{place} is missing in POTFILES.in"


def every_sentence_is_translated(po, sources):
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "all.pot")
        subprocess.run(["xgettext", "--from-code=UTF-8", *(f"-k{word}" for word in KEYWORDS), "-o", pot,
                        *read_words(os.path.join(po, "POTFILES.in"))], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        for language in read_words(os.path.join(po, "LINGUAS")):
            result = subprocess.run(["msgcmp", os.path.join(po, language + ".po"), pot], capture_output=True, text=True,
                                    check=False)
            assert result.returncode == 0, result.stderr


PROMISES = [every_source_with_sentences_is_listed, every_sentence_is_translated]


def main():
    failed = False
    print(f"1..{len(PROMISES)}")
    for number, promise in enumerate(PROMISES, 1):
        label = f"{number} {promise.__name__.replace('_', ' ')}"
        try:
            promise(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
            print(f"ok {label}")
        except AssertionError as error:
            failed = True
            print(f"not ok {label}\n# " + str(error).replace("\n", "\n# "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

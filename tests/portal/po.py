#!/usr/bin/python3
"""po.py PORTAL: the portal says nothing that is not translated (TAP). PORTAL is the folder server/portal."""
import glob
import os
import subprocess
import sys
import tempfile


def list_sources(portal):
    root = os.path.dirname(os.path.dirname(portal))
    with open(os.path.join(portal, "po", "POTFILES.in"), encoding="utf-8") as file:
        return root, file.read().split()


def every_source_with_sentences_is_listed(portal):
    root, listed = list_sources(portal)
    for path in glob.glob(os.path.join(portal, "*.c")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        name = os.path.relpath(path, root)
        assert ('_ ("' not in text) or name in listed, f"{name} is missing in POTFILES.in"


def every_sentence_is_translated(portal):
    root, listed = list_sources(portal)
    with open(os.path.join(portal, "po", "LINGUAS"), encoding="utf-8") as file:
        languages = file.read().split()
    with tempfile.TemporaryDirectory() as folder:
        pot = os.path.join(folder, "portal.pot")
        subprocess.run(["xgettext", "--from-code=UTF-8", "-k_", "-kN_", "-o", pot, *listed], cwd=root, check=True)
        for language in languages:
            po = os.path.join(portal, "po", language + ".po")
            result = subprocess.run(["msgcmp", po, pot], capture_output=True, text=True, check=False)
            assert result.returncode == 0, result.stderr


PROMISES = [every_source_with_sentences_is_listed, every_sentence_is_translated]


def main():
    failed = False
    print(f"1..{len(PROMISES)}")
    for number, promise in enumerate(PROMISES, 1):
        label = f"{number} {promise.__name__.replace('_', ' ')}"
        try:
            promise(os.path.abspath(sys.argv[1]))
            print(f"ok {label}")
        except AssertionError as error:
            failed = True
            print(f"not ok {label}\n# " + str(error).replace("\n", "\n# "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

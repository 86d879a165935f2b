#!/usr/bin/python3
"""unit.py UNIT HARK-SERVER: systemd understands the whole unit, and finds as little open as we say (TAP)."""
import os
import shutil
import subprocess
import sys
import tempfile

EXPOSURE = 1.0 # of 10, as `systemd-analyze security` counts


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False)


def is_understood(unit):
    """A key that it does not know, or a value, is a line and not the end: nothing may be said."""
    result = analyze("verify", "--man=false", unit)
    return (result.returncode, result.stdout + result.stderr) == (0, ""), result.stdout + result.stderr


def is_shut(unit):
    result = analyze("security", "--offline=true", f"--threshold={round(EXPOSURE * 10)}", "--no-pager", unit)
    return result.returncode == 0, "\n".join(line for line in result.stdout.splitlines() if not line.startswith("✓"))


def main(path, server):
    if shutil.which("systemd-analyze") is None:
        print("1..0 # SKIP there is no systemd-analyze here")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory(prefix="hark-unit-") as folder:
        unit = os.path.join(folder, os.path.basename(path))
        with open(path, encoding="utf-8") as source, open(unit, "w", encoding="utf-8") as file:
            # where it will be once it is installed, nothing is yet
            file.write(source.read().replace("=hark-server ", f"={os.path.abspath(server)} "))
        print("1..2", flush=True)
        for number, check in enumerate((is_understood, is_shut), 1):
            good, said = check(unit)
            failed += not good
            print(f"{'ok' if good else 'not ok'} {number} the unit {check.__name__.replace('_', ' ')}", flush=True)
            if not good:
                print("\n".join("# " + line for line in said.splitlines()), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

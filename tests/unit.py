#!/usr/bin/python3
"""unit.py HARK-SERVER UNIT…: systemd understands the units as a whole, and finds as little open as we say (TAP)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

EXPOSURE = 1.0 # of 10, as `systemd-analyze security` counts


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, timeout=60, check=False)


def name_instance(unit):
    return unit.replace("@.", "@org.")


def are_understood(units):
    """A key that it does not know, or a value, is a line and not the end: nothing may be said."""
    result = analyze("verify", "--man=false", *units)
    return (result.returncode, result.stdout + result.stderr) == (0, ""), result.stdout + result.stderr


def are_shut(units):
    said = []
    for unit in units:
        if unit.endswith(".service"):
            result = analyze("security", "--offline=true", f"--threshold={round(EXPOSURE * 10)}", "--no-pager", unit)
            if result.returncode != 0:
                said += [unit] + [line for line in result.stdout.splitlines() if not line.startswith("✓")]
    return not said, "\n".join(said)


def keep_their_data_where_tmpfiles_make_it(units):
    """systemd-tmpfiles itself makes the folders of the units, below a root of its own."""
    root = os.path.join(os.path.dirname(units[0]), "root")
    os.makedirs(os.path.join(root, "etc"))
    with open(os.path.join(root, "etc", "passwd"), "w", encoding="ascii") as file:
        file.write(f"hark:x:{os.getuid()}:{os.getgid()}::/:/\n")
    with open(os.path.join(root, "etc", "group"), "w", encoding="ascii") as file:
        file.write(f"hark:x:{os.getgid()}:\n")
    rules = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "systemd", "hark.tmpfiles")
    result = subprocess.run(["systemd-tmpfiles", "--create", f"--root={root}", rules], capture_output=True, text=True,
                            timeout=60, check=False)
    for unit in units:
        with open(unit, encoding="utf-8") as file:
            for place in re.findall(r"--data (/\S+)", file.read()):
                folder = root + (os.path.dirname(place) if "@" in unit else place)
                if not os.path.isdir(folder) or os.stat(folder).st_mode & 0o777 != 0o700:
                    return False, f"{folder} is not there or open: {result.stderr}"
    return result.returncode == 0 and not result.stderr, result.stderr


def start_nobody_who_was_stopped(units):
    """What starts a server again ends with the socket, and a server without a store is not started."""
    said = []
    for unit in units:
        with open(unit, encoding="utf-8") as file:
            text = file.read()
        needed = {f"ConditionPathExists={place}/hark.db" for place in re.findall(r"--data (/\S+)", text)}
        if unit.endswith("@org.timer"):
            needed.add("PartOf=hark-server@%i.socket")
        said += [f"{os.path.basename(unit)}: no {line}" for line in sorted(needed - set(text.splitlines()))]
    return not said, "\n".join(said)


def main(server, *paths):
    if shutil.which("systemd-analyze") is None:
        print("1..0 # SKIP there is no systemd-analyze here")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory(prefix="hark-unit-") as folder:
        units = []
        for path in paths:
            units.append(os.path.join(folder, name_instance(os.path.basename(path))))
            with open(path, encoding="utf-8") as source, open(units[-1], "w", encoding="utf-8") as file:
                # where it will be once it is installed, nothing is yet
                file.write(re.sub(r"=/\S*/bin/hark-server ", f"={os.path.abspath(server)} ", source.read()))
        checks = (are_understood, are_shut, keep_their_data_where_tmpfiles_make_it, start_nobody_who_was_stopped)
        print(f"1..{len(checks)}", flush=True)
        for number, check in enumerate(checks, 1):
            good, said = check(units)
            failed += not good
            print(f"{'ok' if good else 'not ok'} {number} the units {check.__name__.replace('_', ' ')}", flush=True)
            if not good:
                print("\n".join("# " + line for line in said.splitlines()), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/python3
"""install.py BUILD PREFIX: `meson install` puts everything in its place, all of it and nothing else (TAP)."""
import os
import subprocess
import sys
import tempfile

WANTED = """
bin/hark
bin/hark-cli
bin/hark-server
lib/systemd/system/hark-server.service
lib/systemd/system/hark-server@.service
lib/systemd/system/hark-server@.socket
lib/systemd/system/hark-server@.timer
lib/sysusers.d/hark.conf
lib/tmpfiles.d/hark.conf
share/applications/org.hark.Hark.desktop
share/doc/hark-server/README.md
share/doc/hark-server/SECURITY.md
share/doc/hark-server/examples/hark-backup.service
share/doc/hark-server/examples/hark-backup.timer
share/doc/hark-server/examples/mail.conf
share/doc/hark-server/examples/nginx/hark.conf
share/doc/hark-server/examples/tor/torrc
share/glib-2.0/schemas/org.hark.Hark.gschema.xml
share/icons/hicolor/scalable/apps/org.hark.Hark.svg
share/icons/hicolor/symbolic/apps/org.hark.Hark-symbolic.svg
share/locale/de/LC_MESSAGES/hark.mo
share/man/man1/hark-cli.1
share/man/man1/hark.1
share/man/man8/hark-server.8
share/metainfo/org.hark.Hark.metainfo.xml
""".split()


def call(*command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, f"{' '.join(command)}: {result.stdout}{result.stderr}"
    return result.stdout + result.stderr


def list_files(root):
    return sorted(os.path.relpath(os.path.join(folder, name), root) for folder, _, names in os.walk(root) for name in names)


def everything_is_in_its_place_and_nothing_else(destination, prefix):
    assert list_files(destination) == sorted(os.path.join(prefix[1:], path) for path in WANTED), \
        sorted(set(list_files(destination)) ^ {os.path.join(prefix[1:], path) for path in WANTED})


def nobody_but_its_owner_may_change_it(destination, _):
    for path in list_files(destination):
        mode = os.stat(os.path.join(destination, path)).st_mode & 0o7777
        assert mode == (0o755 if "/bin/" in path else 0o644), f"{path}: {mode:o}"


def the_desktop_understands_it(destination, prefix):
    share = os.path.join(destination, prefix[1:], "share")
    said = call("desktop-file-validate", os.path.join(share, "applications", "org.hark.Hark.desktop"))
    assert said == "", said
    call("appstreamcli", "validate", "--no-net", os.path.join(share, "metainfo", "org.hark.Hark.metainfo.xml"))
    call("glib-compile-schemas", "--strict", "--dry-run", os.path.join(share, "glib-2.0", "schemas"))


def it_speaks_german_on_the_desktop(destination, prefix):
    for path in ("applications/org.hark.Hark.desktop", "metainfo/org.hark.Hark.metainfo.xml"):
        with open(os.path.join(destination, prefix[1:], "share", path), encoding="utf-8") as file:
            text = file.read()
        assert "[de]=" in text or 'xml:lang="de"' in text, f"no German in {path}"


def units_and_pages_name_what_is_there(destination, prefix):
    for name in ("hark-server.service", "hark-server@.service"):
        with open(os.path.join(destination, prefix[1:], "lib/systemd/system", name), encoding="utf-8") as file:
            lines = [line for line in file if line.startswith("Exec")]
        assert len(lines) == 3 and all(f"={prefix}/bin/hark-server " in line for line in lines), lines
    for path in WANTED:
        if "/man/" in path:
            with open(os.path.join(destination, prefix[1:], path), encoding="utf-8") as file:
                text = file.read()
            assert "@" not in text.replace("hark\\-server@NAME", "") and text.startswith(".TH HARK"), path
            name = os.path.basename(path)[:-2]
            call(os.path.join(destination, prefix[1:], "bin", name), "--version")


PROMISES = (everything_is_in_its_place_and_nothing_else, nobody_but_its_owner_may_change_it, the_desktop_understands_it,
            it_speaks_german_on_the_desktop, units_and_pages_name_what_is_there)


def main(build, prefix):
    failed = 0
    print(f"1..{len(PROMISES)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="hark-install-") as destination:
        call("meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", destination)
        for number, promise in enumerate(PROMISES, 1):
            fault = ""
            try:
                promise(destination, prefix)
            except AssertionError as error:
                fault, failed = str(error), failed + 1
            print(f"{'not ok' if fault else 'ok'} {number} {promise.__name__.replace('_', ' ')}", flush=True)
            for line in fault.splitlines():
                print(f"# {line}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

#!/usr/bin/python3
"""backup.py HARK-SERVER HARK-CLI: the operator loses the machine and puts yesterday's backup back; nobody who comes
back loses anything (TAP)."""
import glob
import importlib.util
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile

from real import expect, run

spec = importlib.util.spec_from_file_location("make_backup", os.path.join(os.path.dirname(__file__), "vectors", "make-backup.py"))
make_backup = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_backup)

FRED = {"home": "home-f"}
BEFORE, AFTER = "canary-before-kumquat", "canary-after-walnut"


def only(real):
    return real.list()[0]["number"]


def a_backup_is_made_beside_a_running_server(real):
    code = real.server.init("Testhaus", "Europe/Berlin")
    real.start_server()
    real.set_up(code)
    real.hark("submit", "--subject", BEFORE, "--report", BEFORE)
    file = real.session.path("backup.tar")
    result = real.server.command("backup", "--to", file)
    expect(result.returncode, 0, result.stderr)
    expect(stat.S_IMODE(os.stat(file).st_mode), 0o600, "its mode")
    with tarfile.open(file, "r:") as archive:
        expect(archive.getnames()[0], "hark.db", "what comes first")
    with open(file, "rb") as content:
        assert BEFORE.encode() not in content.read(), "what people wrote is readable in it"


def it_never_replaces_a_file(real):
    result = real.server.command("backup", "--to", real.session.path("backup.tar"))
    expect(result.returncode, 1, "exit code")
    expect(len(result.stderr.splitlines()), 1, "lines on standard error")
    expect(real.server.command("backup").returncode, 2, "without a file")
    expect(real.server.command("restore").returncode, 2, "without a file")


def it_is_put_back_only_where_nothing_is(real):
    result = real.server.command("restore", "--from", real.session.path("backup.tar"))
    expect(result.returncode, 1, "exit code")
    assert "not empty" in result.stderr, result.stderr


def work_goes_on_after_it(real):
    number = only(real)
    path = real.session.path("evidence.bin")
    with open(path, "wb") as file:
        file.write(bytes(range(256)) * 300)
    real.hark("take-over", number)
    real.hark("answer", number, AFTER, "--attach", path)
    real.hark("close", number, "--outcome", "partly", "--reason", "enough")
    real.hark("submit", "--subject", "second", "--report", AFTER)
    expect(len(real.list()), 2, "tickets")
    real.numbers = {ticket["title"]: ticket["number"] for ticket in real.list()}
    invitation = real.hark("invite", "--user", "fred", "--mail", "fred@example.org").splitlines()[-1]
    real.hark("accept", real.server.url, "--sheet", real.session.path("fred.pdf"), env={"HARK_INVITATION": invitation}, **FRED)
    real.hark("sync")
    real.hark("sync", **FRED)


def the_machine_is_lost_and_the_backup_put_back(real):
    real.server.stop()
    shutil.rmtree(real.server.data)
    result = real.server.command("restore", "--from", real.session.path("backup.tar"))
    expect(result.returncode, 0, result.stderr)
    expect(stat.S_IMODE(os.stat(real.server.data).st_mode), 0o700, "mode of the folder")
    result = real.server.command("check")
    expect((result.returncode, result.stdout), (0, ""), "check")
    real.start_server()


def the_client_gives_back_what_is_missing_and_says_so(real):
    said = real.hark("sync")
    assert "restored from a backup of 20" in said and ": 4 sent again" in said, said
    assert "; 0 waiting" in said, said
    for ticket in real.list():
        before = real.numbers[ticket["title"]]
        told = f"{before} is now {ticket['number']}\n"
        expect(told in said, before != ticket["number"], f"{told!r} in {said!r}")
    assert "restored" not in real.hark("sync"), "it is told twice"
    tickets = real.list()
    expect(len(tickets), 2, "tickets")
    first = next(ticket for ticket in tickets if ticket["title"] == BEFORE)
    expect(first["state"], "closed", "state")
    shown = json.dumps(real.show(first["number"]))
    expect(shown.count(AFTER), 1, "how often the answer is there")


def who_came_after_the_backup_is_told_whom_to_ask(real):
    for arguments in (["sync"], ["sign-in", real.server.url, "--user", "fred"]):
        result = real.call(*arguments, **FRED)
        expect(result.returncode, 4, f"{arguments[0]} ({result.stderr})")
        assert "does not know this account" in result.stderr and "ask anna" in result.stderr, result.stderr
    real.hark("list", **FRED)
    # Whose session alone was lost, or whose password is wrong, is not told that.
    result = real.call("sign-in", real.server.url, "--user", "anna", password="not the password")
    expect(result.returncode, 4, "a wrong password")
    assert "does not know" not in result.stderr, result.stderr


def attachments_are_on_the_server_again(real):
    first = next(ticket for ticket in real.list() if ticket["title"] == BEFORE)
    shutil.rmtree(real.session.path("home-a", "files"))
    to = real.session.path("fetched.bin")
    real.hark("attachment", first["number"], "evidence.bin", "--to", to)
    with open(to, "rb") as file:
        expect(file.read(), bytes(range(256)) * 300, "the attachment")
    result = real.server.command("check")
    expect((result.returncode, result.stdout), (0, ""), "check")


def sessions_end_where_the_operator_says_so(real):
    real.server.stop()
    shutil.rmtree(real.server.data)
    result = real.server.command("restore", "--from", real.session.path("backup.tar"), "--end-sessions")
    expect(result.returncode, 0, result.stderr)
    assert "everybody signs in again" in result.stdout, result.stdout
    real.start_server()
    result = real.call("sync")
    assert result.returncode != 0 and "sign in" in result.stderr, result.stderr
    key = real.read_sheet("Account key")
    said = real.hark("sign-in", real.server.url, "--user", "anna", env={"HARK_ACCOUNT_KEY": key}) + real.hark("sync")
    assert ": 4 sent again" in said, said
    expect(len(real.list()), 2, "tickets")


def encrypted(real, *more):
    """A new encrypted backup; its path."""
    to = real.session.path(f"encrypted-{len(more)}")
    result = real.server.command("backup", "--to", to, "--encrypt-to", real.public, *more)
    expect(result.returncode, 0, result.stderr)
    return to


def keys_for_backups_are_made_without_a_store(real):
    path = real.session.path("backup.key")
    result = real.session.run(real.server.binary, "backup-key", "--to", path)
    expect(result.returncode, 0, result.stderr)
    real.public = result.stdout.strip()
    assert real.public.startswith("hark-backup-to:"), real.public
    expect(stat.S_IMODE(os.stat(path).st_mode), 0o600, "its mode")
    expect(real.session.run(real.server.binary, "backup-key", "--to", path).returncode, 1, "over another one")
    with open(path, encoding="utf-8") as file:
        real.secret = file.read().splitlines()[-1]
    assert real.secret.startswith("hark-backup-secret:") and real.secret not in result.stdout, "it is shown"


def an_encrypted_backup_is_made_beside_a_running_server(real):
    file = encrypted(real)
    expect(stat.S_IMODE(os.stat(file).st_mode), 0o600, "its mode")
    public = real.session.path("public")
    with open(public, "w", encoding="utf-8") as out:
        out.write(f"# of the safe\n{real.public}\n")
    with open(encrypted(real, "--encrypt-to", public), "rb") as out:
        assert out.read(7)[:4] == b"HKB1", "its magic"
    said = real.hark("health")
    assert ", encrypted" in said, said


def kill_once_there(real, name):
    """An encrypted backup that is killed as soon as its work has a folder of this name."""
    for _ in range(50): # it may be through before that is seen
        child = subprocess.Popen([real.server.binary, "backup", "--data", real.server.data, "--to", real.session.path("killed"),
                                  "--encrypt-to", real.public], env=real.session.env, stdout=subprocess.DEVNULL)
        while child.poll() is None and not glob.glob(os.path.join(real.server.data, "backup-*", name)):
            pass
        child.kill()
        child.wait()
        if glob.glob(os.path.join(real.server.data, "backup-*", name)):
            return
        os.remove(real.session.path("killed"))
    assert False, f"it was never killed with {name}"


def what_a_killed_one_leaves_goes_with_the_next_and_nothing_else(real):
    kept = os.path.join(real.server.data, "backup-2026")
    os.mkdir(kept, 0o700)
    for i, name in enumerate(("copy", "look"), 2):
        kill_once_there(real, name)
        encrypted(real, *["--encrypt-to", real.public] * i)
        expect(glob.glob(os.path.join(real.server.data, "backup-*")), [kept], "what is left")
    os.rmdir(kept)


def secrets_are_no_arguments(real):
    for arguments in (["backup", "--to", real.session.path("never"), "--encrypt-to", real.secret],
                      ["restore", "--from", real.session.path("encrypted-0"), "--key", real.secret]):
        result = real.server.command(*arguments)
        expect(result.returncode, 1, "exit code")
        assert "never among the arguments" in result.stderr and real.secret not in result.stderr, result.stderr
    assert not os.path.exists(real.session.path("never"))


def it_opens_with_its_key_alone(real):
    real.server.stop()
    shutil.rmtree(real.server.data)
    file, other = real.session.path("encrypted-0"), real.session.path("other.key")
    real.session.run(real.server.binary, "backup-key", "--to", other)
    for arguments, words in (([], "is encrypted: --key takes"), (["--key", other], "does not open"), (["--key", file], "holds no key")):
        result = real.server.command("restore", "--from", file, *arguments)
        expect(result.returncode, 1, "exit code")
        expect(len(result.stderr.splitlines()), 1, "lines on standard error")
        assert words in result.stderr, result.stderr
        assert not os.path.exists(real.server.data), "something was restored"
    result = real.server.command("restore", "--from", file, "--key", real.session.path("backup.key"))
    expect(result.returncode, 0, result.stderr)
    result = real.server.command("check")
    expect((result.returncode, result.stdout), (0, ""), "check")
    real.start_server()
    real.hark("sync")
    expect(len(real.list()), 2, "tickets")


def it_opens_without_hark_too(real):
    """By what shared/hark-backup.h says, and libsodium."""
    with open(real.session.path("encrypted-2"), "rb") as file:
        plain = make_backup.unseal(make_backup.unline("hark-backup-secret:", real.secret), file.read())
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as archive:
        expect(archive.getnames()[0], "hark.db", "what comes first")


PROMISES = [a_backup_is_made_beside_a_running_server, it_never_replaces_a_file, it_is_put_back_only_where_nothing_is,
            work_goes_on_after_it, the_machine_is_lost_and_the_backup_put_back,
            the_client_gives_back_what_is_missing_and_says_so, who_came_after_the_backup_is_told_whom_to_ask,
            attachments_are_on_the_server_again, sessions_end_where_the_operator_says_so,
            keys_for_backups_are_made_without_a_store, an_encrypted_backup_is_made_beside_a_running_server,
            what_a_killed_one_leaves_goes_with_the_next_and_nothing_else, secrets_are_no_arguments,
            it_opens_with_its_key_alone, it_opens_without_hark_too]

if __name__ == "__main__":
    sys.exit(run("hark-backup", PROMISES, *sys.argv[1:]))

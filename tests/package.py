#!/usr/bin/python3
"""package.py FOLDER [--built]: the Debian packages, built by the operator's one command (unless they are in FOLDER already), and
installed, upgraded, removed and purged on a copy of this machine that is thrown away: an overlay of / in namespaces of its own,
in which nothing but loopback can be reached (TAP)."""
import fcntl
import glob
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import traceback

TESTS = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(TESTS, "..", "data", "demo"))

from reporter import Reporter, submit_ticket # noqa: E402 (found through the line above)

INSIDE = "HARK_TEST_INSIDE" # set in the namespaces
URL = "http://127.0.0.1:8480"
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
SECRETS = {"HARK_PASSWORD": "canary-password-lilac-kettle"}
HOME = "/tmp/anna"


class Machine:
    """A copy of this machine."""

    def __init__(self, folder, debs):
        self.root = os.path.join(folder, "root")
        self.debs = debs
        self.server = None
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
        for name in ("root", "upper", "work"):
            os.mkdir(os.path.join(folder, name))
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={folder}/upper,workdir={folder}/work",
                        self.root], check=True)
        for kind, place in (("proc", "proc"), ("tmpfs", "tmp"), ("tmpfs", "run")):
            subprocess.run(["mount", "-t", kind, kind, os.path.join(self.root, place)], check=True)
        subprocess.run(["mount", "--rbind", "/dev", os.path.join(self.root, "dev")], check=True)
        os.chmod(self.path("/tmp"), 0o1777)
        shutil.copytree(debs, self.path("/tmp/debs"))

    def path(self, path):
        return self.root + path

    def exists(self, path):
        return os.path.lexists(self.path(path))

    def command(self, *command):
        return ["chroot", self.root, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TMPDIR=/tmp", *command]

    def try_call(self, *command, text=""):
        return subprocess.run(self.command(*command), capture_output=True, text=True, input=text, timeout=300, check=False)

    def call(self, *command, text=""):
        result = self.try_call(*command, text=text)
        assert result.returncode == 0, f"{command}: {result.returncode}\n{result.stdout}{result.stderr}"
        return result.stdout

    def apt(self, *arguments):
        return self.call("DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "--no-install-recommends",
                         "-o", "APT::Sandbox::User=root", *arguments)

    def as_hark(self, *command):
        return self.call("runuser", "-u", "hark", "--", *command)

    def hark(self, *arguments, **secrets):
        """hark-cli, as somebody of this machine."""
        return self.call(*(f"{name}={value}" for name, value in {**SECRETS, **secrets, "HOME": HOME}.items()), "GIO_USE_PROXY_RESOLVER=dummy",
                         "DBUS_SESSION_BUS_ADDRESS=disabled:", "hark-cli", *arguments)

    def start_server(self):
        self.server = subprocess.Popen(self.command("runuser", "-u", "hark", "--", "hark-server", "run", "--data", "/var/lib/hark",
                                                    "--listen", URL[len("http://"):]), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       text=True)
        line = self.server.stdout.readline()
        assert line.startswith("listening on"), self.server.stderr.read()

    def stop_server(self):
        with open(f"/proc/{self.server.pid}/task/{self.server.pid}/children", encoding="ascii") as file:
            children = file.read().split()
        os.kill(int(children[0]) if children else self.server.pid, 15) # runuser waits for its child
        self.server.communicate(timeout=60)

    def get_version(self, package):
        return self.try_call("dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", package).stdout


def find(debs, package, version="*"):
    found = glob.glob(os.path.join(debs, f"{package}_{version}_*.deb"))
    assert len(found) == 1, f"{package}: {found}"
    return found[0]


def they_are_installed_with_user_folders_and_units(machine):
    machine.apt("install", "/tmp/debs/" + os.path.basename(find(machine.debs, "hark")),
                "/tmp/debs/" + os.path.basename(find(machine.debs, "hark-server")))
    entry = machine.call("getent", "passwd", "hark").split(":")
    for folder in ("/var/lib/hark", "/var/lib/hark-org"):
        there = os.stat(machine.path(folder))
        assert (there.st_mode & 0o7777, str(there.st_uid)) == (0o700, entry[2]), folder
    assert entry[5:] == ["/var/lib/hark", "/usr/sbin/nologin\n"], entry
    assert machine.exists("/etc/systemd/system/multi-user.target.wants/hark-server.service"), "the unit is not enabled"
    with open(machine.path("/usr/share/glib-2.0/schemas/gschemas.compiled"), "rb") as file:
        assert b"org.hark.Hark" in file.read(), "the schema is not compiled"
    for program in ("hark", "hark-cli", "hark-server"):
        assert machine.call(program, "--version").startswith(program), program


def a_report_comes_in(machine):
    code = machine.as_hark("hark-server", "init", "--data", "/var/lib/hark", "--name", "Org", "--url", URL).split("\n")[-2]
    machine.as_hark("hark-server", "config", "--data", "/var/lib/hark", "portal.security-question", "off")
    machine.start_server()
    os.mkdir(machine.path(HOME))
    machine.hark("setup", URL, "--user", "anna", "--mail", "anna@example.org", "--sheet", HOME + "/sheet.pdf", HARK_CODE=code)
    machine.number, _ = submit_ticket(Reporter(URL), {"subject": "first", "report": "r"})
    machine.hark("sync")
    assert machine.number in machine.hark("list"), "no ticket"


def a_later_version_takes_over_with_everything(machine):
    for package in ("hark", "hark-server"):
        tree = machine.path(f"/tmp/{package}")
        subprocess.run(["dpkg-deb", "-R", find(machine.debs, package), tree], check=True)
        control = os.path.join(tree, "DEBIAN", "control")
        with open(control, encoding="utf-8") as file:
            text = file.read()
        with open(control, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?m)^(Version: .*)$", r"\1+1", text))
        subprocess.run(["dpkg-deb", "-b", tree, machine.path("/tmp/debs/")], check=True, stdout=subprocess.DEVNULL)
    machine.stop_server() # as the unit's maintainer scripts do, where there is a systemd
    before = machine.get_version("hark-server")
    machine.apt("install", *("/tmp/debs/" + os.path.basename(find(machine.path("/tmp/debs"), package, "*+1"))
                             for package in ("hark", "hark-server")))
    assert [machine.get_version(package) for package in ("hark", "hark-server")] == 2 * [before + "+1"], "another version"
    machine.as_hark("hark-server", "check", "--data", "/var/lib/hark")
    machine.start_server()
    second, _ = submit_ticket(Reporter(URL), {"subject": "second", "report": "r"})
    machine.hark("sync")
    said = machine.hark("list")
    assert machine.number in said and second in said, said
    machine.stop_server()


def what_is_removed_leaves_the_reports(machine):
    files = [path for package in ("hark", "hark-server") for path in machine.call("dpkg", "-L", package).split("\n")
             if "hark" in path and not os.path.isdir(machine.path(path))]
    assert "/usr/bin/hark-server" in files
    machine.apt("remove", "hark", "hark-server")
    left = [path for path in files if machine.exists(path)]
    assert not left, left
    assert machine.exists("/var/lib/hark/hark.db"), "the reports are gone"


def what_is_purged_leaves_the_reports_too(machine):
    machine.apt("purge", "hark-server")
    for package in ("hark", "hark-server"): # the client has left nothing to purge
        assert machine.get_version(package).split()[:1] in ([], ["not-installed"]), package
    assert not machine.exists("/etc/systemd/system/multi-user.target.wants/hark-server.service"), "the unit is still enabled"
    assert os.stat(machine.path("/var/lib/hark/hark.db")).st_size > 0, "the reports are gone"
    machine.call("getent", "passwd", "hark") # whose files they are


def who_comes_back_finds_them(machine):
    machine.apt("install", "/tmp/debs/" + os.path.basename(find(machine.debs, "hark-server")))
    machine.as_hark("hark-server", "check", "--data", "/var/lib/hark")


PROMISES = (they_are_installed_with_user_folders_and_units, a_report_comes_in, a_later_version_takes_over_with_everything,
            what_is_removed_leaves_the_reports, what_is_purged_leaves_the_reports_too, who_comes_back_finds_them)


def raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def run_inside(debs, folder):
    raise_loopback()
    machine = Machine(folder, debs)
    for number, promise in enumerate(PROMISES, 2):
        label = f"{number} {promise.__name__.replace('_', ' ')}"
        try:
            promise(machine)
        except Exception: # whatever it is, it is this promise that is broken
            print(f"not ok {label}", flush=True)
            traceback.print_exc()
            return 1
        print(f"ok {label}", flush=True)
    return 0


def build(debs):
    """With lintian's look at them."""
    result = subprocess.run([os.path.join(TESTS, "..", "data", "package"), debs], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False)
    print(f"{'not ok' if result.returncode else 'ok'} 1 one command builds them and lintian finds no error", flush=True)
    if result.returncode:
        print("\n".join("# " + line for line in result.stdout.splitlines()[-40:]), flush=True)
    return result.returncode


def main(debs, *options):
    print(f"1..{1 + len(PROMISES)}", flush=True)
    if "--built" in options:
        print("ok 1 one command builds them # SKIP they are built", flush=True)
    else:
        os.makedirs(debs, exist_ok=True)
        for old in glob.glob(os.path.join(debs, "*.deb")):
            os.unlink(old)
        if build(debs) != 0:
            return 1
    with tempfile.TemporaryDirectory(prefix="hark-package-") as folder:
        # the last process of the namespaces takes everything in them along, mounts and processes
        inside = ["unshare", "--mount", "--pid", "--net", "--mount-proc", "--fork", "--kill-child", sys.executable, "-B", __file__, debs, folder]
        if os.getuid() != 0 or subprocess.run([*inside[:7], "true"], check=False, capture_output=True).returncode != 0:
            for number, promise in enumerate(PROMISES, 2):
                print(f"ok {number} {promise.__name__.replace('_', ' ')} # SKIP not root, or no namespaces here", flush=True)
            return 0
        return subprocess.run(inside, env={**os.environ, INSIDE: "1"}, check=False).returncode


if __name__ == "__main__":
    if os.environ.get(INSIDE):
        sys.exit(run_inside(*sys.argv[1:]))
    sys.exit(main(*sys.argv[1:]))

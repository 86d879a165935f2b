#!/usr/bin/python3
"""package.py FOLDER [--built]: the Debian packages, built by the operator's one command (unless they are in FOLDER already), and
installed, upgraded, removed and purged on a copy of this machine that is thrown away: an overlay of / in namespaces of its own,
in which nothing but loopback can be reached; and the same under a systemd of its own, by the operator's page (TAP)."""
import fcntl
import glob
import os
import re
import resource
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import traceback

TESTS = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(TESTS, "..", "data", "demo"))

from reporter import Reporter, submit_ticket # noqa: E402 (found through the line above)
from session import wait_until # noqa: E402

INSIDE = "HARK_TEST_INSIDE" # set in the namespaces
URL = "http://127.0.0.1:8480"
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
SECRETS = {"HARK_PASSWORD": "canary-password-lilac-kettle"}
HOME = "/tmp/anna"
PLACE = "hark.example.org"
CGROUPS = "/sys/fs/cgroup"
FIRST_REPORT_SECONDS = 600 # from an empty machine on: it is what is promised

# In namespaces of its own, from / to a system of its own; $1: its root, $2: of which sort the control groups are
BOOT = r"""
set -e
mount --make-rprivate /
mount -t proc proc "$1/proc"
mount --bind "$1/proc/sys" "$1/proc/sys"
mount -o remount,bind,ro "$1/proc/sys"
mount -t sysfs -o ro sysfs "$1/sys"
if [ "$2" = one ]; then
  mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 tmpfs "$1/sys/fs/cgroup"
  mkdir "$1/sys/fs/cgroup/systemd" "$1/sys/fs/cgroup/unified"
  mount -t cgroup -o none,name=systemd cgroup "$1/sys/fs/cgroup/systemd"
  mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup/unified"
fi
mount -t tmpfs tmpfs "$1/run"
mount -t tmpfs -o mode=755 tmpfs "$1/dev"
for name in null zero full random urandom tty; do
  touch "$1/dev/$name"
  mount --bind "/dev/$name" "$1/dev/$name"
done
mkdir "$1/dev/pts" "$1/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 devpts "$1/dev/pts"
mount -t tmpfs tmpfs "$1/dev/shm"
ln -s pts/ptmx "$1/dev/ptmx"
ln -s /proc/self/fd "$1/dev/fd"
cd "$1"
pivot_root . mnt
umount -l /mnt
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --show-status=0 --unit=hark-test.target </dev/null
"""

# Makes what the real one would fetch.
CERTBOT = f"""#!/bin/sh
set -e
mkdir -p /etc/letsencrypt/live/{PLACE}
cd /etc/letsencrypt/live/{PLACE}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={PLACE} \\
  -addext subjectAltName=DNS:{PLACE} -keyout privkey.pem -out fullchain.pem 2>/dev/null
cp fullchain.pem /usr/local/share/ca-certificates/test.crt
update-ca-certificates >/dev/null
"""


class Machine:
    """A copy of this machine."""

    def __init__(self, folder, debs):
        self.root = os.path.join(folder, "root")
        self.debs = debs
        self.server = None
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
        for name in ("root", "upper", "work"):
            os.mkdir(os.path.join(folder, name))
        subprocess.run(["mount", "-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={folder}/upper,workdir={folder}/work",
                        self.root], check=True)
        self.prepare()

    def prepare(self):
        for kind, place in (("proc", "proc"), ("tmpfs", "tmp"), ("tmpfs", "run")):
            subprocess.run(["mount", "-t", kind, kind, os.path.join(self.root, place)], check=True)
        subprocess.run(["mount", "--rbind", "/dev", os.path.join(self.root, "dev")], check=True)
        os.chmod(self.path("/tmp"), 0o1777)
        shutil.copytree(self.debs, self.path("/tmp/debs"))

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


class Booted(Machine):
    """With a systemd of its own, and nothing started that this machine would start."""

    def prepare(self):
        os.makedirs(self.path("/srv/debs"))
        for deb in glob.glob(os.path.join(self.debs, "*.deb")):
            shutil.copy(deb, self.path("/srv/debs"))
        # basic.target would want the sockets, timers and paths of this machine
        self.write("/etc/systemd/system/hark-test.target", "[Unit]\nRequires=sysinit.target dbus.socket\nAfter=sysinit.target dbus.socket\n")
        for wants in glob.glob(self.path("/etc/systemd/system/*.wants")):
            shutil.rmtree(wants)
        self.write("/etc/hosts", f"127.0.0.1 localhost {PLACE}\n")
        self.write("/etc/apt/apt.conf.d/hark-test", 'Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "/dev/null";\n')
        if self.exists("/usr/sbin/policy-rc.d"):
            os.unlink(self.path("/usr/sbin/policy-rc.d"))
        self.name = name_group(os.path.dirname(os.path.dirname(self.root)))
        self.is_one = os.path.exists(os.path.join(CGROUPS, "cgroup.procs"))
        self.groups = [os.path.join(CGROUPS, part, self.name) for part in ([""] if self.is_one else ["systemd", "unified"])]
        self.outer, self.pid = None, None

    def write(self, path, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.path(path), mode)

    def unshare(self, *command):
        """In control groups and namespaces of its own."""
        enter = "".join(f"echo 0 >{group}/cgroup.procs && " for group in self.groups)
        return ["sh", "-c", enter + 'exec unshare --mount --pid --cgroup --uts --ipc --fork --kill-child "$@"', "boot", *command]

    def can_boot(self):
        try:
            for group in self.groups:
                os.mkdir(group)
        except OSError:
            return False
        return subprocess.run(self.unshare("true"), stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0

    def boot(self):
        self.outer = subprocess.Popen(self.unshare("bash", "-c", BOOT, "boot", self.root, "one" if self.is_one else "two"),
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait_until(self.is_up, "a systemd")

    def is_up(self):
        children = f"/proc/{self.outer.pid}/task/{self.outer.pid}/children"
        if self.outer.poll() is not None:
            raise RuntimeError("it ended")
        with open(children, encoding="ascii") as file:
            found = file.read().split()
        self.pid = found[0] if found else None
        return self.pid and self.try_call("systemctl", "is-active", "hark-test.target").stdout == "active\n"

    def command(self, *command):
        return ["nsenter", "-t", self.pid, "-m", "-p", "-i", "-u", "-C", "-r", "-w", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", *command]

    def apt(self, *arguments):
        return self.call("apt-get", "-q", "-y", "--no-install-recommends", "-o", "APT::Sandbox::User=root", *arguments)

    def get_pid(self, unit):
        return int(self.call("systemctl", "show", "-P", "MainPID", unit))

    def ask(self, path):
        """Over a local socket of the machine."""
        with socket.socket(socket.AF_UNIX) as local:
            local.settimeout(30)
            local.connect(f"/proc/{self.pid}/root{path}")
            local.sendall(f"GET /api/v1/info HTTP/1.1\r\nHost: {PLACE}\r\n\r\n".encode())
            return int(local.recv(4096).split()[1])

    def end(self):
        if self.outer is not None:
            self.outer.kill()
            self.outer.wait()
        clear_groups(self.name)


def name_group(folder):
    return f"hark-test-{os.path.basename(folder)}"


def clear_groups(name):
    """Those of this name, with all in them, once what ran there has ended."""
    for group in [os.path.join(CGROUPS, name), *glob.glob(os.path.join(CGROUPS, "*", glob.escape(name)))]:
        wait_until(lambda group=group: remove_groups(group), "the end of a control group")


def remove_groups(top):
    for folder, _, _ in os.walk(top, topdown=False):
        try:
            os.rmdir(folder)
        except OSError:
            return False
    return True


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


def can_lock_memory():
    try:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, 2 * (resource.RLIM_INFINITY,))
    except (OSError, ValueError):
        return False
    return True


def read_operators_page(begin):
    """The lines that follow these words."""
    with open(os.path.join(TESTS, "..", "server", "README.md"), encoding="utf-8") as file:
        return re.search(re.escape(begin) + r".*?```\n(.*?)```", file.read(), re.DOTALL)[1]


def a_copy_starts_with_a_systemd_of_its_own(machine):
    machine.boot()
    said = machine.call("systemctl", "--no-legend", "--type=timer", "list-units")
    assert said == "", f"what this machine would start: {said}"


def the_operators_page_leads_to_a_report_within_ten_minutes(machine):
    tree = machine.path("/srv/certbot")
    machine.write("/srv/certbot/usr/bin/certbot", CERTBOT, 0o755)
    machine.write("/srv/certbot/DEBIAN/control", "Package: certbot\nVersion: 1\nArchitecture: all\nMaintainer: nobody <n@example.org>\n"
                  "Description: a stand-in\n")
    subprocess.run(["dpkg-deb", "-b", tree, machine.path("/srv/certbot.deb")], check=True, stdout=subprocess.DEVNULL)
    machine.call("dpkg", "-i", "/srv/certbot.deb")
    machine.call("systemctl", "start", "nginx") # as installing it does
    if not can_lock_memory():
        print("# the limit of locked memory cannot be raised here: not with portal.require-locked-memory", flush=True)
        for unit in ("hark-server", "hark-server@"):
            machine.write(f"/etc/systemd/system/{unit}.service.d/no-lock.conf", "[Service]\nExecStartPre=\n")
    began = time.monotonic()
    said = machine.call("bash", "-e", "-c", "cd /srv/debs\n" + read_operators_page("From an empty machine"))
    code = re.search(r"works once:\n(\S+)", said)[1]
    wait_until(lambda: machine.try_call("systemctl", "is-active", "hark-server").stdout == "active\n", "the unit")

    machine.apt("install", "/srv/debs/" + os.path.basename(find(machine.debs, "hark")))
    machine.hark("setup", f"https://{PLACE}", "--user", "anna", "--mail", "anna@example.org", "--sheet", "/tmp/sheet.pdf", HARK_CODE=code)
    machine.as_hark("hark-server", "config", "--data", "/var/lib/hark", "portal.security-question", "off")
    time.sleep(1)
    tls = ssl.create_default_context(cadata=machine.call("cat", f"/etc/letsencrypt/live/{PLACE}/fullchain.pem"))
    tls.check_hostname = False # it goes by an address, as nobody else has this name
    number, _ = submit_ticket(Reporter("https://127.0.0.1:443", {"Host": PLACE}, tls=tls), {"subject": "first", "report": "r"})
    machine.hark("sync")
    assert number in machine.hark("list"), "no ticket"
    seconds = time.monotonic() - began
    print(f"# from an empty machine to the first report: {seconds:.0f} seconds, besides what people type", flush=True)
    assert seconds < FIRST_REPORT_SECONDS, f"the first report came after {seconds:.0f} seconds"


def the_example_makes_an_encrypted_backup(machine):
    said = machine.call("hark-server", "backup-key", "--to", "/root/hark-backup.key")
    machine.write("/etc/hark/backup.pub", re.search(r"hark-backup-to:\S+", said)[0] + "\n")
    machine.call("install", "-d", "-m", "0700", "-o", "hark", "-g", "hark", "/var/backups/hark")
    machine.call("sh", "-c", "cp /usr/share/doc/hark-server/examples/hark-backup.* /etc/systemd/system/")
    machine.call("systemctl", "daemon-reload")
    machine.call("systemctl", "enable", "--now", "hark-backup.timer")
    machine.call("systemctl", "start", "hark-backup.service")
    made = machine.call("find", "/var/backups/hark", "-type", "f").split()
    assert len(made) == 1 and re.fullmatch(r"/var/backups/hark/hark-\d{4}-\d\d-\d\d", made[0]), made
    machine.call("hark-server", "restore", "--data", "/root/restored", "--from", made[0], "--key", "/root/hark-backup.key")
    machine.call("systemctl", "disable", "--now", "hark-backup.timer")
    machine.call("sh", "-c", "rm /etc/systemd/system/hark-backup.*")


def the_operators_page_brings_a_backup_back(machine):
    file = "/var/backups/hark/plain.tar"
    machine.as_hark("hark-server", "backup", "--data", "/var/lib/hark", "--to", file)
    listed = machine.hark("list")
    lines = read_operators_page("Back from the backup").replace("FILE", file)
    machine.call("bash", "-e", "-c", lines)
    wait_until(lambda: machine.try_call("systemctl", "is-active", "hark-server").stdout == "active\n", "the unit")
    machine.hark("sync")
    assert machine.hark("list") == listed, "something was lost"
    machine.call("find", "/var/lib/hark.broken", "-delete")


def one_of_several_is_started_by_who_comes_and_ends(machine):
    machine.as_hark("hark-server", "init", "--data", "/var/lib/hark-org/acme", "--name", "Acme", "--url", "https://acme.example.org")
    machine.call("systemctl", "enable", "--now", "hark-server@acme.socket")
    unit = machine.call("systemctl", "cat", "hark-server@.service")
    start = re.search("(?m)^ExecStart=(.*) --idle-exit [0-9]+$", unit)[1]
    machine.call("mkdir", "-p", "/etc/systemd/system/hark-server@.service.d")
    machine.call("tee", "/etc/systemd/system/hark-server@.service.d/soon.conf", text=f"[Service]\nExecStart=\nExecStart={start} --idle-exit 1\n")
    machine.call("systemctl", "daemon-reload")
    assert machine.get_pid("hark-server@acme") == 0, "it runs, and nobody came"
    for _ in range(2):
        assert machine.ask("/run/hark/acme.sock") == 200
        wait_until(lambda: machine.get_pid("hark-server@acme") == 0, "its end")
    assert machine.call("systemctl", "is-active", "hark-server@acme.timer") == "active\n", "no timer"
    log = [line for line in machine.call("journalctl", "-q", "-o", "cat", "-u", "hark-server@acme.service").splitlines()
           if "memory cannot be locked" not in line]
    assert log == [], f"when somebody came: {log}"


def what_tests_need_is_installed_and_not_started(machine):
    unit = "[Service]\nExecStart=sleep infinity\n[Install]\nWantedBy=multi-user.target\n"
    machine.write("/srv/daemon/lib/systemd/system/hark-test-daemon.service", unit)
    machine.write("/srv/daemon/DEBIAN/control", "Package: hark-test-daemon\nVersion: 1\nArchitecture: all\n"
                  "Maintainer: nobody <n@example.org>\nDescription: a stand-in\n")
    machine.write("/srv/daemon/DEBIAN/postinst", "#!/bin/sh\nset -e\nsystemctl daemon-reload\n"
                  "systemctl enable hark-test-daemon.service\ndeb-systemd-invoke start hark-test-daemon.service\n", 0o755)
    subprocess.run(["dpkg-deb", "-b", machine.path("/srv/daemon"), machine.path("/srv/daemon.deb")], check=True, stdout=subprocess.DEVNULL)
    machine.write("/srv/stand-in/apt-get", '#!/bin/sh\ncase "$*" in *" install "*) exec dpkg -i /srv/daemon.deb; esac\n', 0o755)
    for section in ("run", "test", "bench"):
        shutil.copytree(os.path.join(TESTS, "..", "data"), machine.path(f"/srv/{section}"))
        machine.write(f"/srv/{section}/packages", f"[{section}]\nhark-test-daemon\n")
        machine.call("env", "PATH=/srv/stand-in:/usr/sbin:/usr/bin:/sbin:/bin", f"/srv/{section}/install", section)
        found = [machine.try_call("systemctl", what, "hark-test-daemon").stdout for what in ("is-active", "is-enabled")]
        assert found == (["inactive\n", "disabled\n"] if section != "run" else ["active\n", "enabled\n"]), f"{section}: {found}"
        assert not machine.exists("/usr/sbin/policy-rc.d"), "nothing starts any more"
        machine.call("systemctl", "disable", "--now", "hark-test-daemon")
        machine.call("dpkg", "-P", "hark-test-daemon")


def list_active(machine):
    return [line.split()[0] for line in machine.call("systemctl", "--no-legend", "--plain", "--state=active", "list-units",
                                                     "hark-server@*").splitlines()]


def who_is_stopped_stays_so(machine):
    assert machine.ask("/run/hark/acme.sock") == 200
    machine.call("systemctl", "disable", "--now", "hark-server@acme.socket")
    assert list_active(machine) == [], "what would start it again"
    machine.call("systemctl", "start", "hark-server@gone.service")
    assert machine.call("systemctl", "show", "-P", "ConditionResult", "hark-server@gone.service") == "no\n", "whose folder is gone is started"
    assert not machine.exists("/var/lib/hark-org/gone"), "a folder of nobody's"
    machine.call("systemctl", "enable", "--now", "hark-server@acme.socket")


def an_upgrade_starts_the_new_ones(machine):
    tree = machine.path("/srv/later")
    subprocess.run(["dpkg-deb", "-R", find(machine.debs, "hark-server"), tree], check=True)
    for path, pattern, new in (("DEBIAN/control", r"(?m)^(Version: .*)$", r"\1+1"),
                               ("lib/systemd/system/hark-server@.service", r"(?m)^(User=.*)$", r"\1\nEnvironment=HARK_TEST=later")):
        with open(os.path.join(tree, path), encoding="utf-8") as file:
            text = file.read()
        machine.write(f"/srv/later/{path}", re.sub(pattern, new, text))
    subprocess.run(["dpkg-deb", "-b", tree, machine.path("/srv/later.deb")], check=True, stdout=subprocess.DEVNULL)

    machine.call("rm", "/etc/systemd/system/hark-server@.service.d/soon.conf")
    machine.call("systemctl", "daemon-reload")
    assert machine.ask("/run/hark/acme.sock") == 200
    units = ("hark-server", "hark-server@acme")
    before = [machine.get_pid(unit) for unit in units]
    machine.apt("install", "/srv/later.deb")
    after = [machine.get_pid(unit) for unit in units]
    assert 0 not in before + after and not set(before) & set(after), f"{before}, {after}"
    assert "HARK_TEST=later" in machine.call("cat", f"/proc/{after[1]}/environ"), "the old unit"


def who_was_enabled_is_open_again_after_a_removal(machine):
    machine.apt("remove", "hark-server")
    assert list_active(machine) == [], "a unit is left"
    machine.apt("install", "/srv/later.deb")
    assert machine.ask("/run/hark/acme.sock") == 200


def a_purge_leaves_the_reports_and_no_unit(machine):
    machine.apt("purge", "hark-server")
    assert machine.call("systemctl", "--no-legend", "list-units", "hark-server*") == "", "a unit is left"
    left = machine.call("find", "/etc/systemd/system", "-type", "l", "-name", "hark-*")
    assert left == "", left
    for folder in ("hark", "hark-org/acme"):
        machine.call("test", "-s", f"/var/lib/{folder}/hark.db")


BOOTED = (a_copy_starts_with_a_systemd_of_its_own, the_operators_page_leads_to_a_report_within_ten_minutes, the_example_makes_an_encrypted_backup,
          the_operators_page_brings_a_backup_back, one_of_several_is_started_by_who_comes_and_ends, who_is_stopped_stays_so,
          an_upgrade_starts_the_new_ones, who_was_enabled_is_open_again_after_a_removal, a_purge_leaves_the_reports_and_no_unit,
          what_tests_need_is_installed_and_not_started)
PROMISES = (they_are_installed_with_user_folders_and_units, a_report_comes_in, a_later_version_takes_over_with_everything,
            what_is_removed_leaves_the_reports, what_is_purged_leaves_the_reports_too, who_comes_back_finds_them)


def raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def keep(promises, machine, first):
    for number, promise in enumerate(promises, first):
        label = f"{number} {promise.__name__.replace('_', ' ')}"
        try:
            promise(machine)
        except Exception: # whatever it is, it is this promise that is broken
            print(f"not ok {label}", flush=True)
            traceback.print_exc()
            return 1
        print(f"ok {label}", flush=True)
    return 0


def skip(promises, first, why):
    for number, promise in enumerate(promises, first):
        print(f"ok {number} {promise.__name__.replace('_', ' ')} # SKIP {why}", flush=True)


def run_inside(debs, folder):
    raise_loopback()
    if keep(PROMISES, Machine(os.path.join(folder, "machine"), debs), 2) != 0:
        return 1

    first = 2 + len(PROMISES)
    booted = Booted(os.path.join(folder, "booted"), debs)
    try:
        if booted.can_boot():
            return keep(BOOTED, booted, first)
        skip(BOOTED, first, "no control groups or namespaces for a systemd here")
        return 0
    finally:
        booted.end()


def build(debs):
    """With lintian's look at them."""
    result = subprocess.run([os.path.join(TESTS, "..", "data", "package"), debs], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False)
    print(f"{'not ok' if result.returncode else 'ok'} 1 one command builds them and lintian finds no error", flush=True)
    if result.returncode:
        print("\n".join("# " + line for line in result.stdout.splitlines()[-40:]), flush=True)
    return result.returncode


def main(debs, *options):
    print(f"1..{1 + len(PROMISES) + len(BOOTED)}", flush=True)
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
            skip(PROMISES + BOOTED, 2, "not root, or no namespaces here")
            return 0
        try:
            return subprocess.run(inside, env={**os.environ, INSIDE: "1"}, check=False).returncode
        finally:
            clear_groups(name_group(folder)) # also of one that was killed


if __name__ == "__main__":
    if os.environ.get(INSIDE):
        sys.exit(run_inside(*sys.argv[1:]))
    sys.exit(main(*sys.argv[1:]))

"""A desktop session of its own, and a server in it: everything lies in one folder and ends with it.

For the demo and for the tests of the real binaries. Standard library only.
"""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

STOP_SECONDS = 20
START_SECONDS = 30
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
KEPT = [] # ports


class StartError(Exception):
    """A program did not come up; the message says which and what it said."""


def find_free_port():
    """Nobody else is given it while this process runs: who listens on it sets SO_REUSEADDR too, as servers do."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind(("127.0.0.1", 0))
    KEPT.append(kept)
    return kept.getsockname()[1]


def wait_until(condition, what, seconds=START_SECONDS):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise StartError(f"{what}: not within {seconds} seconds")
        time.sleep(0.05)


class Session:
    """A private folder with a home, a message bus and, if asked for, an unlocked keyring.

    What the user has (home, settings, keyring, bus) is never touched; only the display is theirs.
    """

    def __init__(self, name, keyring=True):
        self.folder = tempfile.mkdtemp(prefix=name + "-")
        self.children = []
        self.started = self.path("started")  # ids of what the user starts by the session's own commands
        self.env = self._make_environment()
        try:
            self._start_bus()
            self.has_keyring = keyring and self._start_keyring()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def _make_environment(self):
        env = dict(os.environ)
        for name in ("DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "AT_SPI_BUS_ADDRESS", "XDG_CONFIG_DIRS"):
            env.pop(name, None)
        # The display's own files are found through what is replaced below.
        env.setdefault("XAUTHORITY", os.path.expanduser("~/.Xauthority"))
        if env.get("WAYLAND_DISPLAY") and env.get("XDG_RUNTIME_DIR"):
            env["WAYLAND_DISPLAY"] = os.path.join(env["XDG_RUNTIME_DIR"], env["WAYLAND_DISPLAY"])
        places = {"HOME": "home", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "home/.local/share",
                  "XDG_CONFIG_HOME": "home/.config", "XDG_CACHE_HOME": "home/.cache", "TMPDIR": "tmp"}
        for name, place in places.items():
            os.makedirs(self.path(place), mode=0o700, exist_ok=True)
            env[name] = self.path(place)
        # Texts are UTF-8, also where the user has no locale.
        locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
        if "utf" not in locale.lower():
            env["LC_ALL"] = "C.UTF-8"
        # No proxy stands between two programs on one machine.
        env["GIO_USE_PROXY_RESOLVER"] = "dummy"
        return env

    def start(self, *command, **options):
        """Starts a program that ends with the session, in a process group of its own: Ctrl+C is the session's."""
        child = subprocess.Popen(command, env=self.env, start_new_session=True, **options)
        self.children.append(child)
        return child

    def run(self, *command, env=None, **options):
        """Runs a program to its end; its output comes back as text."""
        return subprocess.run(command, env={**self.env, **(env or {})}, text=True, capture_output=True,
                              timeout=300, check=False, **options)

    def stop(self, child):
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if child in self.children:
            self.children.remove(child)
        return child.returncode

    def close(self):
        # who presses Ctrl+C twice does not want half of it left behind
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        try:
            for child in list(reversed(self.children)):
                self.stop(child)
            self._stop_started()
            shutil.rmtree(self.folder, ignore_errors=True)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _stop_started(self):
        """Ends what runs by such an id, if it is of this folder: the id may be somebody else's by now."""
        if not os.path.exists(self.started):
            return
        with open(self.started, encoding="ascii") as file:
            ids = [int(line) for line in file]
        for number in ids:
            try:
                with open(f"/proc/{number}/cmdline", "rb") as file:
                    is_ours = os.fsencode(self.folder) in file.read()
                if is_ours:
                    os.kill(number, signal.SIGTERM)
                    wait_until(lambda: not os.path.exists(f"/proc/{number}"), "the end of what was started")
            except (FileNotFoundError, ProcessLookupError):
                pass

    def _start_bus(self):
        reader, writer = os.pipe()
        self.start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--print-address={writer}",
                   pass_fds=[writer], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as address:
            self.env["DBUS_SESSION_BUS_ADDRESS"] = address.readline().strip()
        if not self.env["DBUS_SESSION_BUS_ADDRESS"]:
            raise StartError("dbus-daemon did not start")

    def _start_keyring(self):
        if shutil.which("gnome-keyring-daemon") is None:
            return False
        # It warns where an entry is replaced, and must not end for that.
        daemon = self.start("env", "--unset=G_DEBUG", "gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
                            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        daemon.stdin.write(b"keyring")
        daemon.stdin.close()
        question = ("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
                    "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
        wait_until(lambda: "boolean true" in self.run(*question).stdout, "the keyring")
        return True


class Server:
    """One hark-server with its data folder, on a loopback port that stays the same over restarts."""

    def __init__(self, session, binary, data):
        self.session = session
        self.binary = binary
        self.data = data
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def command(self, name, *arguments):
        return self.session.run(self.binary, name, "--data", self.data, *arguments)

    def init(self, name, zone):
        """Makes the organisation; returns the one-time setup code."""
        result = self.command("init", "--name", name, "--url", self.url, "--zone", zone)
        if result.returncode != 0:
            raise StartError(f"hark-server init: {result.stderr.strip()}")
        return result.stdout.splitlines()[-1].strip()

    def start(self, log=None, *options):
        self.process = self.session.start(
            self.binary, "run", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", *options, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log or subprocess.DEVNULL)
        for line in self.process.stdout:
            if line.startswith("listening on "):
                return
        raise StartError(f"hark-server run ended with {self.process.wait()}")

    def stop(self):
        process, self.process = self.process, None
        process.stdout.close()
        return self.session.stop(process)


def end_on_signals():
    """SIGTERM and SIGHUP end the program like Ctrl+C, so that what it started ends too."""
    def end(number, _):
        raise SystemExit(128 + number)
    # A shell's background jobs inherit it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)

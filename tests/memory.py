"""All memory of another process, as root may read it: no hook in the program, nothing left out (sealed pages neither).
Read where it is, or from a core file made on purpose; without the registers of its threads, which hold the last words that
were compared or copied until others are."""
import os
import resource
import signal
import struct
import subprocess

PAGE = os.sysconf("SC_PAGE_SIZE")
RUN = 1 << 22
OVERLAP = 256
PRESENT = 0b11 << 62 # in memory, or swapped


def list_runs(pagemap, begin, end):
    """Yields (address, length) of the pieces of a mapping that were ever written or read; stacks and heaps are mostly air."""
    pagemap.seek(begin // PAGE * 8)
    data = pagemap.read((end - begin) // PAGE * 8)
    first = None
    for index, (entry,) in enumerate(struct.iter_unpack("=Q", data)):
        at = begin + index * PAGE
        if entry & PRESENT and first is None:
            first = at
        if first is not None and (not entry & PRESENT or at - first >= RUN):
            yield first, at - first
            first = at if entry & PRESENT else None
    if first is not None:
        yield first, begin + len(data) // 8 * PAGE - first


def read_pieces(pid):
    """Yields (name, address, bytes) for all of a process's memory but what is the same on the disk."""
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps, \
            open(f"/proc/{pid}/mem", "rb", 0) as memory, open(f"/proc/{pid}/pagemap", "rb", 0) as pagemap:
        for line in maps:
            fields = line.split(maxsplit=5)
            begin, end = (int(part, 16) for part in fields[0].split("-"))
            name = fields[5].strip() if len(fields) > 5 else ""
            if name.startswith("[v") or (name.startswith("/") and "w" not in fields[1]):
                continue
            for at, length in list_runs(pagemap, begin, end):
                try:
                    memory.seek(at)
                    yield name, at, memory.read(min(length + OVERLAP, end - at))
                except OSError: # gone meanwhile, or device memory
                    pass


def find_in(pieces, texts):
    """Returns {text: [(mapping, address, surroundings), …]} of each of @pieces that holds one of these (bytes)."""
    found = {}
    for name, address, data in pieces:
        for text in texts:
            at = data.find(text)
            while at >= 0:
                place = (name or "anonymous", hex(address + at), bytes(data[max(at - 24, 0):at + 40]))
                found.setdefault(text, []).append(place)
                at = data.find(text, at + 1)
    return found


def find(pid, texts):
    return find_in(read_pieces(pid), texts)


def list_mappings(file):
    """Yields (offset, length) of the memory in a core file (ELF, 64 bits): the loads among its program headers."""
    file.seek(0x20)
    (headers,) = struct.unpack("=Q", file.read(8))
    file.seek(0x36)
    size, count = struct.unpack("=HH", file.read(4))
    for index in range(count):
        file.seek(headers + index * size)
        kind, _, offset, _, _, length = struct.unpack("=IIQQQQ", file.read(40))
        if kind == 1:
            yield offset, length


def read_core(path):
    """The same of a core file, without what is empty in it."""
    with open(path, "rb") as file:
        for begin, length in list_mappings(file):
            for at in range(begin, begin + length, RUN):
                file.seek(at)
                data = file.read(min(RUN + OVERLAP, begin + length - at))
                if data.count(0) < len(data):
                    yield path, at, data


def find_in_core(pid, folder, texts):
    """Has a debugger write a core file of it, with what the program asked to leave out of one; the file goes again."""
    path = os.path.join(folder, "core")
    try:
        made = subprocess.run(["gcore", "-a", "-o", path, str(pid)], capture_output=True, text=True, timeout=200, check=False)
        assert made.returncode == 0, made.stdout + made.stderr
        return find_in(read_core(f"{path}.{pid}"), texts)
    finally:
        if os.path.exists(f"{path}.{pid}"):
            os.remove(f"{path}.{pid}")


def can_read():
    """Only root may: the programs keep others out."""
    return os.geteuid() == 0


def read_key(text):
    """The 16 bytes of a key that stands in groups of letters and digits on a sheet of paper."""
    number = 0
    for character in text.replace("-", "")[:26]:
        number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(character)
    return (number >> 2).to_bytes(16, "big")


def allow_dumps():
    """Also for what this process starts, as far as it may."""
    limit = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (limit, limit))


def will_dump(process):
    """Whether a crash leaves a core file; what started it had called allow_dumps()."""
    try:
        resource.prlimit(process.pid, resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    except PermissionError: # not every root may; then the program's own limit helps as well
        pass
    process.send_signal(signal.SIGSEGV)
    end = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert end.si_status == signal.SIGSEGV, end
    return end.si_code == os.CLD_DUMPED

"""All memory of another process, as root may read it: no hook in the program, nothing left out (sealed pages neither)."""
import os
import struct

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


def find(pid, texts):
    """Returns {text: [(mapping, address, surroundings), …]} of each piece of a process that holds one of these (bytes)."""
    found = {}
    for name, address, data in read_pieces(pid):
        for text in texts:
            at = data.find(text)
            while at >= 0:
                place = (name or "anonymous", hex(address + at), bytes(data[max(at - 24, 0):at + 40]))
                found.setdefault(text, []).append(place)
                at = data.find(text, at + 1)
    return found


def can_read():
    """Only root may: the programs keep others out."""
    return os.geteuid() == 0

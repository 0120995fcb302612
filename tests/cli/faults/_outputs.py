"""Outputs that can't be written, and an input that isn't there, for every
program and format: status 1, one line, nothing left behind, the old file as
it was.

_outputs.py ROWS: prints, for each way to fail, what the programs say, with how
many said it.
"""
import collections
import os
import resource
import subprocess
import sys

ROWS = sys.argv[1]
OLD = b"old bytes\n"
FORMATS = "table csv tsv line json jsonl md html prom types".split()
COMMANDS = [
    ["gpu-extract", ROWS],
    ["gpu-bucket", "-t", "15m"],
    ["gpu-filter", "true"],
    ["gpu-filter", "-s", "-Disk", "true"],
    ["gpu-agg", "-k", "Name", "n=count()"],
] + [["gpu-render", "-f", f, "-c", "Disk" if f == "prom" else "Name,Disk",
      "-n", "1" if f == "prom" else "3000", "-"] for f in FORMATS] + [
    ["gpu-render", "-f", "text", "-l", "page.layout", "rows=-"],
    ["gpu-render", "-f", "html", "-l", "page.layout", "rows=-"],
    ["gpu-render", "-f", "json", "-l", "page.layout", "rows=-"],
]
SQLITE = ["gpu-render", "-f", "sqlite", "--table", "t", "-c", "Name,Disk", "-"]


def read(path):
    with open(path, "rb") as f:
        return f.read()


def run(command, before=None, **streams):
    with open(ROWS, "rb") as rows:
        streams.setdefault("stdin", rows)
        return subprocess.run(command, preexec_fn=before, timeout=60,
                              stderr=subprocess.PIPE, **streams)


class Way:
    """One way to fail: collects what is said, tells what is wrong."""

    def __init__(self, name):
        self.name, self.said = name, collections.Counter()
        self.files = set(os.listdir("."))

    def take(self, command, result):
        program = command[0].encode() + b": "
        if result.returncode != 1:
            self.wrong(command, "status %d" % result.returncode)
        if result.stderr.count(b"\n") != 1 or \
                not result.stderr.startswith(program):
            self.wrong(command, "said %r" % result.stderr)
        self.said[result.stderr[len(program):].decode().strip()] += 1
        left = set(os.listdir(".")) - self.files
        if left or read("old") != OLD or os.listdir("locked"):
            self.wrong(command, "left %s" % (left or "another old file"))

    def wrong(self, command, what):
        print("%s: %s: %s" % (self.name, " ".join(command), what))

    def tell(self):
        print(self.name + ":")
        for line, times in sorted(self.said.items()):
            print("%5d  %s" % (times, line))


def closed(fd):
    return lambda: os.close(fd)


def as_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def no_larger_than(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def standard_streams():
    way = Way("full standard output")
    for command in COMMANDS:
        with open("/dev/full", "wb") as full:
            way.take(command, run(command, stdout=full))
    way.tell()
    way = Way("closed standard output")
    for command in COMMANDS:
        way.take(command, run(command, closed(1)))
    way.tell()
    way = Way("closed standard input")
    for command in COMMANDS[1:]:
        way.take(command, run(command + ["-o", "old"], closed(0)))
        way.take(command, run(command + ["-o", "new"], closed(0)))
    way.take(SQLITE, run(SQLITE + ["-o", "new"], closed(0)))
    way.tell()
    for command in COMMANDS:  # not needed, not missed
        got = run(command + ["-o", "made"], lambda: os.closerange(1, 3))
        want = run(command + ["-o", "wanted"])
        if got.returncode or want.returncode or \
                read("made") != read("wanted"):
            print("other bytes without standard output:", command)
        os.remove("made")
        os.remove("wanted")


def files():
    for name, path, before in [
            ("full -o", "/dev/full", None),
            ("-o in no folder", "nowhere/new", None),
            ("-o in a file", "old/new", None),
            ("-o is a folder", "locked", None),
            ("-o in a locked folder", "locked/new", as_nobody)]:
        way = Way(name)
        for command in COMMANDS + [SQLITE][:path != "/dev/full"]:
            way.take(command, run(command + ["-o", path], before))
        way.tell()


def no_room():
    """A file may not grow over so many bytes, as on a full disk."""
    way = Way("no room")
    for command in COMMANDS + [SQLITE]:
        good = run(command + ["-o", "new"])
        size = os.path.getsize("new")
        os.remove("new")
        if good.returncode:
            way.wrong(command, "fails with room: %r" % good.stderr)
        for limit in 0, 1, size // 2, size - 1:
            limit = no_larger_than(min(limit, size - 1))
            way.take(command, run(command + ["-o", "new"], limit))
            if command is not SQLITE:
                way.take(command, run(command + ["-o", "old"], limit))
    subprocess.run(SQLITE[:-1] + ["-n", "9", ROWS, "-o", "has.db"], check=True)
    way.files.add("has.db")
    before, size = read("has.db"), os.path.getsize("has.db")
    for limit in 0, size, size + 5000, size + 20000:
        way.take(SQLITE, run(SQLITE + ["-o", "has.db"], no_larger_than(limit)))
        if read("has.db") != before:
            way.wrong(SQLITE, "another database")
    way.tell()


with open("old", "wb") as f:
    f.write(OLD)
with open("page.layout", "w") as f:
    f.write('title "Rows"\njson rows rows *\nsection a "All"\n  from rows\n'
            '    col Name "Name"\n    col Disk "Disk"\n')
os.mkdir("locked")
os.chmod("locked", 0o555)
standard_streams()
files()
no_room()

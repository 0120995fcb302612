"""Kills a program in the middle of a pipeline, at chosen places of what it has
passed on, and looks at the program behind it.

_upstream.py FILE: a stream that a program in the middle reads.
"""
import os
import sqlite3
import struct
import subprocess
import sys

OLD = b"old bytes\n"
FORMATS = "table csv tsv line json jsonl md html prom types".split()
SMALL = "-n 20 -c State,Disk".split()
BEHIND = [
    ["gpu-extract"],
    ["gpu-extract", "whole=" + sys.argv[1], "-"],
    ["gpu-bucket", "-t", "15m"],
    ["gpu-bucket", "n=count(over State)"],
    ["gpu-filter", "State == \"Claimed\""],
    ["gpu-filter", "best(Disk over State)"],
    ["gpu-agg", "-k", "State", "n=count()"],
    ["gpu-agg", "n=count()"],
] + [["gpu-render", "-f", f] + (SMALL[:2] if f == "prom" else []) + ["-"]
     for f in FORMATS]


def frames(data):
    """Type and end of each frame."""
    at, found = 0, []
    while at < len(data):
        length, = struct.unpack_from("<Q", data, at + 16)
        found.append((chr(data[at + 4]), at + length))
        at += length
    return found


def pipeline(passed, command, stdout):
    """The middle program is killed when so many bytes have left it."""
    with open(sys.argv[1], "rb") as stdin:
        middle = subprocess.Popen(["gpu-filter", "true"], stdin=stdin,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
    behind = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stdout,
                              stderr=subprocess.PIPE)
    data = b""
    while len(data) < passed:
        data += middle.stdout.read(passed - len(data))
    middle.kill()
    middle.stdout.close()
    middle.wait()
    out, err = behind.communicate(data, timeout=60)
    return behind.returncode, out, err


def check(moment, command, result, wrong):
    status, _, err = result
    if status != 1:
        wrong = "status %d" % status
    elif err.count(b"\n") != 1 or not err.startswith(command[0].encode()):
        wrong = "said %r" % err
    if wrong:
        print("%s: %s: %s" % (moment, " ".join(command), wrong))
    return not wrong


def try_all(moment, passed):
    good = 0
    for command in BEHIND:
        result = pipeline(passed, command + ["-o", "new"], None)
        good += check(moment, command, result,
                      os.path.exists("new") and "made a file")
        result = pipeline(passed, command + ["-o", "old"], None)
        with open("old", "rb") as f:
            good += check(moment, command, result,
                          f.read() != OLD and "the old file is lost")
        result = pipeline(passed, command, subprocess.PIPE)
        kept = command[0] != "gpu-render" and result[1] and "E" in (
            kind for kind, _ in frames(result[1]))
        good += check(moment, command, result, kept and "an end frame")
    with open("old.db", "rb") as f:
        before = f.read()
    for name in "old.db", "new.db":
        command = ["gpu-render", "-f", "sqlite", "--table", "t", "-"]
        result = pipeline(passed, command + ["-o", name], None)
        with open("old.db", "rb") as f:
            good += check(moment, command, result, before != f.read() and
                          "other bytes" or os.path.exists("new.db") and
                          "made a database")
    return good


def main():
    with open(sys.argv[1], "rb") as f:
        parts = frames(f.read())
    assert [kind for kind, _ in parts][:3] == ["S", "C", "C"]
    assert parts[-1][0] == "E"
    ends = [end for _, end in parts]
    with open("old", "wb") as f:
        f.write(OLD)
    subprocess.run(["gpu-render", "-f", "sqlite", "--table", "t", "-o",
                    "old.db", sys.argv[1]], check=True)
    files = set(os.listdir("."))
    for moment, passed in [
            ("before the first byte", 0),
            ("in the schema", ends[0] // 2),
            ("after the schema", ends[0]),
            ("in the first chunk", (ends[0] + ends[1]) // 2),
            ("after the first chunk", ends[1]),
            ("before the end", ends[-2]),
            ("in the end", ends[-1] - 1)]:
        print("%s: %d of %d stopped" % (moment, try_all(moment, passed),
                                        3 * len(BEHIND) + 2))
    left = set(os.listdir(".")) - files
    if left:
        print("left:", *sorted(left))
    with sqlite3.connect("old.db") as db:
        print("%d rows as before" % db.execute(
            "SELECT count(*) FROM t").fetchone()[0])


main()

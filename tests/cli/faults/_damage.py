"""Damages a stream at random places and has every program read it.

_damage.py cut|flip FILE TIMES SEED: a cut stream must be refused, with status
1, one line that names the input and its byte, and no output file; one with a
flipped bit too, unless the bit meant nothing and the output is the same.
"""
import os
import random
import re
import subprocess
import sys

OUT = "made"
BAD = "bad.rows"
PROGRAMS = [
    ("gpu-extract", [BAD, "-o", OUT]),
    ("gpu-bucket", ["-t", "15m", "-o", OUT]),
    ("gpu-filter", ["State == \"Claimed\"", "-o", OUT]),
    ("gpu-agg", ["-k", "State", "n=count()", "u=mean(GPUsAverageUsage)",
                 "-o", OUT]),
    ("gpu-render", ["-f", "csv", BAD, "-o", OUT]),
    ("gpu-render", ["-f", "jsonl", "-", "-o", OUT]),
]
PLACE = re.compile(rb"(bad\.rows|standard input):(byte \d+|\d+|row \d+): .+\n")


def run(command, piped, data):
    if piped:
        return subprocess.run(command, input=data, capture_output=True,
                              timeout=60)
    with open(BAD, "rb") as stdin:
        return subprocess.run(command, stdin=stdin, capture_output=True,
                              timeout=60)


def complaint(name, result):
    """What is wrong with how a damaged stream was refused, or None."""
    if result.returncode != 1:
        return "status %d" % result.returncode
    if not result.stderr.startswith(name.encode() + b": "):
        return "said %r" % result.stderr
    if not PLACE.fullmatch(result.stderr[len(name) + 2:]):
        return "said %r" % result.stderr
    if result.stdout:
        return "wrote to standard output"
    if os.path.exists(OUT) or len(os.listdir(".")) != FILES:
        return "left a file: %s" % os.listdir(".")
    return None


def main():
    global FILES
    how, path, times, seed = sys.argv[1:]
    rng = random.Random(int(seed))
    with open(path, "rb") as f:
        whole = f.read()
    with open(BAD, "wb") as f:
        f.write(whole)
    FILES = len(os.listdir("."))
    same = {}
    for k, (name, args) in enumerate(PROGRAMS):
        subprocess.run([name] + args, stdin=open(BAD, "rb"), check=True)
        with open(OUT, "rb") as f:
            same[k] = f.read()
        os.remove(OUT)
    refused = unharmed = failed = 0
    places = sorted((rng.randrange(len(whole)) for _ in range(int(times))),
                    reverse=True)
    for i, at in enumerate(places):
        k = i % len(PROGRAMS)
        name, args = PROGRAMS[k]
        bit = 1 << rng.randrange(8)
        piped = rng.random() < 0.1
        with open(BAD, "r+b") as f:
            if how == "cut":
                f.truncate(at)
                data = whole[:at]
            else:
                f.seek(at)
                f.write(bytes([whole[at] ^ bit]))
                data = None
        if how == "flip" and piped:
            data = bytearray(whole)
            data[at] ^= bit
        result = run([name] + args, piped, data)
        if how == "flip" and result.returncode == 0:
            with open(OUT, "rb") as f:
                wrong = None if f.read() == same[k] else "other bytes"
            os.remove(OUT)
            unharmed += name != "gpu-agg"  # it reads two columns only
        else:
            wrong = complaint(name, result)
            refused += 1
        if wrong:
            failed += 1
            print("SEED=%s: %s %s at %d (bit %d): %s" %
                  (seed, how, name, at, bit, wrong))
            if os.path.exists(OUT):
                os.remove(OUT)
        if how == "flip":
            with open(BAD, "r+b") as f:
                f.seek(at)
                f.write(whole[at:at + 1])
    if how == "flip":
        print("nearly all are refused" if unharmed * 20 < refused else
              "SEED=%s: %d of %s changed nothing" % (seed, unharmed, times))
    else:
        print("%d refused" % (refused - failed))


main()

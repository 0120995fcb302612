"""Runs each command with less and less memory: it does its work, or ends with
status 1, one line that says why, and no output.  The limit between the two is
looked for by halving; SEED chooses more limits below it.

_memory.py SEED: the files of no-memory.sh are there.
"""
import os
import random
import re
import resource
import shlex
import subprocess
import sys

COMMANDS = """
gpu-extract -f tsv -T $TYPES big.tsv
gpu-extract -f tsv -s -Disk,Name -T $TYPES big.tsv
gpu-extract big.db
gpu-extract -w 3h late.db
gpu-extract -f json big.json
gpu-extract -s -Disk big.rows
gpu-extract big.tsv.zst
gpu-extract big.tsv.gz
gpu-bucket n=count(over.State) s=concat(Name,"-",text(Disk))
gpu-bucket n=prev(Disk.over.Name)
gpu-filter Machine@owned!="x" Name~/^slot.*@/
gpu-filter best(Disk.over.State)
gpu-agg -k Name,Disk n=count() m=median(GPUsAverageUsage)
gpu-agg -k Name d=distinct(AssignedGPUs) s=set(State)
gpu-render -f csv -
gpu-render -f jsonl -
gpu-render -f json -
gpu-render -f table -
gpu-render -f html -
gpu-render -f md -s Disk -
gpu-render -f html -l page.layout rows=-
gpu-render -f sqlite --table t -
gpu-render -f sqlite --table t -k State -
""".strip().split("\n")
SAID = re.compile(rb"gpu-\w+: ([^\n]*: )?"
                  rb"(no memory|out of memory|not enough memory)"
                  rb"[^\n]*\n")
MB = 1 << 20


def run(command, size):
    def limit():
        if size:
            resource.setrlimit(resource.RLIMIT_AS, (size, size))
    if os.path.exists("made"):
        os.remove("made")
    with open("big.rows", "rb") as rows:
        return subprocess.run(command + ["-o", "made"], stdin=rows,
                              preexec_fn=limit, stderr=subprocess.PIPE,
                              timeout=60)


def try_one(command, size, files):
    """True if it did its work; tells what is wrong otherwise."""
    done = run(command, size)
    if done.returncode == 0 and os.path.exists("made"):
        return True
    if done.returncode != 1 or not SAID.fullmatch(done.stderr):
        print("SEED=%s: %s with %d bytes: status %d, %r" %
              (sys.argv[1], shlex.join(command), size, done.returncode,
               done.stderr))
    left = set(os.listdir(".")) - files
    if left:
        print("SEED=%s: %s with %d bytes: left %s" %
              (sys.argv[1], shlex.join(command), size, left))
        for name in left:
            os.remove(name)
    return False


def least_to_start(program):
    low, high = 0, 1024 * MB
    while high - low > 65536:
        middle = (low + high) // 2
        done = subprocess.run([program, "--version"], capture_output=True,
                              preexec_fn=lambda: resource.setrlimit(
                                  resource.RLIMIT_AS, (middle, middle)))
        low, high = (low, middle) if done.returncode == 0 else (middle, high)
    return high


def main():
    rng = random.Random(int(sys.argv[1]))
    files = set(os.listdir("."))
    tried = 0
    starts = {}
    for line in COMMANDS:
        command = [word.replace("$TYPES", os.environ["TYPES"])
                   .replace(".over.", " over ").replace("(over.", "(over ")
                   for word in line.split(" ")]
        program = command[0]
        if program not in starts:
            starts[program] = least_to_start(program)
        good = run(command, 0)
        if good.returncode:
            print("with all memory:", line, good.stderr)
            continue
        low, high = starts[program], starts[program] + 256 * MB
        while high - low > 4 * 65536:
            middle = (low + high) // 2
            if try_one(command, middle, files):
                high = middle
            else:
                low = middle
            tried += 1
        for _ in range(4):
            try_one(command, rng.randint(starts[program], high), files)
    if os.path.exists("made"):
        os.remove("made")
    print(len(COMMANDS), "commands")


main()

"""Runs each command with each of its allocations failing, alone and with all
after it: it does its work, or ends with status 1 and one line that says why,
and leaves nothing.  The files of each-allocation.sh are there.  No regular
expressions: glibc's regcomp frees twice where memory runs out in it.
"""
import os
import re
import subprocess

COMMANDS = """
gpu-extract -f tsv -T *=text,Disk=int,timestamp=time small.tsv
gpu-extract -f tsv -s -Disk small.tsv
gpu-extract -w 3h late.db
gpu-extract -f json few.json
gpu-extract -c Name,State small.tsv.zst
gpu-extract -c Name,State small.tsv.gz
gpu-extract months
gpu-extract -s -Disk small.rows
gpu-bucket -t 15m n=count(over.State) s=concat(Name,"-",text(Disk))
gpu-bucket @rules y=get(json("{\\"a\\":1}"),"a") z=int(trim("12")) e=@state
gpu-filter Machine.in.@owned -F b=distinct(timestamp) startswith(Name,"s")
gpu-agg -k Name,Disk n=count() d=distinct(State) s=set(State)
gpu-render -f csv -
gpu-render -f json -
gpu-render -f html -l page.layout rows=-
gpu-render -f sqlite --table t -k State -
""".strip().split("\n")
SAID = re.compile(rb"gpu-\w+: ([^\n]*: )?[^\n]*memory[^\n]*\n")


def run(command, **env):
    if os.path.exists("made"):
        os.remove("made")
    with open("small.rows", "rb") as rows:
        return subprocess.run(
            command + ["-o", "made"], stdin=rows, stderr=subprocess.PIPE,
            timeout=60, env=dict(os.environ, LD_PRELOAD="./nomalloc.so",
                                 **env))


def main():
    files = set(os.listdir("."))
    enough = 0
    for line in COMMANDS:
        command = [word.replace(".over.", " over ").replace(
            "(over.", "(over ").replace(".in.", " in ")
                   for word in line.split(" ")]
        done = run(command, COUNT_TO="count")
        if done.returncode:
            print("with all memory:", line, done.stderr)
            continue
        with open("made", "rb") as f:
            wanted = f.read()
        with open("count") as f:
            count = int(f.read())
        os.remove("count")
        step = max(1, count // 70)
        for k in range(1, count + 1, step):
            for more in {}, {"FAIL_ONCE": "1"}:
                done = run(command, FAIL_AT=str(k), **more)
                what = "%s, allocation %d of %d%s" % (
                    line, k, count, " alone" if more else "")
                if done.returncode == 0:
                    with open("made", "rb") as f:
                        if f.read() != wanted and command[-2] != "State":
                            print(what + ": other bytes")
                    continue
                if done.returncode != 1 or not SAID.fullmatch(done.stderr):
                    print("%s: status %d, %r" %
                          (what, done.returncode, done.stderr))
                left = set(os.listdir(".")) - files
                if left:
                    print(what + ": left", left)
                    for name in left:
                        os.remove(name)
                enough += 1
    print(len(COMMANDS), "commands" if enough > 500 else
          "commands, %d failed only" % enough)
    if os.path.exists("made"):
        os.remove("made")


main()

"""Ends each program by a signal while its input is still to come: no output,
no temporary file, the old file in place; it dies of that signal."""
import os
import signal
import subprocess
import sys
import time

COMMANDS = [
    "gpu-extract -o FILE -",
    "gpu-extract --reject bad -o FILE -",
    "gpu-extract -s -Disk -o FILE -",
    "gpu-bucket -t 15m -o FILE",
    "gpu-filter best(Disk.over.State) -o FILE",
    "gpu-agg -k Name n=count() -o FILE",
    "gpu-render -f csv -o FILE -",
    "gpu-render -f json -o FILE -",
    "gpu-render -f sqlite --table t -o FILE.db -",
]


def temporary(old):
    return sorted(set(os.listdir(".")) - old)


def main():
    with open(sys.argv[1], "rb") as f:
        rows = f.read()
    with open("old", "w") as f:
        f.write("old\n")
    subprocess.run(["gpu-render", "-f", "sqlite", "--table", "t", "-n", "5",
                    "-o", "old.db", sys.argv[1]], check=True)
    with open("old.db", "rb") as f:
        database = f.read()
    before = set(os.listdir("."))
    for line in COMMANDS:
        for name in "INT", "TERM", "HUP":
            for file in "new", "old":
                words = [w.replace("FILE", file).replace(".over.", " over ")
                         for w in line.split()]
                run = subprocess.Popen(words, stdin=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
                run.stdin.write(rows[:len(rows) * 2 // 3])
                run.stdin.flush()
                for _ in range(200):  # until it has begun, at most
                    if temporary(before) or "json" in line or \
                            file == "old" and "sqlite" in line:
                        break
                    time.sleep(0.005)
                time.sleep(0.01)
                run.send_signal(getattr(signal, "SIG" + name))
                _, said = run.communicate()
                left = temporary(before)
                if run.returncode != -getattr(signal, "SIG" + name) or said:
                    print(line, name, file, run.returncode, said)
                for path in left:
                    print(line, name, file, "left", path)
                    os.remove(path)
    with open("old") as f, open("old.db", "rb") as d:
        print(f.read().strip(), "file;", "same" if d.read() == database else
              "another", "database")


main()

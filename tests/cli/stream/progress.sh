# --progress: told on a terminal only, and taken away at the end.
awk 'BEGIN { print "a,b"; for (i = 0; i < 2000000; i++) print i "," i / 8 }' >x.csv
cat >on-a-terminal.py <<'END'
import os, pty, subprocess, sys
master, slave = pty.openpty()
p = subprocess.Popen(sys.argv[1], shell=True, stderr=slave)
os.close(slave)
said = b""
while True:
    try:
        some = os.read(master, 65536)
    except OSError:
        break
    if not some:
        break
    said += some
assert p.wait() == 0
lines = said.decode().split("\r")
for name in sys.argv[2:]:
    mine = [x for x in lines if x.startswith(name + ": ")]
    assert mine, (name, lines)
    assert all(" rows, " in x and " MB/s" in x for x in mine), mine
    if name == "gpu-extract":
        assert all(" %, " in x and " s left" in x for x in mine), mine
assert lines[-1] == "\x1b[K", lines
print("told")
END
slow='sleep 2'
python3 on-a-terminal.py "gpu-extract --progress --chunk 512 -T a=int,b=real x.csv |
    { dd bs=64k count=1 status=none; $slow; cat; } >x.rows" gpu-extract
python3 on-a-terminal.py "{ head -c 100000 x.rows; $slow; tail -c +100001 x.rows; } |
    gpu-agg --progress n='count()' >/dev/null" gpu-agg
gpu-extract --progress x.csv >x.rows
gpu-filter --progress true <x.rows >/dev/null

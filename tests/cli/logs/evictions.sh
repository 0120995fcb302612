# Evictions in users' logs: figures by Python from the same logs, and for whom
# they were; logs with odd names and contents.
export NOW='2026-10-10 06:00:00'
python3 - <<'END'
import os, random
random.seed(11)
os.makedirs("logs/sub dir")
devices = ["NVIDIA L40S", "NVIDIA H200", "NVIDIA A40"]
def stamp(m):
    return f"2026-10-{1 + m // 1440:02d} {m // 60 % 24:02d}:{m % 60:02d}:{(m * 7) % 60:02d}"
for f in range(12):
    name = f"logs/sub dir/a={f} b.log" if f % 3 else f"logs/{f}.log"
    with open(name, "w") as out:
        for proc in range(3 if f % 4 == 0 else 1):
            job = f"({4000 + f}.{proc:03d}.000)"
            m = random.randrange(2000)
            out.write(f"000 {job} {stamp(m)} Job submitted from host: <10.0.0.9:9618?alias=ap1.pool.example>\n...\n")
            for run in range(random.randrange(6)):
                m += random.randrange(1, 90)
                h = random.randrange(4)
                g = f"{h:02x}00000{random.randrange(4)}"
                out.write(f"001 {job} {stamp(m)} Job executing on host: <10.0.0.{h}:9618?addrs=x&alias=gpu{h:04d}.pool.example&noUDP>\n"
                          f"\tSlotName: slot1_{run + 1}@gpu{h:04d}.pool.example\n\tAvailableGPUs = {{ GPUs_GPU_{g} }}\n"
                          f"\tGPUs_GPU_{g} = [ Id = \"GPU-{g}\"; DeviceName = \"{devices[h % 3]}\"; Capability = 8.9 ]\n...\n")
                if random.random() < .2:
                    out.write(f"006 {job} {stamp(m + 1)} Image size of job updated: 5\n...\n")
                m += random.randrange(1, 500)
                if random.random() < .75:
                    out.write(f"004 {job} {stamp(m)} Job was evicted.\n\t(0) CPU times\n\tReason: x. Code {1000 + run} Subcode 0\n...\n")
                else:
                    out.write(f"005 {job} {stamp(m)} Job terminated.\n\t(1) Normal termination (return value {random.randrange(2)})\n...\n")
                    break
END
make -s -f "$TOP/pipelines/logs.mk" LOGS=logs OUT=out || exit
cat >check.py <<'END'
import collections, csv, datetime as dt, os, re, sys
evictions, jobs = [], collections.defaultdict(lambda: [0, 0.0, 0.0, False])
for folder, _, names in os.walk("logs"):
    for name in names:
        path = os.path.join(folder, name)
        last = {}
        for block in re.split(r"^\.\.\.\n", open(path).read(), flags=re.M):
            head = re.match(r"(\d{3}) \((\d+)\.(\d+)\.\d+\) (\S+ \S+)", block)
            if not head:
                continue
            code, job, t = head[1], f"{head[2]}.{int(head[3])}", dt.datetime.fromisoformat(head[4])
            if code == "001":
                last[job] = (t, re.search(r"alias=([^&>]+)", block)[1], re.search(r"SlotName: (\S+)", block)[1],
                             re.search(r'Id = "([^"]+)"', block)[1], re.search(r'DeviceName = "([^"]+)"', block)[1])
            elif code in ("004", "005"):
                s, seconds = last[job], (t - last[job][0]).total_seconds()
                j = jobs[path, job]
                if code == "004":
                    evictions.append((job, *s[1:], re.search(r"Code (\d+)", block)[1], str(t), str(s[0]), seconds, path))
                    j[0] += 1
                    j[1] += seconds / 3600
                else:
                    j[2] += seconds / 3600
                    j[3] = j[3] or "value 0" in block
rows = [(r["job"], r["host"], r["slot"], r["gpu"], r["device"], r["why"], r["eviction_time"], r["start"],
         float(r["runtime_s"]), r["log"]) for r in csv.DictReader(open("out/evictions.csv"))]
print(len(rows), "evictions", "agree" if sorted(rows) == sorted(evictions) else "differ")
rows = {(r["log"], r["job"]): [int(r["evictions"]), round(float(r["lost"]), 6), round(float(r["useful"]), 6),
        r["done"] == "true"] for r in csv.DictReader(open("jobs.csv"))}
mine = {k: [v[0], round(v[1], 6), round(v[2], 6), v[3]] for k, v in jobs.items()}
print(len(rows), "jobs", "agree" if rows == mine else "differ")
END
gpu-render -f csv out/work/log_jobs.rows -o jobs.csv
python3 check.py
cat out/evictions.txt
head -n 3 out/evictions.csv

# For whom: of the jobs that ran on the GPU, in the slot, on the host.
mkdir small
cat >small/x.log <<'END'
001 (7.0.0) 2026-10-01 08:00:00 Job executing on host: <10.0.0.1:9618?alias=gpu1.pool>
	SlotName: slot1_1@gpu1.pool
	GPUs_GPU_aa = [ Id = "GPU-aa"; DeviceName = "NVIDIA L40S" ]
...
004 (7.0.0) 2026-10-01 09:00:00 Job was evicted.
...
001 (7.0.0) 2026-10-01 09:30:00 Job executing on host: <10.0.0.2:9618?alias=gpu2.pool>
	SlotName: slot1_1@gpu2.pool
...
004 (7.0.0) 2026-10-01 10:00:00 Job was evicted.
...
001 (7.0.0) 2026-10-01 11:00:00 Job executing on host: <10.0.0.3:9618?alias=gpu3.pool>
...
004 (7.0.0) 2026-10-01 12:00:00 Job was evicted.
...
001 (7.0.0) 2026-10-01 13:00:00 Job executing on host: <10.0.0.3:9618?alias=gpu3.pool>
...
004 (7.0.0) 2026-10-01 14:00:00 Job was evicted.
...
001 (7.0.0) 2026-10-01 15:00:00 Job executing on host: <10.0.0.9:9618?alias=gpu9.pool>
...
004 (7.0.0) 10/01 16:00:00 Job was evicted.
...
004 (7.0.0) 2026-10-01 16:00:00 Job was evicted.
END
epoch() {
	date -u -d "2026-10-01 $1" +%s
}
{
	echo QDate,JobCurrentStartDate,RequestGpus,JobStatus,LastRemoteHost,Owner,GlobalJobId,AssignedGPUs
	echo "$(epoch 08:58),$(epoch 09:01),1,4,slot1_9@gpu1.pool,ada,same-gpu,GPU-aa;GPU-bb"
	echo "$(epoch 08:59),$(epoch 09:01),1,4,slot1_1@gpu1.pool,ben,same-slot,GPU-cc"
	echo "$(epoch 09:50),$(epoch 10:01),1,4,slot1_1@gpu2.pool,ben,slot-only,GPU-dd"
	echo "$(epoch 11:40),$(epoch 12:01),1,4,slot1_4@gpu3.pool,cy,host-only,GPU-ee"
	echo "$(epoch 12:00),$(epoch 12:01),1,4,slot1_4@gpu3.pool,cy,too-old,GPU-ee"
	echo "$(epoch 15:40),$(epoch 16:01),1,4,slot1_4@gpu3.pool,cy,elsewhere,GPU-ee"
} >record.csv
make -s -f "$TOP/pipelines/logs.mk" LOGS=small JOBS=record.csv OUT=why 2>&1
cut -d, -f1,2,7,11- why/evictions.csv
sed -n '/^For whom/,$p' why/evictions.txt

echo '- what is wrong'
mkdir none
make -s -f "$TOP/pipelines/logs.mk" LOGS=none OUT=bad 2>&1 | grep logs:
printf 'no log\n\377\376\n004 (1.0.0) 2026-99-99 99:99:99 x\n005 (2.0.0) 2026-10-01 10:00:00 without a start\n' >none/odd.log
make -s -f "$TOP/pipelines/logs.mk" LOGS=none OUT=bad 2>&1 | grep -v '^make'
cat bad/evictions.csv
head -n 8 bad/evictions.txt

# The report of a host and of a project, with a store of waiting jobs: all figures
# by Python from the databases.
export NOW='2026-10-03 06:00:00' TZ=UTC
"$TESTS/sample-folder" data --days 3 --start 2026-09-30 --seed 4 --hosts 12
PATH=$TESTS/data/bin:$PATH
mkdir q
export QUEUES=q
# A poll each half hour of two days, of jobs of the projects that machines have.
"$TOP/scripts/gpu-sample-jobs" --days 4 --start 2026-09-29 --seed 5 >jobs.csv
i=0
while [ $i -lt 20 ]; do
	at="2026-10-0$((1 + i / 10)) $((10 + i % 10)):00:00"
	epoch=$(date -d "$at" +%s)
	awk -F, -v t="$epoch" 'BEGIN { printf "[" }
		NR > 1 && $2 <= t && ($3 == "" || $3 > t) {
			printf "%s{\"GlobalJobId\":\"%s\",\"Owner\":\"%s\",\"QDate\":%s," \
			    "\"RequestGPUs\":%s,\"ProjectName\":\"%s\"}", n++ ? ",\n" : "\n",
			    $14, $11, $2, $7, $12
		}
		END { print "\n]" }' jobs.csv >q/ap1.json
	NOW=$at "$TOP/pipelines/collect-jobs" data ap1 || echo "status $?"
	i=$((i + 1))
done
# So that a host is ever full: no GPU of it is free on one day.
sqlite3 data/gpu_state_2026-10.db "
    UPDATE gpu_state SET State = 'Claimed', RemoteOwner = 'user' || (1 + unicode(substr(
	AssignedGPUs, -1)) % 5) || '@pool.example' WHERE Name NOT LIKE '%backfill%' AND
    AssignedGPUs != '' AND Machine LIKE 'group01%' AND
    timestamp BETWEEN '2026-10-01 12:00:00' AND '2026-10-01 20:00:00'"
cat >check.py <<'END'
import collections, csv, datetime as dt, json, math, sqlite3, sys
out, pattern, project = sys.argv[1:4]
window = json.load(open(f"{out}/host.json"))["window"]
start, end = (dt.datetime.fromisoformat(window[k]) for k in ("start", "end"))
Q = dt.timedelta(minutes=15)
floor = lambda t: t - (t - dt.datetime(2020, 1, 1)) % Q
cap, used, busy, owners = (collections.defaultdict(set) for _ in range(4))
projects, rows = collections.defaultdict(set), []
for month in ("2026-09", "2026-10"):
    for r in sqlite3.connect(f"data/gpu_state_{month}.db").execute("SELECT timestamp, Name, "
            "AssignedGPUs, State, PrioritizedProjects, Machine, RemoteOwner FROM gpu_state"):
        t = dt.datetime.fromisoformat(r[0])
        if start <= t <= end and pattern in r[5] and "BenchLab" not in r[5]:
            rows.append((floor(t),) + r[1:])
            for p in (r[4] or "").split(","):
                if p.strip():
                    projects[r[5]].add(p.strip())
if project:
    rows = [r for r in rows if any(project in p for p in projects[r[5]])]
mine = {r[5] for r in rows}
names = {p for m in mine for p in projects[m]}
for b, name, gpu, state, _, _, owner in rows:
    if not gpu:
        continue
    bf = "backfill" in name
    cap[b].add(gpu)
    if state == "Claimed":
        busy[b].add(gpu)
        if not bf:
            used[b].add(gpu)
            if owner:
                owners[b, owner.split("@")[0]].add(gpu)
full = {b for b in cap if len(used[b]) >= len(cap[b])}
hours = collections.Counter()
for (b, o), g in owners.items():
    hours[o] += len(g) * .25
v = sorted(hours.values())
gini = sum(abs(a - b) for a in v for b in v) / (2 * len(v) * sum(v))
queue = collections.Counter()
for month in ("2026-10",):
    for owner, gpus, p, a, z in sqlite3.connect(f"data/job_pressure_{month}.db").execute(
            "SELECT Owner, RequestGPUs, ChtcProjects, first_seen, last_seen FROM job_pressure"):
        if names and p not in names:
            continue
        a, z = (dt.datetime.utcfromtimestamp(x) for x in (a, z))
        b = floor(a)
        while b <= z:
            if floor(start) <= b <= end and a <= end and z >= start:
                queue[b, owner] += gpus
            b += Q
waits = collections.defaultdict(lambda: [0, 0, 0, 0])
for (b, o), n in queue.items():
    w = waits[o]
    w[0] += n * .25
    w[1] = max(w[1], n)
    if b in full:
        w[2 if (b, o) in owners else 3] += n * .25

def same(what, mine, theirs):
    bad = set(mine) ^ set(theirs) or [k for k in mine if not all(
        math.isclose(a, float(b), rel_tol=1e-9, abs_tol=1e-9) for a, b in zip(mine[k], theirs[k]))]
    print(what, len(mine), "agree" if not bad else (sorted(bad)[:3], [(mine.get(k), theirs.get(k)) for k in sorted(bad)[:2]]))

doc = json.load(open(f"{out}/host.json"))
t = doc["total"]
same("total", {0: (sum(map(len, cap.values())) / 4, sum(map(len, used.values())) / 4,
     sum(len(busy[b] - used[b]) for b in cap) / 4, len(full), len(cap), gini, sum(v) / len(v))},
     {0: [t[k] for k in ("available", "used", "lent", "full", "buckets", "gini", "equal")]})
same("shares", {o: (h, h - sum(v) / len(v)) for o, h in hours.items()},
     {r["owner"]: (r["hours"], r["surplus"]) for r in doc["tables"]["host_shares"]})
same("waits", {o: w for o, w in waits.items()},
     {r["owner"]: [r[k] for k in ("queued", "most", "blocked_self", "blocked_other")]
      for r in doc["tables"]["host_waits"]})
print(sorted(mine) == t["machines"], sorted(names) == t["projects"], sum(w[2] > 0 for w in waits.values()),
      sum(w[3] > 0 for w in waits.values()))
END
report() { # OUT HOST PROJECT
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT="$1" HOURS=60 CHANGE=no \
	    HOST="$2" PROJECT="$3" host || exit
	python3 check.py "$1" "$2" "$3"
}
report one group0107 ''
report more '' Project
report open gpu01 ''
cat one/host.md
grep -c '<svg' one/host.html
head -n 3 one/host.csv
# Without a store of waiting jobs, and without a host.
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=no HOURS=60 CHANGE=no HOST=group0107 \
    PRESSURE= host
sed -n '/^Who waited/,$p' no/host.txt
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=no CHANGE=no HOST=nobody host 2>&1 |
    grep nightly:
# Names are others with ANON, the same in both.
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=anon HOURS=60 CHANGE=no HOST=group0107 \
    ANON=1 SALT=pepper host
jq -r '.tables | (.host_shares + .host_waits)[].owner' anon/host.json | grep -c '^user-'
jq -r '.tables | (.host_shares + .host_waits)[].owner' anon/host.json | grep -vc '^user-'

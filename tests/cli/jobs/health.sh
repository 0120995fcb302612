# Free GPUs beside waits: hours, events, bursts and signs by Python and SQLite.
export NOW='2026-10-05 06:00:00'
"$TESTS/sample-folder" data --days 5 --start 2026-09-28 --seed 3
"$TOP/scripts/gpu-sample-jobs" --days 5 --start 2026-09-28 --seed 2 >jobs.csv
make -s -f "$TOP/pipelines/jobs.mk" health JOBS=jobs.csv DATA=data OUT=out \
    RATIO=1.2 BURST=20
for table in healths health_events bursts signs; do
	gpu-render -f csv out/work/$table.rows -o $table.csv
done
python3 - <<'END'
import collections, csv, datetime as dt, math, sqlite3, statistics as st
H = dt.timedelta(hours=1)
clock = lambda s: dt.datetime.utcfromtimestamp(int(s))
read = lambda t: list(csv.DictReader(open(t + ".csv")))
jobs = [r for r in csv.DictReader(open("jobs.csv"))]
floor = lambda t: t.replace(minute=0, second=0, microsecond=0)
# The open capacity: of each GPU the best row, if that is a slot without projects.
snaps = collections.defaultdict(dict)
for month in ("2026-09", "2026-10"):
    db = sqlite3.connect(f"data/gpu_state_{month}.db")
    for t, name, gpu, state, pp, machine, reason in db.execute("""SELECT timestamp,
            Name, AssignedGPUs, State, PrioritizedProjects, Machine, PreventJobsReason
            FROM gpu_state ORDER BY rowid"""):
        if not gpu or "benchlab" in machine.lower():
            continue
        bf = "backfill" in name
        rank = (3 if state == "Claimed" else 1 if state == "Unclaimed" else 0) if bf else \
            6 if state == "Claimed" else 2 if (reason or "").strip() else \
            5 if state == "Unclaimed" else 4
        old = snaps[t].get(gpu)
        if old is None or rank > old[0]:
            snaps[t][gpu] = rank, not bf and pp == "" and "interactive" not in name, state
first = clock(min(r["QDate"] for r in jobs))
last = max(clock(max(r["QDate"], r["JobCurrentStartDate"] or "0", r["CompletionDate"])) for r in jobs)
hours = collections.defaultdict(list)
for t, gpus in snaps.items():
    at = dt.datetime.fromisoformat(t)
    if first <= at <= last:
        hours[floor(at)].append((sum(o and s == "Unclaimed" for _, o, s in gpus.values()),
                                 sum(o and s == "Claimed" for _, o, s in gpus.values())))
waits = [(clock(r["JobCurrentStartDate"]), int(r["initialwaitduration"]) / 3600) for r in jobs
         if r["RequestGpus"] == "1" and r["JobCurrentStartDate"] and int(r["initialwaitduration"]) <= 48 * 3600]
days = collections.defaultdict(list)
for t, w in waits:
    days[t.date()].append(w)
days = {d: st.median(v) for d, v in days.items()}
queued = collections.Counter(floor(clock(r["QDate"])) for r in jobs)
early = [st.mean(f for f, _ in v) for h, v in hours.items() if h < min(hours) + dt.timedelta(days=5)]
limit = st.mean(early) + st.stdev(early)
rows = {}
for h, v in hours.items():
    w = [x for t, x in waits if h - 12 * H < t <= h]
    median = st.median(w) if len(w) >= 5 else None
    b = [m for d, m in days.items() if h.date() - dt.timedelta(days=14) < d <= h.date()]
    base = st.median(b) if len(b) >= 3 else None
    ratio = median / base if median is not None and base else None
    free = st.mean(f for f, _ in v)
    rows[h] = (free, st.mean(c for _, c in v), limit, median, base, ratio, queued[h],
               bool(ratio and ratio > 1.2 and free > limit))
theirs = {dt.datetime.fromisoformat(r["hour"]): r for r in read("healths")}
bad = set(rows) ^ set(theirs)
for h, r in rows.items():
    for c, want in zip(("free", "claimed", "limit", "median", "base", "ratio", "queued"), r):
        have = theirs[h][c]
        if (want is None) != (have == "") or want is not None and not math.isclose(want, float(have), rel_tol=1e-9):
            bad.add((h, c, want, have))
    if (theirs[h]["mismatch"] == "true") != r[-1]:
        bad.add((h, "mismatch"))
print("healths:", len(rows), "hours", "agree" if not bad else sorted(bad, key=str)[:4])

def runs(hs, gap):
    out = []
    for h in sorted(hs):
        if not out or h - out[-1][-1] > gap * H:
            out.append([])
        out[-1].append(h)
    return [(str(r[0]), str(r[-1])) for r in out]

def ends(name, mine):
    have = [(r["from"], r["to"]) for r in read(name)]
    print(f"{name}:", len(mine), "agree" if mine == have else (mine, have))
ends("health_events", runs([h for h, r in rows.items() if r[-1]], 2))
ends("bursts", runs([h for h, n in queued.items() if n > 20], 6))
r = {}
for h in [min(rows) + i * H for i in range(int((max(h for h in rows if rows[h][3] is not None) - min(rows)) / H) + 1)]:
    p = [(rows[k][0], rows[k][3]) for k in rows if h - 24 * H < k <= h and rows[k][3] is not None]
    if len(p) >= 8 and len({a for a, _ in p}) > 1 and len({b for _, b in p}) > 1:
        r[h] = st.correlation(*zip(*p))
ends("signs", [(a, b) for a, b in runs([h for h in r if r[h] > 0], 1)
     if dt.datetime.fromisoformat(b) - dt.datetime.fromisoformat(a) >= 4 * H])
END
cat out/health.txt
grep -c '<svg' out/health.html

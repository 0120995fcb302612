"""The figures of jobs.mk from the same record of jobs, by the standard library.

_check.py JOBS.csv ZONE FOLDER [HOST]: FOLDER has the tables as CSV; a line for
each of them that says whether all figures agree.
"""
import collections, csv, datetime as dt, math, statistics as st, sys, zoneinfo

jobs_file, zone, folder = sys.argv[1:4]
host = sys.argv[4] if len(sys.argv) > 4 else ""
zone = zoneinfo.ZoneInfo(zone)
H = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def clock(text):
    if not text or int(text) == 0:
        return None
    return dt.datetime.fromtimestamp(int(text), zone).replace(tzinfo=None)


def day(t):
    return t.replace(hour=0, minute=0, second=0)


def quantile(values, p):
    v = sorted(values)
    at = (len(v) - 1) * p
    low = int(at)
    high = min(low + 1, len(v) - 1)
    return v[low] + (v[high] - v[low]) * (at - low)


jobs = []
for r in csv.DictReader(open(jobs_file)):
    where = r["LastRemoteHost"].split("@")[-1]
    if host and host not in where:
        continue
    jobs.append(dict(
        gpus=int(r["RequestGpus"]), queued=clock(r["QDate"]), host=where,
        begun=clock(r["JobCurrentStartDate"]), ended=clock(r["CompletionDate"]),
        wait=int(r["initialwaitduration"]) / 3600 if r["initialwaitduration"] else None,
        kind="Prioritized" if r["Prioritized"] == "true" else "Others",
        begun_s=int(r["JobCurrentStartDate"] or 0), ended_s=int(r["CompletionDate"]),
        status=int(r["JobStatus"]), owner=r["Owner"], device=r["GPUsDeviceName"]))
newest_s = max(max(j["begun_s"], j["ended_s"]) for j in jobs)
newest = max(max(x for x in (j["queued"], j["begun"], j["ended"]) if x) for j in jobs)


def agree(name, mine, keys, columns):
    """mine: key tuple -> values; the table has the same, to six digits."""
    theirs = {}
    with open(f"{folder}/{name}.csv") as f:
        for row in csv.DictReader(f):
            theirs[tuple(row[k] for k in keys)] = [row[c] for c in columns]
    bad = sorted(set(mine) ^ set(theirs))[:3]
    for key in sorted(set(mine) & set(theirs)):
        for want, have in zip(mine[key], theirs[key]):
            if want is None or isinstance(want, str):
                same = have == (want or "")
            else:
                same = have != "" and math.isclose(want, float(have), rel_tol=1e-6, abs_tol=1e-9)
            if not same:
                bad.append((key, want, have))
    print(f"{name}: {len(mine)} rows", "agree" if not bad else f"differ {bad[:4]}")


def text(t):
    return t.strftime("%Y-%m-%d %H:%M:%S")


# Waits by request.
groups = collections.defaultdict(list)
for j in jobs:
    if j["wait"] is not None and j["wait"] >= 0:
        for kind in ("All", j["kind"]):
            groups[kind, f"{j['gpus']}.0"].append(j["wait"])
agree("wait_requests", {k: (len(v), st.mean(v), st.median(v), quantile(v, .9),
      st.stdev(v) if len(v) > 1 else None, min(v), max(v)) for k, v in groups.items()},
      ("kind", "gpus"), ("jobs", "mean", "median", "p90", "sd", "least", "most"))

# The median of six hours beside that of the days.
single = sorted((j["queued"], j["wait"]) for j in jobs
                if j["gpus"] == 1 and j["wait"] is not None and 1 / 3600 <= j["wait"] <= 48)
days = collections.defaultdict(list)
for t, w in single:
    days[day(t)].append(w)
days = {d: st.median(v) for d, v in days.items()}


def base_of(at):
    d = day(at)
    while d >= min(days):
        v = [m for k, m in days.items() if d - 14 * DAY < k <= d]
        if len(v) >= 3:
            return st.median(v)
        d -= DAY
    return None


trend, t = {}, day(single[0][0])
while t <= newest:
    v = [w for q, w in single if t - 6 * H < q <= t]
    if len(v) >= 5:
        b = base_of(t)
        m = st.median(v)
        trend[t] = (len(v), m, quantile(v, .9), b, m / b if b else None)
    t += H / 2
agree("wait_trend", {(text(t),): v for t, v in trend.items()}, ("t",),
      ("n", "median", "p90", "base", "ratio"))
events = []
for t, v in sorted(trend.items()):
    if v[4] and v[4] > 2:
        if not events or t - events[-1][-1] > 6 * H:
            events.append([])
        events[-1].append(t)
agree("wait_events", {(text(e[0]),): (text(e[-1]), max(trend[t][1] for t in e),
      max(trend[t][4] for t in e)) for e in events}, ("from",), ("to", "median", "ratio"))
last = single[-1][0]
parts = {"Recent": [w for t, w in single if t >= last - 7 * DAY],
         "Before": [w for t, w in single if t < last - 7 * DAY]}
agree("wait_recent", {(k,): (len(v), st.median(v), quantile(v, .9)) for k, v in parts.items() if v},
      ("when",), ("jobs", "median", "p90"))

# What ran when.
ran = [dict(j, ended=j["ended"] or newest, ended_s=j["ended_s"] or newest_s) for j in jobs
       if j["begun"] and (j["ended"] or j["status"] == 2)]
for j in ran:
    j["h"] = (j["ended_s"] - j["begun_s"]) / 3600
edges = sorted([(j["begun_s"], 1) for j in ran] + [(j["ended_s"], -1) for j in ran],
               key=lambda e: e[0])
gaps, active = [], 0
for i, (t, d) in enumerate(edges):
    active += d
    if active == 0 and i + 1 < len(edges) and edges[i + 1][0] - t > 3600:
        gaps.append((t, edges[i + 1][0]))
agree("gaps", {(text(clock(a)),): (text(clock(b)), (b - a) / 3600) for a, b in gaps}, ("from",), ("to", "hours"))
hours = sum((b - a) / 3600 for a, b in gaps)
span = (edges[-1][0] - edges[0][0]) / 3600
agree("gaps_total", {(text(clock(edges[0][0])),): (text(clock(edges[-1][0])), len(gaps), hours, 100 * hours / span)},
      ("first",), ("last", "gaps", "hours", "percent"))
months = collections.defaultdict(lambda: [0, 0.0, 0.0])
for j in ran:
    m = months[j["begun"].strftime("%Y-%m-01")]
    m[0] += 1
    m[1] += j["h"]
# Hours with a job: second by second would do; here between the edges.
active = 0
for (t, d), (u, _) in zip(edges, edges[1:]):
    active += d
    t, u = clock(t), clock(u)
    while active > 0 and t < u:
        turn = (t.replace(day=1) + 32 * DAY).replace(day=1, hour=0, minute=0, second=0)
        months[t.strftime("%Y-%m-01")][2] += (min(u, turn) - t) / H
        t = min(u, turn)
agree("gaps_months", {(k,): v for k, v in months.items()}, ("month",), ("jobs", "run_hours", "busy"))

use, t = {}, day(clock(edges[0][0]))
while t <= newest:
    v = [j for j in ran if j["begun"] <= t < j["ended"]]
    if v:
        use[text(t),] = (sum(j["gpus"] for j in v), len(v))
    t += H
agree("in_use", use, ("t",), ("gpus", "jobs"))
short = collections.defaultdict(lambda: [0, 0, 0.0])
newday = max(day(j["begun"]) for j in ran)
for j in ran:
    if day(j["begun"]) > newday - 7 * DAY:
        s = short[j["host"],]
        s[0] += 1
        s[1] += j["h"] * 60 < 5
        s[2] += j["h"]
agree("host_health", dict(short), ("host",), ("jobs", "short", "hours"))
models = collections.defaultdict(lambda: [0, 0.0])
for j in ran:
    m = models[j["device"], j["kind"]]
    m[0] += 1
    m[1] += j["gpus"] * (j["h"])
agree("models", dict(models), ("device", "kind"), ("jobs", "gpu_hours"))

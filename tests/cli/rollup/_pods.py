"""Reports of a container platform, drawn at random, and what their roll-up is.

_pods.py make DIR SEED [FILES]
    The reports in FILES files (1) of pods, some rows out of order of time.
_pods.py check DIR OUT [LABELS] [GREATEST] [MONTH] [CLUSTER]
    Computes the four tables with exact fractions, each from its definition,
    and compares: daily and capacity by their texts, the others to 1e-9.
"""

import calendar
import csv
import json
import os
import random
import sys
from fractions import Fraction

CPU = [f"pod_{x}_cpu_core_seconds" for x in ("usage", "request", "limit")]
MEMORY = [f"pod_{x}_memory_byte_seconds" for x in
          ("usage", "request", "limit")]
CAPACITY = ["node_capacity_cpu_core_seconds",
            "node_capacity_memory_byte_seconds"]
PODS = (["interval_start", "cluster_id", "namespace", "node", "pod",
         "resource_id", "pod_labels"] + CPU + MEMORY + CAPACITY)
STORAGE = ["interval_start", "cluster_id", "namespace", "pod",
           "persistentvolumeclaim", "persistentvolume", "storageclass",
           "csi_volume_handle", "persistentvolumeclaim_capacity_bytes",
           "persistentvolumeclaim_capacity_byte_seconds",
           "volume_request_storage_byte_seconds",
           "persistentvolumeclaim_usage_byte_seconds",
           "persistentvolume_labels", "persistentvolumeclaim_labels"]
LABELS = ["", "{}", "null", "x", "{broken", '{"app":"a","env":"p"}',
          '{"env":"p", "app":"a"}', "label_app:a|env:p", "app:a",
          " app : b |junk|label_tier:x:y", '{"note":"a|b: \\"c\\"","n":0.10}',
          '{"z":{"b":1,"a":[true,null]},"env":"é\\u00e9"}', "[1]",
          '{"app":"1","app":"2"}', '{"vm_kubevirt_io_name":"v"}', "|", ":v",
          "label_label_zone:z9"]
DAYS = ["2025-01-31", "2025-02-01", "2025-02-28", "2025-03-01"]
GIB = 2 ** 30


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(columns)
        w.writerows(rows)


def stamp(day, hour):
    return f"{day} {hour:02}:00:00 +0000 UTC"


def maybe(r, value, share=0.15):
    return "" if r.random() < share else value


def make(folder, seed, files="1"):
    r = random.Random(int(seed))
    os.makedirs(folder, exist_ok=True)
    nodes = [f"n{i}" for i in range(r.randint(1, 4))]
    spaces = ["web", "web.x", "webbxx", "db", "kube-system", "",
              "Worker unallocated"][:r.randint(2, 7)]
    pods = [f"p{i}" for i in range(r.randint(1, 9))]

    def pod_row(day, hour):
        node = maybe(r, r.choice(nodes), 0.1)
        cells = [maybe(r, r.randrange(0, 9000) / r.choice([1, 8, 10, 7]))
                 for _ in CPU]
        cells += [maybe(r, r.randrange(10 ** 13)) for _ in MEMORY]
        cells += [maybe(r, r.randrange(1, 9) * 3600),
                  maybe(r, r.randrange(1, 99) * 4096 * 3600)]
        return [stamp(day, hour), r.choice(["c1", "c1", "c2"]),
                r.choice(spaces), node, r.choice(pods),
                maybe(r, f"i-{node}{r.randrange(2)}", 0.05) if node else "",
                r.choice(LABELS)] + cells

    def volume_row(day, hour):
        return [stamp(day, hour), r.choice(["c1", "c1", "c2"]),
                r.choice(spaces), r.choice(pods + ["ghost"]),
                f"c{r.randrange(4)}", maybe(r, f"v{r.randrange(4)}"),
                maybe(r, "gp2"), maybe(r, f"h{r.randrange(3)}")] + [
                    maybe(r, r.randrange(10 ** 14)) for _ in range(4)] + [
                        r.choice(LABELS), r.choice(LABELS)]

    times = sorted((r.choice(DAYS), r.randrange(24))
                   for _ in range(r.randint(1, 400)))
    if r.random() < 0.5:
        r.shuffle(times)
    rows, files = [pod_row(*t) for t in times], int(files)
    for i in range(files):
        name = "pods.csv" if files == 1 else f"pods-{i:02}.csv"
        write(f"{folder}/{name}", PODS,
              rows[len(rows) * i // files:len(rows) * (i + 1) // files])
    write(f"{folder}/storage.csv", STORAGE, [
        volume_row(*t) for t in r.choices(times, k=r.randrange(120))])
    for what, names in ("node", nodes), ("namespace", spaces):
        write(f"{folder}/{what}_labels.csv",
              ["interval_start", what, what + "_labels"],
              [[stamp(r.choice(DAYS), r.randrange(24)), r.choice(names),
                r.choice(LABELS)] for _ in range(r.randrange(30))])
    write(f"{folder}/enabled_tag_keys.csv", ["key"],
          [[k] for k in r.sample(["app", "env", "zone", "note", "z"], 3)])
    write(f"{folder}/cost_categories.csv", ["namespace", "cost_category_id"],
          [["web%", 3], ["web", 12], ["w%", 7], ["web.x", 1], ["%", 2],
           ["kube-%", 5]][:r.randint(0, 6)])
    write(f"{folder}/node_roles.csv", ["node", "resource_id", "node_role"],
          [[n, f"i-{n}{k}", r.choice(["master", "infra", "worker"])]
           for n in nodes for k in (0, 1, 1) if r.random() < 0.8])


def read(folder, name):
    with open(f"{folder}/{name}.csv", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def number(text):
    return None if text == "" else Fraction(float(text))


def total(values):
    """The exact sum, rounded once."""
    return float(sum((v for v in values if v is not None), Fraction(0)))


def most(values):
    return max((v for v in values if v is not None), default=None)


def labels(text, pairs=True):
    text = text.strip()
    if text.startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            return {}
    if not pairs:
        return {}
    split = [p.split(":", 1) for p in text.split("|") if ":" in p]
    return {k.replace("label_", "").strip(): v.strip() for k, v in split}


def groups(rows, key):
    found = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def hours(seconds):
    return None if seconds is None else float(seconds) / 3600.0


def gib(byte_hours):
    return None if byte_hours is None else byte_hours / GIB


def effective(row, columns, sql):
    usage, request = number(row[columns[0]]), number(row[columns[1]])
    if usage is None or (sql and request is None):
        return None
    return max(usage, usage if request is None else request)


def day_of(row):
    return row["interval_start"][:10]


def table_of(folder, what, keys, pick):
    return {k: {n: v for n, v in labels(rows[pick][what + "_labels"]).items()
                if keys is None or n in keys}
            for k, rows in groups(read(folder, what + "_labels"), lambda r: (
                day_of(r), r[what])).items()}


def text_of(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False,
                      separators=(",", ":"))


def category(folder, namespace):
    return max((int(c["cost_category_id"])
                for c in read(folder, "cost_categories")
                if (namespace.startswith(c["namespace"][:-1])
                    if c["namespace"].endswith("%")
                    else namespace == c["namespace"])), default=None)


def capacity_of(rows):
    node, cluster = {}, {}
    for (time, name), of in groups(rows, lambda r: (
            r["interval_start"], r["node"])).items():
        node.setdefault((time[:10], name), []).append(
            [most(number(r[c]) for r in of) for c in CAPACITY])
    sums = {k: [total(v[i] for v in of) for i in (0, 1)]
            for k, of in node.items()}
    for (day, _), v in sums.items():
        cluster.setdefault(day, []).append([Fraction(x) for x in v])
    both = {}
    for (day, name), v in sums.items():
        of = [total(x[i] for x in cluster[day]) for i in (0, 1)]
        both[day, name] = [hours(v[0]), gib(hours(v[1])), hours(of[0]),
                           gib(hours(of[1]))]
    return both


def daily_of(folder, rows, capacity, enabled, sql):
    keys = {r["key"] for r in read(folder, "enabled_tag_keys")}
    keys.add("vm_kubevirt_io_name")
    node = table_of(folder, "node", keys, -1)
    space = table_of(folder, "namespace", keys, -1)

    def merged(r):
        own = labels(r["pod_labels"])
        if enabled:
            own = {k: v for k, v in own.items() if k in keys}
        return text_of({**node.get((day_of(r), r["node"]), {}),
                        **space.get((day_of(r), r["namespace"]), {}), **own})
    out = []
    for key, of in groups(rows, lambda r: (
            day_of(r), r["namespace"], r["node"], merged(r))).items():
        def sums(columns, last):
            usage, request, limit = ([number(r[c]) for r in of]
                                     for c in columns)
            return [last(hours(total(v))) for v in (
                usage, request, [effective(r, columns, sql) for r in of],
                limit)]
        cap = capacity[key[0], key[2]]
        peak = [most(number(r[c]) for r in of) for c in CAPACITY]
        out.append([*key[:3], of[0]["resource_id"], key[3],
                    *sums(CPU, float), *sums(MEMORY, gib), hours(peak[0]),
                    cap[0], gib(hours(peak[1])), *cap[1:],
                    category(folder, key[1])])
    return sorted(out, key=lambda r: (*r[:3], r[4]))


def unallocated_of(folder, daily):
    roles = {}
    for r in read(folder, "node_roles"):
        k = r["node"], r["resource_id"]
        roles[k] = max(roles.get(k, ""), r["node_role"])
    out = []
    for (day, node), of in groups(
            (r for r in daily if r[1] not in {
                "Platform unallocated", "Worker unallocated",
                "Network unattributed", "Storage unattributed"}),
            lambda r: (r[0], r[2])).items():
        machine = max(r[3] for r in of)
        if (node, machine) not in roles:
            continue
        owner = "Worker" if roles[node, machine] == "worker" else "Platform"
        peaks = [most(r[i] for r in of) for i in range(13, 19)]
        used = [total(Fraction(r[i]) for r in of) for i in (5, 6, 7, 9, 10, 11)]
        out.append([day, owner + " unallocated", node, machine] + [
            peaks[1 if i < 3 else 3] - u for i, u in enumerate(used)] + peaks)
    return sorted(out, key=lambda r: r[:3])


def storage_of(folder, pods, volumes):
    where = {k: sorted({(r["node"], r["resource_id"]) for r in of})
             for k, of in groups(pods, lambda r: (
                 day_of(r), r["namespace"], r["pod"])).items()}
    joined = [(day_of(r), node, machine, r) for r in volumes
              for node, machine in where.get(
                  (day_of(r), r["namespace"], r["pod"]), [("", "")])]
    on = {k: len({j[1] for j in of}) for k, of in groups(
        joined, lambda j: (j[0], j[3]["persistentvolume"])).items()}
    node = table_of(folder, "node", None, 0)
    space = table_of(folder, "namespace", None, 0)
    out = []
    for key, of in groups(joined, lambda j: (
            j[0], j[3]["namespace"], j[1], j[2], j[3]["persistentvolumeclaim"],
            j[3]["persistentvolume"], j[3]["storageclass"])).items():
        rows = [j[3] for j in of]
        n = on[key[0], key[5]] if key[5] else 1
        own = {**labels(rows[0]["persistentvolume_labels"], False),
               **labels(rows[0]["persistentvolumeclaim_labels"], False)}
        year, month = int(key[0][:4]), int(key[0][5:7])
        whole = 86400 * calendar.monthrange(year, month)[1] * GIB
        size = most(number(r[STORAGE[8]]) for r in rows)
        sums = [total(number(r[c]) for r in rows) / whole / by
                for c, by in zip(STORAGE[9:12], (1, n, n))]
        out.append([*key, text_of({**node.get((key[0], key[2]), {}),
                                   **space.get((key[0], key[1]), {}), **own}),
                    None if size is None else float(size) / GIB, *sums,
                    max(r["csi_volume_handle"] for r in rows),
                    category(folder, key[1])])
    return sorted(out, key=lambda r: r[:7])


def cell(v):
    if v is None:
        return ""
    return repr(v).removesuffix(".0") if isinstance(v, float) else str(v)


def same(want, got, exactly):
    if want == got:
        return True
    try:
        x, y = float(want), float(got)
    except ValueError:
        return False
    return not exactly and abs(x - y) <= 1e-9 * max(abs(x), 1)


def compare(out, name, rows, exactly):
    with open(f"{out}/{name}.csv", encoding="utf-8", newline="") as f:
        got = list(csv.reader(f))[1:]
    if len(got) != len(rows):
        sys.exit(f"{name}: {len(got)} rows, not {len(rows)}")
    for i, (w, g) in enumerate(zip(rows, got)):
        for k, v in enumerate(w):
            if not same(cell(v), g[k], exactly):
                sys.exit(f"{name}: row {i + 1}, column {k + 1} of {g}: "
                         f"not {cell(v)}")


def check(folder, out, which="all", greatest="", month="", cluster=""):
    def is_wanted(r):
        return (r["interval_start"].startswith(month) and
                cluster in ("", r["cluster_id"]))
    files = sorted(f[:-4] for f in os.listdir(folder) if f.startswith("pods"))
    pods = [r for f in files for r in read(folder, f)
            if is_wanted(r)]
    rows = [r for r in pods if r["node"] != ""]
    capacity = capacity_of(rows)
    daily = daily_of(folder, rows, capacity, which == "enabled",
                     greatest == "sql")
    compare(out, "daily", daily, True)
    compare(out, "capacity", [[*k, *v] for k, v in sorted(capacity.items())],
            True)
    compare(out, "unallocated", unallocated_of(folder, daily), False)
    compare(out, "storage", storage_of(folder, pods, [
        r for r in read(folder, "storage") if is_wanted(r)]), False)


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](*sys.argv[2:])

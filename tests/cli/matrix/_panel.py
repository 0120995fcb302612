"""A panel with all that goes wrong in one, and the matrix of it, computed by
itself.  _panel.py make SEED [TIMES]: panel.csv, mixed.csv, panel.sqlite and dir/;
_panel.py check DIR IMPUTE SCOPE MIN_CS MAX_CS MAX_NAN DTYPE EVERY."""
import csv
import json
import math
import os
import random
import re
import sqlite3
import struct
import sys

FEATURES = ["z", "empty", "B", "infinite", "b 2", "late", "rare", "words", "a", "huge"]


def make(seed, times=25):
    random.seed(seed)
    rows = []
    for t in range(times):
        for s in random.sample(["A", "B.X", "C=F", "a b", "Z"], random.randrange(1, 6)):
            rows.append([1000 + 60 * t, s, random.choice(["", "inf", "0.25", "-1.5", "2e-3"])]
                        + [cell(f) if f != "late" or t * 10 > times * 9 else ""
                           for f in FEATURES])
    write("panel.csv", ["ts", "symbol", "target"] + FEATURES, rows)
    os.mkdir("dir")
    for s in sorted({r[1] for r in rows}):
        write("dir/%s.csv" % s, ["ts", "target"] + FEATURES,
              [r[:1] + r[2:] for r in rows if r[1] == s])
    db = sqlite3.connect("panel.sqlite")
    db.execute("create table panel (ts int, symbol text, target, %s)"
               % ", ".join('"%s"' % f for f in FEATURES))
    db.executemany("insert into panel values (%s)" % ",".join("?" * (3 + len(FEATURES))),
                   [[x if x != "" else None for x in r] for r in rows])
    db.commit()
    random.shuffle(rows)
    write("mixed.csv", ["ts", "symbol", "target"] + FEATURES, rows)


def write(path, head, rows):
    with open(path, "w", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([head] + rows)


def cell(feature):
    if feature == "empty":
        return ""
    if feature == "infinite":
        return random.choice(["inf", "-Infinity", "nan", ""])
    if feature == "words":
        return random.choice(["7", " 7", "7 ", "0x7", "1_0", "1,5", "seven", "+.5", "5.", "1e1", "TRUE"])
    if feature == "huge":
        return random.choice(["4e38", "3.4028235e38", "-1e400", "1e-46", "16777217", "-0.0"])
    if feature == "rare":
        return "12.5" if random.random() < 0.2 else ""
    return repr(round(random.uniform(-9, 9), random.randrange(9))) if random.random() < 0.8 else ""


def single(text):
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?", text):
        return None
    try:
        return struct.unpack("<f", struct.pack("<f", float(text)))[0] \
            if math.isfinite(float(text)) else None
    except OverflowError:
        return None


def matrix(impute, scope, least, most, share, every):
    with open("panel.csv", newline="") as f:
        panel = list(csv.DictReader(f))
    times = sorted({int(r["ts"]) for r in panel})[::every]
    some = []
    for t in times:
        at = sorted((r for r in panel if int(r["ts"]) == t), key=lambda r: r["symbol"])
        if len(at) >= least:
            some += at[:most] if most else at
    value = [{f: single(r[f]) for f in FEATURES + ["target"]} for r in some]
    live = sorted(f for f in FEATURES if any(v[f] is not None for v in value))
    kept = [i for i, v in enumerate(value) if v["target"] is not None
            and sum(v[f] is None for f in live) <= share * len(live)]
    fill, present = {}, {}
    for f in live:
        of = [value[i][f] for i in (kept if scope == "kept" else range(len(value)))]
        of = sorted(x for x in of if x is not None)
        present[f] = len(of)
        fill[f] = 0.0
        if of and impute == "median":
            fill[f] = (of[(len(of) - 1) // 2] + of[len(of) // 2]) / 2 + 0.0  # no -0
        elif of and impute == "mean":
            fill[f] = math.fsum(of) / len(of)
        fill[f] = single(repr(fill[f]))
    cells = [[value[i][f] if value[i][f] is not None else
              math.nan if impute == "none" else fill[f] for f in live] for i in kept]
    return (live, present, fill, cells,
            [[some[i]["ts"], some[i]["symbol"], value[i]["target"]] for i in kept], len(some))


def check(folder, impute, scope, least, most, share, dtype, every):
    live, present, fill, cells, index, sampled = matrix(
        impute, scope, int(least), int(most), float(share), int(every))
    with open(folder + "/matrix.npy", "rb") as f:
        data = f.read()
    form, width = {"f4": ("f", 4), "f2": ("e", 2)}[dtype]
    head = "{'descr': '<%s', 'fortran_order': False, 'shape': (%d, %d), }" % (dtype, len(cells), len(live))
    assert " ".join(data[10:128].decode().split()).replace("( ", "(") == head, (data[:128], head)

    def packed(x):
        if math.isnan(x):
            return b"\x00\x00\xc0\x7f" if dtype == "f4" else b"\x00\x7e"
        try:
            return struct.pack("<" + form, x)
        except OverflowError:
            return struct.pack("<" + form, math.copysign(math.inf, x))

    right = b"".join(packed(x) for row in cells for x in row)
    assert data[128:] == right, "cells"
    with open(folder + "/index.csv", newline="") as f:
        rows = list(csv.reader(f))
    assert rows[0] == ["ts", "symbol", "target"]
    assert [[t, s, single(y)] for t, s, y in rows[1:]] == index, "index"
    with open(folder + "/meta.json") as f:
        meta = json.load(f)
    assert meta["columns"] == live and meta["present"] == present, meta
    assert meta["dropped_columns"] == sorted(set(FEATURES) - set(live)), meta
    assert {k: single(repr(v)) for k, v in meta["fill"].items()} == fill, (meta["fill"], fill)
    assert (meta["rows_sampled"], meta["rows_out"]) == (sampled, len(cells)), meta


if sys.argv[1] == "make":
    make(*map(int, sys.argv[2:]))
else:
    check(*sys.argv[2:])

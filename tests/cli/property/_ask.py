"""Asks the programs and SQLite the same, of random tables.

_ask.py expressions|groups|windows|order|wide|merging [SEED]

Prints how much was the same, or what differed, with the seed that shows it.
Run it with other seeds in a folder of its own; it writes there.
"""

import datetime
import json
import math
import random
import subprocess
import sys

from _luck import Expr, Writer
from _table import (COLUMNS, EPOCH, TEXTS, TYPES, date_text, in_memory,
                    make_rows, time_text, write_file)

KINDS = dict(COLUMNS)


class Differs(Exception):
    pass


def run(*commands):
    """A pipe of argument lists; what it prints."""
    at, running = subprocess.DEVNULL, []
    for command in commands:
        now = subprocess.Popen(command, stdin=at, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        if running:
            running[-1].stdout.close()
        running.append(now)
        at = now.stdout
    out, last = running[-1].communicate()
    said = [p.stderr.read() for p in running[:-1]] + [last]
    for process, command in zip(running, commands):
        if process.wait() != 0:
            raise Differs(f"{b' '.join(said).decode()}\nof {command}")
    return out


def extract(path, *options):
    return ["gpu-extract", "-T", TYPES, *options, path]


def cells(data):
    """CSV as rows of texts; None is an empty field without quotes."""
    text, at, row = data.decode(), 0, []
    while at < len(text):
        if text[at] == '"':
            value, at = "", at + 1
            while True:
                end = text.index('"', at)
                value += text[at:end]
                at = end + 1
                if text[at] != '"':
                    break
                value, at = value + '"', at + 1
        else:
            end = at
            while text[end] not in ",\n":
                end += 1
            value, at = text[at:end] or None, end
        row.append(value)
        assert text[at] in ",\n", text[at - 20:at + 20]
        if text[at] == "\n":
            yield row
            row = []
        at += 1


def wanted(value, kind):
    """What a cell of this value is, apart from numbers."""
    if value is None:
        return None
    if kind == "bool":
        return "true" if value else "false"
    if kind == "time":
        return time_text(value, False)
    if kind == "date":
        return date_text(value)
    return str(value)


def same(cell, value, kind):
    if value is None or cell is None:
        return cell is None and value is None
    if kind == "real":
        x, y = float(cell), float(value)
        return x == y or math.isclose(x, y, rel_tol=1e-12, abs_tol=1e-300)
    if kind == "int":
        return cell == str(value)
    if kind == "time":
        at = datetime.datetime.fromisoformat(cell)
        return (at - EPOCH) // datetime.timedelta(microseconds=1) == value
    if kind == "set":
        return [v if isinstance(v, str) else str(v)
                for v in json.loads(cell)] == (value.split("\n\n")
                                               if value != "" or cell == '[""]'
                                               else [])
    return cell == wanted(value, kind)


def compare(out, asked, names, kinds, what):
    """names: for messages, of each column; asked: SQLite's rows."""
    ours = list(cells(out))[1:]
    if len(ours) != len(asked):
        raise Differs(f"{len(ours)} rows, SQLite has {len(asked)}: {what}")
    for at, (row, other) in enumerate(zip(ours, asked)):
        for cell, value, name, kind in zip(row, other, names, kinds,
                                           strict=True):
            if not same(cell, value, kind):
                raise Differs(f"row {at}: {cell!r}, SQLite has {value!r}: "
                              f"{name}")


CSV = ["gpu-render", "-f", "csv"]


def expressions(luck):
    """Columns by gpu-bucket, and rows by gpu-filter."""
    asked = 0
    for count in (1, 60, 400, 700, 1500, 300, 900):
        rows = make_rows(luck, count)
        write_file("some.db", rows)
        db = in_memory(rows)
        writer = Writer(luck, COLUMNS, TEXTS)
        many = []
        for _ in range(85):
            kind = luck.choice(("int", "real", "text", "bool", "bool", "time",
                                "date"))
            many.append((kind, writer.of(kind, luck.randint(1, 5))))
        out = run(extract("some.db", "--chunk", luck.choice(("7", "1000"))),
                  ["gpu-bucket", *(f"e{n}={e.ours}"
                                   for n, (_, e) in enumerate(many)),
                   "-c", ",".join(f"e{n}" for n in range(len(many)))], CSV)
        found = [db.execute(f"SELECT {e.sql} FROM t ORDER BY id").fetchall()
                 for _, e in many]
        compare(out, [[c[0] for c in row] for row in zip(*found)],
                [f"{e.ours}\nin SQL {e.sql}" for _, e in many],
                [k for k, _ in many], "gpu-bucket")
        asked += len(many)
        for _ in range(10):
            keep = [writer.of("bool", 3) for _ in range(luck.choice((1, 1, 3)))]
            out = run(extract("some.db"), ["gpu-filter", "-c", "id", "--",
                                           *(e.ours for e in keep)], CSV)
            compare(out, db.execute("SELECT id FROM t WHERE " + " AND ".join(
                f"({e.sql})" for e in keep) + " ORDER BY id").fetchall(),
                    ["id"], ["int"], [e.ours for e in keep])
            asked += 1
    print(asked, "expressions")


def aggregates(luck, writer):
    """Calls of the language and of SQLite, with the kind of their value."""
    made = []

    def add(kind, ours, sql):
        """{} is where a condition may stand, in SQL after the call."""
        if luck.random() < 0.4:
            cond = writer.of("bool", 2)
            ours = ours.replace("{}", f" if {cond.ours}")
            sql = sql.replace("{}", f" FILTER (WHERE {cond.sql}){{}}")
        made.append((kind, ours.replace("{}", ""), sql))

    i, r = writer.of("int", 1), luck.choice((Expr("r", "r"), Expr("q", "q")))
    while i.bound > 1e9:  # the sum has to fit
        i = writer.of("int", 1)
    x = writer.of("text", 1)
    b = writer.of("bool", 2)
    add("int", "count({})", "count(*){}")
    add("int", f"count({i.ours}{{}})", f"count({i.sql}){{}}")
    add("int", f"sum({i.ours}{{}})", f"coalesce(sum({i.sql}){{}},0)")
    add("int", f"sum({b.ours}{{}})", f"coalesce(sum({b.sql}){{}},0)")
    add("real", f"sum({r.ours}{{}})", f"coalesce(exact_sum({r.sql}){{}},0.0)")
    add("real", f"mean({r.ours}{{}})", f"mean({r.sql}){{}}")
    add("real", f"mean({b.ours}{{}})", f"mean({b.sql}){{}}")
    add("real", f"mean({i.ours}{{}})", f"mean({i.sql}){{}}")
    add("real", "mean(big{})", "mean(big){}")
    for name in ("min", "max"):
        for kind, column in (("int", "big"), ("real", "q"), ("text", "s"),
                             ("text", "u"), ("time", "t"), ("date", "d"),
                             ("bool", "b")):
            if luck.random() < 0.5:
                add(kind, f"{name}({column}{{}})", f"{name}({column}){{}}")
    add("bool", f"any({b.ours}{{}})", f"coalesce(max({b.sql}){{}},0)")
    add("bool", f"all({b.ours}{{}})", f"coalesce(min({b.sql}){{}},1)")
    for column in ("big", "q", "s", "u", "t", "d", "b"):
        add("int", f"distinct({column}{{}})",
            f"coalesce(tuples({column}){{}},0)")
    add("int", f"distinct({x.ours}{{}})", f"coalesce(tuples({x.sql}){{}},0)")
    add("int", "distinct(s, j{})", "coalesce(tuples(s,j){},0)")
    add("int", "distinct(k, b, d{})", "coalesce(tuples(k,b,d){},0)")
    add("set", "set(u{})", "coalesce(set_of(u){},'')")
    add("set", "set(j{})", "coalesce(set_of(j){},'')")
    for kind, column in (("int", "j"), ("text", "s"), ("time", "t"),
                         ("real", "r")):
        add(kind, f"mode({column}{{}})", f"mode({column}){{}}")
    add("text", "first(s, t{})", "first_by(s,t){}")
    add("int", "first(i, r{})", "first_by(i,r){}")
    add("text", "last(u, d{})", "last_by(u,d){}")
    add("real", "last(q, (j, s){})", "last_by(q,j,s){}")
    add("int", "first(id, (b, k, i){})", "first_by(id,b,k,i){}")
    add("real", "median(r{})", "quantile(r,0.5){}")
    add("real", "median(i{})", "quantile(i,0.5){}")
    p = luck.choice(("0", "0.25", "0.9", "1", "0.333"))
    add("real", f"quantile(q, {p}{{}})", f"quantile(q,{p}){{}}")
    add("real", "stdev(i{})", "deviation(i){}")
    add("real", "stdev(r{})", "deviation(r){}")
    return made


def keys_of(luck, writer):
    """Keys: ours, SQL, kind."""
    return luck.choice((
        [("k", "k", "text")],
        [("s", "s", "text"), ("b", "b", "bool")],
        [("ts", "ts", "time")],
        [("ts", "ts", "time"), ("j", "j", "int")],
        [("h=floor(ts, 1h)", "(ts-ts%3600000000)", "time"),
         ("k", "k", "text")],
        [("day=day(ts)", "(ts/86400000000)", "date"), ("c", "c", "bool"),
         ("j", "j", "int")],
        [("r", "r", "real")], [("t", "t", "time")], [("d", "d", "date")],
        [("big", "big", "int")], [("u", "u", "text")], [],
        [("e=" + (e := writer.of("int", 2)).ours, f"(0 + ({e.sql}))", "int")],
        [("e=" + (e := writer.of("text", 2)).ours, f"('' || ({e.sql}))",
          "text"),
         ("f=" + (f := writer.of("bool", 2)).ours, f"(0 + ({f.sql}))", "bool")],
    ))


def groups(luck):
    """gpu-agg, one level and two, whatever the chunks."""
    asked = 0
    writer = Writer(luck, COLUMNS, TEXTS)
    for turn in range(24):
        rows = make_rows(luck, luck.choice((0, 1, 50, 700, 2000))
                         if turn else 30000)
        ordered = luck.random() < 0.6
        if not ordered:
            luck.shuffle(rows)
        write_file("some.db", rows)
        db = in_memory(rows)
        keys, many = keys_of(luck, writer), aggregates(luck, writer)
        outs = {run(extract("some.db", "--chunk", chunk),
                    ["gpu-filter", "-q", "-s", luck.choice(("ts", "-ts", "id")),
                     "true", "--chunk", chunk],
                    ["gpu-agg", *(["-k", ",".join(k for k, _, _ in keys)]
                                  if keys else []),
                     *(f"a{n}={a}" for n, (_, a, _) in enumerate(many)),
                     "--chunk", chunk], CSV)
                for chunk in (("1", "7", "1000", "16384") if len(rows) < 800
                              else ("333", "16384"))}
        if len(outs) != 1:
            raise Differs(f"chunks make a difference: {keys} "
                          f"{[a for _, a, _ in many]}")
        by = ",".join(k for _, k, _ in keys)
        found = db.execute(
            "SELECT " + ",".join([k for _, k, _ in keys]
                                 + [s.replace("{}", "") for _, _, s in many])
            + " FROM t" + (f" GROUP BY {by} ORDER BY {by}" if keys else "")
        ).fetchall()
        compare(outs.pop(), found,
                [k for k, _, _ in keys] + [f"{a}\nby {keys}\nin SQL {s}"
                                           for _, a, s in many],
                [k for _, _, k in keys] + [k for k, _, _ in many], keys)
        asked += len(many)
        out = run(extract("some.db"),
                  ["gpu-agg", "-k", "h=floor(ts, 1h),k,s", "n=count()",
                   "g=distinct(j)", "x=sum(q)"],
                  ["gpu-agg", "-k", "k", "m=mean(g)", "top=max(n)",
                   "x=sum(x)", "per=sum(n) / count()"], CSV)
        compare(out, db.execute(
            "SELECT k, mean(g), max(n), exact_sum(x), sum(n)*1.0/count(*) "
            "FROM (SELECT k, s, count(*) AS n, count(DISTINCT j) AS g, "
            "exact_sum(q) AS x FROM t GROUP BY ts-ts%3600000000, k, s) "
            "GROUP BY k ORDER BY k").fetchall(),
                ["k", "m", "top", "x", "per"],
                ["text", "real", "int", "real", "real"], "two levels")
        asked += 4
    print(asked, "aggregates")


def merging(luck):
    """States of any partition of the rows, merged in any order, and groups
    that outgrow their memory: the bytes of one run."""
    asked = 0
    writer = Writer(luck, COLUMNS, TEXTS)
    for turn in range(20):
        rows = make_rows(luck, luck.choice((0, 1, 50, 700, 2000))
                         if turn else 30000)
        if luck.random() < 0.4:
            luck.shuffle(rows)
        write_file("some.db", rows)
        keys, many = keys_of(luck, writer), aggregates(luck, writer)
        many.append(("int", "checksum(*)", ""))
        calls = [f"a{n}={a}" for n, (_, a, _) in enumerate(many)]
        calls += ["rows=fact(rows)", "per=sum(i) / fact(rows)"]
        agg = ["gpu-agg", *(["-k", ",".join(k for k, _, _ in keys)]
                            if keys else []), *calls]
        count = ["gpu-filter", "-F", "rows=count()"]
        run(extract("some.db"), [*count, "-o", "all.rows", "true"])
        whole = run(["gpu-extract", "all.rows"], [*agg, "-o", "whole.rows"])
        whole = run(["gpu-extract", "whole.rows"], CSV)

        def same_bytes(what, *commands):
            if run(*commands, CSV) != whole:
                raise Differs(f"{what}: {agg}")

        same_bytes("-S 1M", ["gpu-extract", "all.rows"], [*agg, "-S", "1M"])
        parts = luck.choice((1, 2, 3, 8))
        by = luck.choice((f"id * 7919 % 104729 % {parts}",
                          f"id * {parts} / {len(rows) + 1.0}"))
        names = [f"part{n}.rows" for n in range(parts)]
        for n, name in enumerate(names):
            run(["gpu-extract", "all.rows", "--if",
                 f"int(floor({by}, 1)) == {n}"], [*count, "true"],
                [*agg, "--partial", *luck.choice(([], ["-S", "1M"])),
                 "--chunk", luck.choice(("1", "100", "16384")), "-o", name])
        luck.shuffle(names)
        same_bytes(f"{parts} parts", ["gpu-extract", *names],
                   ["gpu-agg", "--merge",
                    *luck.choice(([], ["-S", "1M"]))])
        # States of states: one file of several.
        cut = luck.randrange(parts) + 1
        run(["gpu-extract", *names[:cut], "-o", "some.rows"])
        same_bytes(f"{cut} and {parts - cut}",
                   ["gpu-extract", "some.rows", *names[cut:]],
                   ["gpu-agg", "--merge"])
        asked += len(many)
    print(asked, "aggregates")


def over(db, sql, keys):
    """The value of each row's group, in order of the rows."""
    some = ",".join(keys + [sql.replace("{}", "")])
    by = f" GROUP BY {','.join(keys)}" if keys else ""
    of = {row[:-1]: row[-1:]
          for row in db.execute(f"SELECT {some} FROM t{by}")}
    return [of[row[1:]] for row in db.execute(
        f"SELECT {','.join(['id'] + keys)} FROM t ORDER BY id")]


def in_order(luck, writer, keys, sql_keys):
    """prev, next, cum and best."""
    made = []
    part = f"PARTITION BY {','.join(sql_keys)} " if sql_keys else ""
    named = " over " + (", ".join(keys) or "all")
    for _ in range(2):
        kind, x = luck.choice((("int", "i"), ("text", "u"), ("time", "t"),
                               ("real", "q"), ("bool", "b"), ("date", "d")))
        cond = writer.of("bool", 2) if luck.random() < 0.5 else Expr("", "1")
        on = f" if {cond.ours}" if cond.ours else ""
        for call, least, frame in (
                ("prev", "max", "UNBOUNDED PRECEDING AND 1 PRECEDING"),
                ("next", "min", "1 FOLLOWING AND UNBOUNDED FOLLOWING")):
            made.append((kind, f"{call}({x}{on}{named})",
                         f"WITH w AS (SELECT id, {least}(CASE WHEN {cond.sql} "
                         f"THEN id END) OVER ({part}ORDER BY id ROWS BETWEEN "
                         f"{frame}) AS near FROM t) SELECT o.{x} FROM w "
                         "LEFT JOIN t AS o ON o.id = near ORDER BY w.id"))
        for number in ("int", "i"), ("real", "r"):
            made.append((number[0], f"cum({number[1]}{on}{named})",
                         f"SELECT coalesce(sum(CASE WHEN {cond.sql} THEN "
                         f"{number[1]} END) OVER ({part}ORDER BY id ROWS "
                         "UNBOUNDED PRECEDING), 0) FROM t ORDER BY id"))
        x = luck.choice(("i", "q", "s", "t", "b", "big"))
        n = luck.choice((1, 1, 2, 5))
        count = "" if n == 1 else f", {n}"
        fits = f"(({cond.sql}) AND {x} IS NOT NULL)"
        made.append(("bool", f"best({x}{count}{on}{named})",
                     f"SELECT coalesce({fits}, 0) AND row_number() OVER ({part}"
                     f"ORDER BY coalesce({fits}, 0) DESC, {x} DESC, id) <= {n} "
                     "FROM t ORDER BY id"))
    return made


def windows(luck):
    """Calls with `over`: groups that close early, and groups that are held."""
    asked = 0
    writer = Writer(luck, COLUMNS, TEXTS)
    for turn in range(26):
        rows = make_rows(luck, luck.choice((1, 50, 400, 700))
                         if turn else 12000)
        write_file("some.db", rows)
        db = in_memory(rows)
        keys = keys_of(luck, writer)
        ours = [k.split("=", 1)[-1] if k[1:2] == "=" or k.startswith("day=")
                else k for k, _, _ in keys]
        sqls = [k for _, k, _ in keys]
        many = [(kind, a[:-1] + " over " + (", ".join(ours) or "all") + ")",
                 "GROUP " + s) for kind, a, s in
                luck.sample(aggregates(luck, writer), 12)]
        many += in_order(luck, writer, ours, sqls)
        if keys:
            win = ("(row_number() OVER (PARTITION BY ts, k ORDER BY r IS NOT "
                   "NULL DESC, r DESC, id) = 1 AND r IS NOT NULL)")
            part = f"PARTITION BY {','.join(sqls)}"
            nested = ("SELECT coalesce(sum(CASE WHEN win THEN so_far END) OVER "
                      f"({part}), 0) FROM (SELECT *, {win} AS win, count(*) "
                      f"OVER ({part} ORDER BY id ROWS UNBOUNDED PRECEDING) "
                      "AS so_far FROM t) ORDER BY id")
            many.append(("int", "sum(cum(1 over {0}) if best(r over ts, k) "
                         "over {0})".format(", ".join(ours)), nested))
        order = luck.choice((["-s", "ts"], ["-s", "-id"], ["-s", "s,-id"]))
        bucket = ["gpu-bucket", "-c", ",".join(
            ["id", *(f"w{n}" for n in range(len(many)))]),
            *(f"w{n}={a}" for n, (_, a, _) in enumerate(many))]
        if order[1] == "ts":
            feed = []
        else:
            feed = [["gpu-filter", *order, "true"]]
            # Numbered anew, in the order that the stream has.
            by = {"-id": "id DESC", "s,-id": "s, id DESC"}[order[1]]
            db.execute("CREATE TABLE n AS SELECT row_number() OVER (ORDER BY "
                       f"{by}) - 1 AS place, * FROM t")
            feed.append(["gpu-bucket", "id=cum(1 over all) - 1"])
            names = ",".join(name for name, _ in COLUMNS if name != "id")
            db.execute("DELETE FROM t")
            db.execute(f"INSERT INTO t (id, {names}) SELECT place, {names} "
                       "FROM n")
        outs = {run(extract("some.db", "--chunk", chunk), *feed,
                    [*bucket, "--chunk", chunk], CSV)
                for chunk in (("1", "7", "1000", "16384") if len(rows) < 600
                              else ("333", "16384"))}
        if len(outs) != 1:
            raise Differs(f"chunks make a difference: {order} "
                          f"{[a for _, a, _ in many]}")
        db.execute("CREATE INDEX at ON t (id)")
        found = [over(db, s[6:], sqls) if s.startswith("GROUP ") else
                 db.execute(s).fetchall() for _, _, s in many]
        ids = [(n,) for n in range(len(rows))]
        compare(outs.pop(), [[c[0] for c in row] for row in zip(ids, *found)],
                ["id"] + [f"{a}\n{order}\nin SQL {s}" for _, a, s in many],
                ["int"] + [k for k, _, _ in many], "windows")
        asked += len(many)
        asked += 1
        out = run(extract("some.db"), *feed,
                  ["gpu-filter", "count(over k) > 3 && b", "cum(1 over ts) <= 3",
                   "best(q, 2 over ts) || i > mean(i over k, j)", "-c", "id"],
                  CSV)
        compare(out, db.execute(
            "WITH a AS (SELECT *, count(*) OVER (PARTITION BY k) > 3 AND b AS "
            "keep FROM t), b AS (SELECT *, row_number() OVER (PARTITION BY ts "
            "ORDER BY id) AS so_far FROM a WHERE keep), c AS (SELECT *, "
            "row_number() OVER (PARTITION BY ts ORDER BY q DESC, id) <= 2 AND "
            "q IS NOT NULL AS top, avg(i) OVER (PARTITION BY k, j) AS m FROM b "
            "WHERE so_far <= 3) SELECT id FROM c WHERE top OR i > m ORDER BY id"
            ).fetchall(), ["id"], ["int"], "filters in turn")
    print(asked, "windows")


def order(luck):
    """-s, -n, -c, -F and fact(), split and range, cat of parts."""
    asked = 0
    writer = Writer(luck, COLUMNS, TEXTS)
    for _ in range(20):
        rows = make_rows(luck, luck.choice((0, 1, 300, 2500)))
        write_file("some.db", rows)
        db = in_memory(rows)
        names = luck.sample([n for n, _ in COLUMNS if n != "id"], 3)
        down = [luck.random() < 0.5 for _ in names]
        first = luck.choice(([], [], ["-n", "0"], ["-n", "17"]))
        e = writer.of("int", 3)
        chunk = luck.choice(("7", "16384"))
        by = ",".join(("-" if d else "") + n for n, d in zip(names, down))
        sql = ", ".join(n + (" DESC" if d else "") for n, d in zip(names, down))
        limit = f" LIMIT {first[1]}" if first else ""
        out = run(extract("some.db", "--chunk", chunk),
                  ["gpu-filter", "-s", by, *first, "-c",
                   f"{','.join(names)},id,e={e.ours}", "--chunk", chunk,
                   "true"], CSV)
        compare(out, db.execute(f"SELECT {','.join(names)}, id, {e.sql} FROM t "
                                f"ORDER BY {sql}, id{limit}").fetchall(),
                [*names, "id", e.ours], [*(KINDS[n] for n in names), "int",
                                         "int"], f"-s {by}")
        cond = writer.of("bool", 2)
        out = run(extract("some.db"),
                  ["gpu-filter", "-F", "n=count()",
                   "-F", "some=count(if b)", "-F", "total=sum(i)",
                   "-F", "low=min(t)", "-F", "high=max(s)",
                   "-F", "hours=distinct(ts)", "-F", "names=set(k)", "--",
                   cond.ours],
                  ["gpu-filter", "-n", "1", "j == 2"],
                  ["gpu-agg", "left=count()", "n=fact(n)", "some=fact(some)",
                   "total=fact(total)", "low=fact(low)", "high=fact(high)",
                   "hours=fact(hours)", "names=fact(names)"], CSV)
        compare(out, db.execute(
            "SELECT min(1, coalesce(sum(j = 2), 0)), count(*), coalesce(sum(b),"
            "0), coalesce(sum(i), 0), min(t), max(s), count(DISTINCT ts), "
            f"coalesce(set_of(k), '') FROM t WHERE {cond.sql}").fetchall(),
                ["left", "n", "some", "total", "low", "high", "hours", "names"],
                ["int", "int", "int", "int", "time", "text", "int", "set"],
                f"facts of {cond.ours}")
        out = run(extract("some.db"),
                  ["gpu-bucket", "part=split(concat(s, \",\", k), \",\")",
                   "-c", "id,part"], CSV)
        compare(out, db.execute(
            "WITH RECURSIVE p(id, n, part, rest) AS (SELECT id, 0, NULL, "
            "s || ',' || k || ',' FROM t UNION ALL SELECT id, n + 1, "
            "substr(rest, 1, instr(rest, ',') - 1), substr(rest, "
            "instr(rest, ',') + 1) FROM p WHERE rest <> '') SELECT id, part "
            "FROM p WHERE n > 0 OR rest IS NULL ORDER BY id, n").fetchall(),
                ["id", "part"], ["int", "text"], "split")
        out = run(extract("some.db"),
                  ["gpu-bucket", "at=range(i, i + abs(j) * 4, 3)",
                   "when=floor(ts, 1h)", "-c", "id,at"], CSV)
        compare(out, db.execute(
            "WITH RECURSIVE p(id, at, til) AS (SELECT id, i-((i%3)+3)%3, "
            "i + abs(j) * 4 FROM t UNION ALL SELECT id, at + 3, til FROM p "
            "WHERE at + 3 < til) SELECT id, CASE WHEN til IS NULL THEN NULL "
            "ELSE at END FROM p ORDER BY id, at").fetchall(),
                ["id", "at"], ["int", "int"], "range")
        whole = run(extract("some.db"), CSV)
        cut = len(rows) // 3
        for name, some in (("a", rows[:cut]), ("b", rows[cut:])):
            write_file(f"{name}.db", some)
            run(extract(f"{name}.db"),
                ["gpu-filter", "-F", "n=count()", "-F", "total=sum(i)",
                 "-F", "hours=distinct(ts)", "-F", "days=distinct(d)",
                 "-F", "low=min(u)", "-F", "high=max(d)", "-F", "names=set(k)",
                 "-o", f"{name}.rows", "true"])
        with open("both.rows", "wb") as both:
            for name in "ab":
                with open(f"{name}.rows", "rb") as part:
                    both.write(part.read())
        if (run(["gpu-extract", "both.rows"], CSV) != whole or
                run(["gpu-extract", "a.rows", "b.rows"], CSV) != whole):
            raise Differs("the parts are not the whole")
        facts = ["n", "total", "hours", "days", "low", "high", "names"]
        out = run(["cat", "a.rows", "b.rows"],
                  ["gpu-agg", *(f"{name}=fact({name})" for name in facts)], CSV)
        compare(out, db.execute(
            "SELECT count(*), coalesce(sum(i), 0), count(DISTINCT ts), "
            "count(DISTINCT d), min(u), max(d), coalesce(set_of(k), '') FROM t"
            ).fetchall(), facts,
                ["int", "int", "int", "int", "text", "date", "set"],
                "facts of parts")
        asked += 7
    print(asked, "orders, facts, generators, parts")


def wide(luck):
    """Dictionaries around the sizes at which codes become wider."""
    for distinct in (254, 255, 256, 257, 65534, 65535, 65536, 65537):
        count = max(2000, distinct + luck.randrange(1, 2000))
        rows = make_rows(luck, count, distinct)
        write_file("some.db", rows)
        db = in_memory(rows)
        some = ["id", "u", "i", "ts"]
        out = run(extract("some.db", "--chunk", "100000", "-c",
                          ",".join(some)),
                  ["gpu-bucket", "v=concat(u, \"x\")", "n=count(over u)",
                   "--chunk", "100000"], CSV)
        compare(out, db.execute(
            f"SELECT {','.join(some)}, u || 'x', count(*) OVER (PARTITION BY "
            "u) FROM t ORDER BY id").fetchall(), [*some, "v", "n"],
                [*(KINDS[n] for n in some), "text", "int"], distinct)
        out = run(extract("some.db", "-c", "u,i"),
                  ["gpu-agg", "-k", "u", "n=count()", "s=sum(i)"], CSV)
        compare(out, db.execute("SELECT u, count(*), coalesce(sum(i), 0) FROM "
                                "t GROUP BY u ORDER BY u").fetchall(),
                ["u", "n", "s"], ["text", "int", "int"], distinct)
    print("8 sizes")


def main():
    what = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261121
    try:
        {"expressions": expressions, "groups": groups, "windows": windows,
         "order": order, "wide": wide, "merging": merging}[what](random.Random(f"{what} {seed}"))
    except Differs as why:
        sys.exit(f"_ask.py {what} {seed}: {why}")


main()

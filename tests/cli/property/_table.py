"""A random table, the same for both sides: rows for the programs in an SQLite
file, and in memory for the questions to SQLite, with times as microseconds,
dates as days and bools as 0 and 1.  NULL is everywhere but in id."""

import datetime
import decimal
import math
import os
import re
import sqlite3

EPOCH = datetime.datetime(1970, 1, 1)
DAY = 86_400_000_000

# name, type in the language; the types are given to gpu-extract with -T.
COLUMNS = [
    ("ts", "time"),    # many rows share one; in order, when there is an order
    ("id", "int"),     # 0, 1, 2 ... in the order of the stream
    ("i", "int"), ("j", "int"), ("big", "int"),
    ("r", "real"), ("q", "real"),
    ("s", "text"), ("k", "text"), ("u", "text"), ("n", "text"),
    ("b", "bool"), ("c", "bool"),
    ("t", "time"), ("d", "date"),
]
TYPES = ",".join(f"{name}={kind}" for name, kind in COLUMNS)
TEXTS = ["", "a", "ab", "abc", "b", "B", "Ab", " a ", "a,b", "a\"b", "é", "éa",
         "a\nb", "'", "12", "-7", "1.5", "zz", "~", "a.b.c", "a..c", ".", "  "]


def time_text(us, fraction=True):
    if us is None:
        return None
    at = EPOCH + datetime.timedelta(microseconds=us)
    return at.isoformat(" ", "microseconds" if fraction else "auto")


def date_text(day):
    if day is None:
        return None
    return (EPOCH + datetime.timedelta(days=day)).date().isoformat()


def make_rows(luck, count, distinct=None):
    """distinct: how many different texts u has, each in at least one row."""
    keys = [f"key{n}" for n in range(luck.choice((1, 3, 12)))] + [""]
    ts = 1_790_000_000 * 1_000_000 + luck.randrange(DAY)
    rows = []
    for at in range(count):
        if luck.random() < 0.2:
            ts += luck.choice((1, 1_000_000, 60_000_000, 899_999_999,
                               3_600_000_000))

        def some(value, null=0.15):
            return None if luck.random() < null else value

        different = at % distinct if distinct else at
        rows.append((
            ts, at,
            some(luck.randint(-50, 50)), some(luck.randint(-3, 3), 0.1),
            some(luck.choice((2**53, 2**53 + 1, -2**62, 2**63 - 1, -2**63 + 1,
                              2**53 - 1, 0)) if luck.random() < 0.5
                 else luck.randrange(-2**62, 2**62)),
            some(luck.randint(-40, 40) / 4),
            some(luck.choice((0.1, 1e-9, 1e9, -0.3, 2.0**53, 3.0, 0.0))
                 if luck.random() < 0.3 else luck.gauss(0, 100)),
            some(luck.choice(TEXTS)), some(luck.choice(keys)),
            some(f"u{different * 7919 % 1000003:06d}", 0 if distinct else 0.05),
            some(luck.choice(("5", "-3", "0.25", "1e3", "x", "", " 4", "007"))),
            some(luck.randrange(2)), some(luck.randrange(2), 0.4),
            some(luck.randrange(-40 * 365 * DAY, 70 * 365 * DAY)
                 if luck.random() < 0.5 else
                 1_790_000_000_000_000 + luck.randrange(-99, 99) * 450_000_000),
            some(luck.randrange(-9000, 25000) if luck.random() < 0.5
                 else 20720 + luck.randrange(40)),
        ))
    return rows


def write_file(path, rows):
    """The table t for gpu-extract."""
    if os.path.exists(path):
        os.remove(path)
    db = sqlite3.connect(path)
    sql = {"int": "BIGINT", "real": "FLOAT", "time": "DATETIME"}
    db.execute("CREATE TABLE t (" + ", ".join(
        f"{name} {sql.get(kind, 'TEXT')}" for name, kind in COLUMNS) + ")")
    write = {"time": time_text, "date": date_text,
             "bool": lambda x: x if x is None else ("false", "true")[x]}
    db.executemany(
        f"INSERT INTO t VALUES ({','.join('?' * len(COLUMNS))})",
        ([write.get(kind, lambda x: x)(value)
          for value, (_, kind) in zip(row, COLUMNS)] for row in rows))
    db.commit()
    db.close()


class Whole:
    """An aggregate of the rows that have no NULL in its arguments."""

    def __init__(self):
        self.kept = []

    def step(self, *args):
        if None not in args:
            self.kept.append(args if len(args) > 1 else args[0])

    def finalize(self):
        return self.of()


class ExactSum(Whole):
    def of(self):
        return math.fsum(self.kept)


class Mean(Whole):
    def of(self):
        if self.kept and isinstance(self.kept[0], int):
            return sum(self.kept) / len(self.kept)
        return math.fsum(self.kept) / len(self.kept) if self.kept else None


class Quantile(Whole):
    def of(self):
        if not self.kept:
            return None
        values, p = sorted(v for v, _ in self.kept), self.kept[0][1]
        at = (len(values) - 1) * p
        low = int(at)
        high = min(low + 1, len(values) - 1)
        return values[low] + (values[high] - values[low]) * (at - low)


class Deviation(Whole):
    def of(self):
        count = len(self.kept)
        if count < 2:
            return None
        mean = math.fsum(self.kept) / count
        return math.sqrt(math.fsum((x - mean) ** 2 for x in self.kept)
                         / (count - 1))


class Mode(Whole):
    def of(self):
        counts = {}
        for value in self.kept:
            counts[value] = counts.get(value, 0) + 1
        return min(counts, key=lambda v: (-counts[v], v), default=None)


class Distinct(Whole):
    def of(self):
        return len(set(self.kept))


class SetOf(Whole):
    """As text, one value a line, sorted."""

    def of(self):
        return "\n\n".join(str(v) for v in sorted(set(self.kept)))


def null_first(value):
    return (value is not None, value)


class First(Whole):
    """x of the row with the least by, of equals the least x; by may be more."""

    def step(self, x, *by):
        if None not in by:
            self.kept.append((by, null_first(x)))

    def of(self):
        return min(self.kept)[1][1] if self.kept else None


class Last(First):
    def of(self):
        if not self.kept:
            return None
        top = max(by for by, _ in self.kept)
        return min(x for by, x in self.kept if by == top)[1]


def field(text, sep, n):
    if None in (text, sep, n):
        return None
    pieces = text.split(sep)
    if n == 0 or abs(n) > len(pieces):
        return None
    return pieces[n - 1] if n > 0 else pieces[n]


def rounded(x, places):
    if places < -300 or places > 300:
        return 0.0 if places < 0 else x
    return float(decimal.Decimal(x).quantize(
        decimal.Decimal(1).scaleb(-places), decimal.ROUND_HALF_UP))


def in_memory(rows):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (" + ", ".join(n for n, _ in COLUMNS) + ")")
    db.executemany(f"INSERT INTO t VALUES ({','.join('?' * len(COLUMNS))})",
                   rows)
    aggregates = {"exact_sum": (1, ExactSum), "mean": (1, Mean),
                  "quantile": (2, Quantile), "deviation": (1, Deviation),
                  "mode": (1, Mode), "set_of": (1, SetOf),
                  "tuples": (-1, Distinct), "first_by": (-1, First),
                  "last_by": (-1, Last)}
    for name, (args, made) in aggregates.items():
        db.create_aggregate(name, args, made)

    def function(name, args, call):
        db.create_function(
            name, args, lambda *a: None if None in a else call(*a),
            deterministic=True)

    function("field", 3, field)
    function("rounded", 2, rounded)
    function("sqrt", 1, lambda x: math.sqrt(x) if x >= 0 else None)
    function("floor", 1, lambda x: float(math.floor(x)))
    function("ceil", 1, lambda x: float(math.ceil(x)))
    function("found", 2, lambda re_, x: int(re.search(re_, x, re.A | re.S)
                                            is not None))
    function("found_fold", 2, lambda re_, x: int(
        re.search(re_, x, re.A | re.S | re.I) is not None))
    function("rest", 2, lambda x, y: None if y == 0 else math.fmod(x, y))
    function("cut", 2, lambda x, step: x // step * step)
    function("swap", 3, lambda x, re_, to: re.sub(re_, lambda _: to, x,
                                                  flags=re.A | re.S))
    return db

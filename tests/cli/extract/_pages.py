"""A table read by its pages is the table read by the library.

_pages.py SEED N: N random databases, then the special ones.  Whatever is
read, with any option, both ways give the same bytes, messages and status;
--explain names the way.
"""
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

SEED, N = int(sys.argv[1]), int(sys.argv[2])
PAGES = [512, 1024, 2048, 4096, 8192, 16384, 32768, 65536]
TYPES = ["INTEGER", "INT", "BIGINT", "TEXT", "VARCHAR(20)", "CLOB", "BLOB", "",
         "REAL", "DOUBLE PRECISION", "FLOAT", "FLOATING POINT", "NUMERIC",
         "DECIMAL(10,2)", "BOOLEAN", "DATE", "DATETIME", "TIMESTAMP", "JSON",
         "STRING"]
NAMES = ["a", "b c", 'quo"te', "select", "x'y", "rowid", "_rowid_", "oid",
         "umlaut-\u00e4", "UPPER", "q[", "n1", "n2", "n3", "n4"]
WAYS = {}
STATUSES = [0, 0, 0]


def run(args, way):
    env = dict(os.environ, GPUTALLY_BUSY_MS="200")
    env["GPUTALLY_SQLITE"] = way
    done = subprocess.run(["gpu-extract", "--explain", *args], env=env,
                          capture_output=True, timeout=60)
    lines = done.stderr.decode("utf-8", "replace").splitlines()
    told = [x for x in lines if ": pages" in x or ": sqlite3_step: " in x]
    return (done.returncode, done.stdout,
            [x for x in lines if x not in told]), told


def way_of(told):
    return told[0].split(": ", 2)[2] if told else "none"


def same(what, *args):
    """Both ways give the same; the first's name."""
    one, told = run(args, "pages")
    other, asked = run(args, "step")
    if one != other or (asked and
                        way_of(asked) != "sqlite3_step: as asked for"):
        print("SEED=%d: %s: %s: %s\n  status %d, %d bytes, %s\n"
              "  status %d, %d bytes, %s" % (
                  SEED, what, args, told, one[0], len(one[1]), one[2],
                  other[0], len(other[1]), other[2]))
        if os.path.exists(args[-1]) and "KEEP" in os.environ:
            shutil.copy(args[-1], os.environ["KEEP"])
    if one[0] in (0, 1, 2):
        STATUSES[one[0]] += 1
    else:
        print("SEED=%d: %s: %s: status %d" % (SEED, what, args, one[0]))
    way = way_of(told)
    if told:
        WAYS[way] = WAYS.get(way, 0) + 1
    return way


def quote(name):
    return '"' + name.replace('"', '""') + '"'


def number(rng):
    n = rng.getrandbits(rng.choice([1, 7, 8, 15, 16, 23, 24, 31, 32, 47, 48,
                                    62, 63]))
    return rng.choice([n, -n, -n - 1, 0, 1])


def some_time(rng, k):
    s = 1760000000 + k // 7 * 300
    t = time.strftime(rng.choice(["%Y-%m-%d %H:%M:%S"] * 9 +
                                 ["%Y-%m-%dT%H:%M:%S"]), time.gmtime(s))
    return t + rng.choice(["", "", ".5", ".123456"]) if k % 3 == 0 else t


def text(rng, page):
    kind = rng.random()
    if kind < 0.7:
        n = rng.choice([0, 1, 5, 20, 60])
    elif kind < 0.95:
        n = rng.randrange(400)
    else:
        n = rng.choice([page - 40, page - 35, page - 34, page, 3 * page,
                        rng.randrange(5 * page)])
    if n > 20 and rng.random() < 0.5:
        return rng.choice("abc") * n
    return "".join(rng.choice("abcxyz \t\n<>\u00e4\U0001f600\0")
                   for _ in range(min(n, 60))) + "z" * max(0, n - 60)


def value(rng, decl, page, k, clean):
    """One that fits the type, mostly."""
    if rng.random() < 0.1:
        return None
    if not clean and rng.random() < 0.02:
        return rng.choice([number(rng), "n/a", 1.5, b"\x00\xff", "12", "1e3"])
    if decl in ("DATETIME", "TIMESTAMP"):
        return some_time(rng, k)
    if decl == "DATE":
        return "2026-%02d-%02d" % (k % 12 + 1, k % 28 + 1)
    if decl == "BOOLEAN":
        return k % 2
    if "INT" in decl and "POINT" not in decl:
        return number(rng)
    if decl in ("REAL", "DOUBLE PRECISION", "FLOAT", "NUMERIC",
                "DECIMAL(10,2)"):
        return rng.choice([number(rng), rng.random(), -1.5e300, 1e-310, 2.0,
                           0.0, float(number(rng)), float("inf")])
    if decl == "BLOB" and not clean:
        return bytes(rng.getrandbits(8) for _ in range(rng.randrange(50)))
    return text(rng, page)


def columns(rng):
    names = rng.sample(NAMES, rng.randrange(1, 9))
    decls = [rng.choice(TYPES) for _ in names]
    if rng.random() < 0.4:
        decls[rng.randrange(len(decls))] = rng.choice(
            ["INTEGER PRIMARY KEY"] * 4 + ["INT PRIMARY KEY",
                                           "INTEGER PRIMARY KEY DESC",
                                           "integer primary key"])
    if rng.random() < 0.6:
        names.append("timestamp")
        decls.append(rng.choice(["DATETIME", "TIMESTAMP"]))
    return names, decls


def insert(rng, db, names, decls, page, count, clean, start):
    marks = ",".join("?" * len(names))
    head = ",".join(map(quote, names))
    for k in range(start, start + count):
        row = [None if "PRIMARY" in d.upper() and rng.random() < 0.8 else
               value(rng, d.split(" PR")[0], page, k, clean)
               for d in decls]
        if "timestamp" in names and (clean or rng.random() < 0.98):
            row[-1] = some_time(rng, k if rng.random() < 0.999 or clean
                                else k // 2)
        try:
            if "PRIMARY" not in "".join(decls).upper() and \
                    "rowid" not in names and rng.random() < 0.02:
                db.execute("INSERT INTO t (rowid, %s) VALUES (?, %s)" % (
                    head, marks), [number(rng)] + row)
            else:
                db.execute("INSERT INTO t (%s) VALUES (%s)" % (head, marks),
                           row)
        except (sqlite3.IntegrityError, sqlite3.OperationalError):
            pass  # a key twice, a type a key can't have, no number left


def create(rng, path, page):
    if os.path.exists(path):
        os.remove(path)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA page_size=%d" % page)
    db.execute("PRAGMA auto_vacuum=%d" % rng.choice([0, 0, 1, 2]))
    db.execute("PRAGMA synchronous=OFF")
    return db


def random_database(rng, path):
    page = rng.choice(PAGES)
    db = create(rng, path, page)
    names, decls = columns(rng)
    clean = rng.random() < 0.5
    rows = rng.choice([0, 1, 2, 30, 300, 1500])
    db.execute("CREATE TABLE t (%s)" % ",".join(
        quote(n) + " " + d + rng.choice(["", "", " DEFAULT 'd'"]
                                        if "PRI" not in d.upper() else [""])
        for n, d in zip(names, decls)))
    if rng.random() < 0.3:
        db.execute("CREATE INDEX i ON t (%s)" % quote(rng.choice(names)))
    db.execute("BEGIN")
    insert(rng, db, names, decls, page, rows, clean, 0)
    for k in range(rng.choice([0, 0, 0, 1, 2])):
        name = "added%d" % k
        decl = rng.choice([d for d in TYPES if d not in (
            "DATETIME", "TIMESTAMP", "BOOLEAN", "DATE")])
        db.execute("ALTER TABLE t ADD COLUMN %s %s %s" % (
            name, decl, rng.choice(["", "DEFAULT NULL", "DEFAULT 7",
                                    "DEFAULT -2.5", "DEFAULT 'x''y'",
                                    "DEFAULT x'00ff'", "NOT NULL DEFAULT 3"])))
        names.insert(-1 if names[-1] == "timestamp" else len(names), name)
        decls.insert(-1 if names[-1] == "timestamp" else len(decls),
                     decl)
        insert(rng, db, names, decls, page, rng.choice([0, 1, 40]), clean,
               rows)
    if rng.random() < 0.3:
        db.execute("DELETE FROM t WHERE abs(random()) % ? = 0",
                   (rng.choice([2, 3, 10]),))
    db.execute("COMMIT")
    if rng.random() < 0.2:
        db.execute("VACUUM")
    if rng.random() < 0.1:
        db.execute("PRAGMA incremental_vacuum(3)")
    db.close()
    return names


def random_args(rng, names, path):
    args = []
    if rng.random() < 0.5:
        args += ["-c", ",".join("`%s`" % n for n in rng.sample(
            [n for n in names if "`" not in n],
            rng.randrange(1, len(names) + 1)))]
    if rng.random() < 0.6:
        args += ["-T", "*=" + rng.choice(["text?", "text?", "text", "int?",
                                          "real?", "f32?", "date?", "bool?",
                                          "json?"])]
        if "timestamp" in names:
            args[-1] += ",timestamp=" + rng.choice(["time", "time?"])
    if "timestamp" in names and rng.random() < 0.5:
        args += ["-w", rng.choice(["1h", "0s", "2025-10-09", "2025",
                                   "..2025-10-09T10:00", "2020"])]
    if rng.random() < 0.2:
        args += ["--chunk", str(rng.choice([1, 7, 100]))]
    return args + [path]


def random_ones():
    for k in range(N):
        rng = random.Random(SEED * 1000003 + k)
        names = (random_database if k % 3 else snapshots)(rng, "r.db")
        for _ in range(4):
            same("database %d" % k, *random_args(rng, names, "r.db"))
        os.remove("r.db")
    told = set(WAYS)
    if not told <= {"pages", "sqlite3_step: no table with row numbers"}:
        print("random ones were read by", told)
    if WAYS.get("pages", 0) < 2 * N:
        print("random ones were read by", WAYS)
    if STATUSES[0] < N or STATUSES[1] < N / 4:
        print("random ones: status", STATUSES)
    print("random tables are the same")


def snapshots(rng, path):
    """Rows that come again and again, some changed, gone, new or moved."""
    db = create(rng, path, rng.choice(PAGES))
    names = ["slot", "gpu", "n", "long", "state", "timestamp"]
    db.execute("CREATE TABLE t (slot TEXT, gpu TEXT, n INT, long TEXT, "
               "state TEXT, timestamp DATETIME)")
    rows = [["slot%d" % (k // 2), "g%d" % k, k, rng.choice("ab") * rng.choice(
        [0, 3, 200] if k % 9 else [0, 600, 3000]), "idle"]
        for k in range(rng.choice([1, 5, 60, 400]))]
    db.execute("BEGIN")
    for k in range(rng.choice([3, 30])):
        for row in rows:
            if rng.random() < 0.05:
                row[rng.randrange(1, 5)] = rng.choice([
                    None, "x", "idle", 5, "5", -1.5, "busy" * rng.choice(
                        [1, 20])])
            db.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", row + [
                "2026-10-07 %02d:%02d" % (k // 60, k % 60)])
        for _ in range(rng.choice([0, 0, 1, 3])):
            at = rng.randrange(len(rows) + 1)
            if rng.random() < 0.5 and len(rows) > 1:
                del rows[at % len(rows)]
            elif rng.random() < 0.5:
                rows.insert(at, ["slot%d" % rng.randrange(300), "new", 0,
                                 None, "idle"])
            else:
                rows.append(rows.pop(at % len(rows)))
    db.execute("COMMIT")
    db.close()
    return names


def tell(what, *args):
    print("%s: %s" % (what, same(what, *args)))


def fill(db, table="t", rows=300):
    db.execute("CREATE TABLE IF NOT EXISTS %s (n INT, s TEXT, "
               "timestamp DATETIME)" % table)
    for k in range(rows):
        db.execute("INSERT INTO %s (n, s, timestamp) VALUES (?, ?, ?)" %
                   table, (k, "s%d" % (k % 9), "2026-10-07 %02d:%02d:00" % (
                       k // 60 % 24, k % 60)))


def special_tables():
    db = create(random.Random(2), "s.db", 1024)
    fill(db)
    db.executescript("""
        CREATE VIEW v AS SELECT * FROM t;
        CREATE TABLE w (n INT PRIMARY KEY, s TEXT) WITHOUT ROWID;
        INSERT INTO w SELECT n, s FROM t;
        CREATE TABLE g (n INT, twice INT AS (n * 2), s TEXT);
        INSERT INTO g (n, s) SELECT n, s FROM t;
        CREATE TABLE gs (n INT, twice INT AS (n * 2) STORED, s TEXT);
        INSERT INTO gs (n, s) SELECT n, s FROM t;
        CREATE TABLE three (rowid TEXT, _rowid_ TEXT, oid TEXT);
        INSERT INTO three SELECT s, s, s FROM t;
        CREATE TABLE strict (n INT, a ANY, r REAL) STRICT;
        INSERT INTO strict SELECT n, s, n FROM t;
        CREATE TABLE empty (n INT, timestamp DATETIME);
        CREATE TABLE au (id INTEGER PRIMARY KEY AUTOINCREMENT, s TEXT);
        INSERT INTO au (s) SELECT s FROM t;
        CREATE TABLE "a ""quoted"" table" (n INT);
        INSERT INTO "a ""quoted"" table" SELECT n FROM t;
        CREATE TABLE ends (id INTEGER PRIMARY KEY, timestamp DATETIME);
        INSERT INTO ends VALUES (-9223372036854775808, '2026-10-01');
        INSERT INTO ends VALUES (-5, '2026-10-02'), (0, '2026-10-03');
        INSERT INTO ends VALUES (9223372036854775807, '2026-10-04');
        CREATE TABLE huge (a TEXT, n INT, s TEXT);
        INSERT INTO huge VALUES (zeroblob(100), 1, 'x');
        INSERT INTO huge VALUES (zeroblob(70000000), 2, 'behind');
        INSERT INTO huge VALUES (NULL, 3, 'y');
        """)
    try:
        db.execute("CREATE VIRTUAL TABLE f USING fts5(s)")
        db.execute("INSERT INTO f SELECT s FROM t")
        print("virtual:", same("virtual", "--sql", "f", "s.db"))
        print("a shadow table:", same("shadow", "--sql", "f_content", "s.db"))
    except sqlite3.OperationalError:
        print("virtual: sqlite3_step: no table with row numbers")
        print("a shadow table: sqlite3_step: no table with row numbers")
    db.close()
    for table in ("t", "v", "w", "g", "gs", "three", "strict", "empty", "au",
                  'a "quoted" table', "ends", "sqlite_schema",
                  "sqlite_sequence"):
        tell("table " + table, "--sql", table, "s.db")
    for w in "0s", "2026-10-02..2026-10-03", "2026-10-01", "..2026-10-03":
        tell("rows at both ends, " + w, "--sql", "ends", "-w", w, "s.db")
    tell("a huge blob passed over", "--sql", "huge", "-c", "n,s", "s.db")
    tell("a huge blob", "--sql", "huge", "s.db")
    tell("a blob for a text", "--sql", "huge", "-T", "a=text?", "s.db")
    tell("a query", "--sql", "SELECT * FROM t", "s.db")
    tell("a second way to write a name", "--sql", "T", "s.db")


def special_files():
    db = sqlite3.connect("u.db", isolation_level=None)
    db.execute("PRAGMA encoding='UTF-16le'")
    fill(db)
    db.close()
    tell("UTF-16", "u.db")
    db = sqlite3.connect("wal.db", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    fill(db)
    tell("WAL with rows", "wal.db")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tell("WAL without rows", "wal.db")
    other = sqlite3.connect("wal.db", isolation_level=None)
    db.execute("INSERT INTO t VALUES (1, 'x', '2026-10-09')")
    tell("WAL with a row", "wal.db")
    other.close()
    db.close()
    tell("WAL, closed", "wal.db")
    os.symlink("wal.db", "link.db")
    tell("by another name", "--sql", "t", "link.db")
    for mode in "PERSIST", "TRUNCATE", "MEMORY":
        db = sqlite3.connect("j.db", isolation_level=None)
        db.execute("PRAGMA journal_mode=" + mode)
        fill(db, rows=30)
        tell("journal " + mode, "j.db")
        db.close()
    with open("j.db", "ab") as f:
        f.write(b"\0" * 4096)
    tell("bytes behind the last page", "j.db")
    with open("j.db", "r+b") as f:
        f.seek(20)
        f.write(b"\x08")
    same("reserved bytes", "j.db")
    with open("j.db", "r+b") as f:
        f.seek(18)
        f.write(b"\x07\x07\x00")
    same("a format to come", "j.db")
    shutil.copy("s.db", "hot.db")
    pid = os.fork()
    if pid == 0:
        db = sqlite3.connect("hot.db", isolation_level=None)
        db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN")
        db.execute("UPDATE t SET s = s || 'x'")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    tell("a hot journal", "--sql", "t", "hot.db")
    sqlite3.connect("hot.db").execute("SELECT * FROM t").fetchone()
    tell("rolled back", "--sql", "t", "hot.db")


def snapshot():
    """A reader that has begun keeps a writer out until it is done."""
    db = create(random.Random(3), "live.db", 4096)
    db.execute("BEGIN")
    fill(db, rows=0)
    rng = random.Random(3)
    for k in range(30000):
        db.execute("INSERT INTO t VALUES (?, ?, '2026-10-07')",
                   (k, "%0200x" % rng.getrandbits(800)))
    db.execute("COMMIT")
    reader = subprocess.Popen(["gpu-extract", "--explain", "live.db"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    reader.stdout.read(1)
    began = threading.Event()
    done = []

    def write():
        w = sqlite3.connect("live.db", timeout=60, isolation_level=None)
        w.execute("PRAGMA cache_spill=OFF")
        w.execute("BEGIN IMMEDIATE")
        w.execute("UPDATE t SET s = 'changed'")
        w.execute("INSERT INTO t VALUES (-1, 'new', '2027-01-01')")
        began.set()
        w.execute("COMMIT")
        done.append(time.monotonic())
        w.close()

    writer = threading.Thread(target=write)
    writer.start()
    began.wait(30)
    time.sleep(0.3)
    early = bool(done)
    out, err = reader.communicate()
    writer.join()
    print("a writer meanwhile: status %d, %s%s" % (
        reader.returncode, way_of(err.decode().splitlines()),
        ", it did not wait" if early else ""))
    print("none of what it wrote is seen:", b"changed" not in out and
          b"new" not in out)
    tell("and is there later", "live.db")


random_ones()
special_tables()
special_files()
snapshot()

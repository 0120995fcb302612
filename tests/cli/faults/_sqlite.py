"""What can happen to a database of SQLite while or before it is read.

_sqlite.py SEED: one part after another, in the current folder.
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

SEED = int(sys.argv[1])
ROWS = 600
DAY = "2026-10-07 "


def make(path, rows=ROWS, mode="DELETE", page=512):
    for end in "", "-wal", "-shm", "-journal":
        if os.path.exists(path + end):
            os.remove(path + end)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA page_size=%d" % page)
    db.execute("PRAGMA journal_mode=" + mode)
    db.execute("CREATE TABLE t (batch BIGINT, n BIGINT, x FLOAT, name TEXT, "
               "timestamp DATETIME)")
    db.execute("BEGIN")
    for n in range(rows):
        insert(db, 0, n)
    db.execute("COMMIT")
    return db


def insert(db, batch, n):
    second = batch * 10 + n // 100
    db.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?)", (
        batch, n, n / 8, "slot%d@host" % (n % 50), DAY + "%02d:%02d:%02d" % (
            second // 3600, second // 60 % 60, second % 60)))


def extract(*args, before=None, **env):
    return subprocess.run(["gpu-extract", *args], capture_output=True,
                          timeout=30, preexec_fn=before,
                          env=dict(os.environ, **env))


def rows_of(stream):
    """The rows of a stream, as lists of texts."""
    text = subprocess.run(["gpu-render", "-f", "tsv", "-"], input=stream,
                          capture_output=True, check=True).stdout.decode()
    return [line.split("\t") for line in text.splitlines()[1:]]


def tell(what, done):
    if done.returncode == 0:
        print("%s: %d rows" % (what, len(rows_of(done.stdout))))
    else:
        print("%s: status %d, %s" % (what, done.returncode,
                                     done.stderr.decode().strip()))


def damaged(rng):
    """A file with some bytes changed, or without its end."""
    make("whole.db").close()
    with open("whole.db", "rb") as f:
        whole = f.read()
    told = read = 0
    for k in range(240):
        data = bytearray(whole)
        if k < 200:
            # Often where the structure is: the heads of file and pages.
            for _ in range(rng.choice([1, 1, 2, 30])):
                at = rng.randrange(len(data))
                if rng.random() < 0.5:
                    at = at // 512 * 512 + rng.randrange(12)
                if rng.random() < 0.1:
                    at = rng.randrange(100)
                data[at] = rng.randrange(256)
        else:
            del data[rng.randrange(len(data)):]
        with open("bad.db", "wb") as f:
            f.write(data)
        args = [["bad.db"], ["-w", "3s", "bad.db"],
                ["-c", "n", "--sql", "t", "bad.db"]][k % 3]
        done = extract(*args)
        wrong = None
        if done.returncode not in (0, 1, 2):
            wrong = "status %d, %r" % (done.returncode, done.stderr)
        elif done.returncode == 0 and k >= 200:
            wrong = "a cut file has rows"
        elif done.returncode and (
                done.stderr.count(b"\n") != 1 or
                not done.stderr.startswith(b"gpu-extract: bad.db:")):
            wrong = "said %r" % done.stderr
        if wrong:
            print("SEED=%d: damage %d: %s: %s" % (SEED, k, args, wrong))
        told += done.returncode != 0
        read += done.returncode == 0
    print("damaged: read or told" if told > 60 and read > 10 else
          "damaged: %d told, %d read" % (told, read))


def locked():
    db = make("locked.db")
    db.execute("BEGIN EXCLUSIVE")
    tell("locked", extract("locked.db", GPUTALLY_BUSY_MS="100"))
    threading.Timer(0.4, db.execute, ["COMMIT"])
    reader = subprocess.Popen(["gpu-extract", "locked.db"],
                              stdout=subprocess.PIPE)
    time.sleep(0.4)
    insert(db, 0, ROWS)
    db.execute("COMMIT")
    out, _ = reader.communicate(timeout=30)
    print("the lock went away: status %d, %d rows" %
          (reader.returncode, len(rows_of(out))))
    db.close()


def live(mode):
    """A writer at work, 100 rows a transaction: none is seen in part."""
    make("live.db", 100, mode).close()
    stop = threading.Event()
    committed = [1]

    def write():
        db = sqlite3.connect("live.db", timeout=60, isolation_level=None)
        db.execute("PRAGMA synchronous=OFF")
        while not stop.is_set():
            db.execute("BEGIN IMMEDIATE")
            for n in range(100):
                insert(db, committed[0], n)
            db.execute("COMMIT")
            committed[0] += 1
            time.sleep(0.002)
        db.close()

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    try:
        for k in range(12):
            least = committed[0]
            args = [["live.db"], ["-w", "2026-10-07", "live.db"],
                    ["-s", "-n", "live.db"]][k % 3]
            done = extract(*args, GPUTALLY_BUSY_MS="20000")
            if done.returncode:
                print("live", mode, args, done)
                continue
            rows = rows_of(done.stdout)
            batches = len(rows) // 100
            seen.add(batches)
            if len(rows) % 100 or batches < least or sorted(
                    (int(r[0]), int(r[1])) for r in rows) != [
                        (b, n) for b in range(batches) for n in range(100)]:
                print("live %s: %d rows of part of a transaction, "
                      "%d committed before" % (mode, len(rows), least * 100))
    finally:
        stop.set()
        writer.join()
    print("a writer at work, %s: %s" % (mode, "whole transactions" if
          len(seen) > 3 else "saw %s" % seen))


def killed_writer():
    """A writer dies within a transaction that has reached the file."""
    make("hot.db", 5000).close()
    pid = os.fork()
    if pid == 0:
        db = sqlite3.connect("hot.db", isolation_level=None)
        db.execute("PRAGMA cache_size=1")
        db.execute("BEGIN")
        db.execute("UPDATE t SET n = -1")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    print("a journal is left:", os.path.exists("hot.db-journal"))
    tell("a writer was killed", extract("hot.db"))
    sqlite3.connect("hot.db").execute("SELECT * FROM t").fetchone()
    tell("after it is undone", extract("--if", "n >= 0", "hot.db"))
    # In WAL mode nothing has to be undone.
    make("wal.db", 5000, "WAL").close()
    pid = os.fork()
    if pid == 0:
        db = sqlite3.connect("wal.db", isolation_level=None)
        db.execute("PRAGMA cache_size=1")
        db.execute("INSERT INTO t SELECT * FROM t LIMIT 10")
        db.execute("BEGIN")
        db.execute("UPDATE t SET n = -1")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)
    print("a log is left:", os.path.exists("wal.db-wal"))
    tell("a writer was killed, WAL", extract("--if", "n >= 0", "wal.db"))


def as_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def read_only_folder():
    for name in "no log", "log with rows", "log without its index":
        folder = name.replace(" ", "-")
        os.mkdir(folder)
        db = make(folder + "/a.db", mode="WAL")
        if name != "no log":
            shutil.copytree(folder, folder + "-copy")
            folder += "-copy"
        db.close()
        if "without" in name:
            os.remove(folder + "/a.db-shm")
        os.chmod(folder + "/a.db", 0o444)
        os.chmod(folder, 0o555)
        tell("folder that may not be written, " + name,
             extract(folder + "/a.db", before=as_nobody))
        os.chmod(folder, 0o755)


def surprises():
    db = sqlite3.connect("odd.db", isolation_level=None)
    db.execute("CREATE TABLE t (name TEXT, v BIGINT, timestamp DATETIME)")
    db.execute("CREATE VIEW v AS SELECT * FROM t WHERE v > 0")
    for k, v in enumerate([1, 2.0, "3", "n/a", b"\x00", None]):
        db.execute("INSERT INTO t VALUES (?, ?, ?)", (
            "x", v, DAY + "00:00:0%d" % k))
    tell("text for a number", extract("odd.db"))
    tell("as lenient", extract("-T", "v=int?", "odd.db"))
    tell("in a query", extract("--sql", "SELECT v FROM t", "-T", "v=int",
                               "odd.db"))
    tell("not looked at", extract("-c", "name", "odd.db"))
    tell("a number for a time", extract("-T", "v=time", "odd.db"))
    tell("of the window only", extract("-w", "2026-10-07 00:00..2026-10-07 "
                                       "00:00:02", "odd.db"))
    db.execute("INSERT INTO t VALUES ('y', 1, 1791331200)")
    tell("seconds for a time", extract("-c", "timestamp", "odd.db"))
    tell("no such table", extract("--sql", "nosuch", "odd.db"))
    tell("no such column", extract("-c", "nosuch", "odd.db"))
    tell("one that may be absent", extract("-c", "name,nosuch?", "odd.db"))
    db.execute("CREATE TABLE u (v BLOB)")
    tell("two tables", extract("odd.db"))
    db.execute("INSERT INTO u VALUES (zeroblob(100))")
    tell("a blob", extract("--sql", "u", "odd.db"))
    db.execute("UPDATE u SET v = cast('a' || char(0) || 'b' AS TEXT)")
    tell("a text with a NUL", extract("--sql", "u", "odd.db"))
    db.execute("DROP TABLE t")
    db.execute("DELETE FROM u")
    tell("a table without rows", extract("odd.db"))
    db.close()


damaged(random.Random(SEED))
locked()
live("WAL")
live("DELETE")
killed_writer()
read_only_folder()
surprises()

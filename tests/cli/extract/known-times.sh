# What is learned of a database's times is kept in GPUTALLY_CACHE and used while
# the database is as it was; whatever happens to either, the rows are the same.
db() { sqlite3 d.db "$@"; }
db "CREATE TABLE t (n INTEGER, timestamp DATETIME);
    WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < 29999)
    INSERT INTO t SELECT i, strftime('%Y-%m-%d %H:%M:%S', 1790812800 + i / 10 * 60, 'unixepoch') FROM s"
mkdir cache
# same NAME: windows; known: what is kept was not written again.
type=time before=
same() {
	for w in 3h 100d '2026-10-02..2026-10-03'; do
		gpu-extract -q -T "timestamp=$type" -w "$w" d.db >want
		GPUTALLY_CACHE=cache gpu-extract -q -T "timestamp=$type" -w "$w" d.db >got
		cmp want got || echo "$1: -w $w differs"
	done
	after=$(stat -c '%i %y' cache/*.times)
	if [ "$before" = "$after" ]; then
		echo "$1: known"
	else
		echo "$1: looked at"
	fi
	before=$after
}
same 'at first'
same 'again'
rm cache/*.times
same 'without'
db "INSERT INTO t VALUES (1, '2026-10-22 12:00:00')"
same 'a row more'
db "UPDATE t SET timestamp = '2026-10-22 11:00:00' WHERE n = 5"
same 'out of order'
db "UPDATE t SET timestamp = NULL WHERE n = 6"
GPUTALLY_CACHE=cache gpu-extract -w 3h d.db >rows
rm cache/*.times
type='time?'
same 'a NULL'
cp -p d.db other.db
sqlite3 other.db "DELETE FROM t WHERE n > 20000"
touch -r d.db other.db
mv other.db d.db
same 'another file'
python3 - <<'END'
import os, sqlite3, subprocess
db = sqlite3.connect("d.db")
db.execute("PRAGMA journal_mode = wal")
db.execute("INSERT INTO t VALUES (1, '2026-10-22 13:00:00')")
db.commit()
print("in the log:", subprocess.run(
    "gpu-extract -T 'timestamp=time?' -w 10m d.db | gpu-agg 'n=count()' | gpu-render -f tsv - | tail -n 1",
    shell=True, env=dict(os.environ, GPUTALLY_CACHE="cache"), capture_output=True, text=True).stdout.strip())
db.execute("PRAGMA journal_mode = delete")
END
same 'a log that is gone'
same 'as before'
for file in cache/*.times; do
	cp "$file" kept
	sed 's/ 1 0 / 1 1 /' kept >"$file"
	same 'a flag changed'
	head -c 60 kept >"$file"
	same 'cut'
	: >"$file"
	same 'empty'
	head -c 5000 /dev/zero >"$file"
	same 'zeros'
done
chmod a-w cache
same 'read only'
GPUTALLY_CACHE=none gpu-extract -T 'timestamp=time?' -w 3h d.db | gpu-agg 'n=count()' | gpu-render -f tsv -
GPUTALLY_CACHE='' gpu-extract -T 'timestamp=time?' -w 3h d.db | gpu-agg 'n=count()' | gpu-render -f tsv -
find cache -type f | sed 's/[0-9a-f]*\.times$/X.times/'

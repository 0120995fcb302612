# Rows into a database: made, appended by name, replaced by key, or untouched.
command -v sqlite3 >/dev/null || { echo 'no sqlite3'; exit 77; }
. "$TESTS/cli/render/_small.sh"
gpu-render -f sqlite -o a.db -T 'n=DECIMAL(10,2)' small.rows
sqlite3 a.db .schema 'SELECT *, typeof(at), typeof(name) FROM small'
echo '== other columns, other order'
gpu-bucket 'extra=n' -c extra,day,name <small.rows >b.rows
gpu-render -f sqlite --table small -o a.db b.rows 2>&1 || echo "status $?"
gpu-render -f sqlite --table small --add-columns -o a.db b.rows
sqlite3 a.db 'SELECT count(*), count(extra), sum(extra) FROM small'
echo '== days replaced'
gpu-render -f sqlite --table small -k day -o a.db b.rows
gpu-render -f sqlite --table small -k day -o a.db b.rows
sqlite3 a.db 'SELECT count(*), count(extra) FROM small'
echo '== locked'
sqlite3 a.db 'BEGIN EXCLUSIVE' '.shell GPUTALLY_BUSY_MS=50 gpu-render -f sqlite -o a.db b.rows 2>&1 || echo status $?' 'ROLLBACK'
echo '== not one'
echo text and nothing else >c.db
gpu-render -f sqlite -o c.db b.rows 2>&1 || echo "status $?"
cat c.db
gpu-render -f sqlite -o d.db -T 'n=TEXT); DROP TABLE x' small.rows 2>&1 ||
    echo "status $?"
ls

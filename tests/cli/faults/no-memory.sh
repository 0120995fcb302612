# With too little memory a program ends with status 1 and one line, and leaves
# nothing.
command -v zstd gzip sqlite3 >/dev/null || { echo 'no zstd, gzip or sqlite3'; exit 77; }
# shellcheck disable=SC3045 # what has no -v skips
(ulimit -v 1000000 && gpu-agg --version) >/dev/null 2>&1 || {
	echo 'the programs do not start under ulimit -v (sanitizers)'
	exit 77
}
HOSTS=12
. "$TESTS/cli/faults/_big.sh"
export TYPES
gpu-render -f sqlite --table gpu_state -T timestamp=DATETIME -o big.db big.rows
sqlite3 late.db 'CREATE TABLE t (Name TEXT, State TEXT, timestamp DATETIME)' \
    'ATTACH "big.db" AS b' \
    'INSERT INTO t SELECT Name, State, timestamp FROM gpu_state ORDER BY -rowid'
gpu-render -f json -n 3000 big.rows >big.json
zstd -q big.tsv -o big.tsv.zst
gzip -k big.tsv
printf 'Machine,who\nhost1,x\n' >owned.csv
printf 'title "Rows"\nsection a "All"\n  from rows by State\n    col Name "Name"\n    col Disk "Disk" ,\n' >page.layout
python3 "$TESTS/cli/faults/_memory.py" "${SEED:-$$}"

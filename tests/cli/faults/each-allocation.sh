# Whichever allocation fails, a program does without or ends with status 1 and
# one line.
command -v zstd gzip sqlite3 >/dev/null || { echo 'no zstd, gzip or sqlite3'; exit 77; }
cc -shared -fPIC -O1 -o nomalloc.so "$TESTS/cli/faults/_nomalloc.c" 2>/dev/null ||
	{ echo 'no cc to build what is preloaded'; exit 77; }
LD_PRELOAD=./nomalloc.so gpu-agg --version >/dev/null 2>&1 || {
	echo 'the programs do not start with a library preloaded (sanitizers)'
	exit 77
}
"$TOP/scripts/gpu-sample" --hosts 3 | head -n 301 >small.tsv
gpu-extract -f tsv -T '*=text,GPUs_GlobalMemoryMb=int,GPUsAverageUsage=real,Disk=int,timestamp=time' small.tsv >small.rows
gpu-render -f sqlite --table gpu_state -T timestamp=DATETIME -o a.db small.rows
mkdir months
cp a.db months/gpu_state_2026-10.db
sqlite3 late.db 'CREATE TABLE t (Name TEXT, State TEXT, timestamp DATETIME)' \
    'ATTACH "a.db" AS b' \
    'INSERT INTO t SELECT Name, State, timestamp FROM gpu_state ORDER BY -rowid'
gpu-render -f json -n 20 small.rows >few.json
zstd -q small.tsv -o small.tsv.zst
gzip -k small.tsv
printf 'host1\nhost2\n' >owned
printf 'a = contains(Name, "x") ? 1 : 2\nb = a + 1\n' >rules
printf 'busy if State == "Claimed"\nidle if true\n' >state
printf 'title "Rows"\nsection a "All"\n  from rows by State\n    col Name "Name"\n    col Disk "Disk" ,\n' >page.layout
python3 "$TESTS/cli/faults/_allocations.py"

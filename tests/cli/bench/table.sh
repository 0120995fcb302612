# The bench in small: its table comes out, all answers agree, what is not here
# and what was not run is told, and an answer that differs is noticed.
export BENCH_DATA="$PWD/data" BENCH_WORK="$PWD/bench" BENCH_PEERS=
export BENCH_WITHOUT='zstd duckdb chdb polars pandas miller' ROWS=5000

# Without figures, which are others each time.
shape() {
	sed -nE '/^\| (goal|G[1-7]|A2|size|a|c) /{
		s/\| (NOT MET|met|aim met)/| judged/
		s/[0-9]+\.[0-9]+/N/g
		s/N (s|MiB|[a-z0-9]+) \|/N \1 |/g
		p
	}'
}
QUERIES=Q1 RUNS=1 "$TESTS/bench/run" a c >out 2>err
echo "status $?"
cat err
shape <out
grep -c '^- ' out

echo "a peer that gives another answer:"
mkdir bin
printf '#!/bin/sh\ncat >/dev/null\necho class,device\n' >bin/sqlite3
chmod +x bin/sqlite3
PATH=$PWD/bin:$PATH QUERIES=Q1 RUNS=1 RESULTS=results "$TESTS/bench/run" a 2>&1 >out |
	sed "s,$PWD/,,"
[ -e results ] || echo "no results are kept"

echo "a peer that fails:"
printf '#!/bin/sh\ncat >/dev/null\necho no more disk >&2\nexit 1\n' >bin/sqlite3
PATH=$PWD/bin:$PATH QUERIES=Q1 RUNS=1 "$TESTS/bench/run" a >out 2>err
echo "status $?"
grep -v data err

"$TESTS/bench/run" z
echo "status $?"
RUNS=some "$TESTS/bench/run" a
echo "status $?"
"$BUILD/tests/bench/generate" data 2025-13
echo "status $?"

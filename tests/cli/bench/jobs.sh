# The bench of the roll-up and of matrices in small: all answers agree.
export BENCH_DATA="$PWD/data" BENCH_WORK="$PWD/bench" ROWS=3000
export BENCH_PEERS=
export BENCH_WITHOUT='zstd duckdb chdb polars pandas miller'
RUNS=1 "$TESTS/bench/run" rollup matrix >out 2>err
echo "status $?"
grep -v skip err
sed -nE '/^\| (S[0-9]|rollup|matrix) /{
	s/\| (NOT MET|met|aim met)/| judged/
	s/[0-9]+\.[0-9]+/N/g
	s/N s (awk|sqlite3) /N s peer /
	p
}' out
head -n 1 bench/answer.matrix.median
head -c 5 data/rollup/days/pods-2025-10-31.csv
echo
"$BUILD/tests/bench/tables" usage many 1 out
echo "status $?"

# A database and a CSV whose rows are out of order come in order, whatever
# they may take; as many of them are late.
. "$TESTS/cli/spill/_rows.sh"
command -v sqlite3 >/dev/null || {
	echo 'sqlite3 is not installed'
	exit 77
}
any_rows 200000 | gpu-filter -c at,n,text,x true >rows
gpu-render -f csv rows >a.csv
gpu-render -f sqlite --table t -o a.db rows
gpu-bucket 'at=at+1d' <rows >later
gpu-render -f sqlite --table t -o b.db later
for source in a.csv a.db 'a.csv b.db'; do
	for size in 256M 1M; do
		# shellcheck disable=SC2086 # words
		gpu-extract -S $size $source -o $size
		gpu-render -f csv $size >$size.csv
	done
	cmp 1M.csv 256M.csv
	gpu-agg n='count()' late='fact(late)' <1M | gpu-render -f csv |
		tail -n 1
done
gpu-extract -S 1M a.csv -s at -c at,n | gpu-render -f csv >sorted
gpu-extract -S 1M -w 2026-10-01T06:00..2026-10-01T07:00 a.db -c at,n |
	gpu-render -f csv >window
gpu-filter 'at>=time("2026-10-01 06:00") && at<=time("2026-10-01 07:00")' \
	-s at -c at,n <rows | gpu-render -f csv | cmp - window
gpu-filter -s at -c at,n true <rows | gpu-render -f csv | cmp - sorted

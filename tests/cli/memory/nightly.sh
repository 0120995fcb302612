# The nightly report of 1, 10 and 100 days: no process of it holds more because
# there are more rows.  The times of all snapshots go with the rows as a fact,
# which takes the programs some 80 bytes a snapshot; a chunk of buckets is full
# only at 100 days; gpu-render holds its tables, one of which has a row for each
# quarter of an hour.
. "$TESTS/cli/memory/_peaks.sh"
one_day
month_file() { # MONTH, its first day as a number, days
	days "$2" "$3" | gpu-render -f sqlite --table gpu_state \
		-T timestamp=DATETIME -o "data/gpu_state_2026-$1.db"
}
mkdir data
for TIMES in 1 10 100; do
	export TIMES
	case $TIMES in
	100)
		month_file 07 0 31
		month_file 08 31 31
		month_file 09 62 30
		month_file 10 92 8 ;;
	*) month_file 07 0 $TIMES ;;
	esac
	GPUTALLY_BIN=$PWD/bin make -s -f "$TOP/pipelines/nightly.mk" \
		DATA=data OUT=out HOURS=9000 2>/dev/null
	sed -n 's/.*"rows": \([0-9]*\).*/\1/p' out/report.json | head -n 1
	rm -r out data/*
done
compare_peaks 4096 gpu-render

# Two runs into one folder: the second waits for the first, and each report is
# that of a run alone; one that may not wait changes nothing.
export NOW='2026-10-03 06:00:00'
"$TESTS/sample-folder" data --days 3 --start 2026-09-30 --hosts 9
nightly() {
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data "$@"
}
whole() { # the report in out is that of the run alone of so many hours
	for f in report.txt report.html report.json work/tally.rows; do
		cmp "out/$f" "alone-$1/$f" || return
	done
	echo "out is the report of $1 h"
}
sums() {
	find out -type f -exec cksum {} + | sort
}

nightly OUT=alone-24 HOURS=24
nightly OUT=alone-50 HOURS=50

# One holds the lock, as a run that takes long would: the other says so, waits,
# and comes to its end.
mkdir -p out/work
(
	exec 9>>out/work/lock
	flock 9
	echo >held
	sleep 1
	echo "the first is done"
) &
until [ -e held ]; do sleep 0.05; done
nightly OUT=out HOURS=50 2>&1
whole 50
wait

sums >before
(
	exec 9>>out/work/lock
	flock 9
	echo >held-again
	until [ -e tried ]; do sleep 0.05; done
) &
until [ -e held-again ]; do sleep 0.05; done
for seconds in 0 1; do
	rc=0
	nightly OUT=out HOURS=24 LOCK_WAIT=$seconds >said 2>&1 || rc=$?
	echo "status $rc, $(grep -v '^make' said)"
done
echo >tried
wait
sums >after
cmp before after && echo "and nothing is changed"

# Many at once, in any order: the last to begin its work is the last to end.
for round in 1 2 3 4 5; do
	for hours in 24 50 24; do
		nightly OUT=out HOURS=$hours 2>/dev/null ||
			echo "round $round: status $?" &
	done
	wait
	hours=$(sed -n 's/^.* WINDOW=\([0-9]*\)h .*/\1/p' out/work/settings)
	whole "$hours" >result || cat result
done
echo "$round rounds of three"

# A second run redoes only what changed, and any number of jobs gives the same
# bytes.
export NOW='2026-10-03 06:00:00'
"$TESTS/sample-folder" data --days 3 --start 2026-09-30 --hosts 9
nightly() {
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data "$@" 2>&1
}
new() { # what is newer than the mark
	(cd out && find . -newer ../mark -type f ! -name '*.mk' | sed 's,^\./,,' |
		grep -E "${1:-.}" | sort)
}
later() { # file times may be whole seconds
	sleep 1.1
	touch mark
}

nightly OUT=out HOURS=48
later
nightly OUT=out HOURS=48
echo "nothing changed:" && new
later
touch data/gpu_state_2026-10.db
nightly OUT=out HOURS=48
echo "a month was touched:" && new 'part-|report'
later
nightly OUT=out HOURS=48 OWNED=
echo "no list of owned hosts:" && new 'part-|report'

nightly OUT=one HOURS=48 -j1
nightly OUT=four HOURS=48 -j4
for f in report.txt report.html report.json work/tally.rows; do
	cmp one/$f four/$f && echo "$f is the same"
done

# A window without a row leaves the report that is there.
later
nightly OUT=out HOURS=1 END='2026-09-01 00:00:00' | grep -E '^gpu-'
echo "no rows:" && new report

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

# A window that moves on: a month in its middle isn't read again, and what comes
# out is what a first run makes.
"$TESTS/sample-folder" long --days 33 --start 2026-08-30 --hosts 2
roll() { make -s -f "$TOP/pipelines/nightly.mk" DATA=long HOURS=768 CHANGE=no "$@"; }
NOW='2026-10-02 06:00:00' roll OUT=out
sqlite3 long/gpu_state_2026-10.db "INSERT INTO gpu_state SELECT * FROM gpu_state
    WHERE timestamp = (SELECT max(timestamp) FROM gpu_state);
    UPDATE gpu_state SET timestamp = datetime(timestamp, '+2 hours')
    WHERE rowid > (SELECT max(rowid) - 4 FROM gpu_state)"
later
roll OUT=out
echo "the window moved on:" && new 'part-2|report'
roll OUT=fresh
for f in report.txt report.html report.json work/tally.rows; do
	cmp out/$f fresh/$f && echo "$f is the same"
done

# A report is the same bytes from databases, archives and any mix of them; and
# what is read in place of what.
. "$TESTS/cli/archive/_month.sh"
export NOW='2026-10-03 06:00:00'
folder data
cp -Rp data dbs
nightly() {
	make -s -f "$TOP/pipelines/nightly.mk" HOURS=50 "$@"
}
archive >made
mkdir alone
cp -p data/*.rows data/chtc_owned data/masked_hosts.yaml alone
cp -Rp data mix-1 && rm mix-1/gpu_state_2026-09.db mix-1/gpu_state_2026-10.rows
cp -Rp data mix-2 && rm mix-2/gpu_state_2026-10.db mix-2/gpu_state_2026-09.rows
cp -Rp data stale && touch stale/gpu_state_2026-10.db
for x in dbs data alone mix-1 mix-2 stale; do
	nightly DATA=$x OUT=out-$x
	way $x
	for f in report.txt report.html report.json; do
		cmp out-dbs/$f out-$x/$f
	done
done
for w in 24h 2026-09 2026-10-01 0s 2026-09-30T23:00..2026-10-01T01:00; do
	figures -w "$w" dbs >want
	for x in data alone mix-1 mix-2 stale; do
		figures -w "$w" "$x" | cmp - want || echo "$w of $x"
	done
done

echo "- one month by its name"
figures data/gpu_state_2026-09
way data/gpu_state_2026-09
gpu-extract data/gpu_state_2026-08 2>&1 || echo "status $?"

echo "- a log, a journal"
: >data/gpu_state_2026-10.db-journal && way data
echo x >data/gpu_state_2026-10.db-journal && way data
rm data/gpu_state_2026-10.db-journal

echo "- other types, other rows, no order"
way -T '*=text,timestamp=time' data
way -T '*=text' data
gpu-extract -w 1d data/gpu_state_2026-10.db -o data/gpu_state_2026-10.rows
way data
gpu-extract data/gpu_state_2026-10.db -o x.rows
gpu-filter true <x.rows -o data/gpu_state_2026-10.rows
way data
cat x.rows dbs/../x.rows >data/gpu_state_2026-10.rows
way data 2>&1

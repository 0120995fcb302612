# The same reports, however they lie there: the same bytes.  A second run does
# nothing; what changed is done again.
. "$TESTS/cli/rollup/_roll.sh"
python3 "$PODS" make in 77
python3 - <<'END'
# One file in order of time: what is cut from it then comes in that order.
import csv
rows = list(csv.reader(open("in/pods.csv", encoding="utf-8", newline="")))
with open("in/pods.csv", "w", encoding="utf-8", newline="") as f:
    csv.writer(f, lineterminator="\n").writerows(
        rows[:1] + sorted(rows[1:], key=lambda r: r[0]))
END
roll
python3 "$PODS" check in out
mv out want
same() { # what it is about, options
	what=$1
	shift
	roll "$@" || echo "$what failed"
	for t in daily capacity storage unallocated; do
		cmp "want/$t.csv" "out/$t.csv" || echo "$what differs"
	done
}
roll
cp -r in plain
gzip in/*
same gzip
rm -rf in
cp -r plain in
zstd -q --rm in/*
same zstd
rm -rf in
cp -r plain in
rm in/pods.csv
tail -n +2 plain/pods.csv | split -d -l 12 - rows.
for f in rows.*; do
	{
		head -n 1 plain/pods.csv
		cat "$f"
	} >"in/pods-2025-${f#rows.}.csv"
done
same 'many files' -j1
rm -rf out
same 'many files at once' -j4
gzip in/pods-2025-01.csv
zstd -q --rm in/pods-2025-02.csv
same 'some packed'
echo 'a second run:'
find out/work -name '*.rows' -newer out/work/settings | wc -l
touch mark
sleep 0.01
roll
find out -newer mark -type f ! -name lock
echo 'one file more:'
touch mark
sleep 0.01
{
	head -n 1 plain/pods.csv
	tail -n 1 plain/pods.csv
} >in/pods-2025-99.csv
roll
find out -newer mark -path '*/rows/*'
find out/work/part -name '*.daily' | wc -l
find out/work/part -name '*.daily' -newer mark | wc -l
cmp -s out/daily.csv want/daily.csv || echo 'daily.csv is another'
rm in/pods-2025-99.csv
same 'without it again'
echo 'the first file is gone, and all take the place of another:'
mv in/pods-2025-00.csv away.csv
roll
cmp -s out/daily.csv want/daily.csv || echo 'daily.csv is another'
mv away.csv in/pods-2025-00.csv
same 'with it again'
echo 'a list more:'
echo note >>in/enabled_tag_keys.csv
roll LABELS=enabled
python3 "$PODS" check plain want
sed -n 1p out/capacity.csv

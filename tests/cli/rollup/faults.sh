# Reports that are wrong: one message, and what was there stays.
. "$TESTS/cli/rollup/_roll.sh"
python3 "$PODS" make good 5 4
cp -r good in
roll
cp -r out was
bad() { # what is wrong; in/ has it
	echo "$1:"
	shift
	# Of make itself only that it failed.
	roll "$@" 2>&1 | sed '/^make/d; s|^/.*/pipelines/||'
	for t in daily capacity storage unallocated; do
		cmp "was/$t.csv" "out/$t.csv"
	done
	find out -name '.*' -o -name '*.rows.*'
	rm -rf in
	cp -r good in
}
printf '2025-03-01 00:00:00 +0000 UTC,c1,"web\n' >>in/pods-03.csv
bad 'a quote in the last file'
sed -i '3s/^/2025-03-01 0x:00:00,/' in/pods-02.csv
bad 'a field too many'
sed -i '3s/^[^,]*/yesterday/' in/pods-02.csv
bad 'no time'
sed -i '1s/namespace/name_space/' in/pods-01.csv
bad 'a column missing'
: >in/pods-01.csv
bad 'an empty file'
rm in/pods-0*.csv
bad 'no pods'
rm in/node_labels.csv
bad 'a list that disappeared'
: >in/storage.csv
bad 'an empty report'
echo web,high >>in/cost_categories.csv
bad 'a category that is no number'
sed -i '1s/interval_start/start/' in/node_labels.csv
bad 'labels without a day'
gzip in/pods-00.csv
head -c 100 in/pods-00.csv.gz >half
mv half in/pods-00.csv.gz
bad 'a file that is cut'
for f in in/pods-*; do sed -i '2,$d' "$f"; done
bad 'no rows'
bad 'a month without rows' MONTH=2024-01
bad 'a cluster without rows' CLUSTER=c9
bad 'no month' MONTH=October
bad 'other words' LABELS=some
bad 'other words' GREATEST=least
mkdir in/pods-00.csv.d
mv in/pods-00.csv in/pods-00.csv.d/x
mv in/pods-00.csv.d in/pods-00.csv
bad 'a folder'
echo 'then it is well again:'
roll
python3 "$PODS" check in out && echo yes

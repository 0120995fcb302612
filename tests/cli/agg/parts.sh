# Months worked on side by side: the report of one run, also where a bucket
# lies across the end of a month.
"$TOP/scripts/sample-month" data 2026-01 --start 2026-01-30 --days 2 --hosts 4
"$TOP/scripts/sample-month" data 2026-02 --days 2 --hosts 4
cat >months.mk <<'END'
MONTHS = $(wildcard data/*.db)
year.csv: $(MONTHS:data/%.db=%.part)
	gpu-extract $^ | gpu-agg --merge | gpu-render -f csv - >$@
%.part: data/%.db
	gpu-extract $< | gpu-bucket -F rows='count()' -t 7h \
	    | gpu-agg --partial -k bucket,State rows='count()' \
	    gpus='distinct(AssignedGPUs)' share='count() / fact(rows)' \
	    middle='median(GPUsAverageUsage)' names='set(GPUs_DeviceName)' -o $@
END
make -s -j4 -f months.mk
gpu-extract data | gpu-bucket -F rows='count()' -t 7h |
gpu-agg -k bucket,State rows='count()' gpus='distinct(AssignedGPUs)' \
    share='count() / fact(rows)' middle='median(GPUsAverageUsage)' \
    names='set(GPUs_DeviceName)' | gpu-render -f csv - >want.csv
cmp year.csv want.csv && echo "the same, $(wc -l <want.csv) lines"
for part in *.part; do
	gpu-extract "$part" | gpu-agg --merge | gpu-render -f csv -c bucket,State -
done | sort | uniq -d | grep -v bucket | sed 's/.*/cut in two: &/'

echo
try() {
	"$@" >out 2>err && echo "no failure: $*"
	echo "status $?: $(head -n 1 err)"
}
one() {
	gpu-agg --partial "$@" <small.rows
}
gpu-extract -q -n 50 data/*-01.db -o small.rows
one -k State n='count()' -o a.rows
one -k State n='count(AssignedGPUs)' -o b.rows
one -k State n='count(AssignedGPUs)' m='max(Name)' -o c.rows
for D in x y; do
	export D
	# shellcheck disable=SC2016 # $D is the program's to find
	one -k State n='count(if Name == $D)' -o $D.rows
done
unset D
for pair in 'a b' 'b c' 'x y' 'a small'; do
	# shellcheck disable=SC2086 # two words
	set -- $pair
	try gpu-extract "$1.rows" "$2.rows"
done
try gpu-agg --merge <small.rows
try gpu-agg n='count()' <a.rows
try gpu-agg --merge -k State <a.rows
try gpu-agg --merge n='count()' <a.rows
try gpu-agg --merge --partial <a.rows
try gpu-agg --partial -s n n='count()' <small.rows
try gpu-agg --partial p='prev(Name)' <small.rows
try gpu-agg --partial p='best(Name over all)' <small.rows
gpu-extract -c State a.rows >lost.rows
try gpu-agg --merge <lost.rows
cat a.rows b.rows >joined.rows
try gpu-agg --merge <joined.rows
# A row less is a group less; what $D was goes with the states.
gpu-filter 'State == "Claimed"' <x.rows | gpu-agg --merge | gpu-render -f csv -

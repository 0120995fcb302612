# cat of streams is a stream; one that stops between members can't be seen,
# one that stops inside can.
. "$TESTS/cli/stream/_small.sh"
gpu-extract -c Name,State small.rows >plain.rows # no order to keep
cat plain.rows plain.rows | gpu-agg 'n=count()' | gpu-render -f csv -
gpu-filter 'State == "Claimed"' <plain.rows >some.rows
gpu-filter false <plain.rows >none.rows
cat none.rows some.rows none.rows | gpu-render -f csv - >joined.csv
gpu-render -f csv some.rows | cmp - joined.csv
gpu-filter -c Name true <some.rows >narrow.rows
cat some.rows narrow.rows | gpu-agg 'rows=count()' 'states=count(State)' |
	gpu-render -f csv - | sed "s/$(gpu-agg 'n=count()' <some.rows |
	gpu-render -f tsv - | tail -n 1)/once/"

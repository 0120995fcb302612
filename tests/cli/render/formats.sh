# Every text format of the same rows.
. "$TESTS/cli/render/_small.sh"
for f in table csv tsv line json jsonl md types; do
	echo "== $f"
	gpu-render -f $f small.rows
done
echo "== prom"
gpu-render -f prom -c name,n,x t=small.rows
echo "== -c -s -n"
gpu-render -f csv -c 'n,*' -s -n -n 2 small.rows

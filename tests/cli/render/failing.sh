# A stream that isn't whole leaves no file and the old one in place.
. "$TESTS/cli/render/_small.sh"
head -c 400 small.rows >cut.rows
gpu-filter -e 'n > 100' <small.rows >stopped.rows 2>/dev/null || :
for f in csv json html sqlite; do
	for i in cut stopped; do
		echo old >out.$f
		[ $f != sqlite ] || rm out.$f
		gpu-render -f $f -o out.$f $i.rows 2>&1 || echo "status $?"
		cat out.$f 2>/dev/null || :
		rm -f out.$f
	done
done
ls
{ gpu-render -f csv small.rows >/dev/full || echo "status $?"; } 2>&1
gpu-render -f nosuch small.rows 2>&1 || echo "status $?"
gpu-render -f csv -c nosuch small.rows 2>&1 || echo "status $?"
gpu-render -f csv small.csv 2>&1 || echo "status $?"

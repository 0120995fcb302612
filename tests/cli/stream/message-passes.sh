# The message of the stage that failed reaches the end, once, and the file of
# the last stage stays as it was.
. "$TESTS/cli/stream/_small.sh"
echo old >report.csv
rc=0
gpu-filter -e 'State == "nowhere"' true <small.rows 2>first |
	gpu-bucket -t 15m 2>second | gpu-agg -k State 'n=count()' 2>third |
	gpu-render -f csv - -o report.csv 2>last || rc=$?
echo "$rc"
for stage in first second third last; do
	echo "$stage: $(cat $stage)"
done
cat report.csv

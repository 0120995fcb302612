# The plan for HTCondor: the report of one run; a node that fails with 1 is
# run again, with 2 it is not and there is no report.
# shellcheck disable=SC2016 # names with a $
. "$TESTS/cli/plan/_data.sh"
command -v python3 >no || { echo 'no python3'; exit 77; }
one_run >want.csv
submit() {
	status=0
	python3 "$TESTS/cli/plan/_dag.py" plan.dag >ran || status=$?
	sort ran | uniq -c
	echo "status $status"
}
"$PLAN" dag -q -p user-hours 2026 data 'o$ut' >plan.dag
submit
cmp 'o$ut/user-hours-2026.csv' want.csv && echo 'the same'
find 'o$ut' -type f | sort
# condor_submit_dag reads a workflow without a pool.
if command -v condor_submit_dag >no; then
	condor_submit_dag -no_submit plan.dag >said 2>&1 || cat said
fi
try "$PLAN" dag -q 2026 data 'o ut'

flaky() {
	cat >flaky.plan <<END
. "$TOP/pipelines/plans/user-hours.plan"
eval "whole_\$(declare -f part)"
part() {
	whole_part "\$1"
	case \$1 in
	*-02)
		echo try >>$PWD/tries
		[ "\$(wc -l <$PWD/tries)" -gt $1 ] || return $2
	esac
}
END
	rm -rf tries out
	"$PLAN" dag -q -r 2 -p ./flaky.plan 2026 data out >plan.dag
	submit
	find out -name '*.csv' -o -name '*.part' | sort
}
echo 'status 1, twice'
flaky 2 1
cmp out/flaky-2026.csv want.csv && echo 'the same'
echo 'status 1, always'
flaky 9 1
echo 'status 2'
flaky 1 2

# The plan for Slurm, with an sbatch that runs jobs at once: the report of one
# run; a part that fails with 1 is tried again, with 2 it is not and there is
# no report; a second time only what is missing is made.
# shellcheck disable=SC2016 # for others to expand
. "$TESTS/cli/plan/_data.sh"
command -v python3 >no || { echo 'no python3'; exit 77; }
mkdir bin
cp "$TESTS/cli/plan/_sbatch" bin/sbatch
PATH=$PWD/bin:$PATH
export GPU_PLAN_PAUSE=0
one_run >want.csv
submit() {
	rm -f jobs.log
	bash plan.sh "$@" >ids && sed 's/;.*/ submitted/' ids
	cat jobs.log
}
"$PLAN" sbatch -q -p user-hours 2026 data 'o $ut' >plan.sh
bash -n plan.sh
submit --mem=2G
cmp 'o $ut/user-hours-2026.csv' want.csv && echo 'the same'
find 'o $ut' -type f | sort

echo 'status 1, once'
cat >flaky.plan <<'END'
. "$TOP/pipelines/plans/user-hours.plan"
eval "whole_$(declare -f part)"
part() {
	whole_part "$1"
	case $1 in
	*-02)
		echo try >>tries
		[ "$(wc -l <tries)" -gt "$FAILURES" ] || return "$STATUS"
	esac
}
END
export TOP FAILURES STATUS
run() {
	FAILURES=$1 STATUS=$2
	: >tries
	submit
	echo "$(wc -l <tries) tries"
	find out -name 'flaky-*' -type f | sort
	cat out/log/flaky-2026*.log | sed "s,$PWD,.,"
}
"$PLAN" sbatch -q --retries=1 -p ./flaky.plan 2026 data out >plan.sh
run 1 1
cmp out/flaky-2026.csv want.csv && echo 'the same'
echo 'nothing changed'
run 1 1
echo 'status 1, always'
rm -r out
run 9 1
echo 'then only what is missing'
stat -c %y out/parts/flaky-2026-01.part >before
run 0 0
stat -c %y out/parts/flaky-2026-01.part | cmp - before
echo 'status 2'
rm -r out
run 1 2

# The plan for Slurm on a cluster of one, on the loopback of this machine: the
# report of one run; a job that fails with 2 is not tried again and the report
# that waits for it is cancelled.
# shellcheck disable=SC2016 # names with a $
for program in slurmctld slurmd sbatch; do
	command -v $program >/dev/null || { echo "no $program"; exit 77; }
done
. "$TESTS/cli/plan/_data.sh"
one_run >want.csv
export GPU_PLAN_PAUSE=0
. "$TESTS/slurm/_cluster.sh"
cluster 0 'PartitionName=main Nodes=ALL Default=YES State=UP MaxTime=INFINITE' n1

# The states of all jobs when none is left to run: job or array_task, state.
states() {
	seconds=0
	while [ -n "$(squeue -h -t PD,R,CG,CF)" ] && [ $seconds -lt 60 ]; do
		seconds=$((seconds + 1))
		sleep 0.5
	done
	scontrol -o show job | sed -n 's/^.*JobName=\([^ ]*\).*JobState=\([A-Z]*\).*ExitCode=\([0-9]*\).*/\1 \2 \3/p' |
	sort
}
"$PLAN" sbatch -q -p user-hours 2026 data 'o $ut' >plan.sh
bash plan.sh --time=5 >ids || cat ids
states
cmp 'o $ut/user-hours-2026.csv' want.csv && echo 'the same'

cat >flaky.plan <<END
. "$TOP/pipelines/plans/user-hours.plan"
eval "whole_\$(declare -f part)"
part() {
	whole_part "\$1"
	case \$1 in
	*-02) echo try >>$PWD/tries; return 2
	esac
}
END
"$PLAN" sbatch -q -p ./flaky.plan 2026 data out >plan.sh
bash plan.sh --time=5 >ids || cat ids
states | grep flaky
echo "$(wc -l <tries) tries"
find out -type f -name '*.csv' -o -type f -name '*.part'

# The plan for Slurm on a cluster of one, on the loopback of this machine: the
# report of one run; a job that fails with 2 is not tried again and the report
# that waits for it is cancelled.
# shellcheck disable=SC2016 # names with a $
for program in slurmctld slurmd sbatch; do
	command -v $program >/dev/null || { echo "no $program"; exit 77; }
done
. "$TESTS/cli/plan/_data.sh"
one_run >want.csv
mkdir state spool daemons
cat >slurm.conf <<END
ClusterName=one
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${SLURM_TEST_PORT:-26817}
SlurmdPort=$((${SLURM_TEST_PORT:-26817} + 1))
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/none
CredType=cred/none
StateSaveLocation=$PWD/state
SlurmdSpoolDir=$PWD/spool
SlurmctldPidFile=$PWD/daemons/ctld.pid
SlurmdPidFile=$PWD/daemons/d.pid
SlurmctldLogFile=$PWD/daemons/ctld.log
SlurmdLogFile=$PWD/daemons/d.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=1,sched_interval=2,bf_interval=5
NodeName=localhost NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=512 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES State=UP MaxTime=INFINITE
END
export SLURM_CONF="$PWD/slurm.conf" GPU_PLAN_PAUSE=0
slurmctld -D >said 2>&1 &
controller=$!
slurmd -D -N localhost >said.d 2>&1 &
node=$!
stop() {
	kill $node 2>no
	wait $node 2>no
	kill $controller 2>no
	wait $controller 2>no
}
trap stop EXIT
trap 'exit 1' INT TERM
seconds=0
until [ "$(sinfo -h -o %T 2>no)" = idle ]; do
	seconds=$((seconds + 1))
	[ $seconds -lt 30 ] || {
		tail -n 3 said said.d daemons/*.log
		echo 'no cluster here'
		exit 77
	}
	sleep 1
done

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

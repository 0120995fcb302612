# For cases here: a cluster on the loopback of this machine, without root, as
# long as the case runs.

# cluster N LINES NODE[=GRES]...: with these lines in its configuration.  Cases
# run side by side: each has an N of its own.
cluster() {
	port=$((${SLURM_TEST_PORT:-26817} + 10 * $1))
	lines=$2
	shift 2
	mkdir state daemons
	cat >slurm.conf <<END
ClusterName=one
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/none
CredType=cred/none
StateSaveLocation=$PWD/state
SlurmdSpoolDir=$PWD/spool-%n
SlurmctldPidFile=$PWD/daemons/ctld.pid
SlurmdPidFile=$PWD/daemons/%n.pid
SlurmctldLogFile=$PWD/daemons/ctld.log
SlurmdLogFile=$PWD/daemons/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=1,sched_interval=2,bf_interval=5
END
	names=
	for node; do
		port=$((port + 1))
		gres=${node#*=}
		[ "$gres" != "$node" ] || gres=
		names="$names ${node%%=*}"
		mkdir "spool-${node%%=*}"
		echo "NodeName=${node%%=*} NodeHostname=localhost NodeAddr=127.0.0.1 Port=$port CPUs=8" \
		    "RealMemory=512 ${gres:+Gres=$gres} State=UNKNOWN" >>slurm.conf
	done
	echo "$lines" >>slurm.conf
	export SLURM_CONF="$PWD/slurm.conf"
	trap stop EXIT
	trap 'exit 1' INT TERM
	slurmctld -D >said 2>&1 &
	daemons=$!
	for node in $names; do
		slurmd -D -N "$node" >"said.$node" 2>&1 &
		daemons="$! $daemons"
	done
	seconds=0
	until [ "$(sinfo -h -N -o '%N %T' 2>no | sort -u | grep -c ' idle$')" = $# ]; do
		seconds=$((seconds + 1))
		[ $seconds -lt 30 ] || {
			tail -n 3 said said.* daemons/*.log
			echo 'no cluster here'
			exit 77
		}
		sleep 1
	done
}
stop() {
	for pid in $daemons; do
		kill "$pid" 2>no
		wait "$pid" 2>no
	done
}

# The collector at a cluster of four nodes on the loopback of this machine, whose
# GPUs are files: jobs on numbered GPUs, one that gives way, a node that is
# drained; then the night's report.
for program in slurmctld slurmd sbatch jq; do
	command -v $program >/dev/null || { echo "no $program"; exit 77; }
done
. "$TESTS/slurm/_cluster.sh"
touch gpu0 gpu1 gpu2 gpu3
cat >gres.conf <<END
AutoDetect=off
NodeName=n1 Name=gpu Type=h200 File=$PWD/gpu[0-3]
NodeName=n2 Name=gpu Type=a100 File=$PWD/gpu[0-1]
NodeName=n2 Name=gpu Type=l40s File=$PWD/gpu[2-3]
NodeName=n3 Name=gpu File=$PWD/gpu[0-1]
END
cluster 1 'GresTypes=gpu
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=lab Nodes=n1 PriorityTier=10 AllowGroups=ALL AllowAccounts=ALL State=UP
PartitionName=main Nodes=n2,n3,c1 Default=YES PriorityTier=5 State=UP
PartitionName=spare Nodes=n1,n2,n3 PriorityTier=1 State=UP' \
    n1=gpu:h200:4 n2=gpu:a100:2,gpu:l40s:2 n3=gpu:2 c1=
mkdir db
# submit PARTITION GRES [OPTION]...: a job that stays; returns when it runs.
submit() {
	partition=$1 gres=$2
	shift 2
	id=$(sbatch --parsable -o /dev/null -p "$partition" --gres="$gres" "$@" --wrap 'sleep 300')
	seconds=0
	until [ -n "$(squeue -h -t R -j "$id")" ] || [ $seconds -gt 30 ]; do
		seconds=$((seconds + 1))
		sleep 0.5
	done
}
submit lab gpu:2
submit main gpu:a100:1 -J "$(printf 'x UserId=eve(0)\nJobState=PENDING Partition=lab')"
submit spare gpu:1 -N 2 -w n1,n2
submit main gpu:l40s:1 -a 1-2
scontrol update node=n3 state=drain reason='fan 3: State=IDLE'
snapshot() {
	NOW=$1 "$TOP/pipelines/collect-slurm" db || echo "status $?"
}
snapshot '2026-10-01 10:00:00.000000'
scancel "$(squeue -h -p lab -o %i)"
until [ -z "$(squeue -h -p lab)" ]; do sleep 0.5; done
snapshot '2026-10-01 10:15:00.000000'
cat db/partitions.csv
sqlite3 -separator ' ' -nullvalue - db/gpu_state_2026-10.db "SELECT substr(timestamp, 12, 5), Name,
	State, GPUs_DeviceName, PrioritizedProjects, RemoteOwner = '$(id -un)', GlobalJobId, PreventJobsReason
	FROM gpu_state"
make -s -f "$TOP/pipelines/nightly.mk" POLICY=slurm DATA=db OUT=out HOURS=1 END='2026-10-01 10:20:00'
sed -n '/^Partitions/,/^A GPU/p; /^Users/,/^Nodes/p' out/report.txt | sed "s/$(id -un) /user /"

# Snapshots of a Slurm cluster: what each GPU was doing, by the stored answers
# of scontrol and squeue; the list of partitions, and a site's changes to it.
. "$TESTS/cli/collect/_cluster.sh"
snapshot '2026-10-01 10:00:00.000000'
cat db/partitions.csv
sqlite3 db/gpu_state_2026-10.db .schema
snapshot '2026-10-01 10:15:00.000000' LENT_QOS='other scavenger'
snapshot '2026-10-01 10:30:00.000000' NEW=1 LENT_QOS=scavenger
snapshot '2026-10-01 10:45:00.000000' NODES=nodes-later
for at in 10:00 10:15 10:30 10:45; do
	echo "- $at"
	rows 'Name, AssignedGPUs, State, GPUs_DeviceName, PrioritizedProjects, RemoteOwner, GlobalJobId, PreventJobsReason' \
	    "WHERE timestamp LIKE '2026-10-01 $at%'"
done
echo '- a partition that is new, a list of the site'\''s own'
printf 'partition,kind,label\nchem,reserved,"Chemistry, ""theirs"""\npreempt,lent,\ngpu-long,open,Long\ngpu,open,Short' >db/partitions.csv
sed 's/PartitionName=cpu/PartitionName=class/; s/Nodes=c1/Nodes=g5/' "$CLUSTER/partitions" >p
sed 's/Partitions=gpu,gpu-long,preempt/Partitions=gpu,gpu-long,preempt,class/' "$CLUSTER/nodes" >n
CLUSTER=. snapshot '2026-10-01 11:00:00.000000' NODES=n PARTITIONS=p JOBS="../$(realpath --relative-to=.. "$CLUSTER")/jobs"
cat db/partitions.csv
rows 'DISTINCT Machine, PrioritizedProjects' "WHERE timestamp LIKE '2026-10-01 11:00%'"

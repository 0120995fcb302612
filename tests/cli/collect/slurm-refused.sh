# What is no whole answer of a Slurm cluster writes nothing: status 1, a line.
. "$TESTS/cli/collect/_cluster.sh"
snapshot '2026-10-01 10:00:00.000000'
cp db/gpu_state_2026-10.db before.db
exec 2>&1
refused() {
	echo "- $1"
	shift
	snapshot '2026-10-01 10:15:00.000000' "$@"
}
refused 'no controller' STATUS=1 SAY='slurm_load_node error: Unable to contact slurm controller (connect failure)'
refused 'no answer' SLOW=5 TIMEOUT=1
grep -v Gres=gpu "$CLUSTER/nodes" >none
refused 'no node with GPUs' NODES="../../$PWD/none"
: >empty
refused 'nothing at all' NODES="../../$PWD/empty"
NOW='2026-10-01 10:15:00' squeue -a --json >jobs.json
head -c 3000 jobs.json >cut.json
refused 'jobs cut' ANSWER=cut.json
echo 'squeue: error: no JSON here' >text
refused 'no JSON' ANSWER=text
echo '[]' >list.json
refused 'other JSON' ANSWER=list.json
jq '.jobs[0].nodes = "-h; reboot"' jobs.json >odd.json
refused 'no list of nodes' ANSWER=odd.json
jq '.jobs[0].gres_detail = ["gpu:h200:2(IDX:0-99999999)", "gpu:(((", "gpu:x:1(IDX:-)"] | .jobs[0].user_name = "a\tb\\\n<i>"' jobs.json >odd.json
snapshot '2026-10-01 10:00:01.000000' ANSWER=odd.json
rows 'Name, RemoteOwner' "WHERE Machine = 'g1' AND timestamp LIKE '2026-10-01 10:00:01%'"
cp db/gpu_state_2026-10.db before.db
printf 'partition,kind\ngpu,open\n' >db/partitions.csv
refused 'another list' NODES=nodes
printf 'partition,kind,label\ngpu,shared,x\n' >db/partitions.csv
refused 'an unknown kind' NODES=nodes
rm db/partitions.csv
mkdir db/partitions.csv
refused 'no list' NODES=nodes
cmp before.db db/gpu_state_2026-10.db
ls db
echo '- wrong use'
"$TOP/pipelines/collect-slurm"
"$TOP/pipelines/collect-slurm" nowhere
env -i PATH=/nowhere:/usr/bin:/bin GPUTALLY_BIN="$GPUTALLY_BIN" "$TOP/pipelines/collect-slurm" db 2>&1 |
	sed 's/is not on PATH.*/is not on PATH/; s/.*\(scontrol\|squeue\|jq\).*/one of them is not there/' | head -n 1

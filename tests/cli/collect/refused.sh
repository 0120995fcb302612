# What is no whole answer writes nothing: status 1 and a line.
. "$TESTS/cli/collect/_pool.sh"
snapshot "2026-10-01 00:00:01.000000" idle.json
cp db/gpu_state_2026-10.db before.db
exec 2>&1
for answer in none.json cut.json cut-between-ads.json queues.txt garbage.json; do
	echo "- $answer"
	snapshot "2026-10-01 00:05:01.000000" $answer
done
echo "- nothing at all"
snapshot "2026-10-01 00:05:01.000000" ../../cli/collect/_nothing
echo "- no collector"
snapshot "2026-10-01 00:05:01.000000" idle.json STATUS=1 \
    SAY="Error: communication error"
echo "- no answer"
snapshot "2026-10-01 00:05:01.000000" idle.json SLOW=5 TIMEOUT=1
echo "- another month"
snapshot "2026-11-01 00:05:01.000000" cut.json
cmp before.db db/gpu_state_2026-10.db
ls db

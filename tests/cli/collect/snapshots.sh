# Two snapshots: an idle pool, then a busy one.  The table's types are given,
# the rules of the rewriting hold.
. "$TESTS/cli/collect/_pool.sh"
export ASKED=asked
snapshot "2026-10-31 23:55:01.000000" idle.json
cat asked
snapshot "2026-10-31 23:59:59.900000" busy.json POOL=cm.example CONSTRAINT='GPUs >= 2'
cat asked
snapshot "2026-11-01 00:05:00.123456" few.json
ls db
sqlite3 db/gpu_state_2026-10.db .schema
rows db/gpu_state_2026-10.db
rows db/gpu_state_2026-11.db Name,AssignedGPUs,timestamp
sqlite3 db/gpu_state_2026-10.db "SELECT DISTINCT typeof(GPUs_GlobalMemoryMb),
	typeof(GPUsAverageUsage), typeof(Disk), typeof(timestamp) FROM gpu_state"

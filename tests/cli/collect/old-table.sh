# A table without a column is left alone unless --add-columns says otherwise.
. "$TESTS/cli/collect/_pool.sh"
sqlite3 db/gpu_state_2026-10.db "CREATE TABLE gpu_state (Name TEXT,
	AssignedGPUs TEXT, AvailableGPUs TEXT, State TEXT, GPUs_DeviceName TEXT,
	GPUs_GlobalMemoryMb BIGINT, PrioritizedProjects TEXT,
	GPUsAverageUsage FLOAT, Machine TEXT, RemoteOwner TEXT,
	GlobalJobId TEXT, timestamp DATETIME);
	INSERT INTO gpu_state (Name, Machine, timestamp) VALUES ('slot1@a',
	'a', '2026-10-01 00:00:00.000000')"
snapshot "2026-10-01 00:05:01.000000" few.json
rows db/gpu_state_2026-10.db 'count(*)'
ADD=--add-columns
snapshot "2026-10-01 00:05:01.000000" few.json
rows db/gpu_state_2026-10.db Name,PreventJobsReason,Disk,timestamp

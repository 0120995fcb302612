# Sample data in which GPUs are cut into parts: one of gpu0121 into three, whose
# whole is still told of beside them from noon of the first of October on; one
# of campus0114 into seven, of whose backfill slots the device isn't known.
sliced() {
	"$TESTS/sample-folder" data --days 3 --start 2026-09-29 --hosts 18 --seed 4
	first=$(sqlite3 data/gpu_state_2026-10.db "SELECT min(AssignedGPUs) FROM gpu_state
	    WHERE Machine = 'gpu0121.pool.example' AND AssignedGPUs <> ''")
	other=$(sqlite3 data/gpu_state_2026-10.db "SELECT min(AssignedGPUs) FROM gpu_state
	    WHERE Machine = 'campus0114.pool.example' AND AssignedGPUs <> ''")
	for db in data/gpu_state_*.db; do
		sqlite3 "$db" "CREATE TEMP TABLE part AS WITH RECURSIVE n(k) AS (SELECT 0
			UNION ALL SELECT k + 1 FROM n WHERE k < 7) SELECT k FROM n;
		    CREATE TEMP TABLE t AS SELECT g.*, k FROM gpu_state g, part
			WHERE CASE AssignedGPUs WHEN '$first' THEN k = 0 OR (k <= 3 AND
			    timestamp >= '2026-10-01 12') WHEN '$other' THEN k > 0
			ELSE k = 0 END ORDER BY g.rowid, k;
		    UPDATE t SET AssignedGPUs = 'MIG-' || substr(AssignedGPUs, 5) || '-' || k,
			GPUs_DeviceName = CASE WHEN AssignedGPUs = '$first' THEN GPUs_DeviceName ||
			    ' MIG 2g.20gb' WHEN Name LIKE 'backfill%' THEN NULL
			    ELSE GPUs_DeviceName || ' MIG 1g.18gb' END,
			GPUs_GlobalMemoryMb = GPUs_GlobalMemoryMb / 7,
			RemoteOwner = CASE WHEN k % 3 <> 2 THEN RemoteOwner END,
			GlobalJobId = CASE WHEN k % 3 <> 2 THEN GlobalJobId || '.' || k END,
			State = CASE WHEN k % 3 = 2 AND State = 'Claimed' THEN 'Unclaimed' ELSE State END
			WHERE k > 0;
		    DELETE FROM gpu_state;
		    ALTER TABLE t DROP COLUMN k;
		    INSERT INTO gpu_state SELECT * FROM t;"
	done
	printf 'device,weight\nNVIDIA A100-SXM4-80GB MIG 2g.20gb,2/7\nNVIDIA H200 MIG 1g.18gb,1/7\n%s,1/7\n' 'NVIDIA A100-SXM4-80GB MIG 1g.10gb' >data/slices.csv
	{
		echo gpu,parent
		for k in 1 2 3; do echo "MIG-${first#GPU-}-$k,$first"; done
	} >data/parents.csv
}

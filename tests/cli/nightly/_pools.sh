# Three pools: north; south, in which machines and some GPUs have the same names,
# and which ends twelve hours earlier; west, whose only month is an archive that
# ended long before.  North has lists of its own.
three() {
	"$TESTS/sample-folder" north --days 3 --start 2026-09-29 --hosts 8 --seed 1
	"$TESTS/sample-folder" south --days 3 --start 2026-09-29 --hosts 6 --seed 2
	"$TESTS/sample-folder" west --days 1 --start 2026-08-10 --hosts 2 --seed 3
	sqlite3 south/gpu_state_2026-10.db "DELETE FROM gpu_state WHERE timestamp > '2026-10-01 11:30'"
	ids() { sqlite3 "$1/gpu_state_2026-10.db" "SELECT DISTINCT AssignedGPUs FROM gpu_state
	    WHERE Machine LIKE 'gpu0121%' AND AssignedGPUs <> '' ORDER BY 1"; }
	ids north >n.ids
	ids south >s.ids
	paste -d ' ' s.ids n.ids | while read -r was is; do
		for db in south/*.db; do
			sqlite3 "$db" "UPDATE gpu_state SET AssignedGPUs = '$is' WHERE AssignedGPUs = '$was'"
		done
	done
	echo gpu0121.pool.example >>north/chtc_owned
	printf 'excluded_hosts:\n  group0107: being repaired\n' >south/masked_hosts.yaml
	make -s -f "$TOP/pipelines/archive.mk" DATA=west NOW='2026-10-02 06:00:00' >/dev/null 2>&1
	rm west/*.db
}

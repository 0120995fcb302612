# A sharp drop in machines is written, with a warning.
. "$TESTS/cli/collect/_pool.sh"
snapshot "2026-10-31 23:55:00.000000" idle.json
snapshot "2026-11-01 00:00:00.000000" few.json
snapshot "2026-11-01 00:05:00.000000" few.json
sqlite3 db/gpu_state_2026-11.db "SELECT count(*), count(DISTINCT timestamp)
	FROM gpu_state"

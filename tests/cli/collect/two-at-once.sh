# The second one gives up; the first is not harmed.
. "$TESTS/cli/collect/_pool.sh"
snapshot "2026-10-01 00:00:01.000000" few.json SLOW=2 ASKED="$PWD/begun" &
until [ -e begun ]; do sleep 0.1; done
snapshot "2026-10-01 00:00:02.000000" few.json
wait
rows db/gpu_state_2026-10.db "DISTINCT timestamp"

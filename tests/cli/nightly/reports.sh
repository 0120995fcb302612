# The further reports of a window, as text, and figures of theirs by SQLite.
export NOW='2026-10-03 06:00:00'
"$TESTS/sample-folder" data --days 4 --start 2026-09-29 --seed 3 --hosts 9
# A machine on which nothing ever ran.
sqlite3 data/gpu_state_2026-10.db "UPDATE gpu_state SET State = 'Unclaimed',
    RemoteOwner = NULL, GlobalJobId = NULL
    WHERE Machine = 'gpu0121.pool.example'"
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out HOURS=24 \
    ungrouped series unused hosts
for report in ungrouped series unused hosts; do
	cat out/$report.txt
	jq -e . out/$report.json >parsed && grep -c '<h1>' out/$report.html
	head -n 3 out/$report.csv
done
sqlite3 -csv data/gpu_state_2026-10.db "
	SELECT Machine, count(*) FROM
	(SELECT Machine, AssignedGPUs FROM gpu_state
	WHERE timestamp >= '2026-10-01 23:55:02' AND AssignedGPUs != ''
	AND Name NOT LIKE '%backfill%' GROUP BY Machine, AssignedGPUs
	HAVING sum(State = 'Claimed') = 0) GROUP BY Machine" >sql.csv
gpu-render -f csv -c machine,unused out/work/unused.rows | tail -n +2 | sort |
    diff sql.csv - && echo 'SQLite has the same unused GPUs'

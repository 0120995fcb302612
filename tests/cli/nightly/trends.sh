# Reports of weeks, trends and people: figures of theirs by SQLite and awk, on a
# pool of some weeks in which the collector stood still for two days.
export NOW='2026-10-20 06:00:00'
"$TESTS/sample-folder" data --days 24 --start 2026-09-20 --seed 5 --hosts 4
sqlite3 data/gpu_state_2026-09.db "DELETE FROM gpu_state
    WHERE timestamp BETWEEN '2026-09-24' AND '2026-09-26'"
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out CHANGE=no SPLIT=2026-10-01 \
    trend weeks users slots totals draining charts
for report in trend weeks users slots totals draining charts; do
	grep -c . out/$report.txt >/dev/null || echo "$report: empty"
	jq -e . out/$report.json >parsed && grep -c '<h1>' out/$report.html
	head -n 2 out/$report.csv
done
sed -n '1,/^Weeks/p' out/trend.txt
sqlite3 data/gpu_state_2026-10.db "ATTACH 'data/gpu_state_2026-09.db' AS sep"
all='SELECT * FROM gpu_state UNION ALL SELECT * FROM sep.gpu_state'
sql() {
	sqlite3 -csv data/gpu_state_2026-10.db "ATTACH 'data/gpu_state_2026-09.db' AS sep" \
	    "CREATE TEMP VIEW g AS $all" "$@"
}

# Hours: claimed rows by the time to the next snapshot.
sql "WITH s AS (SELECT timestamp t,
	sum(State = 'Claimed' AND Name GLOB 'slot1_*') p,
	sum(State = 'Claimed' AND Name GLOB 'backfill2_*') b FROM g GROUP BY 1),
    w AS (SELECT *, 24 * coalesce(lead(julianday(t)) OVER (ORDER BY t) - julianday(t),
	julianday(t) - lag(julianday(t)) OVER (ORDER BY t)) w FROM s)
    SELECT date(t), printf('%.2f,%.2f,%.2f', avg(p + b), sum(p * w), sum(b * w))
    FROM w GROUP BY 1" | tr -d '"' >sql.csv
gpu-render -f csv -c date,claimed_gpus,primary_gpu_hours,backfill_gpu_hours out/work/hour_days.rows |
    tail -n +2 | awk -F, '{ printf "%s,%.2f,%.2f,%.2f\n", $1, $2, $3, $4 }' |
    diff sql.csv - && echo 'SQLite has the same hours of each day'

# The line through them: slope and R squared by awk.
gpu-render -f csv -c date,gpu_hours out/work/hour_days.rows | tail -n +2 |
    awk -F, '{ y = $2; "date -u -d " $1 " +%s" | getline x; x /= 86400
	if (!n) x0 = x
	x -= x0; n++; sx += x; sy += y; sxx += x * x; sxy += x * y; syy += y * y }
    END { c = n * sxy - sx * sy; v = n * sxx - sx * sx
	printf "%.6f,%.6f\n", c / v, c * c / (v * (n * syy - sy * sy)) }' >line
gpu-render -f csv -c slope,r2 out/work/hour_trend.rows | tail -n +2 |
    awk -F, '{ printf "%.6f,%.6f\n", $1, $2 }' | diff line - && echo 'awk has the same line'

# Weeks that are whole: that of the hole is none.
gpu-render -f csv -c week out/work/weeks.rows | sort -u

# Users: the most jobs side by side, different jobs of the window.
sql "SELECT u, max(n), count(*) FROM (SELECT substr(RemoteOwner, 1, instr(RemoteOwner || '@', '@') - 1) u,
	strftime('%s', timestamp) / 900 b, count(DISTINCT GlobalJobId) n FROM g
	WHERE State = 'Claimed' AND GlobalJobId IS NOT NULL AND RemoteOwner != ''
	GROUP BY 1, 2) GROUP BY 1" >sql.csv
gpu-render -f csv -c user,most,intervals out/work/concurrency.rows | tail -n +2 |
    diff sql.csv - && echo 'SQLite has the same jobs side by side'
sql "SELECT count(*) FROM (SELECT DISTINCT timestamp FROM g)" >sql.csv
gpu-render -f csv -c samples -n 1 out/work/totals.rows | tail -n +2 |
    diff sql.csv - && echo 'SQLite has as many snapshots'
# The open capacity: claimed primary slots without projects.
open="State = 'Claimed' AND Name NOT LIKE '%backfill%' AND Name NOT LIKE '%interactive%'
    AND PrioritizedProjects = '' AND AssignedGPUs != '' AND RemoteOwner != ''
    AND Machine NOT LIKE '%BenchLab%'"
sql "SELECT u, max(n) FROM (SELECT substr(RemoteOwner, 1, instr(RemoteOwner || '@', '@') - 1) u,
	timestamp, count(DISTINCT AssignedGPUs) n FROM g WHERE $open GROUP BY 1, 2) GROUP BY 1" >sql.csv
gpu-render -f csv -s user -c user,peak out/work/peaks.rows | tail -n +2 |
    diff sql.csv - && echo 'SQLite has the same peaks'
# GPUs by device, means over the snapshots that have it.
sql "SELECT GPUs_DeviceName, printf('%.4f', 1.0 * sum(n) / count(*)) FROM (SELECT
	timestamp, GPUs_DeviceName, PrioritizedProjects != '' own, count(DISTINCT AssignedGPUs) n FROM g
	WHERE Name NOT LIKE '%backfill%' AND GPUs_DeviceName IS NOT NULL AND AssignedGPUs != ''
	GROUP BY 1, 2, 3) GROUP BY 1, own ORDER BY own, 1" | tr -d '"' >sql.csv
gpu-render -f csv -c device,gpus out/work/slots.rows | tail -n +2 |
    awk -F, '{ printf "%s,%.4f\n", $1, $2 }' | diff sql.csv - && echo 'SQLite has as many GPUs'

# GPUs held but idle: hours of each kind by user, device and job, and the
# longest run, by SQLite; over a month's end, with jobs that were not measured.
. "$TESTS/cli/claims/_sql.sh"
export NOW='2026-10-03 06:00:00'
sample 3 2026-09-30 4 12
for db in data/*.db; do
	sqlite3 "$db" "UPDATE gpu_state SET GPUsAverageUsage = NULL
	    WHERE RemoteOwner = 'user3@pool.example';
	    UPDATE gpu_state SET GPUsAverageUsage = 0 WHERE State = 'Claimed'
	    AND Machine LIKE 'gpu0114%'"
done
FROM=$(sqlite3 data/gpu_state_2026-10.db "SELECT strftime('%Y-%m-%d %H:%M:%S',
    max(timestamp), '-60 hours') || substr(max(timestamp), 20) FROM gpu_state")
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out HOURS=60 WARMUP=45m \
    IDLE_FOR=2h idle report
sql "WITH t AS (SELECT at, at - lag(at) OVER (ORDER BY at) step FROM
	(SELECT DISTINCT at FROM g)),
    n AS (SELECT *, count(DISTINCT AssignedGPUs) FILTER (WHERE AssignedGPUs != '') n
	FROM g WHERE State = 'Claimed' GROUP BY at, Name),
    c AS (SELECT g.*, g.GPUsAverageUsage / n.n use, row_number() OVER
	(PARTITION BY g.at, g.AssignedGPUs ORDER BY g.bf, g.rowid) place
	FROM g JOIN n USING (at, Name) WHERE g.State = 'Claimed' AND g.AssignedGPUs != ''),
    s AS (SELECT c.*, min(coalesce(step, 0), 900000000) step,
	sum(min(coalesce(step, 0), 900000000)) OVER held age,
	min(at) OVER (PARTITION BY job, AssignedGPUs) began,
	at - lag(at) OVER held since
	FROM c JOIN t USING (at) WHERE place = 1
	WINDOW held AS (PARTITION BY job, AssignedGPUs ORDER BY at)),
    k AS (SELECT *, CASE WHEN age < 2700000000 AND
	began > (SELECT min(at) FROM g) THEN 'starting' WHEN use IS NULL OR use < 0
	THEN 'unknown' WHEN use < 0.05 THEN 'idle' ELSE 'busy' END what FROM s),
    b AS (SELECT *, coalesce(what != lag(what) OVER held OR since > 1200000000, 1)
	edge FROM k WINDOW held AS (PARTITION BY job, AssignedGPUs ORDER BY at)),
    r AS (SELECT *, sum(edge) OVER (PARTITION BY job, AssignedGPUs ORDER BY at) run FROM b),
    runs AS (SELECT user, job, AssignedGPUs, run, what, Machine, min(GPUs_DeviceName) device,
	sum(step) / 3.6e9 h FROM r GROUP BY job, AssignedGPUs, run)
    SELECT 'user', user, printf('%.4f,%.4f,%.4f,%.4f,%.4f', sum(h),
	total(h) FILTER (WHERE what = 'idle'), total(h) FILTER (WHERE what = 'unknown'),
	total(h) FILTER (WHERE what = 'starting'), max(h) FILTER (WHERE what = 'idle')),
	count(DISTINCT job) FROM runs GROUP BY 2 UNION ALL
    SELECT 'device', coalesce(device, 'Unknown'), printf('%.4f,%.4f,%.4f,%.4f,%.4f', sum(h),
	total(h) FILTER (WHERE what = 'idle'), total(h) FILTER (WHERE what = 'unknown'),
	total(h) FILTER (WHERE what = 'starting'), max(h) FILTER (WHERE what = 'idle')),
	count(DISTINCT user) FROM runs GROUP BY 2 UNION ALL
    SELECT 'job', user, job, printf('%.4f,%.4f', total(h) FILTER (WHERE what = 'idle'),
	max(h) FILTER (WHERE what = 'idle')) FROM runs GROUP BY 2, 3
	HAVING max(h) FILTER (WHERE what = 'idle') >= 2" | sort >sql.csv
# shellcheck disable=SC2016 # the $ are awk's
hours='sprintf("%.4f,%.4f,%.4f,%.4f,%.4f", $2, $3, $4, $5, $6)'
{
	cells user,gpu_hours,idle,unknown,starting,longest,jobs out/work/idle_users.rows |
	    awk -F, "{ print \"user,\" \$1 \",\" $hours \",\" \$7 }"
	cells device,gpu_hours,idle,unknown,starting,longest,users out/work/idle_devices.rows |
	    awk -F, "{ print \"device,\" \$1 \",\" $hours \",\" \$7 }"
	cells user,job,idle,longest out/work/idle_jobs.rows |
	    awk -F, '{ printf "job,%s,%s,%.4f,%.4f\n", $1, $2, $3, $4 }'
} | sort >ours.csv
cut -d, -f1 ours.csv | sort | uniq -c
diff sql.csv ours.csv && echo 'SQLite has the same hours'
# No GPU is held twice.
gpu-render -f tsv -c gpu_hours,busy,idle,unknown,starting out/work/idle_total.rows |
    awk 'NR > 1 { d = $1 - $2 - $3 - $4 - $5; print (d < 1e-9 && d > -1e-9 ? "nothing is missing" : d) }'
cat out/idle.txt
sed -n '/^Held but idle/,/^Machines/p' out/report.txt
jq -c '.total' out/idle.json
head -n 2 out/idle.csv

# A long window reads claims for their own report only.
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=long HOURS=2000 CHANGE=no report 2>&1
sed -n '/^Held but idle/,/^Machines/p' long/report.txt
gpu-agg n='count()' <long/work/idle_users.rows | gpu-render -f tsv - | tail -n 1
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=long HOURS=2000 CHANGE=no idle 2>&1
gpu-agg n='count()' <long/work/idle_users.rows | gpu-render -f tsv - | tail -n 1

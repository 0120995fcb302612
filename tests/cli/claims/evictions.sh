# Evictions and backfill availability: ends of claims and lengths of periods, by
# SQLite; users on hosts; over a month's end and a time without snapshots.
. "$TESTS/cli/claims/_sql.sh"
export NOW='2026-10-03 06:00:00'
sample 3 2026-09-30 4 16
sqlite3 data/gpu_state_2026-10.db "DELETE FROM gpu_state WHERE timestamp
    BETWEEN '2026-10-01 04:00:00' AND '2026-10-01 04:40:00'"
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out HOURS=72 CHANGE=no \
    evictions host-users
sql "CREATE TEMP TABLE w AS SELECT *, row_number() OVER (PARTITION BY at, AssignedGPUs
	ORDER BY State != 'Claimed', CASE WHEN State = 'Claimed' THEN bf END, rowid) place,
	max(bf AND State = 'Unclaimed') OVER (PARTITION BY at, AssignedGPUs) ready
	FROM g WHERE AssignedGPUs != '';
    CREATE TEMP TABLE k AS SELECT AssignedGPUs gpu, at, Machine, GPUs_DeviceName device,
	CASE WHEN State = 'Claimed' THEN CASE WHEN bf THEN 'b' ELSE 'o' END || job
	WHEN ready THEN 'r' ELSE 'n' END what, CASE WHEN State = 'Claimed' THEN user END user,
	lag(at) OVER p before, lead(at) OVER p after FROM w WHERE place = 1
	WINDOW p AS (PARTITION BY AssignedGPUs ORDER BY at);
    CREATE TEMP TABLE e AS SELECT *, coalesce(at - before > 1200000000, 1) OR
	what != lag(what) OVER p head, coalesce(after - at > 1200000000, 1) OR
	what != lead(what) OVER p tail, lead(what) OVER p then_what, after - at <= 1200000000 soon
	FROM k WINDOW p AS (PARTITION BY gpu ORDER BY at);
    CREATE TEMP TABLE runs AS SELECT head.gpu, head.what, head.user, head.Machine,
	head.at beg, head.before, t.at stop, t.soon, t.then_what,
	(CASE WHEN t.soon THEN t.after ELSE t.at END - head.at) / 3.6e9 h
	FROM e head JOIN e t ON t.gpu = head.gpu AND t.tail AND t.at =
	(SELECT min(x.at) FROM e x WHERE x.gpu = head.gpu AND x.tail AND x.at >= head.at)
	WHERE head.head;
    SELECT 'user', user, count(*), count(*) FILTER (WHERE soon AND then_what LIKE 'o%'),
	count(*) FILTER (WHERE soon AND then_what NOT LIKE 'o%'),
	count(*) FILTER (WHERE NOT coalesce(soon, 0) AND stop < (SELECT max(at) FROM g)),
	printf('%.3f', sum(h)) FROM runs WHERE what LIKE 'b%' GROUP BY user;
    SELECT 'machine', Machine, count(*), printf('%.3f', total(h) FILTER
	(WHERE soon AND then_what LIKE 'o%')) FROM runs WHERE what LIKE 'b%' GROUP BY Machine;
    SELECT 'ready', count(*), count(*) FILTER (WHERE soon AND before IS NOT NULL),
	printf('%.3f,%.3f', sum(h), max(h)) FROM runs WHERE what = 'r';
    WITH r AS (SELECT h, row_number() OVER (ORDER BY h) i, count(*) OVER () n FROM runs
	WHERE what = 'r' AND soon AND before IS NOT NULL)
    SELECT 'middle', printf('%.3f', avg(h)) FROM r WHERE i IN ((n + 1) / 2, (n + 2) / 2);
    WITH c AS (SELECT *, row_number() OVER (PARTITION BY at, AssignedGPUs
	ORDER BY bf, rowid) place FROM g WHERE State = 'Claimed' AND AssignedGPUs != '')
    SELECT 'on', Machine, user, count(DISTINCT job), count(DISTINCT AssignedGPUs),
	substr(min(timestamp), 1, 19), substr(max(timestamp), 1, 19)
	FROM c WHERE place = 1 GROUP BY 2, 3" | sort >sql.csv
{
	cells user,claims,taken,ended,unseen,gpu_hours out/work/evictions_users.rows |
	    awk -F, '{ printf "user,%s,%d,%d,%d,%d,%.3f\n", $1, $2, $3, $4, $5, $6 }'
	cells machine,claims,lost out/work/evictions_machines.rows |
	    awk -F, '{ printf "machine,%s,%d,%.3f\n", $1, $2, $3 }'
	cells periods,whole,gpu_hours,longest,middle out/work/ready_total.rows |
	    awk -F, '{ printf "ready,%d,%d,%.3f,%.3f\nmiddle,%.3f\n", $1, $2, $3, $4, $5 }'
	cells machine,user,jobs,gpus,first,last out/work/host_users.rows |
	    awk -F, '{ print "on," $1 "," $2 "," $3 "," $4 "," substr($5, 1, 19) "," substr($6, 1, 19) }'
} | sort >ours.csv
cut -d, -f1 ours.csv | uniq -c
diff sql.csv ours.csv && echo 'SQLite has the same'
# All claims have one end, and the list has as many as were taken back.
gpu-filter 'claims != taken + ended + unseen + running' <out/work/evictions_users.rows |
    gpu-render -f tsv - | tail -n +2
gpu-extract out/work/evictions.rows | gpu-agg n='count()' |
    gpu-bucket same='n == @out/work/evictions_total.rows:taken' | gpu-render -f tsv -
cat out/evictions.txt
head -n 30 out/host-users.txt
jq -c '.evictions, .ready' out/evictions.json
head -n 2 out/evictions.csv out/host-users.csv

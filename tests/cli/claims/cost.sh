# Cost by group, user and device, with parts of GPUs: figures by SQLite.  Figures
# for Prometheus.
. "$TESTS/cli/claims/_sql.sh"
export NOW='2026-10-03 06:00:00'
sample 2 2026-10-01 4 18
cat >data/rates.csv <<'END'
device,rate
NVIDIA H200,4
NVIDIA L40S,1.5
NVIDIA A100-SXM4-80GB MIG 1g.10gb,2.25
Tesla P100-PCIE-16GB,0
END
printf 'user,group\nuser1,Physics\nuser2@pool.example,"Bio <b>"\nuser3,Physics\n' >data/members.csv
printf 'device,weight\nNVIDIA A100-SXM4-80GB MIG 1g.10gb,0.125\n' >data/slices.csv
make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out HOURS=100 CHANGE=no CURRENCY=EUR cost prom
sql "CREATE TEMP TABLE prices AS SELECT * FROM (VALUES ('NVIDIA H200', 4, 1), ('NVIDIA L40S', 1.5, 1),
	('NVIDIA A100-SXM4-80GB MIG 1g.10gb', 2.25, 0.125), ('Tesla P100-PCIE-16GB', 0, 1));
    CREATE TEMP TABLE c AS WITH t AS (SELECT at, at - lag(at) OVER (ORDER BY at) step
	    FROM (SELECT DISTINCT at FROM g)),
	k AS (SELECT *, row_number() OVER (PARTITION BY at, AssignedGPUs ORDER BY bf, rowid) place
	    FROM g WHERE State = 'Claimed' AND AssignedGPUs != '')
	SELECT user, min(coalesce(step, 0), 900000000) / 3.6e9 h, coalesce(GPUs_DeviceName, 'Unknown') device,
	    CASE user WHEN 'user1@pool.example' THEN 'Physics' WHEN 'user3@pool.example' THEN 'Physics'
	    WHEN 'user2@pool.example' THEN 'Bio <b>' ELSE 'No group' END team, first.device held
	FROM k JOIN t USING (at) JOIN (SELECT job, AssignedGPUs, min(GPUs_DeviceName) device FROM k
	    WHERE place = 1 GROUP BY 1, 2) first USING (job, AssignedGPUs) WHERE place = 1;
    SELECT 'group', team, printf('%.4f,%.4f', sum(h * coalesce(column3, 1)), total(h * column3 * column2)),
	count(DISTINCT user) FROM c LEFT JOIN prices ON column1 = device GROUP BY team;
    SELECT 'user', user, printf('%.4f,%.4f', sum(h * coalesce(column3, 1)), total(h * column3 * column2))
	FROM c LEFT JOIN prices ON column1 = device GROUP BY user;
    WITH k AS (SELECT *, row_number() OVER (PARTITION BY at, AssignedGPUs ORDER BY State != 'Claimed',
	    CASE WHEN State = 'Claimed' THEN bf END, rowid) place FROM g WHERE AssignedGPUs != ''),
	s AS (SELECT *, lead(at) OVER (PARTITION BY AssignedGPUs ORDER BY at) - at gap FROM k WHERE place = 1)
    SELECT 'free', printf('%.3f', sum(gap / 3.6e9)) FROM s WHERE State != 'Claimed' AND gap <= 1200000000
	AND AssignedGPUs NOT LIKE 'MIG%'" | sort >sql.csv
{
	cells group,gpu_hours,cost,users out/work/cost_groups.rows |
	    awk -F, '{ printf "group,%s,%.4f,%.4f,%s\n", $1, $2, $3, $4 }'
	cells user,gpu_hours,cost out/work/cost_users.rows |
	    awk -F, '{ printf "user,%s,%.4f,%.4f\n", $1, $2, $3 }'
	cells device,free_hours out/work/cost_devices.rows | grep -v MIG |
	    awk -F, '{ n += $2 } END { printf "free,%.3f\n", n }'
} | sort >ours.csv
cut -d, -f1 ours.csv | uniq -c
diff sql.csv ours.csv && echo 'SQLite has the same cost'
cat out/cost.txt
grep -c 'Bio &lt;b&gt;' out/cost.html
head -n 2 out/cost.csv
sed 's/[0-9.]*$/N/' out/gpu.prom | grep -v '^# HELP' | head -n 60
gpu-render -f csv -c claimed out/work/class.rows | tail -n +2 | sort -n | tail -n 1 >most
sed -n 's/^gpu_class_claimed.* //p' out/gpu.prom | sort -n | tail -n 1 | diff most - && echo 'the same'
echo '- wrong lists'
wrong() {
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=bad CHANGE=no "$@" cost 2>&1 | grep -v "^make" | head -n 1 |
	    sed "s,$PWD/,,"
}
printf 'device,rate\nNVIDIA H200,-1\n' >r
wrong RATES=r
printf 'device,price\nNVIDIA H200,1\n' >r
wrong RATES=r
printf 'device,rate\nNVIDIA H200,1\nNVIDIA H200,2\n' >r
wrong RATES=r
printf 'device,weight\nNVIDIA H200,7\n' >r
wrong SLICES=r

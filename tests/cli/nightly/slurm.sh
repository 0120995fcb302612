# The night of a Slurm cluster, beside what sqlite3 counts in its snapshots.
. "$TESTS/cli/collect/_cluster.sh"
for at in 10:00 10:05 10:15 10:20 10:30; do
	snapshot "2026-10-01 $at:00.000000" LENT_QOS=scavenger
done
for at in 10:45 11:00; do
	snapshot "2026-10-01 $at:00.000000" LENT_QOS=scavenger NODES=nodes-later
done
report() {
	NOW='2026-10-01 11:05:00' make -s -f "$TOP/pipelines/nightly.mk" DATA=db OUT=out "$@"
}
report report HOURS=2 END='2026-10-01 11:00:00'
sed '/^What the figures/,$d' out/report.txt
grep -c 'fan 3 &lt;b&gt;loud' out/report.html
# A partition's GPUs: of its nodes, by the node's home; down ones are none.
# Those lent in an interval are claimed there, available at home.
sqlite3 db/gpu_state_2026-10.db >want <<'END'
CREATE TEMP VIEW seen AS SELECT substr(timestamp, 1, 14) ||
	substr('0' || CAST(substr(timestamp, 15, 2) AS INT) / 15 * 15, -2) AS bucket,
	* FROM gpu_state WHERE State != 'Down';
CREATE TEMP TABLE n AS SELECT count(DISTINCT bucket) * 1.0 AS n FROM seen;
CREATE TEMP VIEW counted AS SELECT bucket, PrioritizedProjects AS home,
	Name LIKE 'backfill%' AS lent, count(DISTINCT AssignedGPUs) AS a,
	count(DISTINCT CASE State WHEN 'Claimed' THEN AssignedGPUs END) AS c
	FROM seen GROUP BY 1, 2, 3;
CREATE TEMP VIEW lines AS SELECT CASE lent WHEN 1 THEN 'lent:' ELSE 'own:' END || home AS row,
	sum(c) / (SELECT n FROM n) AS c, sum(a) / (SELECT n FROM n) AS a, lent FROM counted GROUP BY lent, home;
.mode csv
SELECT 'total', sum(c), sum(CASE WHEN lent THEN 0 ELSE a END) FROM lines
	UNION ALL SELECT row, c, a FROM lines
	UNION ALL SELECT 'lent', sum(c), sum(a) FROM lines WHERE lent ORDER BY 1;
SELECT RemoteOwner, (Name LIKE 'backfill%'), count(DISTINCT bucket || AssignedGPUs) / n * 2
	FROM seen, n WHERE State = 'Claimed' GROUP BY 1, 2 ORDER BY 1, 2;
SELECT coalesce(nullif(substr(RemoteOwner, instr(RemoteOwner || '@', '@') + 1), ''), 'None'),
	count(DISTINCT bucket || AssignedGPUs || (Name LIKE 'backfill%') || RemoteOwner) / n * 2
	FROM seen, n WHERE State = 'Claimed' GROUP BY 1 ORDER BY 1;
END
gpu-filter -s row true <out/work/page.rows | gpu-render -f csv -c row,claimed,available - | tail -n +2 >got
gpu-bucket lent='int(class ~ /^Backfill/)' <out/work/all_users.rows | gpu-agg -k user,lent h='sum(gpu_hours)' | gpu-render -f csv - | tail -n +2 >>got
gpu-render -f csv -c account,gpu_hours out/work/accounts.rows | tail -n +2 >>got
python3 - <<'END'
import csv
want, got = ([[x if not x.replace(".", "").isdigit() else round(float(x), 9) for x in r]
              for r in csv.reader(open(f))] for f in ("want", "got"))
print(len(want), "lines", "agree" if want == got else (want, got))
END
echo '- other reports'
report ungrouped series users hosts evictions trend HOURS=2 END='2026-10-01 11:00:00'
sed -n '4,/^$/p' out/ungrouped.txt
grep -A9 '^Evic' out/evictions.txt
echo '- the site: what each GPU was doing last, a lent one too; times that end on a
  boundary'
NOW='2026-10-01 11:05:00' make -s -f "$TOP/pipelines/site.mk" POLICY=slurm DATA=db OUT=site DAYS=1
jq -c '.machines[] | map_values(.[-2:])' site/api/heatmap.json
echo '- a list of the site'\''s own'
printf 'partition,kind,label\ngpu,open,\nchem,reserved,"Chemistry, ""<b>"""\npreempt,lent,\ngpu-long,open,\n' >db/partitions.csv
printf 'type,device,memory_mb\nh200,H200 of ours,150000\n' >db/gpus.csv
report report HOURS=2 END='2026-10-01 11:00:00'
sed -n '/^Partitions/,/^A GPU/p; /^Device /,/^$/p' out/report.txt
grep -c 'Chemistry, .*&lt;b&gt;' out/report.html
echo '- two clusters'
cp -r db two
report pools users DATA='one=db two=two' OUT=both HOURS=2 END='2026-10-01 11:00:00'
sed -n '/^Pools/,/^Seen/p' both/pools.txt
sed -n '/^Most/,/^$/p' both/users.txt
report report DATA='one=db two=two' OUT=both HOURS=2 END='2026-10-01 11:00:00'
sed -n '/^Partitions/,/^A GPU/p; /^Nodes without/,/^$/p' both/report.txt
echo '- no list'
mv db/partitions.csv p
report report POLICY=slurm 2>&1 | grep -v '^make'

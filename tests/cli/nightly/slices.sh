# GPUs cut into parts count what they are parts of, and a whole one not while its
# parts are seen: figures by SQLite.
. "$TESTS/cli/nightly/_slices.sh"
export NOW='2026-10-02 06:00:00'
sliced
for hours in 14 50; do
	make -s -j2 -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out-$hours \
	    HOURS=$hours out-$hours/report.json >log 2>&1 || cat log
	"$TESTS/sql/figures" data $hours >sql.tsv
	"$TESTS/sql/figures" --report out-$hours/report.json >report.tsv
	"$TESTS/sql/figures" --compare sql.tsv report.tsv | head
	wc -l <report.tsv
	jq -c '.tables.unique[]' out-$hours/report.json
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=out-$hours HOURS=$hours
	grep -A 5 '^GPUs that are parts' out-$hours/report.txt
done

# Hosts, and the hours of GPUs, by SQLite from the rows.
night() { make -s -f "$TOP/pipelines/nightly.mk" DATA=data HOURS=40 CHANGE=no "$@"; }
night hosts cost OUT=out
{
	cat <<-END
		ATTACH 'data/gpu_state_2026-09.db' AS sep;
		CREATE TEMP TABLE r AS SELECT *, substr(AssignedGPUs, -2) part FROM
		    (SELECT * FROM sep.gpu_state UNION ALL SELECT * FROM main.gpu_state)
		    WHERE timestamp >= (SELECT strftime('%Y-%m-%d %H:%M:%S', substr(max(timestamp), 1, 19),
			'-40 hours') || substr(max(timestamp), 20) FROM main.gpu_state) AND AssignedGPUs <> '';
		CREATE TEMP TABLE whole AS SELECT DISTINCT timestamp t, 'GPU' || substr(AssignedGPUs, 4,
		    length(AssignedGPUs) - 5) id FROM r WHERE AssignedGPUs LIKE 'MIG%';
		DELETE FROM r WHERE (timestamp, AssignedGPUs) IN (SELECT t, id FROM whole);
		SELECT Machine, printf('%.6f', sum(CASE WHEN d LIKE '%1g%' THEN 1 / 7.0 WHEN d LIKE '%2g%'
		    THEN 2 / 7.0 ELSE 1.0 END) / (SELECT count(DISTINCT strftime('%s', timestamp) / 900) FROM r))
		    FROM (SELECT DISTINCT Machine, AssignedGPUs, GPUs_DeviceName, strftime('%s', timestamp) / 900,
			max(GPUs_DeviceName) OVER (PARTITION BY AssignedGPUs) d
			FROM r WHERE Name NOT LIKE '%backfill%') GROUP BY 1 ORDER BY 1;
	END
} | sqlite3 -separator , data/gpu_state_2026-10.db >hosts.sql
six() { awk -F, '{ printf "%s,%.6f\n", $1, $2 }'; }
gpu-agg -k machine n='sum(available)' <out/work/hosts.rows | gpu-render -f csv - | tail -n +2 | six >hosts.csv
six <hosts.sql | diff - hosts.csv && echo "hosts: $(grep -c . hosts.csv) as SQLite has them"
gpu-agg free='sum(free_hours)' held='sum(gpu_hours)' <out/work/cost_devices.rows | gpu-render

# If every GPU counts half, every count of GPUs is half and no share changes.
for db in data/gpu_state_*.db; do
	sqlite3 "$db" "UPDATE gpu_state SET GPUs_DeviceName = 'Model' WHERE GPUs_DeviceName IS NULL;
	    UPDATE gpu_state SET PreventJobsReason = 'repair' WHERE Machine LIKE 'gpu0128%' AND
	    State <> 'Claimed'"
done
{
	echo device,weight
	for db in data/gpu_state_*.db; do
		sqlite3 -csv "$db" "SELECT DISTINCT GPUs_DeviceName, '1/2' FROM gpu_state"
	done | tr -d '\r' | sort -u
} >half.csv
printf 'device,weight\n' >none.csv
printf 'gpu,parent\n' >noparent.csv
ALL='report unused hosts draining users slots totals idle evictions host-users trend weeks series charts'
for list in none half; do
	# shellcheck disable=SC2086 # words
	night $ALL host OUT=$list SLICES=$list.csv PARENTS=noparent.csv ALL_DEVICES=1 IDLE=0.5 \
	    BUCKET=30m
done
for r in $ALL host; do
	jq -n -r --arg r "$r" --slurpfile a "none/$r.json" --slurpfile b "half/$r.json" '
	    def near(x; y): ((x - y) | if . < 0 then -. else . end) <= 1e-9 * ([x, y, 1] | map(if . < 0 then -. else . end) | max);
	    [$a[0] | paths(numbers)] | map(. as $p | ($a[0] | getpath($p)) as $x | ($b[0] | getpath($p)) as $y |
		{ of: ([$p[] | strings] | join(".")), is: (if $x == 0 and $y == 0 then empty
		    elif $y == null then "gone" elif near($x; $y) then "same"
		    elif near($x; 2 * $y) then "half" else "other" end) }) |
	    group_by(.of)[] | "\($r) \(.[0].of) \(map(.is) | unique | join(" "))"' | sed 's/tables\.//'
done >ratios
grep -E ' (other|gone|half same)' ratios
grep ' half$' ratios | awk '{ sub(/\.[^.]*$/, "", $2); c[$1 " " $2]++ } END { for (t in c) print t, c[t] }' | sort

wrong() { night cost OUT=bad "$@" 2>&1 | grep -v '^make' | head -n 1 | sed "s,$PWD/,,; s,$TOP/,,; s,^[^ ]*mk:[0-9]*: ,,"; }
printf 'device,weight\nNVIDIA H200,1/7\nNVIDIA L40S,seven\n' >l.csv
wrong SLICES=l.csv
printf 'device,weight\nNVIDIA H200,7\n' >l.csv
wrong SLICES=l.csv
printf 'device,weight\nNVIDIA H200,1/0\n' >l.csv
wrong SLICES=l.csv
printf 'gpu,whole\nMIG-1,GPU-1\n' >l.csv
wrong PARENTS=l.csv
wrong PARENTS=m.csv

# A snapshot of one model, and the site.
snap() { make -s -f "$TOP/pipelines/snapshot.mk" DATA=data OUT=moment AT='2026-10-01 18:00:00' "$@"; }
snap
gpu-render -f csv moment/work/models.rows | grep -E 'MIG [12]g|device|A100-SXM4-80GB,'
snap DEVICE='NVIDIA A100-SXM4-80GB MIG 2g.20gb'
sed -n 1,6p moment/snapshot.txt
make -s -f "$TOP/pipelines/site.mk" DATA=data OUT=site DAYS=1
grep -E 'hosts have|^ *(campus0114|gpu0121)' site/index.txt 2>/dev/null
gpu-render -f csv -c Machine,gpus,claimed,seen site.work/hosts.rows | grep -E 'campus0114|gpu0121|Machine'

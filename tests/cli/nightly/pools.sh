# Several pools in one report: figures by SQLite from all of them.
. "$TESTS/cli/nightly/_pools.sh"
export NOW='2026-10-02 06:00:00'
three
POOLS='north=north south=south west=west'
night() { make -s -f "$TOP/pipelines/nightly.mk" "DATA=$POOLS" "$@"; }
for hours in 24 60; do
	night report pools OUT=out-$hours HOURS=$hours 2>&1
	"$TESTS/sql/figures" 'north=north south=south' $hours >sql.tsv
	"$TESTS/sql/figures" --report out-$hours/report.json >report.tsv
	"$TESTS/sql/figures" --compare sql.tsv report.tsv | head
	wc -l <report.tsv
done
cat out-24/pools.txt
cat out-24/pools.csv

# What is of a pool is what its report alone says: hours, jobs, hosts, snapshots.
ALL='report hosts draining slots totals idle evictions host-users cost trend odd users'
END=$(sqlite3 north/gpu_state_2026-10.db 'SELECT max(timestamp) FROM gpu_state')
# shellcheck disable=SC2086 # words
for pool in north south; do
	make -s -f "$TOP/pipelines/nightly.mk" DATA=$pool OUT=$pool-alone $ALL HOURS=60 END="$END" CHANGE=no 2>&1
done
# shellcheck disable=SC2086
night $ALL OUT=all HOURS=60 CHANGE=no
figures() { # FOLDER TABLE KEY COLUMN: of machines and GPUs without their pool
	gpu-bucket n="$4" buckets=@"$1"/work/window-facts.rows:buckets <"$1/work/$2.rows" |
	    gpu-bucket n="${PER:-n}" "$3" | gpu-agg -k k n='sum(n)' | gpu-render -f csv - | tail -n +2
}
part() { # TABLE KEY COLUMN...
	table=$1 key=$2
	shift 2
	for column; do
		{ figures north-alone "$table" "$key" "$column"
		figures south-alone "$table" "$key" "$column"; } >alone.csv
		figures all "$table" "$key" "$column" >all.csv
		awk -F, 'function far(a, b) { return (a - b) ^ 2 > 1e-16 * (1 + a * a) }
			NR == FNR { n[$1] += $2; next }
			!($1 in n) || far(n[$1], $2) { print "differs: " $0 " " n[$1] }
			{ delete n[$1] } END { for (k in n) print "only alone: " k }' alone.csv all.csv |
		    sed "s/^/$table $column: /"
		echo "$table $column $(wc -l <all.csv)"
	done
}
part window-facts k=1 rows snapshots rows_excluded
part hour_days 'k=date' gpu_hours claimed_gpus backfill_gpu_hours primary_claimed_gpus
part moments k=1 samples claimed priority backfill
part unique_jobs k=class jobs
part idle_total k=1 jobs gpu_hours idle busy unknown starting
part idle_users k=user gpu_hours idle
part evictions_total k=1 claims taken ended unseen running gpu_hours
part slots "k=concat(text(own),device)" gpus used lent offered
part host_users 'k=concat(field(machine,"/",-1),user)' gpu_hours jobs gpus
part draining_hosts 'k=field(machine,"/",-1)' gpus intervals hours
part odd_slots k=what rows snapshots
part user_buckets 'k=concat(text(bucket),user)' n
part cost_total k=1 gpu_hours free_hours
PER='n * buckets'
part hosts 'k=concat(field(machine,"/",-1),device)' available claimed backfill
part class k=class claimed available
part device 'k=concat(class,device)' claimed available
part unique k=1 claimed available
gpu-render -f csv -c machine,gpus all/work/draining_hosts.rows
gpu-agg -k pool='field(machine, "/", 1)' machines='set(field(machine, "/", 2))' <all/work/hosts.rows | gpu-render

# The table of pools itself, by SQLite.
sqlite3 -separator , north/gpu_state_2026-09.db "ATTACH 'north/gpu_state_2026-10.db' AS n;
    ATTACH 'south/gpu_state_2026-09.db' AS s; ATTACH 'south/gpu_state_2026-10.db' AS t;
    CREATE TEMP TABLE g AS SELECT 'north' pool, * FROM main.gpu_state UNION ALL SELECT 'north', * FROM n.gpu_state
	UNION ALL SELECT 'south', * FROM s.gpu_state UNION ALL SELECT 'south', * FROM t.gpu_state;
    DELETE FROM g WHERE timestamp < (SELECT strftime('%Y-%m-%d %H:%M:%S', substr(max(timestamp), 1, 19),
	'-24 hours') || substr(max(timestamp), 20) FROM g);
    SELECT pool, count(*), count(DISTINCT timestamp), max(timestamp),
	printf('%.6f', 100.0 * count(DISTINCT strftime('%s', timestamp) / 900) /
	(SELECT count(DISTINCT strftime('%s', timestamp) / 900) FROM g)) FROM g GROUP BY pool" >sql.csv
gpu-filter 'rows > 0' <out-24/work/pools.rows |
    gpu-render -f csv -c pool,rows,snapshots,last,seen - | tail -n +2 |
    awk -F, -v OFS=, '{ $5 = sprintf("%.6f", $5); print }' | diff sql.csv - && cat sql.csv
jq -r '.tables | ([.pools[].claimed | numbers] | add) / .page[0].claimed,
    ([.pools[].available | numbers] | add) / .page[0].available' out-24/report.json

# A list of parts for each pool: the same id is not the same GPU.
id=$(head -n 1 n.ids)
printf 'gpu,parent\nMIG-1,%s\n' "$id" >south/parents.csv
for db in north south; do
	sqlite3 $db/gpu_state_2026-10.db "CREATE TEMP TABLE t AS SELECT * FROM gpu_state WHERE
	    AssignedGPUs = '$id'; UPDATE t SET AssignedGPUs = 'MIG-1', GPUs_DeviceName = 'NVIDIA H200 MIG 1g';
	    INSERT INTO gpu_state SELECT * FROM t"
done
printf 'device,weight\nNVIDIA H200 MIG 1g,1/7\n' >north/slices.csv
cp north/slices.csv south
night report pools OUT=parts HOURS=20 -s 2>/dev/null
"$TESTS/sql/figures" 'north=north south=south' 20 >sql.tsv
"$TESTS/sql/figures" --report parts/report.json >report.tsv
"$TESTS/sql/figures" --compare sql.tsv report.tsv | head
gpu-render -f csv -c pool,gpus,rows parts/work/pools.rows
grep 'whole GPUs' parts/report.txt
printf 'device,weight\nNVIDIA H200 MIG 1g,1/4\n' >south/slices.csv
wrong() { make -s -f "$TOP/pipelines/nightly.mk" OUT=bad "$@" 2>&1 | grep -v -e '^make' -e warning | head -n 1 |
    sed 's/^[^ ]*mk:[0-9]*: //; s/ *Stop\.$//'; }
wrong "DATA=$POOLS"
rm ./*/slices.csv

wrong 'DATA=north south'
wrong 'DATA=north=north south'
wrong 'DATA=north=north north=south'
wrong 'DATA=north=north s.th=south'
wrong 'DATA=north=north south=nowhere'
mkdir empty
wrong 'DATA=north=north south=empty'
wrong 'DATA=north' pools
wrong 'DATA=north=north south=south' POLICY=slurm
for p in site snapshot; do
	make -s -f "$TOP/pipelines/$p.mk" "DATA=$POOLS" OUT=bad AT='2026-10-01 12:00:00' 2>&1 |
	    sed 's/^[^ ]*mk:[0-9]*: //' | head -n 1
done
night prom OUT=out-24 2>/dev/null
grep '^gpu_pool' out-24/gpu.prom

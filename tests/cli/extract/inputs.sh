# Several inputs are one, in order of time; a folder is its month files.
printf 't\tn\n2026-10-01 10:00\t1\n2026-10-01 12:00\t3\n' >a.tsv
printf 'n,t\n2.5,2026-10-01 11:00\n4,2026-10-01 13:00\n' >b.csv
gpu-extract A=a.tsv B=b.csv | gpu-render -f csv
gpu-extract -c 't,x?' b.csv a.tsv -o c.rows
gzip a.tsv
gpu-extract a.tsv.gz -n 1 | gpu-render -f csv
gpu-extract -w 1h <c.rows | gpu-render -f csv
mkdir m
for month in 2026-06 2026-07 2026-09; do
	sqlite3 "m/gpu_state_$month.db" "create table gpu_state(Name TEXT,
	timestamp DATETIME); insert into gpu_state values('$month',
	'$month-15 00:00:00.000000')"
done
cp m/gpu_state_2026-07.db m/gpu_state_backup.db
gpu-extract -w 2026-07-01.. m | gpu-agg m='fact(missing)' s='fact(start)' \
	e='fact(end)' n='count()' | gpu-render -f csv
gpu-extract -w last-month m | gpu-render -f csv

# The hour that comes twice in autumn, a clock set back, a snapshot that comes
# late: the same rows in order of time, counted right, from every kind of
# source; what sqlite3 says of them.
sqlite3 gpu_state_2026-10.db "
CREATE TABLE gpu_state (Name TEXT, AssignedGPUs TEXT, State TEXT,
  timestamp DATETIME);
WITH RECURSIVE at(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM at WHERE n < 95),
slot(s) AS (VALUES (0), (1), (2), (3))
INSERT INTO gpu_state SELECT 'slot' || s, 'GPU-' || s,
  CASE WHEN (n * 7 + s * 3) % 5 < 2 THEN 'Claimed' ELSE 'Unclaimed' END,
  -- 00:00 to 02:55, then 02:00 to 06:55 once more; and one of yesterday
  CASE WHEN n = 90 THEN '2026-10-24 23:55:00' ELSE datetime('2026-10-25',
    '+' || (CASE WHEN n < 36 THEN n ELSE n - 12 END * 5) || ' minutes') END
FROM at, slot ORDER BY n, s;"
sqlite3 -header -csv gpu_state_2026-10.db 'SELECT * FROM gpu_state' |
	tr -d '\r' >rows.csv
report() {
	gpu-extract -q -T timestamp=time,*=text "$@" | gpu-bucket -t 15m |
		gpu-filter 'best(State == "Claimed" ? 1 : 0 over timestamp, AssignedGPUs)' |
		gpu-agg -k bucket n='count()' gpus='distinct(AssignedGPUs)' \
			claimed='distinct(AssignedGPUs if State == "Claimed")' \
			late='fact(late)' |
		gpu-render -f csv -
}
report gpu_state_2026-10.db >database.csv
head -n 3 database.csv
grep ' 02:' database.csv
sqlite3 -header -csv gpu_state_2026-10.db "
WITH kept AS (SELECT timestamp, AssignedGPUs AS gpu, max(State = 'Claimed') AS c
  FROM gpu_state GROUP BY 1, 2)
SELECT datetime(unixepoch(timestamp) / 900 * 900, 'unixepoch') AS bucket,
  count(*) AS n, count(DISTINCT gpu) AS gpus,
  count(DISTINCT CASE WHEN c THEN gpu END) AS claimed FROM kept GROUP BY 1
" | tr -d '\r"' >want.csv
cut -d, -f1-4 database.csv | cmp - want.csv
gpu-extract -q rows.csv -T 'timestamp=time,*=text' -o sorted.rows
gpu-render -f csv sorted.rows >in-order.csv
for source in rows.csv . sorted.rows in-order.csv; do
	report $source | cut -d, -f1-4 | cmp - want.csv
done
# A pipe can't be looked at twice: what goes back is refused, never counted
# wrong; sorted on the way it is right.
gpu-extract -f csv -T 'timestamp=time,*=text' -s timestamp - <rows.csv |
	gpu-bucket -t 15m | gpu-agg -k bucket n='count()' | gpu-render -f csv - >a
gpu-extract -q . | gpu-bucket -t 15m | gpu-agg -k bucket n='count()' |
	gpu-render -f csv - | cmp - a
cat sorted.rows sorted.rows | gpu-bucket -t 15m |
	gpu-agg -k bucket n='count()' | gpu-render -f csv - || echo "status $?"

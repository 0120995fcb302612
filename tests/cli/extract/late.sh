# Rows out of order in a database come sorted, numbers by their storage class,
# times in every spelling; the late ones are a fact.
sqlite3 a.db "create table t(Name TEXT, v BIGINT, timestamp DATETIME);
insert into t values('a', 1, '2026-10-01 10:00:00'),
  ('b', '2', '2026-10-01T09:00:00.5'), ('c', 3.0, '2026-10-01 11:00'),
  ('d', null, '2026-10-01 10:00:00');"
gpu-extract a.db | gpu-agg n='count()' late='fact(late)' | gpu-render -f csv
gpu-extract a.db | gpu-render -f csv
echo
gpu-extract -w 2026-10-01T10:00..newest-1s a.db | gpu-render -f csv
gpu-extract --sql 'select Name, v * 2 as w from t where v > 1' a.db |
	gpu-render -f csv
gpu-extract -w 2025 -c Name a.db | gpu-render -f csv

# All of it in a table: SQLite.  Days are replaced.
. "$TESTS/cli/rollup/_roll.sh"
python3 "$PODS" make in 21
sql() {
	sqlite3 all.db "$1"
}
roll SQLITE=all.db
sql .dump >once
roll SQLITE=all.db
sql .dump | cmp - once
for t in daily storage unallocated; do
	tail -n +2 out/$t.csv | python3 -c '
import csv, sys
print(sum(1 for r in csv.reader(sys.stdin)))'
done
sql "SELECT data_source, pod_labels IS '{}', count(*) > 0, min(usage_end = usage_start),
	min(json_valid(all_labels)) FROM usage_daily GROUP BY 1, 2"
sql "SELECT count(*) FROM usage_daily"
# A month of it again, changed: only its days.
sql "UPDATE usage_daily SET namespace = 'was here'"
roll SQLITE=all.db MONTH=2025-02
sql "SELECT strftime('%m', usage_start) AS m, namespace = 'was here' AS old, count(*) > 0
	FROM usage_daily GROUP BY 1, 2"
# Another cluster's days stay.
roll SQLITE=all.db TABLE=both CLUSTER=c1
roll SQLITE=all.db TABLE=both CLUSTER=c2
sql "SELECT cluster_id, count(*) FROM both GROUP BY 1" >twice
roll SQLITE=all.db TABLE=both CLUSTER=c1
sql "SELECT cluster_id, count(*) FROM both GROUP BY 1" | cmp - twice
sql "SELECT count(DISTINCT cluster_id) FROM both"
# A table that lacks columns is left alone.
sql "CREATE TABLE other (usage_start DATE)"
roll SQLITE=all.db TABLE=other 2>&1 | sed '/^make/d'

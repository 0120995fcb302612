# All of it in a table: PostgreSQL, of its own, in a folder of its own.  Days
# are replaced, in one transaction.
. "$TESTS/cli/rollup/_roll.sh"
bin=$(find /usr/lib/postgresql /usr/local -path '*/bin/initdb' 2>/dev/null |
	sort | tail -n 1)
bin=$(dirname "$bin")
if [ ! -x "$bin/pg_ctl" ] || ! command -v psql >/dev/null; then
	echo 'no PostgreSQL'
	exit 77
fi
# It does not run as root.
home=$(mktemp -d "${TMPDIR%/*}/pg.XXXXXX") || exit 1
as=
if [ "$(id -u)" = 0 ]; then
	command -v setpriv >/dev/null || {
		echo 'no setpriv'
		exit 77
	}
	as='setpriv --reuid=nobody --regid=nogroup --clear-groups'
	chown nobody "$home"
fi
pg() {
	(cd "$home" && HOME=$home $as "$@" >>"$home/said" 2>&1)
}
trap 'pg "$bin/pg_ctl" -D "$home/data" -m immediate stop; rm -rf "$home"' EXIT
if ! pg "$bin/initdb" -D "$home/data" -A trust -U gputally -N --no-instructions ||
	! pg "$bin/pg_ctl" -D "$home/data" -w -l "$home/log" \
	-o "-k '$home' -h '' -F" start; then
	echo "PostgreSQL does not start: $(tail -n 1 "$home/said")"
	exit 77
fi
where="host=$home user=gputally dbname=postgres"
sql() {
	psql -X -q -A -t -d "$where" -c "$1"
}
all='SELECT * FROM usage_daily ORDER BY usage_daily::text'
python3 "$PODS" make in 21
roll POSTGRES="$where"
sql "$all" >once
roll POSTGRES="$where"
sql "$all" | cmp - once
roll SQLITE=all.db
both='SELECT data_source, count(*), count(DISTINCT namespace) FROM usage_daily GROUP BY 1 ORDER BY 1'
sqlite3 all.db "$both" >want
sql "$both" | cmp - want
# Numbers are rounded by their columns, labels are values.
sql "SELECT count(*) FROM usage_daily WHERE pod_usage_cpu_core_hours
	<> round(pod_usage_cpu_core_hours, 6) OR jsonb_typeof(all_labels) <> 'object'"
sqlite3 all.db "SELECT printf('%.3f', sum(pod_usage_cpu_core_hours)) FROM usage_daily" >want
sql "SELECT round(sum(pod_usage_cpu_core_hours), 3) FROM usage_daily" |
	cmp - want
# Days that are not in it stay, those of the month are replaced.
sql "UPDATE usage_daily SET namespace = 'was here'"
roll POSTGRES="$where" MONTH=2025-02
sql "SELECT date_part('month', usage_start), namespace = 'was here', count(*) > 0
	FROM usage_daily GROUP BY 1, 2 ORDER BY 1, 2"
# A fault: nothing of it is there.
sql "ALTER TABLE usage_daily ADD CHECK (namespace = 'was here') NOT VALID"
sql "$all" >before
roll POSTGRES="$where" 2>&1 | sed -n 's/.*ERROR: *//p'
sql "$all" | cmp - before
roll POSTGRES="host=$home/none dbname=postgres" >said 2>&1 || echo 'no server: told'

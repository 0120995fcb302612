# For the cases here: claims of sample data as SQLite sees them.  Times are
# microseconds of the day's clock.
sample() { # DAYS START SEED HOSTS
	"$TESTS/sample-folder" data --days "$1" --start "$2" --seed "$3" --hosts "$4"
}
# sql QUERY: over all months, G the rows with their time `at`, of hosts that
# count; bf is a backfill slot.
sql() {
	all=''
	for db in data/gpu_state_*.db; do
		month=m$(basename "$db" .db | tr -cd 0-9)
		echo "ATTACH '$db' AS $month;"
		all="$all${all:+ UNION ALL }SELECT * FROM $month.gpu_state"
	done >attach.sql
	{
		cat attach.sql
		echo "CREATE TEMP TABLE g AS SELECT *, name LIKE '%backfill%' bf,
		    CAST(strftime('%s', substr(timestamp, 1, 19)) AS INT) * 1000000
			+ CAST(substr(timestamp || '000000', 21, 6) AS INT) at,
		    CASE WHEN coalesce(RemoteOwner, '') = '' THEN 'Unknown'
			ELSE RemoteOwner END user, coalesce(GlobalJobId, Name) job
		    FROM ($all) WHERE Machine NOT LIKE '%BenchLab%' AND
		    timestamp >= '${FROM:-0}';"
		echo "$1"
	} | sqlite3 -csv -nullvalue '' | tr -d '"\r'
}
# What follows a CSV's header.
cells() { # COLUMNS FILE
	gpu-render -f csv -c "$1" "$2" | tail -n +2 | tr -d '"'
}

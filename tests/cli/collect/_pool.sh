# For the cases here: a pool of stored answers, an empty folder for databases.
PATH=$TESTS/data/bin:$PATH
ads=$TESTS/data/ads
mkdir db
# snapshot TIME ANSWER [VARIABLE=VALUE]...
snapshot() {
	NOW=$1 ADS=$ads/$2
	export NOW ADS
	shift 2
	rc=0
	env "$@" "$TOP/pipelines/collect" ${ADD:+"$ADD"} db || rc=$?
	unset NOW ADS
	[ "$rc" -eq 0 ] || echo "status $rc"
}
rows() {
	sqlite3 -nullvalue NULL -separator '|' "$1" "SELECT ${2:-*} FROM gpu_state"
}

# For cases about Slurm: stored answers of a cluster, an empty folder.
PATH=$TESTS/data/bin:$PATH
export CLUSTER="$TESTS/data/cluster"
mkdir db
# snapshot TIME [VARIABLE=VALUE]...
snapshot() {
	at=$1
	shift
	env NOW="$at" "$@" "$TOP/pipelines/collect-slurm" db || echo "status $?"
}
rows() {
	sqlite3 -nullvalue - -separator ' ' db/gpu_state_2026-10.db "SELECT $1 FROM gpu_state $2"
}

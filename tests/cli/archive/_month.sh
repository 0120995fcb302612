# Two months of a small pool, with and without archives.

folder() { # NAME: three days over a month's end, as databases
	"$TESTS/sample-folder" "$1" --days 3 --start 2026-09-30 --hosts 9
}
# What an input comes to: rows, their checksum, rows that were late.
figures() {
	gpu-extract -q "$@" |
	gpu-agg n='count()' sum='checksum(*)' late='coalesce(fact(late), 0)' |
	gpu-render -f tsv - | tail -n 1
}
# Which files are read, and why.
way() {
	{ gpu-extract -q --explain -n 0 "$@" >/dev/null; } 2>&1 |
	sed 's/^gpu-extract: //' | sort -u
}
archive() {
	status=0 # months end in any order
	make -s -f "$TOP/pipelines/archive.mk" DATA=data \
	    NOW='2026-10-03 06:00:00' "$@" >said.archive.$$ || status=$?
	sort said.archive.$$
	return $status
}
# SQL [FILE]: of the current month's database.
change() {
	sqlite3 "${2:-data/gpu_state_2026-10.db}" "$1"
}

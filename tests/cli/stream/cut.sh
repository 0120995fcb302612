# A stream cut anywhere gives status 1 in every stage, and no output file.
. "$TESTS/cli/stream/_small.sh"
passed=0
try() {
	cut=$1
	shift
	head -c "$cut" "$whole" >cut.rows
	rc=0
	"$@" <cut.rows >out 2>err || rc=$?
	[ "$rc" -eq 1 ] || echo "$* at $cut: status $rc"
	[ "$(wc -l <err)" -eq 1 ] || echo "$* at $cut: $(cat err)"
	[ ! -e made ] || echo "$* at $cut: a file"
	passed=$((passed + 1))
}
for whole in small.rows kept.rows; do
	bytes=$(wc -c <$whole)
	at=0
	while [ "$at" -lt "$bytes" ]; do
		try "$at" gpu-bucket -t 15m
		try "$at" gpu-filter true -o made
		try "$at" gpu-agg -k State 'n=count()' -o made
		try "$at" gpu-render -f csv -o made -
		at=$((at + 977))
	done
	try $((bytes - 1)) gpu-filter true
done
[ "$passed" -gt 20 ] || echo "only $passed"

# A full device and a closed output are status 1 with a message; a reader that
# leaves early ends the writer quietly; the old file stays.
. "$TESTS/cli/stream/_small.sh"
for tool in "gpu-extract small.rows" "gpu-bucket -t 15m" "gpu-filter true" \
    "gpu-agg -k Name n=count()" "gpu-render -f csv -"; do
	rc=0
	$tool <small.rows >/dev/full 2>err || rc=$?
	echo "full: $rc $(cat err)"
	rc=0
	$tool <small.rows >&- 2>err || rc=$?
	echo "closed: $rc $(cat err)"
	cat small.rows small.rows small.rows >long.rows
	(
		rc=0
		$tool <small.rows || rc=$?
		case $rc in 0 | 141) ;; *) echo "left: $rc" >&2 ;; esac
	) | head -c 1 >/dev/null
done
echo old >file
head -c 2000 small.rows | gpu-filter true -o file 2>/dev/null || cat file
head -c 2000 small.rows | gpu-render -f csv - -o file 2>/dev/null || cat file
find . -name 'file*' | wc -l

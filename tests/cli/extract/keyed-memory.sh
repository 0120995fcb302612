# Parts of states with a text as first key: groups leave as soon as the key
# has moved on in all parts.
[ -x /usr/bin/time ] || {
	echo 'time is not installed'
	exit 77
}
! grep -q __asan_init "$BUILD/gpu-agg" || {
	echo 'built with a sanitizer: takes more memory'
	exit 77
}
for part in 0 1 2 3 4 5 6 7; do
	printf 'part\n%s\n' "$part" | gpu-extract -f csv - |
		gpu-bucket 'n=range(0,40000,1)' \
		'class=concat("class ", sub(hash(text(n), "x"), 1, 2))' \
		'user=hash(text(n * 3 + (n + part) % 3), "y")' |
		gpu-agg --partial -k class,user c='count()' s='sum(n)' \
		-o $part.rows
done
within() { # KiB, then the command
	most=$1
	shift
	# By a pipe: a file is compressed, which takes memory of its own.
	{ /usr/bin/time -q -o peak -f %M "$@" || echo "failed: $*" >&2; } |
		cat
	[ "$(cat peak)" -le "$most" ] ||
		echo "$(cat peak) KiB, not $most: $*" >&2
}
within 24576 gpu-extract [0-7].rows >parts
within 20480 gpu-agg --merge <parts >whole
gpu-agg groups='count()' c='sum(c)' s='sum(s)' <whole | gpu-render -f csv
# The same order asked for: not sorted, for which there is no folder.
TMPDIR=/nonexistent gpu-extract -S 1M -s class,user [0-7].rows | cmp - parts
# Without any order all groups are held; they are the same.
gpu-render -f csv whole >whole.csv
for part in 7 3 0 1 2 4 5 6; do
	gpu-extract -s -user $part.rows
done | gpu-agg --merge | gpu-render -f csv | cmp - whole.csv

# What is held stays within the budget, give or take what a chunk and the
# program need.
. "$TESTS/cli/spill/_rows.sh"
[ -x /usr/bin/time ] || {
	echo 'time is not installed'
	exit 77
}
! grep -q __asan_init "$BUILD/gpu-filter" || {
	echo 'built with a sanitizer: takes more memory'
	exit 77
}

# MOST KiB, then the command.
within() {
	most=$1
	shift
	# By a pipe: a file is compressed, which takes memory of its own.
	{ /usr/bin/time -q -o peak -f %M "$@" || echo "failed: $*" >&2; } |
		cat >out
	[ "$(cat peak)" -le "$most" ] ||
		echo "$(cat peak) KiB, not $most: $*"
}

printf 'one\n1\n' | gpu-extract -f csv - |
	gpu-bucket 'n=range(0,4000000,1)' 'h=hash(text(n),"x")' >rows
within 32768 gpu-filter -s h -S 4M true <rows
gpu-agg n='count()' least='min(h)' <out | gpu-render -f csv
gpu-filter -n 1000000 true <rows >fewer
within 24576 gpu-filter -s -h,n -S 1M true <fewer
within 65536 gpu-filter -s n -S 32M true <fewer
any_rows 300000 | gpu-render -f csv - >rows.csv
within 32768 gpu-extract -S 4M rows.csv

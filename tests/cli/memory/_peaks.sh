# The most memory that every process of a pipeline held, at 1, 10 and 100 times
# the rows: programs in bin/ that run the built ones and note it in peaks/.
! grep -q __asan_init "$BUILD/gpu-agg" || {
	echo 'built with a sanitizer: takes more memory'
	exit 77
}
command -v cc >/dev/null || {
	echo 'cc is not installed'
	exit 77
}
cc -std=c11 -D_DEFAULT_SOURCE -o measure "$TESTS/bench/measure.c" || exit 1

# A process is known by its command without its numbers, so that it is the
# same one at any number of rows.
mkdir bin peaks
for program in gpu-extract gpu-bucket gpu-filter gpu-agg gpu-render; do
	cat >bin/$program <<END
#!/bin/sh
id=$program.\$(printf '%s\\n' "\$*" | tr -d '0-9.' | cksum | cut -d ' ' -f 1)
printf '%s\\n' "$program \$*" >"$PWD/peaks/\$id.command"
exec "$PWD/measure" "$PWD/peaks/\$id.\$TIMES" "$BUILD/$program" "\$@"
END
done
chmod +x bin/*
measured() {
	program=bin/$1
	shift
	"$program" "$@"
}

# one_day: a day of a pool, some 20000 rows, in order of time; days FIRST N:
# as many of them, one after another.
one_day() {
	"$TOP/scripts/gpu-sample" "$@" --days 1 --start 2026-07-01 |
		gpu-extract -f tsv -T '*=text,GPUs_GlobalMemoryMb=int,GPUsAverageUsage=real,Disk=int,timestamp=time' - -o day.rows
}
days() {
	day=$1
	while [ "$day" -lt $(($1 + $2)) ]; do
		gpu-bucket "timestamp=timestamp+$day*1d" <day.rows
		day=$((day + 1))
	done
}

# compare_peaks KIB [PROGRAM]: no process may hold more than 24 MiB, nor, but
# for the PROGRAM, at 100 times the rows a quarter and so many KiB more than at
# 10 times.  Says which programs were looked at; what each process held only if
# that was too much.  PEAKS=1: the most that each program held, too.
compare_peaks() {
	for command in peaks/*.command; do
		for times in 1 10 100; do
			sort -n -k 3,3 "${command%command}$times" 2>/dev/null |
				awk '{ k = $3 } END { printf "%d ", k }'
		done
		head -n 1 "$command" | cut -c 1-150
	done >held
	awk -v more="$1" -v except="${2:-}" -v peaks="${PEAKS:-}" '
	{
		seen[$4]
		for (i = 1; i <= 3; i++)
			if ($i > top[$4, i])
				top[$4, i] = $i
		if ($3 > 24 * 1024 || ($4 != except && $2 > 0 &&
		    $3 > 1.25 * $2 + more))
			print "KiB at 1, 10, 100 times the rows: " $0
	}
	END {
		for (p in seen)
			print p, peaks ? top[p, 1] " " top[p, 2] " " \
			    top[p, 3] : "" | "sort"
	}' held | sed 's/ *$//'
}

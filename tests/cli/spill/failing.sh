# A folder for temporary files that isn't there, that is full, a program that
# is ended: one line, status 1, and nothing is left.
. "$TESTS/cli/spill/_rows.sh"
any_rows 200000 | cat >rows
gpu-render -f csv rows >rows.csv
mkdir tmp
: >file

try() {
	rc=0
	"$@" 2>err >out || rc=$?
	echo "$rc $(cat err)"
	# The stream says that it is not whole.
	gpu-filter true <out >/dev/null 2>&1 && echo 'whole?'
}

TMPDIR=missing try gpu-filter -s h -S 1M true <rows
TMPDIR="file" try gpu-filter -s h -S 1M true <rows
TMPDIR=missing try gpu-extract -S 1M rows.csv
mkfifo pipe
cat rows.csv >pipe &
TMPDIR=missing try gpu-extract -f csv - <pipe
rm pipe
gpu-filter -s h true <rows | cat >whole
TMPDIR=missing gpu-filter -s h true <rows | cmp - whole # there was no need
(
	ulimit -f 1000 # half a MiB
	TMPDIR=tmp try gpu-filter -s h -S 1M true <rows
	TMPDIR=tmp try gpu-extract -S 1M rows.csv
) 2>&1
ls tmp
for signal in TERM HUP KILL; do
	mkfifo pipe
	TMPDIR=tmp gpu-filter -s h -S 1M true <pipe >/dev/null 2>&1 &
	exec 3>pipe
	head -c 20000000 rows >&3
	kill -$signal $!
	wait $!
	exec 3>&-
	rm pipe
	find tmp -type f | wc -l
done 2>/dev/null # where the shell tells how they ended

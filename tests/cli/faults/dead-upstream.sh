# A program in the middle of a pipeline is killed: whatever it had passed on,
# each program behind it ends with status 1 and one line, passes on no end, and
# makes no file; an old file and an old database stay as they are.
HOSTS=15
. "$TESTS/cli/faults/_big.sh"
gpu-extract --chunk 6000 big.rows | gpu-filter -n 20000 true --chunk 6000 >part.rows
python3 "$TESTS/cli/faults/_upstream.py" part.rows

# A stream of several chunks, cut anywhere, is refused by every program: status 1,
# one line with the place, no output file.  SEED=N repeats the places.
. "$TESTS/cli/faults/_big.sh"
python3 "$TESTS/cli/faults/_damage.py" cut big.rows 1000 "${SEED:-$$}"

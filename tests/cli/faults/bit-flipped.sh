# A bit flipped anywhere in a stream of several chunks is refused by every
# program, or meant nothing.  SEED=N repeats the places.
. "$TESTS/cli/faults/_big.sh"
python3 "$TESTS/cli/faults/_damage.py" flip big.rows 1000 "${SEED:-$$}"

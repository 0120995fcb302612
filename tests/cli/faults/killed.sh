# A program that is told to end leaves no output and no temporary file.
HOSTS=15
. "$TESTS/cli/faults/_big.sh"
python3 "$TESTS/cli/faults/_killed.py" big.rows

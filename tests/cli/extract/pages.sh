# Tables of any shape, read by their pages and by the library: the same
# bytes, and --explain names the way.  SEED=N repeats the random ones.
python3 -c 'import sqlite3' 2>/dev/null || { echo 'no sqlite3 in python3'; exit 77; }
python3 "$TESTS/cli/extract/_pages.py" "${SEED:-$$}" "${ROUNDS:-25}"

# A database that is damaged, cut, locked, written to meanwhile, left by a
# writer that died, in a folder that may not be written, or other than its
# declaration: its rows, whole transactions of them, or a message with the
# place.  SEED=N repeats the damages.
python3 -c 'import sqlite3' 2>/dev/null || { echo 'no sqlite3 in python3'; exit 77; }
mkdir bin
cp "$BUILD"/gpu-extract "$BUILD"/gpu-render bin # readable for nobody
chmod 711 "$TMPDIR"
PATH=$PWD/bin:$PATH
python3 "$TESTS/cli/faults/_sqlite.py" "${SEED:-$$}"

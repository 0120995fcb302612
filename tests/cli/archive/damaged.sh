# A damaged archive is told with its name and the byte; its database is not
# read in its place without a word.
. "$TESTS/cli/archive/_month.sh"
folder data
archive >made
rows=data/gpu_state_2026-10.rows
cp -p $rows good
python3 - good >offsets <<'PY'
import struct, sys
data = open(sys.argv[1], "rb").read()
at = 0
while at < len(data):
    head, = struct.unpack_from("<I", data, at + 8)
    size, = struct.unpack_from("<Q", data, at + 16)
    # What only aligns the next frame changes no value.
    is_chunk = data[at + 4:at + 5] == b"C"
    print(at, at + head - 1, at + head + (size - head) // 2 if is_chunk
          else at + 20)
    at += size
PY
flip() {
	python3 - good $rows "$1" <<'PY'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[int(sys.argv[3])] ^= 1
open(sys.argv[2], "wb").write(data)
PY
}
while read -r head last middle; do
	for at in "$head" "$last" "$middle"; do
		flip "$at"
		if gpu-extract -q data >out 2>said; then
			echo "byte $at: status 0"
		fi
		grep -q "^gpu-extract: $rows:byte $head: " said || {
			echo "byte $at of $head:"
			cat said
		}
	done
done <offsets
for n in 0 31 1000; do
	head -c $n good >$rows
	gpu-extract -q data >out 2>said || { cat said; echo "status 1"; }
	archive 2>&1 | grep -v '^make'
done
rm $rows
archive
figures data

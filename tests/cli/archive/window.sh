# A window out of an archive reads the chunks that hold it, of these the columns
# that are asked for: damage elsewhere isn't met, whoever reads all is told.
. "$TESTS/cli/archive/_month.sh"
folder data
rows=data/gpu_state_2026-10.rows
gpu-extract data/gpu_state_2026-10.db | gpu-filter -c '*' true |
gpu-extract --chunk 2048 - -o $rows
rm data/gpu_state_2026-10.db
python3 - $rows <<'PY'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
at, chunks = 0, 0
while at < len(data):
    head, = struct.unpack_from("<I", data, at + 8)
    size, = struct.unpack_from("<Q", data, at + 16)
    if data[at + 4:at + 5] == b"C":
        chunks += 1
        if chunks == 2:
            for i in range(at + head, at + size):
                data[i] ^= 0x55
        columns, = struct.unpack_from("<H", data, at + 36)
        for k in range(columns):  # of all chunks: the last column but one
            entry = at + 64 + 56 * k
            if struct.unpack_from("<H", data, entry)[0] == 12:
                start, stored = struct.unpack_from("<II", data, entry + 12)
                for i in range(start, start + stored):
                    data[at + i] ^= 0x55
    at += size
print(chunks > 10, "chunks")
open(sys.argv[1], "wb").write(data)
PY
gpu-extract -n 0 $rows | gpu-render -f types
for x in $rows data data/gpu_state_2026-10; do
	gpu-extract -q -w 1h -c timestamp,State,Name,Machine "$x" |
	gpu-agg n='count()' sum='checksum(*)' | gpu-render -f tsv -
	{ gpu-extract -q -w 1h -c timestamp,Disk "$x" >out; } 2>&1 |
		sed 's/byte [0-9]*/byte N/'
	{ gpu-extract -q -c timestamp,State "$x" >out; } 2>&1 |
		sed 's/byte [0-9]*/byte N/'
done

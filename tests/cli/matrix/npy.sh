# Arrays of numbers, as bytes and as numpy sees them.
cat >check.py <<'END'
import struct, sys
for path in sys.argv[1:]:
    data = open(path, "rb").read()
    head, cells = data[10:128].decode(), data[128:]
    assert data[:8] == b"\x93NUMPY\x01\x00" and data[8:10] == b"\x76\x00"
    assert head.endswith("\n")
    print(path, " ".join(head.split()))
    code = head.split("'")[3]
    width = int(code[2])
    form = {2: "e", 4: "f", 8: "d"}[width]
    for (x,) in struct.iter_unpack("<" + form, cells[:12 * width]):
        print(repr(x), end=" ")
    print()
END
cat >x.csv <<'END'
i,x,y
1,0.1,
-2,-0.0,2048.5
16777217,65504,2049
4,65519.9,2049.5
5,65520,-3e-8
6,1e39,6.1e-5
END
gpu-extract -T x=real,y=real x.csv >x.rows
gpu-render -f npy x.rows -o f4.npy
gpu-render -f npy -T f2 -o f2.npy x.rows
gpu-render -f npy -T f8 <x.rows >f8.npy # standard output, which is a file
gpu-render -f npy -T f8 <x.rows | cat >piped.npy
: >appended.npy
gpu-render -f npy -T f8 <x.rows >>appended.npy
cmp f8.npy piped.npy
cmp f8.npy appended.npy
gpu-filter false <x.rows | gpu-render -f npy -c y -o none.npy
gpu-extract -T x=f32?,y=f32?,i=f32 x.csv | gpu-render -f npy -o singles.npy
python3 check.py f4.npy f2.npy f8.npy none.npy singles.npy
try() {
	"$@" >out 2>err && echo "no failure: $*"
	echo "status $?: $(head -n 1 err)"
}
echo text | gpu-extract -f lines - >text.rows
try gpu-render -f npy text.rows
try gpu-render -f npy -T f3 x.rows
try gpu-render -f npy --each i x.rows
try gpu-render -T f4 x.rows
echo old >kept.npy
head -c 300 x.rows >cut.rows
try gpu-render -f npy -o kept.npy cut.rows
full() { # a file may not grow: what is said
	(ulimit -f 0; "$@" 2>&1 >/dev/null) | sed 's/ in .*: / in FOLDER: /'
}
said=$(full gpu-render -q -f npy -o kept.npy x.rows)
echo "$said"
said=$(full gpu-render -q -f npy x.rows)
echo "$said"
cat kept.npy
ls
for python in python3 /usr/bin/python3; do
	"$python" -c 'import numpy' 2>/dev/null || continue
	"$python" - <<'END' && exit
import numpy as np
a = np.load("f8.npy")
assert a.shape == (6, 3)
for path, kind in (("f4.npy", np.float32), ("f2.npy", np.float16)):
    with np.errstate(over="ignore"):
        assert np.array_equal(np.load(path), a.astype(kind), equal_nan=True)
    mapped = np.load(path, mmap_mode="r")
    assert np.array_equal(mapped, np.load(path), equal_nan=True)
assert np.load("none.npy").shape == (0, 1)
END
	echo 'numpy differs'
done

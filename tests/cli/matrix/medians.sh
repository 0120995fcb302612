# Medians and quantiles of singles: those of a sort, whatever the way and the
# budget, from a file and from a pipe.
cat >make.py <<'END'
import random, struct
random.seed(5)
def single(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]
odd = [0.0, -0.0, 1e-45, -1e-45, 3.4e38, -3.4e38, 1.0, 1.0000001]
with open("x.csv", "w") as f:
    f.write("k,a,b,c,d,e,f\n")
    for i in range(20001):
        row = [random.choice(odd), random.gauss(0, 1), random.random() * 1e-3,
               float(random.randrange(5)), 2.0 + random.random() * 1e-6]
        cells = [repr(single(x)) if random.random() > 0.2 else "" for x in row]
        f.write("%d,%s,%s\n" % (i % 3, ",".join(cells), ""))
END
python3 make.py
cat >right.py <<'END'
import csv
rows = list(csv.DictReader(open("x.csv")))
def middle(v, p):
    v = sorted(float(x) for x in v if x)
    if not v:
        return None
    at = (len(v) - 1) * p
    k = int(at)
    if at == k or k + 1 == len(v):
        return v[k] + 0.0
    if at - k == 0.5:
        return (v[k] + v[k + 1]) / 2
    return v[k] + (at - k) * (v[k + 1] - v[k])
for p, cond in ((0.5, lambda r: True), (0.5, lambda r: r["k"] == "1"),
                (0.3, lambda r: True), (1.0, lambda r: True)):
    print(",".join("" if m is None else repr(m)
          for m in (middle([r[c] for r in rows if cond(r)], p) for c in "abcdef")))
END
python3 right.py >right
gpu-extract -T 'k=int,*=f32' x.csv >x.rows
ask() {
	for what in 'median(*)' 'median(* if k == 1)' 'quantile(*, 0.3)' \
	    'quantile(*, 1.0)'; do
		if [ "$1" = pipe ]; then
			tail -c +1 x.rows | gpu-agg -S "$2" k=1 "*=$what"
		else
			gpu-agg -S "$2" k=1 "*=$what" <x.rows
		fi | gpu-render -f csv -c a,b,c,d,e,f | tail -n 1
	done
}
ask file 256M >is
cat is
python3 - <<'END'
for right, is_ in zip(open("right"), open("is")):
    right, is_ = right.strip().split(","), is_.strip().split(",")
    assert [x and float(x) for x in right] == [x and float(x) for x in is_], (right, is_)
END
for way in file pipe; do
	for size in 1M 2M 256M; do
		ask "$way" "$size" | cmp - is && echo "$way $size"
	done
done
# A key of one value: the way that every group has.
gpu-agg -k one=1 k=1 '*=median(*)' <x.rows |
	gpu-render -f csv -c a,b,c,d,e,f | tail -n 1 >by-key
head -n 1 is | cmp - by-key
gpu-filter false <x.rows | gpu-agg k=0 '*=median(*)' | gpu-render -f csv

# slope and corr: a line that is known, figures of random points by python, what
# has no line, and states.
run() { gpu-extract -T k=text,x=real,y=real - | gpu-agg -k k n='count()' a='slope(y, x)' r='corr(y, x)' | gpu-render -f csv -; }
printf '%s\n' k,x,y up,1,3 up,2,5 up,3,7 down,0,1 down,10,-1 one,1,1 flat,1,5 flat,2,5 \
    upright,4,1 upright,4,2 holes,1,2 holes,,9 holes,3,6 holes,5, | run
# Far from zero nothing is lost.
printf '%s\n' k,x,y far,1e15,1 far,1000000000000001,2 far,1000000000000002,4 | run
printf '%s\n' k,x,y endless,1,1 endless,2,inf endless,3,4 | run

command -v python3 >/dev/null || exit 0
python3 - >points.csv 2>right <<'END'
import random, sys
from fractions import Fraction as F
random.seed(7)
print("k,x,y")
for k in "abc":
    p = [(random.gauss(5, 3), random.gauss(0, 1) * 10 ** random.randint(-3, 3)) for _ in range(500)]
    for x, y in p:
        print(f"{k},{x!r},{y!r}")
    n = len(p)
    mx, my = sum(F(x) for x, _ in p) / n, sum(F(y) for _, y in p) / n
    c = sum((F(x) - mx) * (F(y) - my) for x, y in p)
    v, w = sum((F(x) - mx) ** 2 for x, _ in p), sum((F(y) - my) ** 2 for _, y in p)
    print(f"{k},{float(c / v):.12g},{float(c) / (float(v) ** .5 * float(w) ** .5):.12g}", file=sys.stderr)
END
gpu-extract -T k=text,x=real,y=real points.csv >points.rows
gpu-agg -k k a='slope(y, x)' r='corr(y, x)' <points.rows -o whole.rows
gpu-render -f csv whole.rows | tail -n +2 |
    awk -F, '{ printf "%s,%.12g,%.12g\n", $1, $2, $3 }' | diff right - && echo 'python has the same lines'
for part in 0 1 2; do
	gpu-filter "int(abs(x) * 1000) % 3 == $part" <points.rows |
	    gpu-agg --partial -k k a='slope(y, x)' r='corr(y, x)' -o $part.rows
done
gpu-extract 2.rows 0.rows 1.rows | gpu-agg --merge -o merged.rows
gpu-render -f csv whole.rows >whole.csv
gpu-render -f csv merged.rows | cmp - whole.csv && echo 'parts give the same figures'
gpu-bucket r='corr(y, x over k)' <points.rows | gpu-agg -k k r='max(r)' |
    gpu-render -f csv - | tail -n +2 | wc -l
gpu-agg a='slope(k, x)' <points.rows

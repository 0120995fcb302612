# A number once of each key: what SQLite computes on random data, in parts, in
# any order and when states go to files.
awk 'BEGIN { srand(7); print "g,k,l,w,c"
	for (i = 0; i < 40000; i++) {
		k = int(rand() * 3000); l = int(rand() * 3)
		w = sprintf("%.10f", (k % 7 + 1) / 8 + (rand() < 0.1) / 1024)
		printf "%d,%s,%d,%s,%d\n", rand() * 7, rand() < 0.02 ? "" : "k" k, l,
		    rand() < 0.02 ? "" : w, rand() < 0.7
	} }' >rows.csv
set -- one='sum_distinct(w, k)' two='sum_distinct(w, k, l)' n='distinct(k)' \
    cond='sum_distinct(w, k if c == 1)' ints='sum_distinct(l, k)' \
    none='sum_distinct(w, k if c > 1)'
all() { gpu-extract -T k=text,w=real,'*=int' rows.csv; }
all | gpu-agg -k g "$@" -o all.rows
gpu-render -f csv all.rows >want.csv
head -n 3 want.csv

sqlite3 -csv -header :memory: '.import --csv rows.csv r' "
UPDATE r SET k = nullif(k, ''), w = nullif(w, '');
CREATE TABLE t AS SELECT CAST(g AS INT) g, k, CAST(l AS INT) l,
    CAST(w AS REAL) w, CAST(c AS INT) c FROM r;
WITH one AS (SELECT g, sum(x) v FROM (SELECT g, k, max(w) x FROM t
	WHERE k IS NOT NULL GROUP BY g, k) GROUP BY g),
    two AS (SELECT g, sum(x) v FROM (SELECT g, k, l, max(w) x FROM t
	WHERE k IS NOT NULL GROUP BY g, k, l) GROUP BY g),
    cond AS (SELECT g, sum(x) v FROM (SELECT g, k, max(w) x FROM t
	WHERE k IS NOT NULL AND c = 1 GROUP BY g, k) GROUP BY g),
    ints AS (SELECT g, sum(x) v FROM (SELECT g, k, max(l) x FROM t
	WHERE k IS NOT NULL GROUP BY g, k) GROUP BY g)
SELECT g, one.v one, two.v two, (SELECT count(DISTINCT k) FROM t WHERE t.g = one.g) n,
    cond.v cond, ints.v * 1.0 ints, 0.0 none
FROM one JOIN two USING (g) JOIN cond USING (g) JOIN ints USING (g) ORDER BY g" |
tr -d '\r' >sqlite.csv
cmp sqlite.csv want.csv && echo 'what SQLite has'

for part in 0 1 2; do
	all | gpu-filter "(cum(1 over all) * 7919) % 3 == $part" |
	gpu-agg --partial -k g "$@" -o part$part.rows
done
gpu-extract part2.rows part0.rows part1.rows | gpu-agg --merge | gpu-render -f csv - |
cmp - want.csv && echo 'merged'
gpu-extract part2.rows part0.rows part1.rows | gpu-agg -S 1M --merge | gpu-render -f csv - |
cmp - want.csv && echo 'merged in little memory'
all | gpu-filter -s -l,k,w true | gpu-agg -S 1M -k g "$@" | gpu-render -f csv - |
cmp - want.csv && echo 'in little memory'
all | gpu-filter -s g true | gpu-agg -k g "$@" | gpu-render -f csv - |
cmp - want.csv && echo 'group by group'
all | gpu-bucket one='sum_distinct(w, k over g)' | gpu-agg -k g one='max(one)' |
gpu-render -f csv - >over.csv
cut -d , -f 1,2 want.csv | cmp - over.csv && echo 'over'

# Seven sevenths are one.
seq 7 | sed '1i k' | gpu-extract -f csv - |
gpu-agg x='sum_distinct(1.0 / 7, k)' y='sum_distinct(0.142857, k)' | gpu-render -f csv -
for e in 'sum_distinct(w)' 'sum_distinct(k, w)' 'sum_distinct(w, k) + 1'; do
	gpu-extract -n 0 -T k=text,w=real,'*=int' rows.csv | gpu-agg x="$e" | gpu-render -f csv - 2>&1
done

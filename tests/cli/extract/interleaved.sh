# Inputs whose rows alternate are one in order of time; at the same time those
# of the earlier operand come first, in their own order.
rows() { # FIRST STEP N
	awk -v at="$1" -v step="$2" -v n="$3" 'BEGIN {
		print "t,name,v"
		for (i = 0; i < n; i++) {
			s = at + i * step
			printf "2026-10-01 %02d:%02d:%02d,slot%d,%d\n",
			    s / 3600, s / 60 % 60, s % 60, i % 7, i
		}
	}'
}
rows 0 2 20000 >a.csv
rows 1 2 20000 >b.csv
rows 0 1000 40 >c.csv
gpu-extract a.csv -o a.rows
gpu-extract A=a.rows B=b.csv C=c.csv -o all.rows
gpu-render -n 6 -f csv all.rows
gpu-filter -c t,source,v 'v in (500, 501, 1)' <all.rows | gpu-render -f csv
# The same rows as sorting them gives, whatever the chunks.
sorted() {
	{
		sed 's/$/,A/' a.csv
		sed '1d; s/$/,B/' b.csv
		sed '1d; s/$/,C/' c.csv
	} | sed '1s/A$/source/' | gpu-extract -f csv - -s t | gpu-render -f csv
}
sorted >want.csv
for chunk in 16384 100 7; do
	gpu-extract --chunk $chunk A=a.rows B=b.csv C=c.csv |
		gpu-render -f csv | cmp - want.csv
done
# Long runs of one, then of the other; a few rows in between.
rows 0 1 30000 >d.csv
rows 15000 1 30000 >e.csv
gpu-extract d.csv e.csv c.csv | gpu-agg n='count()' s='sum(v)' \
	first='min(t)' last='max(t)' | gpu-render -f csv
gpu-extract d.csv e.csv c.csv | gpu-bucket back='t < prev(t over all)' |
	gpu-agg back='count(if back)' | gpu-render -f csv
gpu-extract -w 2026-10-01T04:09:59..2026-10-01T04:10:01 D=d.csv E=e.csv C=c.csv |
	gpu-render -f csv

# Files that follow one another are joined as they are; others are merged.
month() {
	seq 0 9999 | sed "s/.*/h&,gpu/; s/^/$1,/" |
		{ echo day,host,what; cat; } | gpu-extract -f csv - |
		gpu-bucket -F rows='count()' -F hosts='max(host)' \
			t='time("2026-01-01") + day * 1d' -s t -o "$2"
}
month 1 a.rows
month 2 b.rows
month 3 c.rows
same() {
	for f; do
		gpu-agg n='count()' c='checksum(*)' rows='fact(rows)' \
			hosts='fact(hosts)' <"$f" | gpu-render -f csv
	done | sort | uniq -c | sed 's/^ *//; s/,-*[0-9]*,/,SUM,/'
}
gpu-extract a.rows b.rows c.rows -o merged.rows
gpu-extract --as-is --explain a.rows b.rows c.rows -o joined.rows
same merged.rows joined.rows
gpu-filter -c t true <joined.rows | gpu-agg -k t n='count()' |
	gpu-render -f csv
# The other way round, twice the same, one that is something else.
gpu-extract --as-is --explain b.rows a.rows c.rows -o joined.rows
same merged.rows joined.rows
cat b.rows c.rows >bc.rows
gpu-extract --as-is --explain a.rows bc.rows -o joined.rows
same merged.rows joined.rows
gpu-filter -c '*,new=1' true <b.rows >more.rows
gpu-extract --as-is --explain a.rows more.rows -o joined.rows
echo x >x.csv
gpu-extract --as-is --explain x.csv -o joined.rows
gpu-extract --as-is --explain a.rows b=b.rows -o joined.rows
# A damaged block passes and is found by whoever reads it; a cut file doesn't.
cp joined.rows old.rows
head -c 20000 b.rows >cut.rows
gpu-extract --as-is a.rows cut.rows -o joined.rows || echo "status $?"
cmp old.rows joined.rows
gpu-extract --as-is -c t a.rows -o joined.rows || echo "status $?"
gpu-extract --as-is a.rows || echo "status $?"

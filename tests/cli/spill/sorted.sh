# Rows that are sorted in files come out as those that are sorted in memory.
. "$TESTS/cli/spill/_rows.sh"
any_rows 500000 >rows
for keys in h -at,even,n j,-text; do
	gpu-filter -s "$keys" true -o free <rows
	gpu-filter -s "$keys" -S 1M true -o tight <rows
	gpu-filter -s "$keys" -S 4M --chunk 1000 true -o between <rows
	for sorted in free tight between; do
		gpu-render -f csv $sorted >$sorted.csv
	done
	cmp free.csv tight.csv && cmp free.csv between.csv && echo "$keys"
done
gpu-render -f csv -s j,-text -S 1M rows | cmp - free.csv
gpu-render -f csv -s j,-text -n 1000 -S 1M rows >some.csv
head -n 1001 free.csv | cmp - some.csv
# What is first to come is the same too, and facts are.
gpu-filter -s -h,n -S 1M -n 3 -F rows='count()' true <rows |
	gpu-bucket counted='fact(rows)' -c n,counted | gpu-render -f csv
# A stable order, against sort(1).
gpu-filter -s key -S 1M -c key,n true <rows | gpu-render -f csv |
	tail -n +2 >ours
gpu-filter -c key,n true <rows | gpu-render -f csv | tail -n +2 |
	sort -s -t, -k1,1n | cmp - ours
gpu-agg -k n h='max(h)' -s -h -S 1M <rows | gpu-bucket -c n,h '@/dev/null' |
	gpu-render -f csv >groups
gpu-filter -s -h,n -c n,h true <rows | gpu-render -f csv | cmp - groups
find "$TMPDIR" -type f -name "gputally.*" | wc -l

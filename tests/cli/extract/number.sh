# --number: which row it was, whatever becomes of the order, of rejects, of
# rows that were kept from the first look.
printf '%s\n' 't,x' '2026-10-01 02:00:00 +0000 UTC,a' \
	'2026-10-01 01:00:00 +0000 UTC,b' '2026-10-01 03:00:00 +0000 UTC,' \
	>in.csv
gpu-extract --number row in.csv | gpu-render -f csv
gpu-extract --number row -T t=text -c row,x in.csv | gpu-render -f csv
gpu-extract --number row -w 2026-10-01T02:00.. in.csv | gpu-render -f csv
printf 'x\n1\ny\n3\n' >bad.csv
gpu-extract -T x=int --number row --reject left.csv bad.csv |
	gpu-render -f csv
printf 'a\nb\n' | gpu-extract -f lines --number n | gpu-render -f csv
# Rows of which some are kept and the others read again.
seq 1 300000 | sed '1i x' >many.csv
gpu-extract --number row many.csv | gpu-agg n='count()' same='all(x == row)' |
	gpu-render -f csv
gpu-extract --number row many.csv bad.csv -T x=text -c row |
	gpu-agg n='count()' s='sum(row)' | gpu-render -f csv
echo refused:
gpu-extract --number x in.csv | cat
gpu-extract --number '' in.csv | cat
echo '[{"a":1}]' | gpu-extract --number row | cat
gpu-extract in.csv -o in.rows
gpu-extract --number row in.rows | cat
mkdir folder
gpu-extract --number row folder | cat

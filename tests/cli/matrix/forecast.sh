# What a matrix will take: rows, passes and disk of panels of all kinds, as many
# rows as one wants, and how long; nothing is made.
awk 'BEGIN {
	print "ts,symbol,target,a,b,c"
	for (t = 0; t < 1000; t++)
		for (s = 0; s < 20; s++)
			printf "%d,S%02d,1,%d.25,%d,%d.5\n", 1000 + t, s, (t * 7 + s) % 90 + 10, t % 9, s % 7
}' >panel.csv
gzip -k panel.csv
zstd -q panel.csv
sqlite3 panel.sqlite 'CREATE TABLE panel (ts, symbol, target, a, b, c)' \
	'.import --csv --skip 1 panel.csv panel'
mkdir dir
for s in A B; do sed 's/,S..,/,/; s/,symbol//' panel.csv >dir/$s.csv; done
forecast() {
	make -s -f "$TOP/pipelines/matrix.mk" forecast OUT=out "$@" >said
	sed -n '1s/reads [0-9.]* .B once/reads it once/; 1s/;[^;]*are free//p' said
	grep -Ec '^matrix: about [0-9.]+ (s|minutes), [0-9.]+ us a row; measured over [0-9]+ and [0-9]+ rows(; the disk takes [0-9]+ MB/s)?$' said || :
}
for in in panel.csv panel.csv.gz panel.csv.zst panel.sqlite dir; do
	forecast IN=$in
done
forecast IN=panel.csv ROWS=5000000000 IMPUTE=zero SAMPLE=1/2
ls out
head -n 1 panel.csv >none.csv
forecast IN=none.csv

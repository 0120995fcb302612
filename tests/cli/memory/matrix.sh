# Matrices of 2000, 20000 and 200000 rows: no process holds more because there
# are more rows.  Some values are missing, so that all passes have work.
. "$TESTS/cli/memory/_peaks.sh"
panel() { # how many times
	awk -v times="$1" 'BEGIN {
	print "ts,symbol,target,a,b,c,d,e,f"
	for (t = 0; t < 100 * times; t++)
		for (s = 0; s < 20; s++)
			printf "%d,S%02d,%d.5,%d,%d.25,%s,%d,-%d,%d\n", t, s, (t + s) % 9, t % 1000 + s, s, t % 3 ? t % 50 : "", s * 7, t % 31, s % 2
	}' >panel.csv
}
for impute in median zero; do
	for TIMES in 1 10 100; do
		export TIMES
		panel $TIMES
		GPUTALLY_BIN=$PWD/bin make -s -f "$TOP/pipelines/matrix.mk" \
			IN=panel.csv OUT=out IMPUTE=$impute MIN_CS=2 >said
		echo $(($(wc -l <out/index.csv) - 1)) rows
		rm -r out
	done
done
compare_peaks 4096

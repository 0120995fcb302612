# More groups than a budget holds, each with an exact median, and rows to sort.
# At 10 times the rows not all of the budget is taken by what is merged.
. "$TESTS/cli/memory/_peaks.sh"
printf 'one\n1\n' | gpu-extract -f csv - >one.rows
for TIMES in 1 10 100; do
	export TIMES
	gpu-bucket "n=range(0,${TIMES}*20000,1)" 'h=n*2654435761%1000003' \
		'job=hash(text(n-n%2), "a")' 'x=real(h%977)/8' <one.rows |
		gpu-filter true -c job,h,x,n -o rows
	measured gpu-agg -S 4M -k job 'n=count()' 'm=median(x)' <rows |
		gpu-agg 'jobs=count()' 'n=sum(n)' | gpu-render -f csv
	measured gpu-agg -S 4M 'm=median(h)' <rows | gpu-render -f csv
	measured gpu-filter -S 4M -s h,job true <rows |
		gpu-agg 'n=count()' 'least=min(h)' | gpu-render -f csv
done
compare_peaks 4096

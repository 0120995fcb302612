# Sums of ints don't depend on the order of the rows: only the whole may be too
# large.
printf 'a,k\n9223372036854775807,1\n1,1\n-1,1\n-9223372036854775807,2\n-5,2\n4,2\n' >great.csv
gpu-extract great.csv | gpu-agg -k k s='sum(a)' m='mean(a)' | gpu-render -f csv
gpu-extract -s -a great.csv | gpu-agg -k k s='sum(a)' | gpu-render -f csv
gpu-extract great.csv | gpu-filter 'a > 0' | gpu-agg s='sum(a)' | gpu-render -f csv
echo "status $?"

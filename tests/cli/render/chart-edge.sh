# One point, no point, values that are none, steep and flat ones.
. "$TESTS/cli/render/_charts.sh"
odd() {
	printf 'x,y\n%b' "$1" | gpu-extract -T x=real,y=real >odd.rows
	shift
	for chart; do
		echo "== $chart"
		gpu-render --chart "$chart" odd.rows
		picture "$chart" odd.rows | grep -v '^<\(line\|text\)'
	done
}
echo '== no rows'
odd '' 'line x=x y=y'
echo '== no value'
odd '1,\n2,nan\n,3\n4,inf\n' 'line x=x y=y' 'bar x=x y=y'
echo '== one point'
odd '7,42\n' 'line x=x y=y' 'area x=x y=y' 'bar x=x y=y' 'histogram x=x y=y'
echo '== huge and tiny'
odd '-1e300,1e300\n1e300,-1e300\n0,1e301\n' 'line x=x y=y'
odd '1,1e-9\n2,3e-9\n' 'bar x=x y=y'
echo '== flat, below zero'
odd '1,0\n2,0\n' 'bar x=x y=y'
odd '1,-3\n2,2\n' 'bar x=x y=y'
odd '1,5000\n2,5001\n' 'line x=x y=y min=4990 max=5010'
echo '== times that no calendar has'
printf 'x,y\n9000000000000000000,1\n0,2\n' | gpu-extract -T x=int,y=int |
    gpu-bucket 't=time("1970-01-01") + x' -c t,y >odd.rows
gpu-render --chart 'line x=t y=y' odd.rows

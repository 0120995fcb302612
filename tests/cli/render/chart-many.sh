# Many points: the picture stays small, no peak is lost, the same bytes
# whatever the order of the rows; many series, rows and names.
. "$TESTS/cli/render/_charts.sh"
seq 0 199999 | awk 'BEGIN { print "i,v" }
	{ print $1 "," ($1 == 123456 ? 9999 : $1 * 7919 % 1009) }' |
    gpu-extract >many.rows
gpu-filter 'i >= 120000 && i < 130000' <many.rows >some.rows
for kind in line area bar histogram; do
	for input in some many; do
		timeout 20 gpu-render -f svg --chart "$kind x=i y=v" \
		    $input.rows >$kind.svg || echo "status $?"
		size=$(wc -c <$kind.svg)
		[ "$size" -lt 60000 ] || echo "$kind $input: $size bytes"
		grep -q 'greatest 9,999' $kind.svg || echo "$kind: no peak"
	done
done
gpu-render -f svg --chart 'line x=i y=v' some.rows >sorted.svg
gpu-render -f svg --chart 'line x=i y=v' -s v some.rows | cmp - sorted.svg
grep -c 'l[^ ]*-2[01][0-9]' sorted.svg # up to the peak, nearly as high as the plot
gpu-render --chart 'line x=i y=v' some.rows
echo '== many series'
gpu-bucket 'k=i % 40' 'x=i / 40 - i / 40 % 1' 'h=v % 100' <some.rows |
    gpu-filter 'i < 120400' >series.rows
for chart in 'area x=x y=h by=k' 'line x=x y=h by=k' 'bar x=x y=h by=k' \
    'bar x=x y=h by=k stacked' 'heat x=x y=k by=h'; do
	gpu-render --chart "$chart" series.rows | tail -n 4
	gpu-render -f svg --chart "$chart" series.rows | grep -o \
	    '[0-9]* \(others\|more are not drawn\)[^<]*' | sort -u
done
echo '== many names and rows'
gpu-bucket 'name=concat("name ", text(i))' 'to=i + 3' <some.rows |
    gpu-filter 'i < 122000' >names.rows
for chart in 'bar x=name y=v' 'heat x=v y=name by=v' \
    'gantt x=i,to y=name' 'line x=name y=v'; do
	gpu-render -f svg --chart "$chart" names.rows >names.svg
	size=$(wc -c <names.svg)
	[ "$size" -lt 150000 ] || echo "$chart: $size bytes"
	grep -o '[0-9]* more are not drawn.' names.svg || echo 'all drawn'
done

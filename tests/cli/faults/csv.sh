# What is wrong in CSV and TSV is told with file and line, plain or compressed;
# --reject keeps such rows and counts them, but where a quote is broken nobody
# knows where the next row begins.
try() {
	echo "- $*"
	rc=0
	gpu-extract "$@" >out.rows 2>err || rc=$?
	cut -c 1-200 err
	if [ "$rc" -eq 0 ]; then
		gpu-render -f tsv out.rows | tr '\0' 0
	else
		echo "status $rc"
	fi
	rc=0
	gpu-extract "$@" --reject bad >out.rows 2>err || rc=$?
	cut -c 1-200 err
	if [ "$rc" -eq 0 ]; then
		echo "rejects $(gpu-agg r='fact(rejected)' <out.rows |
		    gpu-render -f tsv | tail -n 1): $(cut -c 1-60 bad | tr '\0' 0)"
	else
		echo "with --reject: status $rc"
	fi
	rm -f bad
}
printf 'a,b\n1,2\n3\n\n5,6\n' >short.csv
printf 'a,b\n1,2\n3,4,5\n5,6\n' >long.csv
printf 'a,b\n1,2\nx,4\n5,6\n' >number.csv
printf 'a,b\n1,2\n99999999999999999999,4\n5,6\n' >huge.csv
printf 'a,b\n1,2\n3,"4\n5,6\n7,8\n' >open.csv
printf 'a,b\n1,2\n3,"4"x\n5,6\n' >behind.csv
printf 'a,b\n1,2\n3,4"4\n5,6\n' >inside.csv
printf 'a,b\n1,2\n3,"4\n4"\n5,6\n' >newline.csv
printf 'a,b\n1,2\n3,4\0004\n5,6\n' >nul.csv
printf 'a,b\n1,2\n\0003,4\n5,6\n' >nul-number.csv
printf 'a,a\n1,2\n' >twice.csv
printf 'a,\n1,2\n' >nameless.csv
printf 'a,b' >header.csv
printf 'a,b\n1,2\n3,4' >no-newline.csv
printf '\357\273\277a,b\r\n1,2\r\n3\r\n' >windows.csv
printf 'a\tb\n1\t2\n3\n5\tx\\y\n6\t7\n' >short.tsv
for f in short long number huge open behind inside newline nul nul-number \
    twice nameless header no-newline windows; do
	try -T a=int,b=text $f.csv
done
try -T a=int,b=text short.tsv
# A text may have no more than so many bytes; a line neither.
{
	printf 'a,b\n1,2\n3,'
	head -c 17000000 /dev/zero | tr '\0' x
	printf '\n5,6\n'
} >wide.csv
try -T a=int,b=text wide.csv
{
	printf 'a,b\n1,2\n3,"'
	head -c 17000000 /dev/zero | tr '\0' '\n'
} >endless.csv
try -T a=int,b=text endless.csv
echo '- compressed, cut and damaged'
"$TOP/scripts/gpu-sample" --hosts 2 | head -n 2000 >whole.tsv
gzip -k whole.tsv
zstd -q whole.tsv
for f in whole.tsv.gz whole.tsv.zst; do
	bytes=$(wc -c <$f)
	for keep in $((bytes / 2)) $((bytes - 1)); do
		head -c $keep $f >part
		gpu-extract -f tsv part 2>err >/dev/null || cat err
	done
	{
		head -c $((bytes / 2)) $f
		printf 'xxxxxxxx'
		tail -c +$((bytes / 2 + 9)) $f
	} >damaged
	gpu-extract -f tsv damaged >/dev/null 2>err || echo "damaged: status $?, $(wc -l <err) line"
done

# The same rows are the same stream, however a CSV is written: quotes, line
# ends, a mark in front, compression, and in one file or in several.
command -v zstd gzip >/dev/null || {
	echo 'no zstd or gzip'
	exit 77
}
"$TOP/scripts/gpu-sample" --hosts 6 --days 1 | gpu-extract -f tsv - |
	gpu-render -f csv -o plain.csv
[ "$(wc -c <plain.csv)" -gt 1000000 ] || echo 'too little to be of use'
gpu-extract plain.csv | gpu-render -f csv >want
cmp plain.csv want
same() { # a name, then what gpu-extract is to read
	name=$1
	shift
	gpu-extract "$@" | gpu-render -f csv | cmp - want || echo "not $name"
}
# Fields with a quote or a comma have them already; NULL must stay as it is.
awk 'BEGIN { FS = OFS = "," } index($0, "\"") { print; next }
    { for (i = 1; i <= NF; i++) if ($i != "") $i = "\"" $i "\""; print }' \
	plain.csv >quoted.csv
sed 's/$/\r/' plain.csv >crlf.csv
sed 's/$/\r/' quoted.csv >quoted-crlf.csv
{
	printf '\357\273\277'
	cat plain.csv
} >mark.csv
head -c -1 plain.csv >no-newline.csv
# What is odd but no error: a carriage return before a quote.
sed '5000s/^/\r/; 7000s/^/\r/' quoted.csv >odd.csv
for f in plain quoted crlf quoted-crlf mark no-newline odd; do
	same "$f" $f.csv
	gzip -kq $f.csv
	zstd -qq $f.csv
	same "$f, gzip" $f.csv.gz
	same "$f, zstd" $f.csv.zst
	same "$f, zstd from a pipe" - <$f.csv.zst
	# shellcheck disable=SC2002 # a pipe, not a file
	cat $f.csv.gz | same "$f, gzip from a pipe"
done
# Two frames, two members; cut between two snapshots.
cut=$(awk -F , 'NR > 9000 && $NF != t { print NR - 1; exit } { t = $NF }' \
	plain.csv)
head -n "$cut" plain.csv >a
tail -n +$((cut + 1)) plain.csv >b
{ zstd -cq a && zstd -cq b; } >two.csv.zst
{ gzip -c a && gzip -c b; } >two.csv.gz
same 'two frames' two.csv.zst
same 'two members' two.csv.gz
# In parts, each compressed, merged by time; only some of the columns.
{ head -n 1 plain.csv && cat b; } >b.csv
zstd -qq b.csv
mv a a.csv
gzip -q a.csv
same parts a.csv.gz b.csv.zst
same 'parts turned around' b.csv.zst a.csv.gz
gpu-extract -c timestamp,Name a.csv.gz b.csv.zst | gpu-render -f csv >some
gpu-extract -c timestamp,Name plain.csv | gpu-render -f csv | cmp - some
# Rows out of order are sorted and counted, compressed or not.
{
	head -n 1 plain.csv
	tail -n +$((cut + 1)) plain.csv
	head -n "$cut" plain.csv | tail -n +2
} >late.csv
zstd -qq late.csv
same late late.csv
same 'late, zstd' late.csv.zst
# A fault in what a thread decompresses.
size=$(wc -c <plain.csv.zst)
head -c $((size / 2)) plain.csv.zst >cut.csv.zst
gpu-extract cut.csv.zst -o out.rows 2>&1 && echo 'no fault'
head -c -9 plain.csv.gz >cut.csv.gz
gpu-extract cut.csv.gz -o out.rows 2>&1 && echo 'no fault'
{ head -c $((size / 2)) plain.csv.zst && head -c 90000 /dev/zero; } >bad.csv.zst
gpu-extract bad.csv.zst -o out.rows >err 2>&1 && echo 'no fault'
sed 's/\(bad.csv.zst: \).*/\1.../' err
gpu-extract -n 3 -c Name plain.csv.zst | gpu-agg n='count()' |
	gpu-render -f csv
[ ! -e out.rows ] || echo 'a file was made'
# What is no time is NULL if that was allowed: then the rows aren't in order.
printf 't,n\n2026-10-01 10:00,1\nx,2\n2026-10-01 12:00,3\n' >lenient.csv
gpu-extract -T 't=time?' lenient.csv | gpu-render -f csv

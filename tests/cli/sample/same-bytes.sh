# The same options give the same bytes, whichever awk; the rows are sound.
sample=$TOP/scripts/gpu-sample
$sample --days 2 --start 2026-02-28 --seed 7 --site site >a.tsv
$sample --days 2 --start 2026-02-28 --seed 7 >b.tsv
cmp a.tsv b.tsv
mkdir bin
ln -s "$(command -v awk)" bin/mawk
PATH=$PWD/bin:$PATH $sample --days 2 --start 2026-02-28 --seed 7 | cmp - a.tsv
$sample --days 2 --start 2026-02-28 --seed 8 | cmp -s - a.tsv && echo "no luck"
head -n 1 a.tsv | tr '\t' '\n'
awk -F '\t' '
	NF != 14 { print "fields", NF }
	NR == 1 { next }
	$14 < last { print "goes back" }
	{ last = $14 }
	{ seen[substr($14, 1, 10)]++ }
	{ seen[$4]++ }
	$1 ~ /backfill/ { seen["backfill"]++ }
	$1 ~ /interactive/ { seen["interactive"]++ }
	$1 ~ /^slot1_/ { seen["dynamic"]++ }
	$2 == "" { seen["empty ids"]++ }
	$2 == "\\N" { seen["NULL ids"]++ }
	END { for (s in seen) print s }' a.tsv | sort
cat site/chtc_owned site/masked_hosts.yaml

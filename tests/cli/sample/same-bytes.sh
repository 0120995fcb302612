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
awk -F '\t' 'NF != 14 { print "fields", NF }
	NR > 1 { if ($14 < last) print "goes back"; last = $14; day[substr($14, 1, 10)]++
		state[$4]++; kind[$1 ~ /backfill/ ? "backfill" : $1 ~ /interactive/ ?
		"interactive" : $1 ~ /slot1_/ ? "dynamic" : "slot"]++
		id[$2 == "" ? "empty" : $2 == "\\N" ? "NULL" : "id"]++ }
	END { for (d in day) print d; for (s in state) print s; for (k in kind) print k
		for (i in id) print i, "ids" }' a.tsv | sort
cat site/chtc_owned site/masked_hosts.yaml

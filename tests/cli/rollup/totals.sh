# Totals of whole months, by node and by month: what was put in, hour by hour,
# is what comes out, days that end early too.
. "$TESTS/cli/rollup/_roll.sh"

# Hours FROM.. of October 2025, N of them, of a pod: namespace, node, pod, cpu
# usage and request in cores, memory usage and request in GiB.
hours_of() {
	awk -v from="$1" -v n="$2" -v space="$3" -v node="$4" -v pod="$5" \
		-v u="$6" -v r="$7" -v m="$8" -v q="$9" 'BEGIN {
	for (i = from; i < from + n; i++) {
		day = int(i / 24)
		printf "2025-%02d-%02d %02d:00:00 +0000 UTC,%s,%s,%s,i-%s,,", \
		    day < 31 ? 10 : 11, day % 31 + 1, i % 24, space, node, \
		    pod, node
		printf "%d,%d,,%.0f,%.0f,,57600,%.0f\n", u * 3600, r * 3600, \
		    m * 3600 * 1073741824, q * 3600 * 1073741824, \
		    64 * 3600 * 1073741824
	}
	}' >>in/pods.csv
}
totals() { # of what; more
	sqlite3 :memory: '.mode list' '.import --csv out/daily.csv d' \
		"SELECT $1, count(*),
		round(sum(pod_usage_cpu_core_hours), 9),
		round(sum(pod_request_cpu_core_hours), 9),
		round(sum(pod_usage_memory_gigabyte_hours), 9),
		round(sum(pod_request_memory_gigabyte_hours), 9)
		FROM d GROUP BY 1 ORDER BY 1"
}

begin
hours_of 0 24 web n1 p1 7.2 7.2 19.2 19.2
roll
echo 'a day:'
totals "'all'"

begin
hours_of 0 1203 web n1 p1 0.5 1 1.5 2
hours_of 0 1203 web n1 p2 1.5 2 0.5 1
roll
echo 'one node, 1203 hours, the last day three of them:'
totals "'all'"
columns capacity usage_start,node_capacity_cpu_core_hours,node_capacity_memory_gigabyte_hours |
	sed -n '1p;$p'

begin
for p in 1 2 3 4 5 6 7 8 9 10; do
	hours_of 0 459 "s$((p % 5))" "n$((p % 2))" "p$p" 1.25 2 0.95 1
done
hours_of 0 459 s0 n0 p11 1 1 0.5 1
roll
echo 'eleven pods, two nodes, five namespaces, 459 hours:'
totals "'all'"
tail -n +2 in/pods.csv | wc -l

begin
hours_of 0 1179 web n1 p1 5 5 5 5
hours_of 0 1203 web n2 p2 8 8 8 8
hours_of 0 1203 db n2 p3 4 4 4 4
printf 'n1,i-n1,worker\nn2,i-n2,worker\n' >>in/node_roles.csv
roll
echo 'two months, three pods on two nodes:'
totals "'all'"
totals node
totals "node || ' ' || substr(usage_start, 1, 7)"
echo 'one of the months alone:'
roll MONTH=2025-11
totals node
echo 'what is used and what is left are what there is:'
roll MONTH=
sqlite3 :memory: '.import --csv out/daily.csv d' \
	'.import --csv out/unallocated.csv u' '.import --csv out/capacity.csv c' \
	"SELECT round((SELECT sum(pod_usage_cpu_core_hours) FROM d), 6),
	round((SELECT sum(pod_usage_cpu_core_hours) FROM u), 6),
	round((SELECT sum(node_capacity_cpu_core_hours) FROM c), 6)"

# Each report is read once: through a pipe there is no second time.
for f in pods storage; do
	mv in/$f.csv $f.csv
	mkfifo in/$f.csv
	cat $f.csv >in/$f.csv &
done
echo 'through pipes:'
cp out/daily.csv was.csv
timeout 20 make -s -f "$TOP/pipelines/rollup.mk" IN=in OUT=out
cmp out/daily.csv was.csv && echo same
wait

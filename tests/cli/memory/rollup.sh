# The roll-up of 1, 10 and 100 days of 3000 rows, in some 400 groups a day: no
# process of it holds more because there are more days.
. "$TESTS/cli/memory/_peaks.sh"
mkdir in
report() { # which, how many days
	awk -v what="$1" -v days="$2" 'BEGIN {
	print what == "pods" ? "interval_start,cluster_id,namespace,node,pod,resource_id,pod_labels,pod_usage_cpu_core_seconds,pod_request_cpu_core_seconds,pod_limit_cpu_core_seconds,pod_usage_memory_byte_seconds,pod_request_memory_byte_seconds,pod_limit_memory_byte_seconds,node_capacity_cpu_core_seconds,node_capacity_memory_byte_seconds" : \
	    "interval_start,cluster_id,namespace,pod,persistentvolumeclaim,persistentvolume,storageclass,csi_volume_handle,persistentvolumeclaim_capacity_bytes,persistentvolumeclaim_capacity_byte_seconds,volume_request_storage_byte_seconds,persistentvolumeclaim_usage_byte_seconds,persistentvolume_labels,persistentvolumeclaim_labels"
	for (d = 0; d < days; d++) {
		day = sprintf("2025-%02d-%02d", 1 + d / 28, 1 + d % 28)
		for (h = 0; h < 24; h++)
			for (p = 0; p < (what == "pods" ? 125 : 20); p++) {
				t = sprintf("%s %02d:00:00 +0000 UTC,c1,s%d,", day, h, p % 7)
				if (what == "pods")
					printf "%sn%d,p%d,i%d,\"{\"\"app\"\":\"\"%d\"\"}\",%d,%d,7200,%d,%d,4096000,28800,1e12\n", t, p % 9, p, p % 9, h % 3 * 125 + p, h * 8 + p, p * 16, p * 4096, h * 4096
				else
					printf "%sp%d,c%d,v%d,gp,h%d,1e12,%d,%d,%d,,\"{\"\"k\"\":\"\"%d\"\"}\"\n", t, p, p, p, p, p * 86400, p * 4096, h, p
			}
	}
	}' >"in/$1.csv"
}
echo interval_start,node,node_labels >in/node_labels.csv
echo interval_start,namespace,namespace_labels >in/namespace_labels.csv
echo key >in/enabled_tag_keys.csv
printf 'namespace,cost_category_id\ns%%,1\n' >in/cost_categories.csv
printf 'node,resource_id,node_role\nn1,i1,worker\n' >in/node_roles.csv
for TIMES in 1 10 100; do
	export TIMES
	report pods $TIMES
	report storage $TIMES
	GPUTALLY_BIN=$PWD/bin make -s -f "$TOP/pipelines/rollup.mk" \
		IN=in OUT=out
	echo $(($(wc -l <out/daily.csv) - 1)) groups
	rm -r out
done
compare_peaks 4096

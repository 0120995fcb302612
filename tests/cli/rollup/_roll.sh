# What the cases of the roll-up share: sourced.
PODS=$TESTS/cli/rollup/_pods.py

# The roll-up of in/ to out/; its options.
roll() {
	make -s -f "$TOP/pipelines/rollup.mk" IN=in OUT=out "$@"
}

# Reports of one pod on one node, as a beginning: a line is a pod for an hour.
# Times are of October 2025; the columns that are told first are all there are.
begin() {
	rm -rf in out
	mkdir in
	echo "interval_start,namespace,node,pod,resource_id,pod_labels,pod_usage_cpu_core_seconds,pod_request_cpu_core_seconds,pod_limit_cpu_core_seconds,pod_usage_memory_byte_seconds,pod_request_memory_byte_seconds,pod_limit_memory_byte_seconds,node_capacity_cpu_core_seconds,node_capacity_memory_byte_seconds" >in/pods.csv
	echo "interval_start,namespace,pod,persistentvolumeclaim,persistentvolume,storageclass,csi_volume_handle,persistentvolumeclaim_capacity_bytes,persistentvolumeclaim_capacity_byte_seconds,volume_request_storage_byte_seconds,persistentvolumeclaim_usage_byte_seconds,persistentvolume_labels,persistentvolumeclaim_labels" >in/storage.csv
	echo interval_start,node,node_labels >in/node_labels.csv
	echo interval_start,namespace,namespace_labels >in/namespace_labels.csv
	echo key >in/enabled_tag_keys.csv
	echo namespace,cost_category_id >in/cost_categories.csv
	echo node,resource_id,node_role >in/node_roles.csv
}

# A pod: hour of October, namespace, node, pod, labels, cpu usage and request
# in core-hours, cores of the node.
pod() {
	printf '%s\n' "$1:00:00 +0000 UTC,$2,$3,$4,${3:+i-$3},$5,$(hours "$6"),$(hours "$7"),,$(bytes "$6"),$(bytes "$7"),,$(hours "$8"),$(bytes "$8")" >>in/pods.csv
}

hours() {
	[ -z "$1" ] || echo "$1 * 3600" | bc
}

bytes() {
	[ -z "$1" ] || echo "$1 * 3600 * 1073741824" | bc
}

# Columns of a table, by name.
columns() { # table, names
	gpu-extract -T '*=text' "out/$1.csv" | gpu-render -f tsv -c "$2" |
		tail -n +2 | sed 's/\\N/-/g'
}

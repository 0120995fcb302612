# Each rule of the roll-up on a few rows.  Column by column, so that one sees
# which rule a figure is about.
. "$TESTS/cli/rollup/_roll.sh"

begin
for h in 00 01 02 23; do pod "2025-10-01 $h" web n1 p1 '{}' 0.3 0.5 4; done
pod '2025-10-02 00' web n1 p1 '{}' 0 0 4
pod '2025-10-01 05' db n1 p2 '{}' 0.3 0.5 4
roll
echo 'totals; namespaces apart, days apart, no usage is 0:'
columns daily usage_start,namespace,pod_usage_cpu_core_hours,pod_request_cpu_core_hours,pod_usage_memory_gigabyte_hours,pod_limit_cpu_core_hours

begin
for h in 00 01; do
	pod "2025-10-01 $h" web n1 p1 '' 1 1 4
	pod "2025-10-01 $h" web n1 p2 '' 1 1 2
	pod "2025-10-01 $h" web n2 p3 '' 1 1 8
done
pod '2025-10-01 02' web n1 p1 '' 1 1 16
roll
echo 'capacity: the greatest of an hour, the sum of a day, of all nodes:'
columns capacity node,node_capacity_cpu_core_hours,cluster_capacity_cpu_core_hours
columns daily node,node_capacity_cpu_cores

begin
printf 'pr%%,1\npr-x,9\n%%,2\np.%%,99\nprod,3\n' >>in/cost_categories.csv
for n in prod pr-x pr.y other p.x; do pod '2025-10-01 00' $n n1 p1 '' 1 1 4; done
roll
echo 'categories: the beginning or all of it, the greatest of them:'
columns daily namespace,cost_category_id

begin
printf 'n1,i-n1,worker\nn1,i-n1,infra\nn2,i-n2,infra\nn3,i-n3,master\nn4,i-other,worker\n' >>in/node_roles.csv
for n in 1 2 3 4; do pod '2025-10-01 00' web n$n p1 '' $n 1 2; done
pod '2025-10-01 00' 'Worker unallocated' n1 p1 '' 1 1 2
pod '2025-10-02 00' web n1 p1 '' 1 1 2
roll
echo 'unallocated: by role, the greatest of two, none without; more than all:'
columns unallocated usage_start,namespace,node,pod_usage_cpu_core_hours,pod_request_cpu_core_hours,node_capacity_cpu_core_hours

begin
printf '%s,n1,"{""env"":""old"",""zone"":""z0""}"\n' '2025-10-01 00:00:00 +0000 UTC' >>in/node_labels.csv
printf '%s,n1,"{""env"":""node"",""zone"":""z1"",""secret"":""x"",""team"":""n""}"\n' '2025-10-01 05:00:00 +0000 UTC' >>in/node_labels.csv
printf '%s,web,"{""env"":""ns"",""team"":""t""}"\n' '2025-10-01 00:00:00 +0000 UTC' >>in/namespace_labels.csv
printf 'env\nzone\nteam\n' >>in/enabled_tag_keys.csv
pod '2025-10-01 00' web n1 p1 '"{""env"":""pod"",""own"":""1""}"' 1 1 4
pod '2025-10-01 01' db n1 p2 '{}' 1 1 4
pod '2025-10-02 01' web n1 p1 '{}' 1 1 4
roll
echo 'labels: pod before namespace before node, the last report of the day:'
columns daily usage_start,namespace,pod_labels
roll LABELS=enabled
columns daily usage_start,namespace,pod_labels
sed -i 's/^interval_start/usage_start/; s/ 0.:00:00 +0000 UTC//' in/node_labels.csv
roll
echo 'the same by days:'
columns daily usage_start,namespace,pod_labels

begin
n=0
while IFS= read -r l; do
	n=$((n + 1))
	pod '2025-10-01 00' "s$n" n1 p1 "\"$l\"" 1 1 4
done <<'END'
app:a|label_tier:gold
 label_app : a : b |junk
{""a|b"":""c:d"",""e"":""\u00e9\n"",""q"":""\""""}
{""n"":1.50,""o"":{""z"":1,""a"":[true]}}
{broken
null

word
:
END
roll
echo 'labels as they are spelled:'
columns daily namespace,pod_labels

begin
pod '2025-10-01 00' web n1 p1 '"{""vm_kubevirt_io_name"":""vm"",""x"":""1""}"' 1 1 4
roll LABELS=enabled
echo 'the key of machines is always enabled:'
columns daily pod_labels

begin
pod '2025-10-01 00' greater n1 p1 '' 2 1 4
pod '2025-10-01 00' less n1 p1 '' 1 2 4
pod '2025-10-01 00' no-usage n1 p1 '' '' 2 4
pod '2025-10-01 00' no-request n1 p1 '' 2 '' 4
for g in '' sql; do
	roll GREATEST=$g
	echo "effective usage, GREATEST=$g:"
	columns daily namespace,pod_usage_cpu_core_hours,pod_request_cpu_core_hours,pod_effective_usage_cpu_core_hours,pod_effective_usage_memory_gigabyte_hours
done
sed -i '1s/$/,pod_effective_usage_cpu_core_seconds/; 2,3s/$/,36000/; 4,$s/$/,/' in/pods.csv
roll
echo 'effective usage that was given:'
columns daily namespace,pod_effective_usage_cpu_core_hours

# No label tables at all, and rows without a node between: the labels stay
# with their rows.
begin
pod '2025-10-01 00' a '' p0 '"{""app"":""none""}"' 1 1 4
pod '2025-10-01 00' b n1 p1 '"{""app"":""b""}"' 1 1 4
pod '2025-10-01 00' c '' p2 '"{""app"":""none""}"' 1 1 4
pod '2025-10-01 00' d n1 p3 '"{""app"":""d""}"' 1 1 4
roll
echo 'rows without a node:'
columns daily namespace,pod_labels

volume() { # day, namespace, pod, claim, volume, bytes, label of each
	echo "$1 00:00:00 +0000 UTC,$2,$3,$4,$5,gp2,h-$5,$6,$(echo "$6 * 86400" | bc),$(echo "$6 * 86400" | bc),$(echo "$6 * 43200" | bc),\"{\"\"env\"\":\"\"pv\"\",\"\"a\"\":\"\"$7\"\"}\",$8" >>in/storage.csv
}
g=1073741824
begin
for d in 2025-02-01 2024-02-01 2025-04-30 2025-12-31; do
	pod "$d 00" web n1 p1 '{}' 1 1 4
	volume $d web p1 c1 v1 $((31 * g)) 1 ''
done
printf '%%,4\n' >>in/cost_categories.csv
roll
echo 'storage: 28, 29, 30 and 31 days, gigabytes, categories:'
columns storage usage_start,persistentvolumeclaim_capacity_gigabyte,persistentvolumeclaim_capacity_gigabyte_months,persistentvolumeclaim_usage_gigabyte_months,cost_category_id

begin
pod '2025-10-01 00' web n1 p1 '{}' 1 1 4
pod '2025-10-01 01' web n2 p1 '{}' 1 1 4
pod '2025-10-01 00' web n3 p2 '{}' 1 1 4
volume 2025-10-01 web p1 c1 v1 $((31 * g)) 1 '"{""a"":""pvc""}"'
volume 2025-10-01 web p2 c1 v1 $((31 * g)) 2 ''
volume 2025-10-01 web ghost c2 v2 $((31 * g)) 3 ''
printf '%s,n1,"{""env"":""node"",""zone"":""first""}"\n%s,n1,"{""zone"":""last""}"\n' \
	'2025-10-01 00:00:00 +0000 UTC' '2025-10-01 01:00:00 +0000 UTC' >>in/node_labels.csv
roll
echo 'volumes that are shared, and of no pod; the first report of the day:'
columns storage node,resource_id,persistentvolumeclaim,persistentvolumeclaim_capacity_gigabyte_months,volume_request_storage_gigabyte_months,volume_labels,csi_volume_handle

# Great numbers stay what they are: nothing is narrowed.
begin
pod '2025-10-01 00' web n1 p1 '{}' 1 1 4
echo '2025-10-01 00:00:00 +0000 UTC,web,p1,c1,v1,,,123456789012345,86400000000123457,86400000000123457,1,,' >>in/storage.csv
roll
echo 'no singles:'
columns storage persistentvolumeclaim_capacity_gigabyte,persistentvolumeclaim_capacity_gigabyte_months

# What comes first in the report, not in time; a day counts by its clock.
begin
pod '2025-10-01 09' web n1 p1 '{}' 1 1 4
pod '2025-10-01 08' web n1 p2 '{}' 1 1 4
sed -i '2s/i-n1/late/; s/+0000 UTC/+0200 UTC/' in/pods.csv
roll
echo 'the first row:'
columns daily usage_start,resource_id

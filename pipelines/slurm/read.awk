# What is read of lines as scontrol -o writes them, and of lists of gres; used
# before another program.  awk -f read.awk -f OTHER.awk

# The value of KEY in this line, one without blanks.
function field(key,    value) {
	if (!match($0, "(^| )" key "=[^ ]*"))
		return ""
	value = substr($0, RSTART, RLENGTH)
	sub(/^[^=]*=/, "", value)
	return value == "(null)" ? "" : value
}

# The GPUs of a list such as gpu:a100:2(IDX:0,2-3),gpu:1,nvme:4 in types, counts
# and indexes (a list of numbers, or empty), each from 1; returns how many there
# are of these.
function gpus(list,    n, item, parts, k) {
	n = 0
	while (match(list, /^[^,(]*(\([^)]*\))?,?/) && RLENGTH > 0) {
		item = substr(list, 1, RLENGTH)
		list = substr(list, RLENGTH + 1)
		if (item !~ /^gpu([:(,]|$)/)
			continue
		indexes[++n] = ""
		if (match(item, /\(IDX:[0-9,-]+\)/))
			indexes[n] = substr(item, RSTART + 5, RLENGTH - 6)
		sub(/[(,].*$/, "", item)
		k = split(item, parts, ":")
		if (k > 1 && parts[k] ~ /^[0-9]+$/)
			counts[n] = parts[k--] + 0
		else
			counts[n] = 1
		types[n] = k > 1 ? parts[2] : "gpu"
	}
	return n
}

# A line of scontrol show partition: its name; its tier, whether one of a higher
# tier can take from its jobs, and for how many seconds these may run.
function read_partition(    name) {
	name = field("PartitionName")
	tier[name] = field("PriorityTier") + 0
	can_be_preempted[name] = field("PreemptMode") !~ /^(OFF)?$/
	longest[name] = seconds(field("MaxTime"))
	return name
}

# Of days-hours:minutes:seconds, as scontrol writes times.
function seconds(text,    parts, n, days) {
	if (text !~ /^([0-9]+-)?[0-9]+:[0-9]+:[0-9]+$/)
		return 1e18 # UNLIMITED
	n = split(text, parts, /[-:]/)
	days = n > 3 ? parts[1] : 0
	return ((days * 24 + parts[n - 2]) * 60 + parts[n - 1]) * 60 + parts[n]
}

# A row for each GPU, as TSV with the columns of gpu_state but the time; for one
# that is lent two, like those of a pool with backfill: its own slot, which is
# free, and one named backfill_ for the job.
#
#   awk -v lent_qos='QOS...' -f read.awk -f slots.awk \
#       LIST.tsv PARTITIONS HOSTS JOBS NODES
#
# LIST.tsv: partition, kind, label; HOSTS: a list of nodes, a tab, its nodes;
# JOBS: what jobs.jq gives; PARTITIONS and NODES: of scontrol -o, with -d.

BEGIN {
	FS = "\t"
	OFS = "\t"
	none = "\\N"
	print "Name", "AssignedGPUs", "AvailableGPUs", "State", \
	    "GPUs_DeviceName", "GPUs_GlobalMemoryMb", "PrioritizedProjects", \
	    "GPUsAverageUsage", "Machine", "RemoteOwner", "GlobalJobId", \
	    "PreventJobsReason", "Disk"
}

# Numbers of GPUs that the job holds on a node.  A job that ends gives way.
function hold(node, i, type) {
	if ((node, i) in holder && ends[job] && !ends[holder[node, i]])
		return
	holder[node, i] = job
	type_held[node, i] = type
}
function hold_all(node, list, type,    k, n, ranges, ends_of, i) {
	n = split(list, ranges, ",")
	for (k = 1; k <= n; k++) {
		if (split(ranges[k], ends_of, "-") < 2)
			ends_of[2] = ends_of[1]
		for (i = ends_of[1] + 0; i <= ends_of[2] + 0 && i < 4096; i++)
			hold(node, i, type)
	}
}

# Is partition a rather than b the one that a node of both belongs to?
function comes_before(a, b) {
	if (!(a in place) || b == "")
		return a in place
	if (kind[a] != kind[b])
		return kind[a] == "reserved" || kind[b] == "lent"
	return place[a] < place[b]
}
function home_of(partitions,    n, i, of, home) {
	home = ""
	n = split(partitions, of, ",")
	for (i = 1; i <= n; i++)
		if (comes_before(of[i], home))
			home = of[i]
	return home
}

# What a GPU without a job is on a node in this state.  A node that is switched
# off to save power is there for jobs.
function idle_in(state) {
	if (state ~ /^(DOWN|ERROR|UNKNOWN|FUTURE)/ || state ~ /INVAL/ || \
	    (state ~ /NOT_RESPONDING|[*]$/ && state !~ /POWER/))
		return "Down"
	return state ~ /DRAIN|FAIL|MAINT/ ? "Drained" : "Unclaimed"
}
# Why a node takes no jobs, in the words of who said so: the last that the line
# has, and it may have anything in it.
function reason_of(state,    text) {
	text = ""
	if (match($0, / Reason=/)) {
		text = substr($0, RSTART + RLENGTH)
		sub(/ \[[^][]*@[^][]*\].*$/, "", text)
		gsub(/[\t\\]/, " ", text)
	}
	return text == "" || text == "none" ? tolower(state) : text
}

# The types of a node's GPUs by number, type[0] to type[all-1]; what is held is
# known, the others stand in the order of the node's list.
function find_types(node,    n, g, i) {
	n = gpus(field("Gres"))
	all = 0
	for (g = 1; g <= n; g++)
		all += counts[g]
	for (i = 0; i < all; i++) {
		if (!((node, i) in holder))
			continue
		for (g = n; g > 0; g--)
			if (types[g] == type_held[node, i] && counts[g] > 0) {
				counts[g]--
				break
			}
	}
	g = 1
	for (i = 0; i < all; i++) {
		if ((node, i) in holder) {
			type[i] = type_held[node, i]
			continue
		}
		while (g < n && counts[g] <= 0)
			g++
		counts[g]--
		type[i] = types[g]
	}
}
# Jobs without numbers have the first that are free.
function place_unnumbered(node,    n, k, i, held, columns) {
	n = split(unnumbered[node], held, "\n")
	for (k = 1; k < n; k++) {
		split(held[k], columns, "\t")
		job = columns[1]
		for (i = 0; i < all && columns[3] > 0; i++)
			if (!((node, i) in holder) && type[i] == columns[2]) {
				hold(node, i, type[i])
				columns[3]--
			}
	}
}

# A slot of GPU i of this node.
function row(slot, state, owner, job) {
	print slot, "GPU-" name "-" i, none, state, type[i], none, home, none, \
	    name, owner, job, reason, none
}

FILENAME == ARGV[1] {
	place[$1] = FNR
	kind[$1] = $2
	next
}
FILENAME == ARGV[2] {
	read_partition()
	next
}
FILENAME == ARGV[3] {
	nodes[$1] = $2
	next
}
FILENAME == ARGV[4] {
	job = $3
	ends[job] = $1 == "true"
	user[job] = $4
	partition[job] = $5
	yields[job] = $6 != "" && index(" " lent_qos " ", " " $6 " ")
	m = split(nodes[$2], node, " ")
	split($7, held_on, ";")
	for (k = 1; k <= m; k++) {
		n = gpus(held_on[k])
		for (g = 1; g <= n; g++)
			if (indexes[g] != "")
				hold_all(node[k], indexes[g], types[g])
			else if (counts[g] > 0)
				unnumbered[node[k]] = unnumbered[node[k]] job \
				    "\t" types[g] "\t" counts[g] "\n"
	}
	next
}
{
	name = field("NodeName")
	home = home_of(field("Partitions"))
	idle = idle_in(field("State"))
	reason = idle == "Unclaimed" ? none : reason_of(field("State"))
	find_types(name)
	place_unnumbered(name)
	for (i = 0; i < all; i++) {
		claimed = (name, i) in holder
		job = claimed ? holder[name, i] : ""
		lent = claimed && kind[home] != "lent" && (yields[job] || \
		    kind[partition[job]] == "lent" || \
		    can_be_preempted[partition[job]] && \
		    tier[partition[job]] < tier[home])
		slot = "gpu" i "@" name
		if (!claimed || lent)
			row(slot, idle, none, none)
		if (claimed)
			row((lent ? "backfill_" : "") slot, "Claimed", user[job], job)
	}
}

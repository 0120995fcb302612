# The lines that a list of partitions lacks: partition,kind,label of those that
# have GPUs; the cluster's default first, then those whose jobs may run longest:
# what is for tests only owns no node.  A guess at the kind: reserved, if groups
# or accounts are named; lent, if its jobs can be preempted and each of its nodes
# has a partition of a higher tier whose jobs may run as long.
#
#   awk -f read.awk -f partitions.awk LIST.tsv PARTITIONS NODES

FILENAME == ARGV[1] {
	split($0, columns, "\t")
	known[columns[1]] = 1
	next
}
FILENAME == ARGV[2] {
	name = read_partition()
	if (field("Default") == "YES")
		usual = name
	order[++n] = name
	limited[name] = field("AllowGroups") != "ALL" || \
	    field("AllowAccounts") != "ALL"
	next
}
gpus(field("Gres")) {
	m = split(field("Partitions"), of, ",")
	for (i = 1; i <= m; i++) {
		seen[of[i]] = 1
		above = 0
		for (k = 1; k <= m; k++)
			if (tier[of[k]] > tier[of[i]] && longest[of[k]] >= longest[of[i]])
				above = 1
		if (!above)
			owns[of[i]] = 1
	}
}

function add(name) {
	if (seen[name] && !(name in known))
		print name "," (limited[name] ? "reserved" : owns[name] || \
		    !can_be_preempted[name] || name == usual ? "open" : "lent") \
		    "," name
	known[name] = 1
}
END {
	add(usual)
	for (i = 1; i <= n; i++) {
		next_one = ""
		for (k = 1; k <= n; k++)
			if (!(order[k] in known) && (next_one == "" || \
			    longest[order[k]] > longest[next_one]))
				next_one = order[k]
		if (next_one != "")
			add(next_one)
	}
}

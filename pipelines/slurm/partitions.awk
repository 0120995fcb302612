# The lines that a list of partitions lacks: partition,kind,label of those that
# have GPUs.  A guess at the kind: lent, if each of its nodes has a partition of
# a higher tier; reserved, if groups or accounts are named.
#
#   awk -f read.awk -f partitions.awk LIST.tsv PARTITIONS NODES

FILENAME == ARGV[1] {
	split($0, columns, "\t")
	known[columns[1]] = 1
	next
}
FILENAME == ARGV[2] {
	name = field("PartitionName")
	order[++n] = name
	tier[name] = field("PriorityTier") + 0
	limited[name] = field("AllowGroups") != "ALL" || \
	    field("AllowAccounts") != "ALL"
	next
}
gpus(field("Gres")) {
	m = split(field("Partitions"), of, ",")
	top = -1
	for (i = 1; i <= m; i++)
		if (tier[of[i]] > top)
			top = tier[of[i]]
	for (i = 1; i <= m; i++) {
		seen[of[i]] = 1
		if (tier[of[i]] == top)
			highest[of[i]] = 1
	}
}
END {
	for (i = 1; i <= n; i++)
		if (seen[order[i]] && !(order[i] in known))
			print order[i] "," (!highest[order[i]] ? "lent" : \
			    limited[order[i]] ? "reserved" : "open") "," order[i]
}

# The tables of the results, from four files in this order: the names of what
# is missing; goals; figures, "SIZE QUERY PROGRAM RUN FIGURE VALUE"; peaks,
# "SIZE QUERY PROGRAM NAME KIB SHELL".

FILENAME ~ /missing$/ { missing[$1]; next }
FILENAME ~ /goals$/ {
	if (NF && !/^#/)
		goal[++goals] = $0
	next
}
FILENAME ~ /figures$/ {
	key = $1 SUBSEP $2 SUBSEP $3
	if (!(key in known)) {
		known[key]
		order[++keys] = key
		sizes[$1]
	}
	value[key, $5, $4] = $6
	if ($4 > runs[key, $5])
		runs[key, $5] = $4
	next
}
{
	key = $1 SUBSEP $2 SUBSEP $3
	if (!(key in peak))
		shown[++peaks] = key
	if ($5 > peak[key])
		peak[key] = $5
	if ($5 > of[key, $4])
		of[key, $4] = $5
	sum = sums[key, $6] += $5
	if (sum > total[key])
		total[key] = sum
}

function median_of(list, n,    i, j, x) {
	for (i = 2; i <= n; i++) {
		x = list[i]
		for (j = i - 1; j > 0 && list[j] > x; j--)
			list[j + 1] = list[j]
		list[j + 1] = x
	}
	return (list[int((n + 1) / 2)] + list[int((n + 2) / 2)]) / 2
}
# "" if it was not measured.
function median(key, figure,    list, i, n) {
	n = runs[key, figure]
	for (i = 1; i <= n; i++)
		list[i] = value[key, figure, i]
	return n ? median_of(list, n) : ""
}
# Of the pairs: the runs stand beside one another.
function ratio(a, b, figure,    list, i, n) {
	n = runs[a, figure] < runs[b, figure] ? runs[a, figure] : \
	    runs[b, figure]
	for (i = 1; i <= n; i++)
		list[i] = value[a, figure, i] / \
		    (value[b, figure, i] > 0 ? value[b, figure, i] : 0.0001)
	return n ? median_of(list, n) : ""
}
# The greatest peak or sum of the queries that match, MiB.
function greatest(size, query, program, figure,    i, p, x, most) {
	for (i = 1; i <= peaks; i++) {
		split(shown[i], p, SUBSEP)
		if (p[1] != size || p[3] != program ||
		    p[2] !~ ("^" query "$"))
			continue
		x = figure == "sum" ? total[shown[i]] : peak[shown[i]]
		most = x > most ? x : most
	}
	return most ? most / 1024 : ""
}
function figure_of(size, query, program, figure,    x) {
	if (figure == "peak" || figure == "sum")
		return greatest(size, query, program, figure)
	x = median(size SUBSEP query SUBSEP program, figure)
	return figure == "live" && x != "" ? x / 1024 : x
}
function number(x) {
	return x == "" ? "" : x >= 1000 ? sprintf("%d", x) : \
	    x >= 10 ? sprintf("%.1f", x) : sprintf("%.3f", x)
}
function with_unit(x, figure) {
	return x == "" ? "" : figure == "bytes" ? \
	    sprintf("%.2f MB", x / 1e6) : \
	    number(x) (figure ~ /^(peak|sum|live)$/ ? " MiB" : " s")
}

# How ours compares with a bound: 1 within it, 0 not; as a ratio if the bound
# is one.
function within(bound, ours, r) {
	if (bound ~ /^\//)
		return r <= 1 / substr(bound, 2)
	return bound ~ /x$/ ? r <= bound + 0 : ours <= bound + 0
}
function show_ratio(bound, r) {
	return r == "" ? "" : bound ~ /^\// ? sprintf("1/%.1f", 1 / r) : \
	    sprintf("%.2f", r)
}
function show_bound(bound, figure) {
	return bound == "-" ? "" : bound ~ /^\// ? "1" bound : \
	    bound ~ /x$/ ? substr(bound, 1, length(bound) - 1) : \
	    with_unit(bound + 0, figure)
}

# Sets best and lacks: the best of those a goal is against.
function find_best(list, size, query, figure,    name, i, n, x, least) {
	best = lacks = ""
	n = split(list, name, ",")
	for (i = 1; i <= n; i++) {
		x = figure_of(size, query, name[i], figure)
		if (x == "")
			lacks = lacks (lacks == "" ? "" : ", ") name[i]
		else if (best == "" || x < least) {
			best = name[i]
			least = x
		}
	}
}

# Why something was not measured.
function lacks_of(list,    name, i, n, text) {
	n = split(list, name, ", ")
	for (i = 1; i <= n; i++)
		text = text (i > 1 ? ", " : "") (name[i] in missing ? \
		    "no " name[i] " here" : "no figure of " name[i])
	return text
}

function judge(line,    f, n, what, ours, r, theirs, verdict, at) {
	n = split(line, f, /[ \t]+/)
	what = line
	for (at = 1; at <= 8; at++)
		sub(/^[^ \t]+[ \t]+/, "", what)
	ours = figure_of(f[2], f[3], f[4], f[5])
	best = lacks = theirs = r = ""
	if (f[6] ~ /^@/) {
		best = "size " substr(f[6], 2)
		theirs = figure_of(substr(f[6], 2), f[3], f[4], f[5])
		if (theirs == "")
			lacks = best
	} else if (f[6] != "-") {
		find_best(f[6], f[2], f[3], f[5])
		if (best != "")
			theirs = figure_of(f[2], f[3], best, f[5])
	}
	if (ours != "" && theirs != "")
		r = f[5] ~ /^(wall|cpu)$/ ? ratio(f[2] SUBSEP f[3] SUBSEP \
		    f[4], f[2] SUBSEP f[3] SUBSEP best, f[5]) : ours / theirs
	if (ours == "")
		verdict = f[2] in sizes ? "not measured" : \
		    "not measured: size " f[2] " was not run"
	else if (f[6] != "-" && theirs == "")
		verdict = "not measured: " lacks_of(lacks)
	else {
		verdict = f[7] == "-" ? "not met, an aim" : \
		    within(f[7], ours, r) ? "met" : "NOT MET"
		if (within(f[8], ours, r))
			verdict = "aim met"
		if (lacks != "")
			verdict = verdict ", but " lacks_of(lacks)
	}
	printf "| %s | %s: %s | %s | %s | %s | %s | %s | %s |\n", f[1], \
	    f[2], what, with_unit(ours, f[5]), \
	    theirs == "" ? "" : with_unit(theirs, f[5]) " " best, \
	    show_ratio(f[7], r), show_bound(f[7], f[5]), \
	    show_bound(f[8], f[5]), verdict
}

function programs(    i, p, wall, ours) {
	print "\n## All programs\n"
	print "| size | query | program | wall s | cpu s | MiB | " \
	    "wall, of ours | cpu, of ours |"
	print "| --- | --- | --- | --- | --- | --- | --- | --- |"
	for (i = 1; i <= keys; i++) {
		split(order[i], p, SUBSEP)
		wall = median(order[i], "wall")
		if (wall == "")
			continue
		ours = p[1] SUBSEP p[2] SUBSEP "ours"
		printf "| %s | %s | %s | %.3f | %.3f | %.1f | %s | %s |\n", p[1], \
		    p[2], p[3], wall, median(order[i], "cpu"), \
		    median(order[i], "kib") / 1024, \
		    show_ratio("x", ratio(order[i], ours, "wall")), \
		    show_ratio("x", ratio(order[i], ours, "cpu"))
	}
}

function memory(    i, j, n, name, p, text) {
	print "\n## Memory of each process\n"
	print "MiB; of several of a name the largest. The sum is of the " \
	    "processes that one\nshell started.\n"
	print "| size | query | program | extract | bucket | filter | agg | " \
	    "render | sum |"
	print "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
	n = split("extract bucket filter agg render", name, " ")
	for (i = 1; i <= peaks; i++) {
		split(shown[i], p, SUBSEP)
		text = "| " p[1] " | " p[2] " | " p[3]
		for (j = 1; j <= n; j++)
			text = text " | " ((shown[i], "gpu-" name[j]) in of ? \
			    sprintf("%.1f", of[shown[i], "gpu-" name[j]] / \
			    1024) : "")
		printf "%s | %.1f |\n", text, total[shown[i]] / 1024
	}
}

# What rows cost, where the realistic pool was measured at several sizes.
function curve(    i, j, k, n, m, size, query, program, key, rows, wall) {
	n = split("y1 y2 month y3 year", size, " ")
	m = split("Q1 nightly", query, " ")
	if (!("y1" in sizes || "year" in sizes))
		return
	print "\n## What rows cost\n"
	print "| query | from | million rows | wall s | cpu s | " \
	    "ns a row, cpu | MiB |"
	print "| --- | --- | --- | --- | --- | --- | --- |"
	for (j = 1; j <= m; j++)
		for (k = 1; k <= 2; k++)
			for (i = 1; i <= n; i++) {
				program = k == 1 ? "rows" : "ours"
				key = size[i] SUBSEP query[j] SUBSEP program
				wall = median(key, "wall")
				rows = median(size[i] SUBSEP "bytes" SUBSEP \
				    "all", "rows")
				if (wall == "")
					continue
				printf "| %s | %s | %.2f | %.3f | %.3f | " \
				    "%.0f | %.1f |\n", query[j], \
				    k == 1 ? "archives" : "databases", \
				    rows / 1e6, wall, median(key, "cpu"), \
				    median(key, "cpu") / rows * 1e9, \
				    greatest(size[i], query[j], program, "peak")
			}
}

END {
	print "## Goals\n"
	print "| goal | what | ours | floor or peer | ratio | must | aim | |"
	print "| --- | --- | --- | --- | --- | --- | --- | --- |"
	for (i = 1; i <= goals; i++)
		judge(goal[i])
	programs()
	memory()
	curve()
}

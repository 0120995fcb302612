# Patterns of namespaces, a text or the beginning of one and a % behind it, as
# regular expressions for search(): TSV to CSV.
BEGIN {
	FS = "\t"
}

NR == 1 {
	print "pattern,id"
	next
}

{
	gsub(/\\t/, "\t", $1)
	gsub(/\\n/, "\n", $1)
	gsub(/\\r/, "\r", $1)
	gsub(/\\\\/, "\\", $1)
	is_open = sub(/%$/, "", $1)
	made = "^"
	for (i = 1; i <= length($1); i++) {
		c = substr($1, i, 1)
		made = made (index(".[]*^$+?(){}|\\", c) ? "\\" c : c)
	}
	gsub(/"/, "\"\"", made)
	print "\"" made (is_open ? "" : "$") "\"," $2
}

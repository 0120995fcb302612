# What data and options can't do: add a header field, end a part, reach
# someone else, make a line too long.
export TZ=UTC NOW='2026-11-01 06:00:00'
exec 2>&1
read_mail() { python3 "$TESTS/cli/render/_mail.py" "$@"; }
send() { gpu-render -f mail --from gpu@example.org --to a@example.org "$@"; }
cat >odd.layout <<'EOF'
title   "{max(x)}"
subject "{max(x)}"
section s "{max(x)}"
  from odd
    col x "X"
  note "{max(x)}"
EOF
odd() { # $1: a text, as printf takes it
	{
		printf 'x\n"'
		# shellcheck disable=SC2059 # it is a format
		printf "$1"
		echo '"'
	} | gpu-extract -f csv -T x=text - -o odd.rows
	send -l odd.layout odd.rows -o odd.eml
	read_mail odd.eml | grep -vE '^(From|To|Date|Message|MIME|Auto| *to )'
}
echo '== odd texts'
odd 'x\nBcc: evil@example.org\n\nbody'
odd 'x\r\nBcc: evil@example.org'
odd '\n.\nFrom nobody\nFrom: me\n--=_a\n--=_a--'
odd '=?UTF-8?Q?x?= =?utf-8?b?eA==?='
odd 'S\303\274d \377\376 \342\200\256txt.exe \033[31m'
odd '  two  blanks '
odd '<script>alert(1)</script></style><img src=x>'
read_mail --html odd.eml | grep -c '<script\|<img' || :
echo '== long'
awk 'BEGIN { print "x"; for (i = 0; i < 20000; i++)
	printf "%s", i % 7 ? "wörter " : "ein_langes_wort"; print "" }' |
    gpu-extract -T x=text -o odd.rows
send -l odd.layout odd.rows -o odd.eml
read_mail odd.eml | grep -E 'Subject|text/'
awk 'BEGIN { print "x"; for (i = 0; i < 20000; i++)
	printf "row %d of a page of a megabyte <&>\n", i }' |
    gpu-extract -T x=text -o odd.rows
send -l odd.layout odd.rows -o odd.eml
read_mail --html odd.eml | grep -c '<tr'
echo '== many'
awk 'BEGIN { for (i = 0; i < 1000; i++)
	printf "\"Person, %d\" <someone.%d@department.example.org>\n", i, i }' >many
gpu-render -f mail --from a@b --to @many odd.rows -o odd.eml
read_mail odd.eml | grep -c '^  to .Person, [0-9]*. someone'
for n in 1 2 3 4 5; do sed "s/some/$n/" many; done >fives
gpu-render -f mail --from a@b --to @fives odd.rows || echo "status $?"
awk 'BEGIN { for (i = 0; i < 1000; i++)
	printf "a-very-long-name-of-someone.%d@a.very.long.department.of.a.very.long.name.example.org\n", i }' >long
gpu-render -f mail --from a@b --to @long odd.rows || echo "status $?"
echo '== addresses'
echo x | gpu-extract -f csv -o odd.rows
while IFS= read -r address; do
	printf '%s: ' "$address"
	gpu-render -f mail --from "$address" --to a@b odd.rows |
	    grep -aE '^(From|gpu-render)'
done <<'END'
a@b
a.b+c@d-e.example
a@b@c
a@
@b
a
a b@c
.a@b
a..b@c
a@b..c
a@-b
a@b.
-oQ/tmp@b
a@b,c@d
a@b c@d
a@b (comment)
"a b"@c
a@[127.0.0.1]
ä@b
<a@b>
N <a@b>
N <a@b> <c@d>
N <a@b>, M <c@d>
N <a@b
N a@b>
"N\"o" <a@b>
=?x?= <a@b>
END
for address in 'a@b
Bcc: c@d' 'N
Bcc: c <a@b>' "$(printf 'N\302\205M <a@b>')" "$(printf 'N\377 <a@b>')"; do
	gpu-render -f mail --from "$address" --to a@b odd.rows || echo "status $?"
	gpu-render -f mail --from a@b --to "$address" odd.rows || echo "status $?"
done 2>&1 | tr '\200-\377' '?'
printf 'a@b\n\nx y@z\n' >list
gpu-render -f mail --from a@b --to @list odd.rows || echo "status $?"
printf '# nobody\n' >list
gpu-render -f mail --from a@b --to @list odd.rows || echo "status $?"
gpu-render -f mail --from a@b --to @none odd.rows || echo "status $?"
gpu-render -f mail --from a@b --to , odd.rows || echo "status $?"
echo '== from data'
echo 'to "{max(x)}"' >to.layout
for x in 'a@b, c@d' 'N <a@b>' '-t@b' ''; do
	printf 'x\n"%s"\n' "$x" | gpu-extract -T x=text -o odd.rows
	gpu-render -f mail -l to.layout --from a@b odd.rows || echo "status $?"
done
echo '== options'
echo 'section s ""' >s.layout
gpu-render -f mail odd.rows || echo "status $?"
gpu-render -f mail --from a@b odd.rows || echo "status $?"
gpu-render -f mail --from a@b -l s.layout odd.rows || echo "status $?"
gpu-render -f html --from a@b odd.rows || echo "status $?"
send -l s.layout --image x=s.layout odd.rows || echo "status $?"
send -l s.layout --image s.layout odd.rows || echo "status $?"
send -l s.layout --image s=none.png odd.rows || echo "status $?"
echo '<svg/>' >x.svg
send -l s.layout --image x=x.svg odd.rows || echo "status $?"
NOW=tomorrow send odd.rows || echo "status $?"

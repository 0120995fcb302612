# Files of rules: texts, numbers, null, expressions; what is no rule is told
# with its line.
printf 'pool,lent,n\na,true,1\nb,false,2\nc,,3\n' >in.csv
cat >class <<'END'
(concat("lent-", pool)) if lent
null                    if n == 3
"(as it is)"            if n == 2
END
printf '1 if n == 1\n(n * 2.5) if true\n' >weight
printf '5 if n == 1\n7 if n == 2\n' >rank
gpu-extract in.csv | gpu-bucket class=@class weight=@weight rank=@rank |
	gpu-render
while read -r rule; do
	printf '1 if n == 1\n%s\n' "$rule" >bad
	gpu-extract in.csv | gpu-bucket x=@bad 2>said >rows
	echo "status $?"
	cat said
done <<'END'
one
(n + ) if true
(n) * 2 if
"text" if true
(pool) if true
(rank) if true
(x@bad) if true
(@bad) if true
2 if n
END
: >bad
gpu-extract in.csv | gpu-bucket x=@bad >rows

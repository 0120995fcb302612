# What a matrix is made with: *=EXPR, nulls(*), f32, --ordered, names from a
# file.
cat >panel.csv <<'END'
ts,symbol,target,b,a
1,Y,0.5,1.5,
1,X,,2.5,7
2,X,inf,,abc
2,W,NaN,-0,1e39
3,X,1e-46,0.1,16777217
3,V,-3.4e38," 7",0x10
END
T='*=f32?,ts=int,symbol=text'
try() {
	"$@" >out 2>err && echo "no failure: $*"
	echo "status $?: $(head -n 1 err)"
}
gpu-extract -T "$T" --ordered ts -s ts,symbol panel.csv |
	gpu-bucket missing='nulls(*)' some='nulls(a, b)' | tee sorted.rows |
	gpu-render -f csv
gpu-render -f types sorted.rows
gpu-extract -T "$T" panel.csv >panel.rows
gpu-agg ts=0 symbol=0 '*=f32(median(* if * is not null))' <panel.rows -o fill.rows
gpu-render -f line fill.rows
echo 'every column, and the one of that name in a file'
gpu-bucket ts=ts symbol=symbol '*=coalesce(*, @fill.rows:*)' <panel.rows |
	tee filled.rows | gpu-render -f csv
gpu-render -f types filled.rows
echo 'not keys, not what is defined; in parts too'
gpu-agg -k symbol n='count()' ts='sum(ts)' '*=count(*)' <panel.rows | gpu-render -f csv
gpu-agg -k symbol --partial n='count()' ts='sum(ts)' '*=count(*)' <panel.rows |
	gpu-agg --merge | gpu-render -f csv
cat >names <<'END'
a
# a comment
`b`,target
END
gpu-render -f csv -c symbol,@names -n 1 panel.rows
gpu-filter -c symbol,@names -n 1 <panel.rows | gpu-render -f csv
gpu-agg x='sum(* * 2)' <panel.rows 2>&1 | head -n 1
try gpu-bucket 'x=* + 1' <panel.rows
try gpu-bucket '*=lower(*)' <panel.rows
try gpu-extract -T "$T" --ordered a panel.csv
try gpu-extract -T "$T" --ordered symbol,ts panel.csv
try gpu-extract -T "$T" --ordered nothing panel.csv
try gpu-extract -T '*=f32,ts=int,symbol=text' panel.csv
printf 'x\n1e39\n' >large.csv
try gpu-extract -T x=f32 large.csv

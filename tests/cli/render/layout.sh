# One layout as text, page and JSON; nothing of the data becomes markup.
. "$TESTS/cli/render/_small.sh"
gpu-agg rows='count()' n='sum(n)' <small.rows -o all.rows
cat >labels.csv <<'EOF'
day,label
2026-10-01,the first
EOF
cat >page.layout <<'EOF'
title "Rows of {small.plain.day}"	# a comment
json who $WHO
json all one all
json rest rows *
json grid pivot wide day name n 0
section lead ""
  note "{all.rows} rows, n is {all.n ,} {{as it is}."
section rows "By day"
  note "Left out." if 1 > 2
  from small if day is not null sort day,-n by day
    col name  "Name"  cut 12
    col n     "n"     , bar max(n)
    col share=(100*n/sum(n)) "Share" .1 % heat 0 100
    col at    "At"    minute
    total top "" n=sum(n)
    total "All {count()}" share=100.0
section none "Nothing"
  from small if false
    empty "No row is false."
section hidden "Hidden"
  show count() > 100
  from small
section page "Only on the page"
  only html
  note "<script>alert(1)</script>"
EOF
export WHO='"me" <b>'
gpu-filter 'name is not null && day is not null' <small.rows >wide.rows
for f in text html json; do
	echo "== $f"
	gpu-render -l page.layout -f $f small.rows all.rows wide.rows |
	    sed '/^<style>$/,/^<\/style>$/d'
done
echo '== columns that are shown or not, signs'
cat >columns.layout <<'EOF'
section s "Some"
  from small
    col name "Name"
    col n "n" show count()>100
    col d=(n-3) "Less 3" + show count()<100
    col e=((n-3)/100.0) "e" .1 + show all.rows>0
    total "All" n=sum(n) d=sum(n-3)
EOF
gpu-render -l columns.layout small.rows all.rows
sed -i 's/show count()>100/show n/' columns.layout
gpu-render -l columns.layout small.rows all.rows 2>&1 || echo "status $?"
echo '== a mistake'
echo 'section a' >bad.layout
gpu-render -l bad.layout small.rows 2>&1 || echo "status $?"

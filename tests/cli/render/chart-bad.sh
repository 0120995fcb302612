# Wrong charts: what is wrong, where, status 2; wrong data: status 1.
. "$TESTS/cli/render/_charts.sh"
while read -r input chart; do
	echo "$chart"
	{ gpu-render --chart "$chart" "$input.rows" >drawn; } 2>&1 ||
	    echo "status $?"
done <<'EOF'
use pie x=at y=used
use
use line y=used
use line x=at
use line x=at y=
use line x=at y=used,,all
use line x=at,used y=used
use line x=nosuch y=used
use line x=at y=nosuch
use line x=at y=used+nosuch
use line x=at y=used x=at
days line x=day y=kind
days line x=day y=hours by=nosuch
days line x=day y=hours limit=kind
use line x=at y=used low=least
use area x=at y=used low=least high=most
use line x=at y=used gap=soon
use line x=at y=used gap=3
users line x=user y=hours gap=1h
use line x=at y=used height=1
use line x=at y=used max=
use line x=at y=used max=nosuch
use bar x=at y=used min=3
use line x=at y=used stacked
use line x=at y=used color=red
use line x=at y=used bar 100
use line x=at y=used .1 more
use line "T x=at y=used
use line "{used" x=at y=used
users histogram x=user y=hours
boxes box x=pool y=least,most
cells heat x=hour y=device
cells heat x=hour y=device,state by=percent
runs gantt x=since y=gpu
runs gantt x=since,gpu y=gpu
runs gantt x=since,until y=gpu limit=3
days bar x=day y=hours
EOF
echo '== in a layout'
while read -r line; do
	printf 'section a "A"\n%s\n' "$line" >bad.layout
	gpu-render -l bad.layout use.rows 2>&1 || echo "status $?"
done <<'EOF'
chart line x=at y=used
from use first 2 chart line x=at y=used
EOF
printf 'section a "A"\nfrom use\n\nchart line x=at y=nosuch\n' >bad.layout
gpu-render -l bad.layout use.rows 2>&1 || echo "status $?"
echo '== options'
gpu-render -f svg use.rows 2>&1 || echo "status $?"
gpu-render -f csv --chart 'line x=at y=used' use.rows 2>&1 ||
    echo "status $?"
printf 'section a "A"\nfrom use\nchart line x=at y=used\n' >one.layout
gpu-render -f html -l one.layout --chart a use.rows 2>&1 ||
    echo "status $?"
gpu-render -f svg -l one.layout --chart b use.rows 2>&1 ||
    echo "status $?"
printf 'section a "A"\nfrom use\n' >none.layout
gpu-render -f svg -l none.layout use.rows 2>&1 || echo "status $?"
echo '== shade'
for word in 'shade=used' 'shade=nosuch' 'shade=a,b' 'shade='; do
	gpu-render --chart "line x=at y=used $word" use.rows 2>&1 || echo "status $?"
done
gpu-render --chart 'gantt x=since,until y=gpu shade=(1>0)' runs.rows 2>&1 || echo "status $?"

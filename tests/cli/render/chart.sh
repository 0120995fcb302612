# A chart of each kind as a picture and as text.
. "$TESTS/cli/render/_charts.sh"
each() {
	echo "== $1"
	gpu-render --chart "$@"
	picture "$@"
}
each 'line "Use of {count()} hours" x=at y=used low=least high=most limit=all gap=2h unit=GPUs' use.rows
# shellcheck disable=SC2016 # a quoted name
each 'line x=at y=`in use`=used,all height=100' use.rows
each 'area "Use" x=at y=used,free=(all-used) gap=3h' use.rows
each 'bar x=day y=hours by=kind stacked , .0' days.rows
each 'bar x=day y=hours by=kind height=80 cut 3' days.rows
each 'bar x=user y=hours limit=10' users.rows
each 'bar x=user y=hours,idle horizontal' users.rows
each 'histogram x=wait y=jobs unit=jobs' waits.rows
each 'box x=pool y=least,q1,median,q3,most' boxes.rows
each 'heat x=hour y=device by=percent max=100 %' cells.rows
each 'heat x=hour y=device by=state' cells.rows
each 'gantt x=since,until y=gpu by=why' runs.rows
# Shaded spans end at holes.
each 'line x=at y=used shade=full gap=2h unit=GPUs' full.rows
each 'bar x=at y=used shade=Full=full' full.rows
each 'histogram x=wait y=jobs shade=long=(wait>0)' waits.rows
each 'bar x=user y=hours shade=much=(hours>5)' users.rows
each 'area x=at y=used shade=none=false' full.rows

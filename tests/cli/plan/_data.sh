# Two months of data, and what one run over all of them gives.  Sets PLAN.
PLAN="$TOP/scripts/gpu-plan"
"$TESTS/sample-folder" data --start 2026-01-30 --days 4 --hosts 6
one_run() {
	gpu-extract -T 'timestamp=time,*=text' \
	    --if 'State == "Claimed" && AssignedGPUs != ""' data |
	gpu-agg -k bucket='floor(timestamp, 15m)',user=RemoteOwner \
	    gpus='distinct(AssignedGPUs)' |
	gpu-agg -k user='coalesce(user, "unknown")' hours='sum(gpus) * 0.25' \
	    -s -hours,user | gpu-render -f csv
}
# A failure is wanted: its status, and the first lines of what it says.
try() {
	status=0
	"$@" >out.txt 2>&1 || status=$?
	printf 'status %s: %s\n' "$status" "$(head -n "${lines:-1}" out.txt | sed "s,$PWD,.,g
		s,$TOP,TOP,g")"
}

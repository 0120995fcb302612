# gpu-report: prints a report and leaves nothing behind; what is wrong is said
# in a line, with a status.
export NOW='2026-10-03 06:00:00' TMPDIR="$PWD/tmp"
mkdir tmp
report="$TOP/scripts/gpu-report"
"$TESTS/sample-folder" data --days 2 --start 2026-10-01 --hosts 9
try() {
	status=0
	"$report" "$@" >out.txt 2>err.txt || status=$?
	printf '%s: status %s\n' "$*" "$status"
	head -n "${lines:-2}" out.txt
	sed "s,$PWD/,,g; s,$TOP/,,g" err.txt
}
try data HOURS=1
try data ungrouped HOURS=1 CHANGE=no -f csv
try data series -f json
lines=8
try data hosts HOST='21.pool.example$'
lines=2
mkdir 'a b' && cp -R data 'a b/c:d'
try 'a b/c:d' unused -j1
at='2026-10-01 12:02:00'
lines=100
try data models AT="$at"
try data snapshot AT="$at" DEVICE='NVIDIA H200'
sqlite3 data/gpu_state_2026-10.db "
	SELECT count(DISTINCT AssignedGPUs), count(DISTINCT CASE WHEN
	State = 'Claimed' AND RemoteOwner IS NOT NULL THEN AssignedGPUs END)
	FROM gpu_state WHERE GPUs_DeviceName = 'NVIDIA H200' AND AssignedGPUs != ''
	AND timestamp =
	(SELECT timestamp FROM gpu_state WHERE GPUs_DeviceName = 'NVIDIA H200'
	ORDER BY abs(julianday(timestamp) - julianday('$at')) LIMIT 1)"
echo '- what is wrong'
lines=2
try
try nowhere
try data nosuch
try data -f pdf
try data -f csv
try data snapshot
try data snapshot AT="$at"
try data snapshot AT="$at" DEVICE='NVIDIA <script>'
try data END='2020-01-01 00:00:00'
try data POLICY=nosuch | sed "s,$TOP/,,"
ls tmp

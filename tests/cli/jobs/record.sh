# Reports of a record of jobs: all figures by the standard library of Python, in
# a zone whose clock is changed meanwhile, of all hosts and of one.
export NOW='2026-11-10 06:00:00'
"$TOP/scripts/gpu-sample-jobs" --days 20 --start 2026-10-20 >jobs.csv
check() { # OUT [HOST]
	mkdir -p "$1/csv"
	for table in "$1"/work/*.rows; do
		name=$(basename "$table" .rows)
		case $name in *.*) continue ;; esac
		gpu-render -f csv "$table" -o "$1/csv/$name.csv"
	done
	python3 "$TESTS/cli/jobs/_check.py" jobs.csv America/Chicago "$1/csv" ${2:+"$2"}
}
make -s -f "$TOP/pipelines/jobs.mk" waits gaps wellness usage JOBS=jobs.csv OUT=out \
    ZONE=America/Chicago
check out
make -s -f "$TOP/pipelines/jobs.mk" waits gaps wellness usage JOBS=jobs.csv OUT=one \
    ZONE=America/Chicago HOST='^gpu0121'
check one gpu0121
cat out/waits.txt out/wellness.txt out/usage.txt one/gaps.txt
for report in waits gaps wellness usage; do
	jq -c keys out/$report.json
	grep -c '<svg' out/$report.html
	head -n 2 out/$report.csv
done

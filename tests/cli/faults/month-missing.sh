# A month without a file: a warning, a fact, and a line in the report; where it
# may not be, an expectation stops the pipeline.  A month that is there but
# can't be read is no missing month.
export NOW='2026-10-02 06:00:00'
"$TESTS/sample-folder" data --days 3 --start 2026-09-29 --hosts 4
nightly() {
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data "$@" 2>&1 |
		grep -v '^make' || :
}
echo '- all there'
nightly OUT=out HOURS=48
grep 'Months without' out/report.txt out/report.html
echo '- without September'
mkdir aside
mv data/gpu_state_2026-09.db aside
nightly OUT=out HOURS=48
grep 'Months without' out/report.txt
grep -o 'Months without[^<]*' out/report.html
grep -o '"missing":[^,}]*' out/report.json
gpu-extract -w 48h data 2>/dev/null | gpu-agg missing='fact(missing)' n='count() > 0' |
	gpu-filter -e 'missing == json("[]")' true 2>err >/dev/null
echo "status $? $(cat err)"
echo '- with one that is cut'
head -c 9000 aside/gpu_state_2026-09.db >data/gpu_state_2026-09.db
cp out/report.json before.json
nightly OUT=out HOURS=48
cmp before.json out/report.json && echo 'the old report stays'
echo '- with one of another kind'
sqlite3 data/gpu_state_2026-08.db 'CREATE TABLE gpu_state (Name TEXT)'
cp aside/gpu_state_2026-09.db data
nightly OUT=out HOURS=48
gpu-extract -w 2026-08 data 2>err >/dev/null
echo "status $? $(cat err)"

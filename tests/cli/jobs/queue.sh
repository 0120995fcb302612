# A record in JSON, as condor_q prints it; odd values; what is wrong.
export NOW='2026-10-10 06:00:00'
cat >q.json <<'END'
[
{"GlobalJobId": "ap1#1.0#1790000000", "Owner": "ada", "QDate": 1790000000, "JobStatus": 2,
 "JobCurrentStartDate": 1790003600, "JobStartDate": 1790003600, "RequestGPUs": 1, "RequestCpus": 2,
 "RemoteHost": "slot1_1@n1", "LastRemoteHost": "slot1_1@n1"},
{"GlobalJobId": "ap1#2.0#1790000000", "Owner": "<b>|x", "QDate": 1790000100, "JobStatus": 1,
 "RequestGPUs": "\/Expr(ifThenElse(a,2,1))\/"},
{"GlobalJobId": "ap1#3.0#1790000000", "Owner": "", "QDate": 1790000200, "JobStatus": 4,
 "CompletionDate": 1790007800, "JobStartDate": 1790000600, "RequestGPUs": 2, "LastRemoteHost": "n2"},
{"GlobalJobId": "ap1#4.0#1790000000", "Owner": "ben@x", "QDate": 0, "JobStatus": 4,
 "CompletionDate": 1790007800, "JobStartDate": 1790000600, "RequestGPUs": 1, "LastRemoteHost": "slot2@n2"},
{"GlobalJobId": "ap1#5.0#1790000000", "Owner": "cpu", "QDate": 1790000300, "JobStatus": 1}
]
END
make -s -f "$TOP/pipelines/jobs.mk" waits usage gaps JOBS=q.json OUT=out
gpu-render -f csv -c owner,gpus,status,queued,begun,ended,wait_h,run_h,host out/work/jobs.rows
cat out/gaps.txt
grep -c '<b>|x' out/usage.html
report() {
	status=0
	make -s -f "$TOP/pipelines/jobs.mk" "$@" OUT=bad 2>said || status=$?
	echo "$*: status $status"
	grep -v '^make' said | head -n 2 | sed "s,$TOP/,,g; s/mk:[0-9]*:/mk:/"
}
report waits
printf 'a,b\n1,2\n' >none.csv
report waits JOBS=none.csv
report health JOBS=q.json
report waits JOBS=nowhere.csv
report waits JOBS=q.json ANCHOR=ended
report waits JOBS=q.json ZONE=No/Where

# The store of waiting jobs: polls of two access points, beside the same kept by
# Python with the rules of the store; a poll that fails; the month's end.
PATH=$TESTS/data/bin:$PATH
export TZ=America/Chicago QUEUES=q
mkdir q db
# poll TIME: what the invented queues hold then.
poll() {
	"$TOP/scripts/gpu-sample-jobs" --days 3 --start 2026-09-29 --seed 5 \
	    --idle-at "$(date -d "$1" +%s)" >all.json
	for ap in ap1 ap2; do
		jq "map(select(.GlobalJobId | startswith(\"$ap.\")))" all.json >q/$ap.json
	done
	[ -z "${LOST:-}" ] || rm "q/$LOST.json"
	NOW=$1 "$TOP/pipelines/collect-jobs" db ap1 ap2 || echo "status $?"
	echo "$1" >>polls
	cp q/ap1.json "q/$(wc -l <polls)-1"
	[ ! -e q/ap2.json ] || cp q/ap2.json "q/$(wc -l <polls)-2"
}
for t in '10:00:00' '10:15:00' '11:00:00' '12:31:00' '12:45:00' '18:00:00' '18:20:00'; do
	poll "2026-09-30 $t"
done
LOST=ap2 poll '2026-09-30 18:40:00' 2>&1
poll '2026-09-30 19:00:00'
poll '2026-09-30 23:50:00'
poll '2026-10-01 00:05:00'
python3 - <<'END'
import datetime as dt, json, os, sqlite3, zoneinfo
rows = {}
for n, t in enumerate(open("polls"), 1):
    at = dt.datetime.fromisoformat(t.strip())
    now = int(at.replace(tzinfo=zoneinfo.ZoneInfo("America/Chicago")).timestamp())
    store = rows.setdefault(t[:7], [])
    for part in (1, 2):
        name = f"q/{n}-{part}"
        for job in json.load(open(name)) if os.path.exists(name) else []:
            old = [r for r in store if r[0] == job["GlobalJobId"] and r[-1] >= now - 5400]
            if old:
                old[-1][-1] = now
            else:
                gpus = job["RequestGPUs"]
                store.append([job["GlobalJobId"], f"ap{part}", job["Owner"],
                              float(gpus) if isinstance(gpus, int) else 1.0,
                              job["RequestCpus"] * 1.0, job["RequestMemory"] * 1.0, None,
                              job["QDate"], job.get("ProjectName"), now, now])
for month, mine in rows.items():
    db = sqlite3.connect(f"db/job_pressure_{month}.db")
    theirs = db.execute("SELECT GlobalJobId, ScheddName, Owner, RequestGPUs, RequestCPUs, "
        "RequestMemory, RequestGPUMemory, QDate, ChtcProjects, first_seen, last_seen FROM job_pressure").fetchall()
    print(month, len(mine), "rows", "agree" if sorted(map(str, map(tuple, mine))) ==
          sorted(map(str, theirs)) else (sorted(map(tuple, mine), key=str)[:3], sorted(theirs, key=str)[:3]))
END
sqlite3 db/job_pressure_2026-09.db .schema "SELECT count(*), count(DISTINCT GlobalJobId),
    sum(last_seen > first_seen) FROM job_pressure"

exec 2>&1
cp db/job_pressure_2026-10.db before.db
export NOW='2026-10-01 00:20:00'
collect() {
	"$TOP/pipelines/collect-jobs" "$@" || echo "status $?"
}
echo '- empty queues'
: >q/ap1.json
echo '[]' >q/ap2.json
collect db ap1 ap2
echo '- cut, and no JSON'
printf '[\n{"GlobalJobId": "ap1#1", "Owner' >q/ap1.json
echo 'All queues are empty' >q/ap2.json
collect db ap1 ap2
cmp before.db db/job_pressure_2026-10.db
echo '- odd'
printf '[{"GlobalJobId": "ap1#1", "Owner": "<b>", "RequestGPUs": "x", "QDate": "now",
"GPUsMinMemory": -1, "RequestMemory": {"a": 1}}, {"GlobalJobId": "ap1#1", "RequestGPUs": 2}]' >q/ap1.json
collect db ap1
sqlite3 -nullvalue NULL db/job_pressure_2026-10.db "SELECT * FROM job_pressure WHERE GlobalJobId = 'ap1#1'"
echo '- wrong use'
collect db
collect nowhere ap1
collect db '-x;y'
NOW=never collect db ap1

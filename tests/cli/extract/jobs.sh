# However many sources are looked at side by side, and whether their rows are
# kept from the first look or read again: the same bytes, the same fault.
mkdir data
for m in 08 09 10 11; do
	python3 - "data/gpu_state_2026-$m" "$m" <<'PY'
import csv, random, sqlite3, sys
path, month = sys.argv[1:]
r = random.Random(int(month))
state = {}
rows = []
for snapshot in range(60):
    t = "2026-%s-%02d %02d:%02d:00" % (month, 1 + snapshot // 24,
        snapshot % 24, snapshot % 7)
    for slot in range(300):
        if slot not in state or r.random() < 0.1:
            state[slot] = (r.choice(["Claimed", "Unclaimed"]),
                r.choice([None, "", "alice", 'b,"ob"']), r.randrange(3000))
        if r.random() < 0.03:
            continue
        s, owner, job = state[slot]
        rows.append((t, "slot%d@m%d" % (slot, slot // 8), s, owner, job,
            r.choice([None, 0, 0.25, job / 7])))
db = sqlite3.connect(path + ".db")
db.execute("CREATE TABLE gpu_state (timestamp DATETIME, Name TEXT, State TEXT,"
    " RemoteOwner TEXT, Job INTEGER, Usage REAL)")
db.executemany("INSERT INTO gpu_state VALUES (?, ?, ?, ?, ?, ?)", rows)
db.commit()
with open(path + ".csv", "w", newline="") as f:
    f.write("timestamp,Name,State,RemoteOwner,Job,Usage\n")
    for row in rows:
        f.write(",".join("" if v is None else '""' if v == "" else
            '"%s"' % v.replace('"', '""') if isinstance(v, str) else repr(v)
            for v in row) + "\n")
PY
done
mkdir zst rows
for f in data/*.csv; do zstd -q "$f" -o "zst/${f##*/}.zst"; done
for f in data/*.db; do
	f=${f##*/}
	gpu-extract -q -o "rows/${f%.db}.rows" "data/$f"
done
same() {
	gpu-extract -q -j 1 "$@" | cat >one.rows # a file would be packed
	for j in 2 3 4 64; do
		gpu-extract -q -j $j "$@" | cmp - one.rows
	done
}
for kind in 'data/*.db' 'data/*.csv' 'zst/*.zst' 'rows/*.rows' data rows \
	'data/*08.db data/*09.csv zst/*10.csv.zst rows/*11.rows'; do
	# shellcheck disable=SC2086 # these are several
	{
		same $kind
		same -c timestamp,Name,State $kind
		same -w 2026-08-02..2026-10-02 --if 'State == "Claimed"' \
			-c Name,Usage $kind
		same -w 36h -c timestamp,Job $kind
		same -c Name,Usage,Job $kind
		same --chunk 1000 $kind
		gpu-extract -q --chunk 1000 $kind | gpu-render -f csv >all
		wc -l <all
	}
done
# Not kept: by the library, and because rejects are told of in a second pass.
gpu-extract -q data/*.db | cat >kept
GPUTALLY_SQLITE=step gpu-extract -q data/*.db | cmp - kept
gpu-extract -q data/*.csv | gpu-render -f csv >kept
gpu-extract -q --reject none data/*.csv | gpu-render -f csv | cmp - kept
wc -c <none

# More than there is room for: the first rows are kept, the rest is read.
sqlite3 large.db "CREATE TABLE large (timestamp DATETIME, pad TEXT, n INTEGER);
WITH RECURSIVE row(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM row WHERE n < 59999)
INSERT INTO large SELECT datetime('2026-10-01', '+' || (n / 50) || ' minutes'),
  printf('%0120d', n), n % 7 FROM row"
sqlite3 -header -csv large.db 'SELECT * FROM large' | tr -d '\r' >large.csv
cp large.csv late.csv
sed -n 2,100p large.csv >>late.csv
for options in '--chunk 3000' '--chunk 3000 -w 2026-10-01T05:00..2026-10-01T19:00' \
	'--chunk 3000 -w 2026-10-01T01:00..2026-10-01T02:00' '-c timestamp,n'; do
	# shellcheck disable=SC2086 # these are several
	{
		gpu-extract -q $options large.db | cat >kept
		GPUTALLY_SQLITE=step gpu-extract -q $options large.db | cmp - kept
		gpu-render -f csv kept >kept.csv
		for f in large.csv late.csv; do
			gpu-extract -q $options $f | gpu-render -f csv >from.csv
			wc -l <from.csv
			gpu-extract -q --reject none $options $f |
				gpu-render -f csv | cmp - from.csv
			test $f = late.csv || cmp from.csv kept.csv
		done
		same $options large.db large.csv
	}
done

echo 'A fault in the middle:'
fault() {
	for j in 1 2 4; do
		status=0
		gpu-extract -q -j $j "$@" 2>&1 >out | sort -u || true
		gpu-extract -q -j $j "$@" >out 2>/dev/null || status=$?
		echo "-j $j: $status"
		case $j in
		1) cp out out1 ;;
		*) cmp out out1 ;;
		esac
	done | sort | uniq -c | sed 's/^ *//'
}
cp data/*-09.csv bad.csv
sed -i '9000s/.*/only,three,fields/' bad.csv
fault data/*-08.csv bad.csv data/*-10.csv
fault -T Job=int?,Usage=int,*=text,timestamp=time data/*.csv
sqlite3 data/gpu_state_2026-10.db \
	"UPDATE gpu_state SET timestamp = 'noon' WHERE rowid = 7000"
sqlite3 data/gpu_state_2026-11.db \
	"UPDATE gpu_state SET timestamp = 'night' WHERE rowid = 5"
fault data/*.db
sqlite3 data/gpu_state_2026-10.db "UPDATE gpu_state SET timestamp =
	'2026-10-09', Job = 'none' WHERE rowid = 7000"
fault data/*-09.db data/*-10.db
fault data/*-09.db data/missing.db data/nothing.csv
gpu-extract -q -j 0 data/*-09.db || echo "status $?"
gpu-extract -q -j many data/*-09.db || echo "status $?"

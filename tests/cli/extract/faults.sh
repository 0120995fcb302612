# What can't be read is told with its place, and no output file is made.
try() {
	rc=0
	gpu-extract "$@" -o out 2>&1 || rc=$?
	echo "status $rc"
	[ ! -e out ] || echo "made an output file"
	rm -f out
}
sqlite3 a.db "create table t(Name TEXT, v BIGINT, timestamp DATETIME);
insert into t values('a', 1, '2026-10-01 10:00:00'),
  ('b', 'n/a', '2026-10-01 11:00:00');"
sqlite3 b.db "create table t(timestamp DATETIME); insert into t values(null)"
sqlite3 two.db "create table t(a); create table u(a)"
: >empty.db
mkdir folder
printf 'a,b\n1,2\n3\n' >short.csv
printf 'a,b\n1,"2\n' >quote.csv
printf 'a,b\n1,x\n' >text.csv
printf '[{"a":1},{"a":"x"}]' >mixed.json
printf '[{"a":1},' >cut.json
echo 'All queues are empty' >words.json
try a.db
try -c Name,Foo a.db
try b.db
try two.db
try empty.db
try nosuch.db
try folder
try -f sqlite short.csv
try --sql 'delete from t' a.db
try --sql 'select 1; select 2' a.db
try short.csv
try quote.csv
try -T b=int text.csv
try mixed.json
try cut.json
try words.json
try -w 3 a.db
try -w 24h short.csv
try -f foo a.db
try -T foo a.db

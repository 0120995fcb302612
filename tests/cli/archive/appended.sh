# An archive that grew day by day is one that is made anew: rows, order, facts,
# and every report of any window.
. "$TESTS/cli/archive/_month.sh"
folder whole
db=gpu_state_2026-10.db
mkdir data
cp whole/$db data
change "DELETE FROM gpu_state; VACUUM"
for hour in 01:00 06:30 09:00 23:59 47:00 48:00; do
	change "ATTACH 'whole/$db' AS whole;
	    INSERT INTO gpu_state SELECT * FROM whole.gpu_state
	    WHERE timestamp <= datetime('2026-10-01', '+' || substr('$hour', 1, 2)
	        || ' hours', '+' || substr('$hour', 4) || ' minutes')
	    AND timestamp > coalesce((SELECT max(timestamp)
	        FROM main.gpu_state), '') ORDER BY rowid"
	gpu-extract --append --explain data/$db -o data/grown.rows 2>&1 |
	grep -v pages
done
change "ATTACH 'whole/$db' AS whole;
    INSERT INTO gpu_state SELECT * FROM whole.gpu_state
    WHERE timestamp > (SELECT max(timestamp) FROM main.gpu_state)
    ORDER BY rowid"
gpu-extract --append data/$db -o data/grown.rows
gpu-extract data/$db -o data/anew.rows
for x in grown anew; do
	gpu-render -f csv data/$x.rows >$x.csv
	gpu-filter true <data/$x.rows >$x.pipe
	strings -n 6 $x.pipe | grep -a '^"late' >$x.facts
	for w in 3h 1d 2026-10-02 2026-10-01T06:25..2026-10-01T06:35; do
		gpu-extract -q -w "$w" data/$x.rows | gpu-render -f csv -
	done >$x.windows
done
cmp grown.csv anew.csv && cmp grown.facts anew.facts &&
	cmp grown.windows anew.windows && wc -l <grown.csv

echo "- what can't be appended to"
tell() {
	gpu-extract --append --explain data/$db -o data/x.rows 2>&1 |
		grep -v pages
	figures data/x.rows
}
figures data/$db
gpu-extract -c timestamp,State data/$db -o data/x.rows && tell
gpu-extract -w 1d data/$db -o data/x.rows && tell
cat data/anew.rows data/anew.rows >data/x.rows && tell
cp data/grown.rows data/x.rows
change "ALTER TABLE gpu_state ADD COLUMN More TEXT" && tell
cp data/x.rows data/y.rows
change "DELETE FROM gpu_state WHERE rowid = 5" && tell
change "DELETE FROM gpu_state" && tell
gpu-extract --append data/$db -o data/x.rows -w 1d 2>&1 || echo "status $?"
gpu-extract --append data/$db data/$db -o data/x.rows 2>&1 || echo "status $?"
gpu-extract --append data/$db 2>&1 || echo "status $?"
head -c 5000 data/grown.rows >data/x.rows
gpu-extract --append data/$db -o data/x.rows 2>&1 || echo "status $?"
wc -c <data/x.rows

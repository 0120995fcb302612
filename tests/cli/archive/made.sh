# Archives are made once, read in place of their databases, and made anew or
# appended to when these have changed; no database ever changes.
. "$TESTS/cli/archive/_month.sh"
folder data
figures data >want
cksum data/*.db >before
archive
cksum data/*.db | cmp - before && echo "the databases are as they were"
figures data | cmp - want && way data
archive && echo "nothing to do"

echo "- a row more"
change "INSERT INTO gpu_state SELECT * FROM gpu_state
    WHERE timestamp = (SELECT max(timestamp) FROM gpu_state) LIMIT 1;
    UPDATE gpu_state SET timestamp = '2026-10-03 00:10:00'
    WHERE rowid = (SELECT max(rowid) FROM gpu_state)"
way data
archive
way data

echo "- one that is late"
change "INSERT INTO gpu_state SELECT * FROM gpu_state LIMIT 1"
figures data >want
way data
archive
way data
figures data | cmp - want
figures data/gpu_state_2026-10.rows

echo "- a row that is changed"
cp data/gpu_state_2026-09.db old.db
change "UPDATE gpu_state SET State = 'Other' WHERE rowid = 77" \
    data/gpu_state_2026-09.db
way data
archive

echo "- another file in its place, older than the archive"
cp old.db data/gpu_state_2026-09.db
touch -d '2026-09-30 12:00' data/gpu_state_2026-09.db
way data
archive

echo "- only what is asked for"
rm data/*.rows
archive month-2026-09
find data -name '*.rows' -o -name '.gpu*' | sort
figures data | cmp - want

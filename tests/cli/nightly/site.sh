# The site: what is in it, its figures by SQLite, names that are hidden, and that
# only what changes is written.
export NOW='2026-10-05 06:00:00'
"$TESTS/sample-folder" data --days 5 --start 2026-09-30 --hosts 6
site() { make -s -f "$TOP/pipelines/site.mk" DATA=data DAYS=2 "$@"; }
site OUT=out || exit
(cd out && find . -type f | sed 's|\./||; s|/[a-z]*[0-9]*\.[a-z]*\.example\.|/HOST.|' | sort | uniq -c)
find out -name '*.json' -exec sh -c 'jq -e . "$1" >/dev/null || echo "$1 is no JSON"' - {} \;
grep -rlE '(src|href)="?(https?:)?//' out
echo 'no address leads elsewhere'
db() { sqlite3 -separator , data/gpu_state_2026-10.db "ATTACH 'data/gpu_state_2026-09.db' AS sep" "$1"; }

# The state of each GPU in each hour: the row of the highest rank.
jq -r '.time_buckets as $t | .machines | to_entries[] | .key as $m | .value | to_entries[] |
    .key as $g | .value | to_entries[] | "\($m),\($g),\($t[.key] | sub("T"; " ")),\(.value)"' \
    out/api/heatmap.json | sort >cells
db "WITH w AS (SELECT strftime('%Y-%m-%d %H:00:00', max(timestamp), '-47 hours') t FROM gpu_state),
    g AS (SELECT *, instr(Name, 'backfill') > 0 bf, coalesce(PrioritizedProjects, '?') <> '' prio,
	trim(coalesce(PreventJobsReason, '')) <> '' prevented FROM
	(SELECT * FROM sep.gpu_state UNION ALL SELECT * FROM gpu_state), w
	WHERE timestamp >= t AND AssignedGPUs <> ''
	AND Machine NOT LIKE '%benchlab%'),
    r AS (SELECT *, CASE WHEN bf AND State = 'Claimed' THEN 3 WHEN bf AND State = 'Unclaimed' THEN 1
	WHEN bf THEN 0 WHEN State = 'Claimed' THEN 6 WHEN prevented THEN 2
	WHEN State = 'Unclaimed' THEN 5 ELSE 4 END rank FROM g),
    s AS (SELECT *, row_number() OVER (PARTITION BY strftime('%Y-%m-%d %H', timestamp), AssignedGPUs
	ORDER BY rank DESC, timestamp) k FROM r)
    SELECT Machine, AssignedGPUs, strftime('%Y-%m-%d %H:00:00', timestamp),
	CASE WHEN State = 'Claimed' THEN iif(bf, 4, iif(prio, 2, 3))
	WHEN State = 'Unclaimed' THEN iif(bf, 6, iif(prio, 0, 1)) ELSE 5 END FROM s WHERE k = 1" | sort >rows
# Hours in which a GPU was not seen are 5.
comm -23 cells rows | grep -v ',5$'
comm -13 cells rows
echo "$(grep -c . rows) hours of GPUs are what SQLite has"
jq -c '[.state_map, .state_colors | length], .warnings' out/api/heatmap.json

# GPUs by kind of slot, on average.
figures() { jq -r "[.$1[]] | add" out/api/counts.json; }
db "WITH w AS (SELECT datetime(max(timestamp), '-2 days') t FROM gpu_state),
    c AS (SELECT strftime('%s', timestamp) / 900 b, count(DISTINCT iif(p, AssignedGPUs, NULL)) x,
	count(DISTINCT iif(p AND State = 'Claimed', AssignedGPUs, NULL)) y FROM
	(SELECT *, NOT instr(Name, 'backfill') AND coalesce(PrioritizedProjects, '?') <> '' p
	FROM gpu_state UNION ALL SELECT *, NOT instr(Name, 'backfill') AND
	coalesce(PrioritizedProjects, '?') <> '' p FROM sep.gpu_state), w WHERE timestamp >= t
	AND AssignedGPUs <> '' AND Machine NOT LIKE '%benchlab%'
	GROUP BY 1)
    SELECT sum(x), sum(y) FROM c" 2>&1 | head -n 1 >counted
echo "$(figures prioritized_total),$(figures prioritized_claimed)" | diff counted - >differ &&
    echo 'counts are what SQLite has'
jq -c '[(.users | length), ([.peaks[]] | max)],
    ([.users[] | max] | sort) == ([.peaks[]] | sort)' out/api/opencap_users.json

# A second run writes nothing; one host less is one page less.
find out -type f -exec touch -d '2020-01-01' {} +
site OUT=out
find out -type f -newermt 2021-01-01
gone=$(find out/hosts -type f -printf '%f\n' | sort | head -n 1)
site OUT=out HOST="^[^$(printf %.1s "$gone")]"
[ ! -e "out/hosts/$gone" ] && echo 'pages of hosts that are no more are gone'

# No name of a user anywhere, and the same other names in a second folder only
# with the same salt.
db "SELECT DISTINCT substr(RemoteOwner, 1, instr(RemoteOwner, '@') - 1) FROM gpu_state
    WHERE RemoteOwner <> ''" | sort >names
site OUT=anon ANON=1
grep -rowFf names anon | head
jq -r '.users | keys[]' anon/api/opencap_users.json | head -n 2
grep -o 'user-[0-9a-f]*' anon/users.html | sort -u | grep -c .
[ "$(find anon.work/salt -perm 600)" ] && echo 'the salt is read by its owner only'
site OUT=out DAYS=0 2>&1 | sed 's|^[^ ]*/||'

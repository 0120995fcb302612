# Reports of odd pools: none of their columns new, hostile names, one GPU, ten
# thousand, nothing in the window.
# shellcheck disable=SC2086 # a list of words
export NOW='2026-10-03 06:00:00'
nightly() {
	make -s -f "$TOP/pipelines/nightly.mk" "$@" 2>&1
}
pool() { # FOLDER: a table gpu_state, from the SQL that comes in
	mkdir -p "$1"
	sqlite3 "$1/gpu_state_2026-10.db" <<END
CREATE TABLE gpu_state (Name TEXT, AssignedGPUs TEXT, AvailableGPUs TEXT,
    State TEXT, GPUs_DeviceName TEXT, GPUs_GlobalMemoryMb BIGINT,
    PrioritizedProjects TEXT, GPUsAverageUsage FLOAT, Machine TEXT,
    RemoteOwner TEXT, GlobalJobId TEXT, PreventJobsReason TEXT, Disk BIGINT,
    timestamp DATETIME);
$(cat)
END
}
reports='report ungrouped series unused hosts'

echo '- a month without the newer columns'
"$TESTS/sample-folder" data --days 2 --start 2026-10-01 --hosts 9
sqlite3 data/gpu_state_2026-10.db 'ALTER TABLE gpu_state DROP COLUMN Disk'
nightly DATA=data OUT=with $reports
sqlite3 data/gpu_state_2026-10.db \
    'ALTER TABLE gpu_state DROP COLUMN PreventJobsReason'
nightly DATA=data OUT=without $reports
diff with/report.txt without/report.txt

echo '- names'
pool names <<'END'
INSERT INTO gpu_state
SELECT 'slot1_' || value || '@<script>alert(1)</script>', 'GPU-"' || value,
    '', 'Claimed', '<b>|`&amp;', 81051, '=1+1' || char(10) || 'x', 0.5,
    '<script>alert(1)</script>', 'a' || char(13, 10) || 'Bcc: b@c', '', '"<i>',
    9, '2026-10-01 12:00:00' FROM json_each('[1, 2]')
UNION ALL SELECT 'slot1@<img src=x>', 'GPU-3', '', 'Drained', '<b>', 81051,
    '</td>', NULL, '<img src=x>', NULL, NULL, '</table>', 9,
    '2026-10-01 12:00:00';
END
nightly DATA=names OUT=names DEVICE_USERS='<b>|`&amp;' $reports
sed '/^How these/,$d' names/report.txt
for report in $reports; do
	jq -e . names/$report.json >parsed || echo "$report.json"
	grep -iE '<(script|img|i|b)[> ]' names/$report.html && echo "$report.html"
done

echo '- one GPU'
pool one <<'END'
INSERT INTO gpu_state VALUES ('slot1@m', 'GPU-1', '', 'Unclaimed', 'A', 1, '',
    NULL, 'm', NULL, NULL, NULL, 9, '2026-10-01 12:00:00');
END
nightly DATA=one OUT=one $reports
sed '/^How these/,$d' one/report.txt; cat one/unused.txt

echo '- ten thousand'
pool many <<'END'
INSERT INTO gpu_state SELECT printf('slot1_%d@host%04d', g.value % 8, g.value / 8),
    printf('GPU-%06d', g.value), '', CASE WHEN (g.value * 7 + t.value) % 10 < 7
    THEN 'Claimed' ELSE 'Unclaimed' END, 'NVIDIA H200', 143771, '', 0.5,
    printf('host%04d', g.value / 8), printf('user%03d', g.value % 300), 'j',
    NULL, 9, datetime('2026-10-01 12:00:00', (t.value * 5) || ' minutes')
FROM generate_series(0, 9) t, generate_series(0, 9999) g;
END
nightly DATA=many OUT=many $reports
sed -n '/^Real slots/,/^$/p' many/report.txt
wc -l <many/hosts.csv

echo '- nothing in the window'
pool none <<'END'
END
nightly -j1 DATA=none OUT=none 2>&1 | grep -v '^make' | sed "s,$TOP,TOP,; s/mk:[0-9]*/mk/"
nightly DATA=data OUT=none END='2026-09-01 00:00:00' 2>&1 |
    grep -v '^make' | sed "s,$TOP,TOP,"
ls none

# What is told of a pool, its status, and that it is told once: stale data, holes,
# machines that are gone or few, classes beyond limits; figures by SQLite.
exec 2>&1
"$TESTS/sample-folder" data --days 2 --start 2026-10-01 --hosts 9
cat >sendmail <<'END'
#!/bin/sh
[ -z "${FAIL:-}" ] || exit 75
cat >>sent.eml
echo "- a message"
grep '^Subject' sent.eml
python3 -c 'import email, sys
m = email.message_from_file(sys.stdin)
print(next(p for p in m.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode())' <sent.eml
rm sent.eml
END
chmod +x sendmail
watch() {
	status=0
	"$TOP/pipelines/watch" data out FROM=gpu@pool.example TO=ada@pool.example \
	    SENDMAIL="$PWD/sendmail" "$@" >said || status=$?
	cat said
	echo "status $status"
}
mail() { # what was handed over
	cat out/work/said
}
newest=$(sqlite3 data/gpu_state_2026-10.db 'SELECT max(timestamp) FROM gpu_state')
echo "$newest"
at() { # SECONDS after the newest record
	NOW=$(date -u -d "${newest%.*} UTC +$1 seconds" '+%Y-%m-%d %H:%M:%S')
	export NOW
}
echo '# fresh; the sample has one hole'
at 60
watch
mail
echo '# the same again: nothing is sent'
rm out/work/said
at 360
watch
[ ! -e out/work/watch.eml ] || grep -c . out/work/said
echo '# stale, by and by critical; each is told'
at 2000
watch
mail
at 8000
watch
mail
echo '# a machine is gone, another class is low, data are fresh again'
sqlite3 data/gpu_state_2026-10.db "DELETE FROM gpu_state WHERE Machine = 'gpu0121.pool.example'
    AND timestamp > '2026-10-02 22:00:00'"
printf 'class,figure,least,most,severity\nShared,available,100,,critical\nShared,percent,,200,warning\n' >limits
at 60
watch LIMITS="$PWD/limits"
mail
sqlite3 data/gpu_state_2026-10.db "SELECT 'last seen', max(timestamp) FROM gpu_state
    WHERE Machine = 'gpu0121.pool.example'"
echo '# the message can not be sent: it is tried again'
rm -f out/told.csv
FAIL=1 watch
cat out/told.csv
watch >/dev/null
sort out/told.csv
echo '# a day later it is told again'
at 86460
watch STALE=2d CRITICAL=3d | tail -n 1
mail | head -n 3
echo '# few machines in the newest snapshot'
at 60
sqlite3 data/gpu_state_2026-10.db "DELETE FROM gpu_state WHERE timestamp = '$newest' AND
    Machine NOT LIKE 'gpu01%'"
watch GONE=6h
echo '# what is wrong'
watch STALE=soon
watch LIMITS=/none
echo 'class,figure,least,most,severity
Shared,colour,1,,warning' >limits
watch LIMITS="$PWD/limits"
mkdir empty
status=0
"$TOP/pipelines/watch" empty out2 || echo "status $?"
"$TOP/pipelines/watch" nowhere out2 || echo "status $?"
"$TOP/pipelines/watch" || echo "status $?"
"$TOP/pipelines/watch" data out 'x;y=1' || echo "status $?"

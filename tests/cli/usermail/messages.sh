# Each user's own message: hours by SQLite; told once in a while, not on holidays,
# not those who want none; a copy to the administrator; tests; what fails.
. "$TESTS/cli/claims/_sql.sh"
exec 2>&1
sample 2 2026-10-01 3 9
sqlite3 data/gpu_state_2026-10.db "UPDATE gpu_state SET RemoteOwner =
    'bad' || char(10) || 'To: x@y,%41' || '@pool.example' WHERE RemoteOwner LIKE 'user5@%';
    UPDATE gpu_state SET RemoteOwner = 'nobody' WHERE RemoteOwner LIKE 'user6@%'"
cat >sendmail <<'END'
#!/bin/sh
cat >message
to=$(sed -n 's/^To: //p' message)
[ "$to" != "${FAIL:-}" ] || exit 75
sed -n '1,/^Subject/s/^\(Bcc\|To\|Subject\): /\1 /p' message | paste -sd ' ' >>"$HANDED"
END
chmod +x sendmail
export HANDED="$PWD/handed"
write() {
	status=0
	: >handed
	"$TOP/pipelines/user-mail" data out FROM='GPUs <gpu@pool.example>' HOURS=48 \
	    SENDMAIL="$PWD/sendmail" "$@" || status=$?
	sort handed
	echo "status $status, noted $(($(wc -l <out/sent.csv) - 1))"
}
export NOW='2026-10-02 06:00:00'
echo '- a dry run'
write DRY_RUN=1
ls out/mail
python3 - <<'END' >ours.csv
import email, glob, re
for f in sorted(glob.glob("out/mail/*.eml")):
    m = email.message_from_file(open(f))
    text = next(p for p in m.walk() if p.get_content_type() == "text/plain").get_payload(decode=True).decode()
    h, place, of = re.search(r"for ([\d.]+) hours.*place (\d+) of\s+(\d+)", text, re.S).groups()
    print(f"{m['To']},{h},{place},{of}")
END
sql "WITH t AS (SELECT at, at - lag(at) OVER (ORDER BY at) step FROM (SELECT DISTINCT at FROM g)),
    c AS (SELECT g.*, row_number() OVER (PARTITION BY at, AssignedGPUs ORDER BY bf, rowid) place
	FROM g WHERE State = 'Claimed' AND AssignedGPUs != ''),
    h AS (SELECT user, sum(min(coalesce(step, 0), 900000000)) / 3.6e9 h FROM c JOIN t USING (at)
	WHERE place = 1 AND user != 'Unknown' GROUP BY user),
    r AS (SELECT user, printf('%.1f', h), row_number() OVER (ORDER BY h DESC, user), count(*) OVER () FROM h)
    SELECT * FROM r WHERE user LIKE 'user%'" | sort >sql.csv
sort ours.csv | diff sql.csv - && echo "SQLite has the same hours of $(wc -l <sql.csv) users"
echo '- not all want one; one goes by another address; one can not be reached'
echo user1@pool.example >unwanted
echo user2 >>unwanted
printf 'user,address\nnobody,ada@pool.example\n' >addresses
FAIL=user3@pool.example write EXCLUDED=unwanted ADDRESSES=addresses ADMIN=root@pool.example
sed 1q out/sent.csv
grep -c ',2026-10-02 06:00:00$' out/sent.csv
echo '- the same day: only what failed'
write EXCLUDED=unwanted ADDRESSES=addresses
echo '- a week later'
export NOW='2026-10-08 06:00:00'
write | tail -n 2
export NOW='2026-10-09 06:00:01'
write MIN_HOURS=120
echo '- nobody idle so long'
write MIN_IDLE=9999 EVERY=0
echo '- a holiday, a weekend'
printf '2026-10-09 feast\n' >holidays
write HOLIDAYS=holidays EVERY=0
NOW='2026-10-10 06:00:00' write EVERY=0
echo '- a test'
write TEST=1 ADMIN=root@pool.example HOLIDAYS=holidays MIN_HOURS=100
echo '- what is wrong'
write TEST=1
write FROM=nobody
write EVERY=often
write EXCLUDED=/none
write 'x=1'
"$TOP/pipelines/user-mail" nowhere out FROM=a@b.example || echo "status $?"
"$TOP/pipelines/user-mail" data out || echo "status $?"
echo '{' >bad.layout
write LAYOUT=bad.layout EVERY=0

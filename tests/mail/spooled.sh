# What can't be delivered waits, and goes when the server is there again.
. "$TESTS/mail/_server.sh"
echo '== refused'
echo jane >inbox/refuse
mail daily TO=chief@example.org,jane@example.org RETRIES=1
files
mail flush RETRIES=0
mail daily TO=chief@example.org,jane@example.org RETRIES=0
files
rm inbox/refuse
mail daily TO=chief@example.org,jane@example.org
files
echo '== later'
echo >inbox/busy
mail daily TO=a@b.example AGAIN=1 END='2026-10-01 12:00:00' RETRIES=0
rm inbox/busy
mail flush
files
echo '== down'
stop_server
mail weekly TO=a@b.example RETRIES=2
mail daily TO=a@b.example AGAIN=1 RETRIES=0
files
start_server
mail monthly TO=a@b.example MONTH=2026-09
files
grep -h '^Subject' inbox/*.eml
mail flush
echo '== no answer'
echo >inbox/hang
mail daily TO=a@b.example AGAIN=1 RETRIES=0 SEND_TIMEOUT=1
rm inbox/hang
echo '== no such program, and words of a shell'
mail flush SENDMAIL='sendmail-of-nowhere -t' RETRIES=0
mail flush SENDMAIL='cat ; touch forged' RETRIES=0
ls forged 2>&1
mail flush SENDMAIL=' '
mail flush
files

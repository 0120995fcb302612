# A report reaches a real server as the dry run has shown it, once.
. "$TESTS/mail/_server.sh"
who='TO=chief@example.org,"Doe, Jane" <jane@example.org>'
echo '== nothing is sent by a dry run'
mail daily "$who" DRY_RUN=1 PREFIX='[Übung]'
files
cp out/daily-2026-10-02.eml dry.eml
python3 "$TESTS/cli/render/_mail.py" dry.eml |
    sed -e 's/[0-9a-f]\{32\}@/ID@/' -e 's/\(text.*\) [0-9]*$/\1/' -e '/image/d'
echo '== sent'
mail daily "$who" PREFIX='[Übung]'
files
cmp dry.eml inbox/1.eml && cmp dry.eml out/sent/daily-2026-10-02.eml &&
	echo 'as the dry run'
cat inbox/1.from inbox/1.to
echo '== once'
mail daily "$who"
files
mail daily "$who" AGAIN=1
files
echo '== recipients of a file, a week, a month'
printf 'a@example.org # first\nb@example.org\n' >people
mail weekly RECIPIENTS=people
mail monthly RECIPIENTS=people END='2026-10-02 12:00:00'
cat inbox/3.to
grep -h '^Subject' inbox/3.eml inbox/4.eml
files
echo '== a test'
mail test RECIPIENTS=people ADMIN=root@example.org
cat inbox/5.to
grep '^Subject' inbox/5.eml
cut -d' ' -f3- out/mail.log
echo '== nobody, nowhere'
mail daily
mail daily TO=a@b RECIPIENTS=people
mail daily TO='a@b
Bcc: c@d'
mail daily TO=a@b ADMIN='c@d, e'
mail daily RECIPIENTS=none
mail daily TO=a@b FROM=me
mail daily TO=a@b RETRIES=often
mail monthly TO=a@b MONTH=May
mail test
mail
mail daily weekly TO=a@b
files

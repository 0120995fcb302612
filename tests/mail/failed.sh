# A report that can't be made is never a mail: the administrator is told, once.
. "$TESTS/mail/_server.sh"
alert() { # what does not differ from run to run
	sed -e 's/ on [^ ]*$/ on HOST/; s/^Date: .*/Date:/' \
	    -e 's/^\(Message-ID: <\).*\(\.alert@.*\)/\1ID\2/' \
	    -e 's/^\(host: \) .*/\1/; s/^\(time: \) .*/\1/' \
	    -e '/work\/before\//d' -e 's,[^ ]*/work/,,' "$1"
}
who='TO=chief@example.org'
echo 'excluded: []' >data/masked_hosts.yaml
echo '== told'
mail daily "$who" ADMIN='Root <root@example.org>,ops@example.org'
files
cat inbox/1.to
alert inbox/1.eml
python3 - inbox/1.eml <<'END'
import email, email.policy, sys
m = email.message_from_binary_file(open(sys.argv[1], "rb"),
                                   policy=email.policy.default)
print(m.get_content_type(), m.defects, m["To"].addresses)
END
echo '== once'
mail daily "$who" ADMIN=root@example.org
files
echo '== another failure'
echo 'excluded_hosts: {}' >data/masked_hosts.yaml
mail daily "$who" ADMIN=root@example.org END=yesterday
files
echo '== a day later'
find out/work/alerts -type f -exec touch -d '25 hours ago' {} +
mail daily "$who" ADMIN=root@example.org END=yesterday
files
echo '== well again, and no rows'
mail daily "$who"
files
mail daily "$who" ADMIN=root@example.org END='2025-01-01 00:00:00'
files
mkdir none
mail daily "$who" ADMIN=root@example.org DATA=none
files
echo '== no administrator, a dry run'
mail weekly "$who" END=yesterday
mail weekly "$who" END=yesterday DRY_RUN=1 ADMIN=root@example.org
files
echo '== the alert waits too'
stop_server
mail weekly "$who" END=tomorrow ADMIN=root@example.org RETRIES=0
files
start_server
mail flush
files

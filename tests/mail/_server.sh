# For the cases here: a mail server on the loopback, and msmtp to reach it.
command -v msmtp >no || { echo 'no msmtp'; exit 77; }
# Debian's own sees Debian's packages.
for python in python3 /usr/bin/python3 ''; do
	[ -n "$python" ] || { echo 'no python3-aiosmtpd'; exit 77; }
	if $python -c 'import aiosmtpd' 2>no; then break; fi
done
export NOW='2026-10-03 06:00:00' TZ=UTC
"$TESTS/sample-folder" data --days 3 --start 2026-09-30 --hosts 9
mkdir inbox bin
# What makes a picture here makes the same one everywhere: a pixel.
cat >bin/rsvg-convert <<'END'
#!/bin/sh
grep -q '<svg' || exit 1
echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgABwP8hBAAAAABJRU5ErkJggg== |
    base64 -d >"$4"
END
chmod +x bin/rsvg-convert
export PATH="$PWD/bin:$PATH"
stop_server() {
	[ -z "$server" ] || kill "$server" 2>no
	wait "$server" 2>no
	server=
}
start_server() { # the first one's port again
	$python "$TESTS/mail/_smtp.py" inbox ${port:+"$port"} 2>said.smtp &
	server=$!
	tries=0
	until [ -e inbox/port ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || { echo 'no server'; exit 1; }
		sleep 0.05
	done
	port=$(cat inbox/port)
	rm inbox/port
}
server='' port=''
trap stop_server EXIT
trap 'exit 1' INT TERM
start_server
cat >msmtprc <<END
defaults
host 127.0.0.1
port $port
timeout 5
account default
from gpu@example.org
END
SENDMAIL="msmtp -C $PWD/msmtprc -t -i"
# What it says, without the parts that differ from run to run.
mail() {
	make -s -f "$TOP/pipelines/mail.mk" DATA=data OUT=out \
	    FROM='GPU reports <gpu@example.org>' SENDMAIL="$SENDMAIL" PAUSE=0 \
	    "$@" >said 2>&1 || echo "status $?"
	grep -v '^make' said | sed -e "s/port $port/port N/g" \
	    -e "s,[^ ]*/work/,,g" -e 's/^.*mail.mk:[0-9]*: /mail.mk: /' -e 's/alert-\([a-z]*\)-[0-9-]*/alert-\1-TIME/' |
	    grep -v '^gpu-[a-z]*: before/' || :
}
# What is in the folder of messages.
files() {
	find out -mindepth 1 -name work -prune -o -type f ! -name mail.log \
	    -print | sed 's/alert-\([a-z]*\)-[0-9-]*/alert-\1-TIME/' | sort
	echo "$(find inbox -name '*.eml' | wc -l) taken"
}

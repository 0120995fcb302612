# Runs at the same time send each report once.
# shellcheck disable=SC2154 # of _server.sh
. "$TESTS/mail/_server.sh"
for n in 1 2 3; do
	make -s -f "$TOP/pipelines/mail.mk" DATA=data OUT=out FROM=a@b.example \
	    TO=c@d.example SENDMAIL="$SENDMAIL" daily >said.$n 2>&1 ||
		echo "status $?"
done &
first=$!
for n in 4 5; do
	make -s -f "$TOP/pipelines/mail.mk" DATA=data OUT=out FROM=a@b.example \
	    TO=c@d.example SENDMAIL="$SENDMAIL" weekly >said.$n 2>&1 ||
		echo "status $?"
done &
second=$!
mail flush >flushed
wait $first $second
files
cut -d' ' -f3- out/mail.log | sort
echo '== one that may not wait'
(
	exec 9>>out/work/lock
	flock 9
	echo >held
	until [ -e tried ]; do sleep 0.05; done
) &
holder=$!
until [ -e held ]; do sleep 0.05; done
mail daily TO=c@d.example AGAIN=1 LOCK_WAIT=0
echo >tried
wait $holder
files

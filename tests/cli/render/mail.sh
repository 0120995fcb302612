# A page as a message, read by another's parser.
export TZ=UTC NOW='2026-11-01 06:00:00'
read_mail() { python3 "$TESTS/cli/render/_mail.py" "$@"; }
# As few bytes as a PNG has that says how wide it is.
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\002\200\0\0\001\0\010\006\0\0\0' >a.png
echo '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>' >b.svg
cat >users.csv <<'EOF'
user,hours,note
ada,2.5,"two
lines"
ben,12.75,.
cy,6.0,From here
däna,1.0,=?UTF-8?Q?x?= <b>&amp;
EOF
gpu-extract users.csv -o users.rows
cat >page.layout <<'EOF'
title   "GPU hours"
subject "{max(hours) .1}% of {sum(hours) .1} h for {count()} users"
section users "Users <of> GPUs"
  from users
    col user  "User"
    col hours "Hours" .1 bar 20
    col note  "Note"
section idle "Idle"
  show count() > 100
  from users
section web "On the web"
  only html
  note "not here"
section mail "By mail"
  only mail
  note "here alone"
EOF
cat >people <<'EOF'
# Who gets it.
chief@example.org
"Doe, Jane" <jane@example.org>	# says who she is
Jürgen Größe <j.groesse@x.example.org>
CHIEF@example.org
EOF
page() {
	gpu-render -f mail -l page.layout \
	    --from 'GPU reports <gpu@example.org>' --to @people \
	    --prefix '[DEV]' --image users=a.png --image mail=b.svg \
	    --image idle=a.png users.rows
}
echo '== a page'
page >page.eml
read_mail page.eml
read_mail --text page.eml
read_mail --html page.eml | sed '/^<style>$/,/^<\/style>$/d'
page | cmp - page.eml && echo 'the same again'
echo '== charts'
cat >charts.layout <<'EOF'
title "Charts"
section use "Use"
  from users
    chart bar "GPU hours" x=user y=hours
    chart bar "The same again" x=user y=hours horizontal
    col user "User"
section none "None"
  from users if false
    chart bar "Nobody" x=user y=hours
EOF
mkdir charts
gpu-render -f svg -l charts.layout -o 'charts/%s.svg' users.rows
for f in charts/*; do echo "$f $(grep -o 'viewBox="[^"]*"' "$f")"; done
gpu-render -f svg -l charts.layout --chart use.2 users.rows |
    cmp - charts/use.2.svg && echo 'the second'
chart() { # one shown as a picture; the other as cells
	gpu-render -f mail -l charts.layout --from a@b --to a@b \
	    --image "$1=a.png" users.rows >charts.eml || return
	read_mail charts.eml | grep image
	read_mail --html charts.eml | grep -oE '<img.*|>GPU hours|>The same again'
}
chart use
chart use.2
chart use.3
chart none
chart none.2
chart nowhere || echo "status $?"
chart use.x || echo "status $?"
gpu-render -f mail -l charts.layout --from a@b --to a@b --image use=a.png \
    --image use=a.png users.rows || echo "status $?"
echo '== zones'
for zone in America/Chicago Asia/Kolkata; do
	TZ=$zone gpu-render -f mail --from a@b --to a@b users.rows |
	    grep ^Date
done
echo '== a message for each'
cat >own.layout <<'EOF'
to      "{max(user)}@pool.example"
subject "Your GPU hours: {sum(hours) .1}"
section hours ""
  from users
    col hours "Hours" .1
EOF
mkdir out
gpu-filter 'length(user) <= 3' <users.rows |
    gpu-render -f mail -l own.layout --each user --from gpu@example.org \
    -o 'out/%s.eml' users=-
for f in out/*; do
	echo "$f"
	read_mail "$f" | grep -E '^(To|Subject)|plain'
done
echo '== each, a user who is no address'
gpu-render -f mail -l own.layout --from gpu@example.org --each user \
    -o 'out/%s.eml' users.rows || echo "status $?"

# The charts of the report as pictures, where there is rsvg-convert.
command -v rsvg-convert >no || { echo 'no rsvg-convert'; exit 77; }
export NOW='2026-10-03 06:00:00' TZ=UTC
"$TESTS/sample-folder" data --days 3 --start 2026-09-30 --hosts 9
mail() {
	make -s -f "$TOP/pipelines/mail.mk" daily DATA=data OUT=out \
	    FROM=a@b.example TO=c@d.example DRY_RUN=1 "$@"
}
mail
mv out/daily-2026-10-02.eml with.eml
mail PICTURES=no
mv out/daily-2026-10-02.eml without.eml
for f in with without; do
	echo "== $f"
	python3 "$TESTS/cli/render/_mail.py" $f.eml | grep -o '[a-z]*/[a-z]*' |
	    uniq
	python3 "$TESTS/cli/render/_mail.py" --html $f.eml >$f.html
	# Each with a width, and with words for those who don't see it.
	grep -o '<img.*' $f.html |
	    sed 's/src="[^"]*"//; s/alt="[A-Z][^"]*"/alt="WORDS"/' | uniq
	grep -c "#2f58ae" $f.html | sed 's/[1-9].*/cells/'
done

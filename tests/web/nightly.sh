# The page of the night: nothing on the console, nothing loaded, no scrolling
# aside on a phone or a desk, light and dark as the reader has it.
. "$TESTS/web/_browser.sh"
export NOW='2026-10-03 06:00:00'
"$TESTS/sample-folder" data --days 3 --start 2026-09-30
for policy in chtc chtc-2025; do
	make -s -f "$TOP/pipelines/nightly.mk" DATA=data OUT=$policy HOURS=48 \
	    POLICY=$policy || exit
	echo "$policy: $(python3 "$TESTS/web/_look.py" "$BROWSER" \
	    "$policy/report.html")"
done

# The site as its readers use it: clicks, search, keyboard, tooltips, windows;
# nothing on the console, nothing from elsewhere, text that stands out.
. "$TESTS/web/_browser.sh"
command -v node >/dev/null || { echo 'no node'; exit 77; }
export NODE_PATH="${PLAYWRIGHT:+$PLAYWRIGHT/node_modules:}${NODE_PATH:-}"
node -e 'require("playwright-core")' 2>/dev/null || {
	echo 'no playwright-core; PLAYWRIGHT=folder where npm has installed it'
	exit 77
}
export NOW='2026-10-05 06:00:00'
"$TESTS/sample-folder" data --days 5 --start 2026-09-30 --hosts 20
mkdir 'a path' && make -s -f "$TOP/pipelines/site.mk" DATA=data OUT=out DAYS=3 || exit
mv out 'a path/the site'
for page in index timelines charts users reports/2026-10-03; do
	cp "a path/the site/$page.html" page.html
	echo "$page: $(python3 "$TESTS/web/_look.py" "$BROWSER" page.html)"
done
node "$TESTS/web/_site.js" "$(command -v "$BROWSER")" "a path/the site"

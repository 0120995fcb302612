# For the cases here: $BROWSER, or the case is skipped.
for BROWSER in chromium chromium-browser google-chrome ''; do
	[ -n "$BROWSER" ] || {
		echo 'no chromium'
		exit 77
	}
	! command -v "$BROWSER" >/dev/null || break
done
command -v python3 >/dev/null || { echo 'no python3'; exit 77; }

# What these tests look for is seen where it is.
. "$TESTS/web/_browser.sh"
cat >bad.html <<'END'
<!DOCTYPE html><html><head><meta charset="utf-8"><title>bad</title></head>
<body style="background: #fff; color: #ccc">
<p style="width: 1500px">Words that can hardly be read, in a line that is wider
than the window, beside a picture that comes from elsewhere, and so on and on.</p>
<img src="http://elsewhere.invalid/x.png">
<script>console.error("oh dear")</script>
</body></html>
END
python3 "$TESTS/web/_look.py" "$BROWSER" bad.html | sed 's/, source: .*//'

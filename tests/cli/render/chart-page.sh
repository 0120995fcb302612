# Charts in a layout: page, text, Markdown, JSON, and a picture by itself, all
# well-formed.
. "$TESTS/cli/render/_charts.sh"
command -v python3 >/dev/null || { echo 'no python3'; exit 77; }
cat >page.layout <<'EOF'
title "Charts"
json use chart use
json users rows users
section use "<Use>"
  from use sort at
    chart line "Before {count()}" x=at y=`n <used>`=used limit=all
    col at   "At" minute
    col used "Used"
    chart area x=at y=used
section users "Users"
  from users if hours > 1 sort hours first 2
    chart bar "Hours & more" x=user y=hours .1 unit=<h>
  from users if false
    chart bar "Nobody" x=user y=hours
    empty "Nobody was here."
section page "On the page only"
  only html
  from cells
    chart heat x=hour y=device by=state
EOF
set -- use.rows users.rows cells.rows
for f in text md json; do
	echo "== $f"
	gpu-render -l page.layout -f $f "$@"
done
echo '== html'
gpu-render -l page.layout -f html "$@" >page.html
sed '/^<style>$/,/^<\/style>$/d; /^<\(svg\|g\|line\|rect\|path\|text\)/d' \
    page.html
python3 - page.html <<'EOF'
import re, sys
import xml.etree.ElementTree as tree
pictures = re.findall(r"<svg.*?</svg>", open(sys.argv[1]).read(), re.S)
ids = []
for p in pictures:
    ids += [e.get("id") for e in tree.fromstring(p).iter() if e.get("id")]
    assert not re.search(r"nan|inf\b|<script|<b>", p), p
print(len(pictures), "pictures,", len(ids), "ids,", len(set(ids)), "different")
EOF
echo '== svg'
for section in use users page; do
	gpu-render -l page.layout -f svg --chart $section "$@" -o $section.svg
	python3 -c 'import sys, xml.etree.ElementTree as t
root = t.parse(sys.argv[1]).getroot()
print(root.tag, root.get("width"), [e.text for e in root
    if e.tag.endswith("title") or e.tag.endswith("desc")])' $section.svg
done
gpu-render -l page.layout -f svg "$@" | cmp - use.svg && echo 'the first'
gpu-render -f svg --each user --chart 'bar x=user y=hours' -o '%s.svg' \
    users.rows
ls ./*.svg
echo '== mail: cells, or the picture given for them'
export NOW='2026-10-03 06:00:00'
gpu-render -l page.layout -f mail --from a@b.example --to c@d.example "$@" \
    -o cells.eml
gpu-render -l page.layout -f mail --from a@b.example --to c@d.example \
    --image use=use.svg "$@" -o image.eml
python3 -c 'import email, sys
for name in sys.argv[1:]:
    for part in email.message_from_file(open(name)).walk():
        text = part.get_payload(decode=True)
        if part.get_content_type() == "text/html":
            print(name, "svg" if b"<svg" in text else "no svg",
                text.count(b"bgcolor=\"#2f58ae\""), "cells,",
                text.count(b"<img"), "images")
        elif text:
            print(name, part.get_content_type())' cells.eml image.eml

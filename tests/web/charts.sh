# A page of all kinds of charts: nothing on the console, nothing loaded, no
# scrolling aside on a phone or a desk, light and dark as the reader has it.
. "$TESTS/web/_browser.sh"
. "$TESTS/cli/render/_charts.sh"
cat >page.layout <<'EOF'
title "Charts"
section use "Use"
  from use
  chart line "In use" x=at y=used low=least high=most limit=all gap=2h
  chart area x=at y=used,free=(all-used)
section bars "Bars"
  from days
  chart bar x=day y=hours by=kind stacked unit=hours
section users "Users"
  from users
  chart bar x=user y=hours,idle horizontal
section waits "Waits"
  from waits
  chart histogram x=wait y=jobs
section boxes "Boxes"
  from boxes
  chart box x=pool y=least,q1,median,q3,most
section cells "Cells"
  from cells
  chart heat x=hour y=device by=percent
  chart heat x=hour y=device by=state
section runs "Runs"
  from runs
  chart gantt x=since,until y=gpu by=why
EOF
gpu-render -l page.layout -f html ./*.rows -o page.html
python3 "$TESTS/web/_look.py" "$BROWSER" page.html
# Texts of a picture neither leave it nor stand on one another, and stand out.
cat >probe.js <<'EOF'
addEventListener("load", () => {
	const said = new Set();
	const rgb = (s) => (s.match(/[\d.]+/g) || []).map(Number);
	const light = (c) => {
		const [r, g, b] = c.map((x) => (x /= 255) <= 0.03928 ?
		    x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const ground = light(rgb(getComputedStyle(document.body)
	    .backgroundColor));
	let pictures = 0;
	for (const svg of document.querySelectorAll("svg")) {
		const frame = svg.getBoundingClientRect();
		if (frame.width == 0)
			continue;
		pictures++;
		const texts = [...svg.querySelectorAll("text")];
		const boxes = texts.map((t) => t.getBoundingClientRect());
		texts.forEach((t, i) => {
			const b = boxes[i];
			if (b.left < frame.left - 1 || b.right > frame.right + 1 ||
			    b.bottom > frame.bottom + 1)
				said.add("clipped: " + t.textContent);
			for (let k = 0; k < i; k++)
				if (b.left < boxes[k].right - 1 &&
				    boxes[k].left < b.right - 1 &&
				    b.top < boxes[k].bottom - 4 &&
				    boxes[k].top < b.bottom - 4)
					said.add("on one another: " + t.textContent +
					    ", " + texts[k].textContent);
			if (t.matches(".i, .j"))
				return;
			const c = light(rgb(getComputedStyle(t).fill));
			const x = (Math.max(c, ground) + 0.05) /
			    (Math.min(c, ground) + 0.05);
			if (x < 4.5)
				said.add("contrast " + x + ": " + t.textContent);
		});
		for (const e of svg.querySelectorAll("[class^=f], [class^=l]")) {
			const s = getComputedStyle(e);
			const c = light(rgb(e.getAttribute("class")[0] == "f" ?
			    s.fill : s.stroke));
			const x = (Math.max(c, ground) + 0.05) /
			    (Math.min(c, ground) + 0.05);
			if (x < 2.95)
				said.add("contrast " + x + ": " +
				    e.getAttribute("class"));
		}
	}
	said.add(pictures + " pictures");
	document.body.innerHTML = "<pre id=said></pre>";
	document.getElementById("said").textContent = [...said].join("\n");
});
EOF
{
	sed '/^<\/body>/,$d' page.html
	printf '<script>'
	cat probe.js
	printf '</script></body></html>\n'
} >probe.html
for width in 500 1000; do # a headless window is never narrower
	for scheme in 1 0; do
		"$BROWSER" --headless --no-sandbox --disable-gpu \
		    --hide-scrollbars --user-data-dir="$PWD/profile" \
		    --blink-settings=preferredColorScheme=$scheme \
		    --window-size=$width,900 --dump-dom "file://$PWD/probe.html" \
		    2>/dev/null | sed -n '/id="said"/,/<\/pre>/p' |
		    sed "s/<[^>]*>//g; s/^/$width, $scheme: /"
	done
done

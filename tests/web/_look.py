"""Looks at a page in a headless Chromium, without network of its own.

_look.py BROWSER PAGE: tells what the console says, what the page loads, how
wide it is in windows of 360 and 1280 pixels, and whether text stands out from
its background in light and in dark.
"""
import html
import json
import os
import re
import subprocess
import sys

WIDTHS = 360, 1280
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-extensions", "--hide-scrollbars",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr",
         "--virtual-time-budget=2000"]
SCHEMES = {"light": 1, "dark": 0}

# In the page: what it loaded, how wide it is, its least contrast.
PROBE = """<script>
addEventListener("load", () => {
	const rgb = (s) => (s.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
	const seen = (e) => {
		for (; e; e = e.parentElement) {
			const c = rgb(getComputedStyle(e).backgroundColor);
			if (c.length < 4 || c[3] > 0.5) return c;
		}
		return matchMedia("(prefers-color-scheme: dark)").matches &&
		    getComputedStyle(document.documentElement).colorScheme
		    .includes("dark") ? [18, 18, 18] : [255, 255, 255];
	};
	const light = (c) => {
		const [r, g, b] = c.slice(0, 3).map((x) => (x /= 255) <= 0.03928 ?
		    x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	let least = 99, where = "";
	for (const e of document.querySelectorAll("body *")) {
		if (!(e instanceof HTMLElement) || ![...e.childNodes].some((n) =>
		    n.nodeType == 3 && n.data.trim())) continue;
		const a = light(rgb(getComputedStyle(e).color));
		const b = light(seen(e));
		const x = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		if (x < least) {
			least = x;
			where = e.tagName + " " + e.textContent.slice(0, 30);
		}
	}
	const d = document.documentElement;
	parent.postMessage({
		loads: performance.getEntriesByType("resource").map((r) => r.name),
		wide: [d.scrollWidth, d.clientWidth, innerWidth],
		dark: light(seen(document.body)) < 0.2,
		contrast: [least, where],
		text: document.body.innerText.length,
	}, "*");
});
</script>"""
WRAPPER = """<!DOCTYPE html><meta charset="utf-8"><body><script>
const all = {};
addEventListener("message", (m) => {
	for (const f of document.querySelectorAll("iframe"))
		if (f.contentWindow == m.source) all[f.width] = m.data;
	document.getElementById("found").textContent = JSON.stringify(all);
});
</script>%s<pre id="found"></pre>"""


def browse(browser, args, url, scheme):
    done = subprocess.run(
        [browser, *FLAGS, "--user-data-dir=" + os.path.abspath("profile"),
         "--blink-settings=preferredColorScheme=%d" % SCHEMES[scheme],
         *args, url], capture_output=True, timeout=60)
    if done.returncode:
        sys.exit("%s ended with %d: %s" % (
            browser, done.returncode, done.stderr.decode()[-500:]))
    said = re.findall(r':CONSOLE[^\]]*\] (.*)', done.stderr.decode())
    return done.stdout.decode(), said


def probe(browser, page, scheme):
    with open(page, encoding="utf-8") as f:
        text = f.read()
    head, end, tail = text.rpartition("</body>")
    with open("probe.html", "w", encoding="utf-8") as f:
        f.write(head + PROBE + end + tail)
    with open("wrapper.html", "w", encoding="utf-8") as f:
        f.write(WRAPPER % "".join(
            '<iframe src="probe.html" width="%d" height="800"></iframe>' % w
            for w in WIDTHS))
    dom, _ = browse(browser, ["--dump-dom"], "file://" +
                    os.path.abspath("wrapper.html"), scheme)
    found = re.search('<pre id="found">(.*?)</pre>', dom, re.S)
    return json.loads(html.unescape(found.group(1)) or "{}") if found else {}


def look(browser, page):
    """A list of lines that are the same wherever the page is right."""
    lines = []
    for scheme in SCHEMES:
        picture = "%s.png" % scheme
        _, said = browse(browser, ["--screenshot=" + os.path.abspath(picture),
                                   "--window-size=1280,3000"], "file://" +
                         os.path.abspath(page), scheme)
        lines += ["%s: the console says %s" % (scheme, line) for line in said]
        if os.path.getsize(picture) < 20000:
            lines.append("%s: the picture is nearly empty" % scheme)
        found = probe(browser, page, scheme)
        for width in WIDTHS:
            x = found.get(str(width))
            if not x:
                lines.append("%s, %d: no answer" % (scheme, width))
                continue
            for url in x["loads"]:
                lines.append("%s, %d: loads %s" % (scheme, width, url))
            if x["wide"][0] > x["wide"][1] or x["wide"][2] != width:
                lines.append("%s, %d: scrolls: %s" % (scheme, width,
                                                      x["wide"]))
            if x["dark"] != (scheme == "dark"):
                lines.append("%s, %d: the background is not" % (scheme, width))
            if x["contrast"][0] < 4.5:
                lines.append("%s, %d: contrast %.1f in %s" % (
                    scheme, width, *x["contrast"]))
            if x["text"] < 100:
                lines.append("%s, %d: hardly any text" % (scheme, width))
    return lines


def main():
    print("\n".join(look(sys.argv[1], sys.argv[2])) or "nothing to tell")


main()

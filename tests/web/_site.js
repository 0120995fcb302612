// _site.js BROWSER FOLDER: reads the site in FOLDER as a person would, from its
// files; prints what it found, and ends with 1 if that is wrong.
"use strict";
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { chromium } = require("playwright-core");

const [browserPath, folder] = process.argv.slice(2);
const url = (page) => pathToFileURL(path.resolve(folder, page)).href;
let wrong = 0;
const check = (name, is, more) => {
	console.log((is ? "ok: " : "WRONG: ") + name + (is || more === undefined ?
	    "" : ": " + more));
	wrong += !is;
};

(async () => {
	const browser = await chromium.launch({ executablePath: browserPath,
		args: ["--no-sandbox", "--disable-gpu"] });
	const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
	const page = await context.newPage();
	const said = [], asked = [];
	page.on("console", (m) => said.push(m.text()));
	page.on("pageerror", (e) => said.push(String(e)));
	page.on("request", (r) => asked.push(r.url()));
	const shown = (selector) => page.$$eval(selector, (list) =>
	    list.filter((e) => e.getClientRects().length > 0).length);

	// The first page: hosts can be found and followed.
	await page.goto(url("index.html"));
	const rows = "#hosts ~ div > table > tbody > tr:not(.g)";
	const all = await shown(rows);
	const hosts = JSON.parse(fs.readFileSync(path.join(folder, "index.json"))).hosts;
	check("every host has a line", all == hosts.length, all + " of " + hosts.length);
	await page.keyboard.press("/");
	await page.keyboard.type(hosts[3].Machine);
	check("the search finds one", await shown(rows) == 1, await shown(rows));
	check("and says so", await page.textContent("#found") == "1 host");
	await page.keyboard.press("Escape");
	check("escape shows all", await shown(rows) == all);
	await page.fill("#find", "no such host");
	check("nothing is found", await shown(rows) == 0);
	await page.fill("#find", hosts[3].Machine);
	await page.click(rows + ":visible a");
	check("a click leads to its page", await page.textContent("h1") == hosts[3].Machine);

	// A host's page: what the timeline says is what the JSON has.
	const host = JSON.parse(fs.readFileSync(path.join(folder, "hosts",
	    hosts[3].page + ".json")));
	const lines = host.quarters[hosts[3].Machine], gpus = Object.keys(lines);
	const label = (gpu, at) => host.states.find((s) => s.state == lines[gpu][at]).label;
	const time = (at) => host.quarters_times[at].slice(0, 16).replace("T", " ");
	const canvas = page.locator("canvas");
	check("one timeline", await canvas.count() == 1);
	const box = await canvas.boundingBox(), n = host.quarters_times.length;
	let told = true;
	for (const [row, at] of [[0, 5], [gpus.length - 1, n - 2], [1, Math.floor(n / 2)]]) {
		await page.mouse.move(box.x + (at + 0.5) * box.width / n, box.y + 14 * row + 7);
		const tip = await page.textContent("#tip");
		told = told && tip.includes(gpus[row]) &&
		    tip.includes(time(at) + ": " + label(gpus[row], at));
	}
	check("the pointer tells what was", told, await page.textContent("#tip"));
	await page.mouse.move(5, 5);
	check("and no longer", !await page.isVisible("#tip"));
	await canvas.focus();
	await page.keyboard.press("Home");
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowRight");
	const heard = await page.textContent("#said");
	check("the keyboard tells the same", heard.includes(gpus[1]) &&
	    heard.includes(time(1) + ": " + label(gpus[1], 1)), heard);
	let change = 1;
	while (change < n && lines[gpus[1]][change] == lines[gpus[1]][1])
		change++;
	await page.keyboard.press("Control+ArrowRight");
	check("control goes to the next change", (await page.textContent("#said"))
	    .includes(time(Math.min(change, n - 1))), await page.textContent("#said"));
	await page.fill("#find", gpus[0]);
	check("one GPU is found", await shown(".names div") == 1 &&
	    await page.textContent("#found") == "1 GPU");
	await page.fill("#find", "");
	// The colours of the first line, read off the picture.
	const colours = () => canvas.evaluate((c, n) => {
		const copy = new OffscreenCanvas(c.width, c.height), out = [];
		const g = copy.getContext("2d", { willReadFrequently: true });
		g.drawImage(c, 0, 0);
		for (let i = 0; i < n; i++) {
			const [r, gg, b] = g.getImageData(Math.floor((i + 0.5) * c.width / n),
			    Math.round(7 * c.height / parseFloat(c.style.height)), 1, 1).data;
			out.push("#" + [r, gg, b].map((x) => x.toString(16).padStart(2, "0")).join(""));
		}
		return out;
	}, n);
	const colour = (code) => host.states.find((s) => s.state == code).colour;
	let same = (await colours()).filter((c, i) => c == colour(lines[gpus[0]][i])).length;
	check("the picture has the states' colours", same > 0.98 * n, same + " of " + n);
	const state = lines[gpus[0]][Math.floor(n / 2)];
	const button = page.locator("#legend button", { hasText:
	    host.states.find((s) => s.state == state).label });
	await button.click();
	check("the legend hides a state", await button.getAttribute("aria-pressed") == "false" &&
	    (await colours()).every((c) => c != colour(state)));
	await button.click();
	check("and shows it again", (await colours())[Math.floor(n / 2)] == colour(state));

	// All timelines, for each window.
	await page.click("nav a:has-text('Timelines')");
	const t = JSON.parse(fs.readFileSync(path.join(folder, "timelines.json")));
	const buttons = page.locator("#ranges button");
	check("three windows", await buttons.count() == 3);
	for (const [i, name] of ["days", "one_day", "six_hours"].entries()) {
		await buttons.nth(i).click();
		const want = Object.values(t[name]).reduce((s, x) => s + Object.keys(x).length, 0);
		check(name + ": all GPUs", await page.locator(".names div").count() == want);
		const c = page.locator("canvas").first(), b = await c.boundingBox();
		await page.mouse.move(b.x + b.width - 2, b.y + 7);
		check(name + ": up to the end", (await page.textContent("#tip"))
		    .includes(t[name + "_times"].at(-1).slice(0, 16).replace("T", " ")));
	}
	await page.locator("#lines h3 a").first().click();
	check("a heading leads to the host", /hosts\//.test(page.url()));

	// Nothing that scripts draw stands out less than text does.
	for (const scheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme: scheme });
		await page.goto(url("timelines.html"));
		const least = await page.evaluate(() => {
			const rgb = (s) => s.match(/[\d.]+/g).map(Number);
			const light = (c) => c.slice(0, 3).map((x) => (x /= 255) <= 0.03928 ?
			    x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
			    .reduce((s, x, i) => s + x * [0.2126, 0.7152, 0.0722][i], 0);
			const ground = (e) => {
				for (; e; e = e.parentElement) {
					const c = rgb(getComputedStyle(e).backgroundColor);
					if (c.length < 4 || c[3] > 0.5) return light(c);
				}
			};
			let least = [99];
			for (const e of document.querySelectorAll("main *")) {
				if (![...e.childNodes].some((x) => x.nodeType == 3 && x.data.trim()) ||
				    e.getClientRects().length == 0) continue;
				const a = light(rgb(getComputedStyle(e).color)), b = ground(e);
				const x = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
				if (x < least[0]) least = [x, e.textContent.slice(0, 40)];
			}
			return least;
		});
		check(scheme + ": contrast", least[0] >= 4.5, least);
	}
	check("the console is silent", said.length == 0, said.join(" | "));
	const elsewhere = asked.filter((u) => !u.startsWith("file:"));
	check("nothing is asked of elsewhere", elsewhere.length == 0, elsewhere.join(" "));
	await browser.close();
	process.exit(wrong > 0 ? 1 : 0);
})().catch((e) => {
	console.log("WRONG: " + e);
	process.exit(1);
});

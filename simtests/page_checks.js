// SPDX-License-Identifier: GPL-2.0-only
//
// What test_page.sh asks of a page, in the page: it runs behind the page's own script,
// with its names, and writes a line for each check into the document.
"use strict";

const said = JSON.parse(document.getElementById("expected").textContent);
const result = [];

function check(what, ok, detail) {
	result.push((ok ? "ok " : "FAILED ") + what + (ok || detail === undefined ? "" : ": " + detail));
}

function same(what, got, wanted) {
	check(what, JSON.stringify(got) === JSON.stringify(wanted), JSON.stringify(got) + ", not " + JSON.stringify(wanted));
}

const texts = (selector, root = document) => [...root.querySelectorAll(selector)].map(n => n.textContent);
const press = key => document.getElementById("list").dispatchEvent(
	new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
const chosen = () => Number(document.querySelector(".row[aria-selected=true]").dataset.seq);

function type(text) {
	$("search").value = text;
	$("search").dispatchEvent(new Event("input"));
}

function choose(id, value) {
	$(id).value = value;
	$(id).dispatchEvent(new Event("input"));
}

function tick(id, on) {
	if ($(id).checked !== on)
		$(id).click();
}

// How many pixels of the time line have this colour?
function painted(name) {
	const canvas = $("canvas"), probe = document.createElement("canvas").getContext("2d");
	probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
	probe.fillRect(0, 0, 1, 1);
	const want = probe.getImageData(0, 0, 1, 1).data;
	const all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
	let n = 0;
	for (let i = 0; i < all.length; i += 4)
		n += all[i] === want[0] && all[i + 1] === want[1] && all[i + 2] === want[2];
	return n;
}

// The program that is shown, against its line of --json.
function checkShown(line) {
	const at = "program " + line.seq, rows = [...document.querySelectorAll("#ccws tbody.ccw:not(.idle)")];
	const own = rows.filter(r => r.querySelectorAll("tr:first-child td").length === 9);
	check(at + " is named", $("detail").querySelector(".meta").textContent.includes("sequence number " + line.seq + ","));
	// Where nobody knows which were executed, all are there.
	if (line.commands.length || !document.querySelector("#detail .box.plain"))
		same(at + ": commands", own.map(r => r.querySelectorAll("td")[2].textContent), line.commands);
	line.steps.forEach((step, i) => same(at + ": address of CCW " + (i + 1),
		rows[i].querySelectorAll("td")[1].textContent, step.addr));
	check(at + ": verdict", $("verdict").classList.contains(line.agrees ? "good" : "bad"));
	same(at + ": differences", texts(".differences tbody tr td:nth-child(2)"), line.differences.map(d => d.what));
	for (const d of line.differences.filter(d => d.ccw))
		check(at + ": CCW " + d.ccw + " is marked", rows[d.ccw - 1].classList.contains("differs"));
	if (!line.agrees) return;
	same(at + ": data", texts("#ccws summary .dir").filter(t => /^(in|out)/.test(t))
		.map(t => t.replace(/ of .*/, "")).filter(t => t !== "out 0"), line.steps.flatMap(s =>
		["out", "in"].filter(k => s[k]).map(k => k + " " + thousands(s[k].length / 2))));
	line.steps.forEach((step, i) => check(at + ": bytes of CCW " + (i + 1), ["out", "in"].every(k => !step[k] ||
		texts("pre", rows[i]).some(t => t.replace(/^.{4}  (.{35}).*$/gm, "$1").replace(/[^0-9a-f]/g, "").startsWith(step[k].slice(0, 512))))));
}

const checks = {
	// Each program by the key for the next one, against --json.
	programs() {
		const lines = said.filter(l => l.commands);
		same("number of programs", $("shown").textContent, lines.length + " programs");
		$("search").focus();
		press("Home");
		for (let i = 0; chosen() !== lines[0].seq && i < rows.length; i++) press("j");
		for (const line of lines) {
			for (let i = 0; chosen() !== line.seq && i < rows.length; i++) press("ArrowDown");
			checkShown(line);
		}
		for (const line of said.filter(l => l.operator)) {
			show(bySeq.get(line.seq));
			check("the operator's line", $("detail").textContent.includes(line.operator));
			check("its verdict", $("verdict").classList.contains(line.agrees ? "good" : "bad"));
		}
		const differ = said.some(l => l.agrees === false);
		check("programs are painted", painted("bar") > 20, painted("bar"));
		check("differences are painted, if there are any", painted("bad") > 20 === differ, painted("bad"));
		check("the badge says it", $("badges").textContent.includes(differ ? "differ" : "all agree"));
	},

	listed() {
		const lines = said.filter(l => l.commands);
		same("number of programs", $("shown").textContent, lines.length + " programs");
		check("it says that nothing was replayed", $("badges").textContent.includes("not replayed"));
		press("Home");
		for (const line of lines) {
			for (let i = 0; chosen() !== line.seq && i < rows.length; i++) press("j");
			same("commands of " + line.seq, texts("#ccws tbody.ccw:not(.idle) tr:first-child td:nth-child(3)"), line.commands);
			check("unit check of " + line.seq, line.scsw.slice(16, 18) !== "0e" ||
				document.querySelector(".row[aria-selected=true] .uc"));
		}
	},

	// What a CCW's fields do not say of it
	remarks() {
		const known = ["continues the command before by data chaining", "data go to lower addresses",
			"with a TIC, the last round of a loop of 1 step"];
		const shown = said.filter(l => l.commands).map(line => (show(bySeq.get(line.seq)),
			texts("#ccws div.meaning").filter(t => known.includes(t))));
		same("the program that has them shows them", shown.filter(s => s.length), [known]);
		same("which is this", said.filter(l => l.commands)[shown.findIndex(s => s.length)].seq, 41);
	},

	use() {
		const lines = said.filter(l => l.commands), struck = said.filter(l => l.fault && l.struck);
		// A click on a row shows its CCWs.
		press("Home");
		const row = document.querySelector('.row.program[data-seq="' + lines[1].seq + '"]');
		row.click();
		same("a click selects", chosen(), lines[1].seq);
		same("and shows its CCWs", texts("#ccws tbody.ccw tr:first-child td:nth-child(3)"), lines[1].commands);
		same("its address is in the location", location.hash, "#" + lines[1].seq);
		// A click into the time line, where a program is painted.
		const canvas = $("canvas"), box = canvas.getBoundingClientRect(), target = bySeq.get(lines[4].seq);
		const x = box.left + (xOf(where[target.index]) + xOf(where[target.last])) / 2, y = box.top + laneTop(2) + LANE / 2;
		canvas.setPointerCapture = () => {};
		for (const kind of ["pointermove", "pointerdown", "pointerup"])
			canvas.dispatchEvent(new PointerEvent(kind, { clientX: x, clientY: y, bubbles: true, pointerId: 1 }));
		same("a click into the time line selects", chosen(), lines[4].seq);
		check("and tells what is there", $("tip").textContent.includes(target.name));
		// From difference to difference.
		press("Home");
		const met = [];
		for (let i = 0; i < lines.length; i++) {
			press("n");
			if (!met.includes(chosen())) met.push(chosen());
		}
		same("n finds each difference", met, lines.filter(l => !l.agrees).map(l => l.seq));
		// Faults: in the list, in the program, at the CCW, in the time line.
		tick("struck", true);
		same("a program for each fault that struck", document.querySelectorAll(".row").length, struck.length);
		const seen = [];
		for (press("Home"); !seen.includes(chosen()); press("j")) {
			seen.push(chosen());
			check("the fault of " + chosen(), struck.some(f => texts(".box.struck").some(t => t.includes(f.fault))));
			if (texts(".box.struck .mono")[0].startsWith("on ccw"))
				same("the CCW of " + chosen(), document.querySelectorAll("tbody.struck .fault").length, 1);
		}
		tick("struck", false);
		check("faults are painted", painted("fault") > 40, painted("fault"));
		// Search and filters.
		choose("command", "Locate Record");
		same("by command", $("shown").textContent.split(" ")[0], String(lines.filter(l => l.commands.includes("Locate Record")).length));
		choose("command", "");
		choose("status", "uc");
		same("by status", $("shown").textContent.split(" ")[0], String(lines.filter(l => parseInt(l.us, 16) & 2).length));
		choose("status", "");
		type("md5sum");
		check("by text", texts(".row .name").length > 0 && texts(".row .name").every(t => t.includes("md5sum")));
		type("nothing-of-the-kind");
		check("in vain", $("rows").textContent.includes("Nothing"));
		$("search").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
		same("Escape ends the search", $("shown").textContent, lines.length + " programs");
		tick("everything", true);
		check("all events", shown.length === events.length, shown.length);
		for (const event of events) {
			select(bySeq.get(event.q));
			check("event " + event.q + " is described", $("detail").textContent.includes("sequence number " + event.q) &&
				!/undefined|NaN|\[object/.test($("detail").textContent), $("detail").textContent.slice(0, 200));
		}
		// The time line.
		const before = [from, to];
		$("in").click();
		check("less of it", to - from < before[1] - before[0]);
		press("0");
		check("all of it", from === 0 && to >= span);
		press("?");
		check("the keys are told", $("keys").open);
		$("keys").close();
	},

	hostile() {
		check("nothing was obeyed", window.obeyed === undefined && document.obeyed === undefined);
		same("no element of its own", document.querySelectorAll("img, b:not(.dir), iframe, object").length, 0);
		check("the name is shown as it is", $("title").textContent.includes("<img src=x"), $("title").textContent);
		check("the emulator is shown as it is", $("what").textContent.includes("</" + "script>"));
		check("what would reverse text is shown by its number", $("what").textContent.includes("\\u202e") &&
			!/[\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent.replace(document.getElementById("expected").textContent, "")), $("what").textContent);
		type("obeyed");
		check("the command is shown as it is", shown.length > 0 && texts(".row .name")[0].includes("<img src=x onerror"));
		press("Home");
		press("j");
		check("still nothing was obeyed", window.obeyed === undefined);
	},

	foreign() {
		tick("everything", true);
		show(bySeq.get(11));
		same("a channel report by its fields", texts("#detail dl dd").slice(0, 5), ["channel path", "40", "02 (initialized)", "", "84020040"].filter(Boolean).concat(["5"]));
		same("it is in the list by its words", document.querySelector(".row[aria-selected=true] .name").textContent, "⇄Channel report: channel path 40, initialized");
		show(bySeq.get(12));
		check("an event of no known kind", $("detail").textContent.includes('"what":"<b>"'), $("detail").textContent);
		check("it is in the list", texts(".row .name").includes("news"));
	},

	timed() {
		check("the axis can be chosen", !$("axis").hidden && !timed && where[3] === 3);
		$("axis").click();
		// Line n of the recording, the header's being 1, was at n * n microseconds.
		check("the zoom ends where two events are told apart", least === 4 * 5000, least);
		check("by time", timed && where[0] === 0 && where[3] === (25 - 4) * 1000, where.slice(0, 4));
		check("programs are painted", painted("bar") > 20);
		show(bySeq.get(10));
		check("a program has its time", $("detail").textContent.includes(nanoseconds((121 - 4) * 1000)), $("detail").textContent.slice(0, 200));
		press("t");
		check("in order again", !timed && where[3] === 3);
	},

	// Halts, clears, resets and paths are shown by words and fields.
	functions() {
		tick("everything", true);
		const kinds = { hsch: ["function", "HALT SUBCHANNEL"], csch: ["function", "CLEAR SUBCHANNEL"], reset: ["device", "Device reset"],
			open: ["device", "Device opened"], close: ["device", "Device closed"], crw: ["path", "Channel report"] };
		for (const [kind, [sign, name]] of Object.entries(kinds)) {
			const some = rows.filter(r => r.event.e === kind);
			check("there is " + kind, some.length > 0);
			for (const row of some) {
				show(row);
				const line = document.querySelector(".row[aria-selected=true]");
				check(row.event.q + " has its colour, sign and name", line.classList.contains(sign) && line.querySelector(".icon") && line.textContent.includes(name), line.outerHTML);
				check(row.event.q + " has fields, and no JSON", texts("#detail dl dt").length > 0 && !/[{}]/.test($("detail").textContent), $("detail").textContent);
				check(row.event.q + " is not painted as a check", inkOf(row) === sign);
			}
		}
		const ended = programRows.filter(r => r.p.by);
		check("some program was ended", ended.length > 0);
		for (const row of ended) {
			check("what ended " + row.event.q, row.enders && row.enders.length === 1);
			show(row.enders[0]);
			check("says what it ended", $("detail").textContent.includes("It ended the program") && $("detail").textContent.includes("to " + row.event.q));
		}
		check("a path that went away", rows.some(r => r.name === "Channel report: channel path 40, permanent error, not initialized"));
		check("the legend tells them", ["halt", "channel report", "reset"].every(w => $("legend").textContent.includes(w)));
		for (const kind of ["function", "path", "device"]) check(kind + " is painted", painted(kind) > 4, painted(kind));
	},

	// One program of 100 hung for two seconds.
	hung() {
		const slow = programRows.find(r => r.ns >= 2e9);
		same("it is chosen at first", chosen(), slow.event.q);
		check("it is named on top", $("slowest").textContent.includes("2.00 s, program " + slow.event.q), $("slowest").textContent);
		check("it is marked", document.querySelector(".row[aria-selected=true]").classList.contains("slow") && $("took").classList.contains("slow"));
		press("Home");
		check("another is chosen", chosen() !== slow.event.q);
		$("slowest").click();
		same("the name on top leads to it", chosen(), slow.event.q);
		press("s");
		same("the longest are first", shown.map(r => r.ns || 0), programRows.map(r => r.ns || 0).sort((a, b) => b - a));
		same("and in sight", document.querySelector(".row .took").textContent, "2.00 s");
		press("s");
		same("in order again", shown.filter(r => r.kind === "program"), programRows);
		press("Home");
		press("l");
		same("a key leads to it", chosen(), slow.event.q);
		for (const [text, ns] of [["1 s", 1e9], ["2.5ms", 2.5e6], [".5 us", 500], ["7", 7e6], ["x", 0], ["-1 s", 0]])
			same("duration " + text, durationOf(text), ns);
		choose("least", "1 s");
		same("those that are longer", shown, [slow]);
		choose("least", "");
		// Its bar in the lane is as high as the lane; a usual one is a line.
		const ink = (row, high) => [...$("canvas").getContext("2d").getImageData(Math.round(xOf(where[row.index])), laneTop(DURATION) + TALL - 4 - high, 1, 1).data].join();
		const usualRow = programRows.find(r => r.ns && r.ns < 1e8);
		select(usualRow);
		check("durations are painted", painted("slow") > 20, painted("slow"));
		check("lengths are to scale", ink(slow, 0) === ink(slow, TALL - 10) && ink(usualRow, 0) !== undefined);
	},

	// The time line by keys, by the wheel, and what is under the pointer.
	line() {
		const canvas = $("canvas"), box = canvas.getBoundingClientRect();
		const target = programRows[Math.floor(programRows.length / 3)];
		show(target);
		const mid = () => xOf((where[target.index] + where[target.last]) / 2), before = mid();
		for (let i = 0; i < 3; i++) press("+");
		check("keys zoom about what was chosen", Math.abs(mid() - before) < 1, mid() + ", not " + before);
		for (let i = 0; i < 40; i++) press("+");
		check("as finely as the events are apart", Math.abs(to - from - 4) < 1e-6 || timed, to - from);
		const start = from;
		press("ArrowRight");
		check("later", from > start || to >= span);
		press("ArrowLeft");
		press("ArrowLeft");
		check("earlier", from < start || from === 0);
		press("0");
		const x = LABEL + 300, under = atOf(x);
		canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -100, clientX: box.left + x, clientY: box.top + 50, cancelable: true }));
		check("the wheel zooms about the pointer", Math.abs(atOf(x) - under) < 1e-6, atOf(x) + ", not " + under);
		press("0");
		for (let i = 0; i < 6; i++) press("+");
		// Each row in sight, at its own middle, is the one that is named there.
		let n = 0;
		for (const row of programRows.filter(r => where[r.index] > from && where[r.last] < to)) {
			same("under the pointer at " + row.event.q, rowAt(middle(row), laneTop(2) + 10), row);
			n++;
		}
		check("there were some", n > 0);
		same("nothing is named where nothing is", rowAt(LABEL - 20, laneTop(2) + 10), null);
	},

	copied() {
		for (const row of rows) {
			const text = asText(row);
			check("text of " + row.event.q, text.includes("sequence number " + row.event.q) && text.includes(row.name) && !/undefined|NaN|\[object/.test(text), text);
		}
		let got = null;
		document.execCommand = () => { got = document.activeElement.value; return true; };
		for (const line of said.filter(l => l.commands)) {
			show(bySeq.get(line.seq));
			same("link to " + line.seq, location.hash, "#" + line.seq);
			press("c");
			check("each command of " + line.seq + " is copied", line.commands.every(c => got.includes("  " + c)), got);
			check("and its data", line.steps.every(s => ["out", "in"].every(k => !s[k] || got.includes(s[k].slice(0, 8)))), got);
		}
		got = null;
		$("copy").click();
		check("by the button", got !== null && $("copied").textContent === "copied");
		check("nothing is left", !document.querySelector("textarea"));
		location.hash = "#" + programRows[0].event.q;
		window.dispatchEvent(new Event("hashchange"));
		same("a link is followed", chosen(), programRows[0].event.q);
	},

	narrow() {
		check("the window is narrow", isNarrow(), innerWidth);
		window.scrollTo(0, 0);
		document.querySelector(".row.program:not([aria-selected=true])").click();
		const top = $("detail").getBoundingClientRect().top;
		check("a choice scrolls to its detail", top >= -1 && top < innerHeight / 2, top);
		check("nothing is wider than the window", document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollWidth);
		$("tolist").click();
		check("and back", $("filters").getBoundingClientRect().top < innerHeight / 2);
	},

	less() {
		show(bySeq.get(25));
		check("it says so", texts(".box").some(t => t.includes("is not recorded")));
		same("the CCW, with the replay's status", texts("#ccws tbody tr:first-child td").filter(t => /^(Sense Path Group ID|CE DE)$/.test(t)), ["Sense Path Group ID", "CE DE"]);
		check("nothing is marked", !document.querySelector("tbody.differs, tbody.skipped"));
		choose("command", "Write Data (MT)");
		press("Home");
		check("data that are not recorded", texts("#ccws .meaning").some(t => t.includes("not recorded in full")), texts("#ccws .meaning"));
		check("all agrees", $("verdict").classList.contains("good"));
	},

	// What a key costs is counted; the times are told, not judged.
	long() {
		const many = programs.size, width = $("canvas").clientWidth, most = LANES.length * 3 * width;
		const told = [], cost = (what, todo, n = 20) => {
			Object.keys(work).forEach(k => { work[k] = 0; });
			const start = performance.now();
			for (let i = 0; i < n; i++) { todo(i); document.body.offsetHeight; }
			told.push(what + " " + ((performance.now() - start) / n).toFixed(1) + " ms");
		};
		same("all are there", $("shown").textContent, plural(many, "program"));
		check("they are many", many === 26000, many);
		check("the data were read once", work.loads === 1);
		check("one program was described", work.programs === 1, work.programs);
		check("the first picture is bounded", work.drawn < most, work.drawn);
		const load = performance.getEntriesByType("navigation")[0];
		result.push("figure: loaded after " + Math.round(load.domContentLoadedEventEnd || performance.now()) + " ms");
		check("a bounded list", document.querySelectorAll(".row").length < 100, document.querySelectorAll(".row").length);
		check("a bounded page", document.querySelectorAll("*").length < 2000, document.querySelectorAll("*").length);
		press("Home");
		paint();
		cost("next", () => press("j"));
		check("the next one: nothing of the recording is gone through", work.visited === 0 && work.matched === 0 && work.loads === 0, JSON.stringify(work));
		check("one is described for each key", work.programs === 20 && work.rows < 20 * 100, JSON.stringify(work));
		cost("page down", () => press("PageDown"));
		check("a page: likewise", work.visited === 0 && work.rows < 20 * 100, JSON.stringify(work));
		cost("zoom", () => press("+"));
		check("zooming draws what can be seen", work.drawn < 20 * most && work.rows === 0, JSON.stringify(work));
		cost("pan when near", i => press(i % 2 ? "ArrowLeft" : "ArrowRight"));
		check("near, few are visited", work.visited < 20 * 100, JSON.stringify(work));
		press("0");
		cost("all", i => { layer.key = ""; paint(); });
		check("all: drawn is bounded by the window", work.drawn < 20 * most && work.drawn > 0, JSON.stringify(work));
		const box = $("canvas").getBoundingClientRect();
		cost("pointer", i => rowAt(LABEL + 40 * i, laneTop(2) + 10));
		type("read");
		cost("search", () => filter(), 5);
		type("");
		if (longest) {
			cost("sort", () => press("s"), 2);
		}
		press("End");
		same("the last one", chosen(), programRows[many - 1].event.q);
		check("is in the page", document.querySelectorAll(".row").length < 100 && $("detail").textContent.includes("program 26000 of 26000"));
		result.push("figure: of a key: " + told.join(", "));
	},

	// axe, in every state of the page
	async axe() {
		for (const row of [programRows[0], rows.find(r => r.differs), rows.find(r => r.slow), rows.find(r => r.sign === "function"),
			rows.find(r => r.sign === "path"), rows.find(r => r.sign === "device"), programRows.find(r => r.p.rest.length)].filter(Boolean)) {
			tick("everything", true);
			show(row);
			const found = await axe.run(document, { resultTypes: ["violations"] });
			check("axe looked", found.passes.length > 10, found.passes.length);
			check("axe at " + row.event.q, !found.violations.length, JSON.stringify(found.violations.map(v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary)])));
		}
		$("keys").showModal();
		const found = await axe.run($("keys"));
		check("axe at the keys", !found.violations.length, JSON.stringify(found.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))])));
		$("keys").close();
	},

	// Text can be read: contrasts as accessibility guidelines ask for.
	contrast() {
		const style = getComputedStyle(document.documentElement), probe = document.createElement("canvas").getContext("2d");
		const light = name => {
			probe.fillStyle = style.getPropertyValue("--" + name).trim();
			probe.fillRect(0, 0, 1, 1);
			const [r, g, b] = [...probe.getImageData(0, 0, 1, 1).data].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
			return .2126 * r + .7152 * g + .0722 * b;
		};
		const pairs = [];
		for (const kind of ["function", "path", "device", "slow"])
			for (const ground of [kind + "-soft", "panel", "raised", "accent-soft"]) pairs.push([kind, ground], ["ink", ground]);
		pairs.push(["muted", "slow-soft"], ["warn", "slow-soft"], ["good", "slow-soft"]);
		for (const ground of ["panel", "bg", "raised", "accent-soft", "bad-soft", "fault-soft"])
			for (const ink of ["ink", "muted"]) pairs.push([ink, ground]);
		for (const ink of ["good", "warn", "bad", "fault"]) pairs.push([ink, ink + "-soft"], [ink, "panel"]);
		pairs.push(["accent", "panel"], ["warn", "bad-soft"], ["bad", "accent-soft"], ["warn", "accent-soft"]);
		for (const [ink, ground] of pairs) {
			const a = light(ink), b = light(ground), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
			check(ink + " on " + ground, ratio >= 4.5, ratio.toFixed(2));
		}
		result.push("ok panel is " + (light("panel") > .5 ? "light" : "dark"));
	},
};

async function runChecks(name) {
	try {
		check("the page is ready", document.body.dataset.ready === "1");
		await checks[name]();
	} catch (e) {
		result.push("FAILED with " + e.stack);
	}
	same("errors", wrong, []);
	const pre = document.createElement("pre");
	pre.id = "result";
	pre.textContent = "\n" + result.join("\n") + "\nall checks ran\n";
	document.body.replaceChildren(pre);
}

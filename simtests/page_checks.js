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
		const x = box.left + (xOf(where[target.index]) + xOf(where[target.last])) / 2, y = box.top + TOP + 2.5 * LANE;
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
		type("obeyed");
		check("the command is shown as it is", shown.length > 0 && texts(".row .name")[0].includes("<img src=x onerror"));
		press("Home");
		press("j");
		check("still nothing was obeyed", window.obeyed === undefined);
	},

	foreign() {
		tick("everything", true);
		show(bySeq.get(11));
		check("a channel report", $("detail").textContent.includes("84020040"));
		show(bySeq.get(12));
		check("an event of no known kind", $("detail").textContent.includes('"what":"<b>"'), $("detail").textContent);
		check("it is in the list", texts(".row .name").includes("news"));
	},

	timed() {
		check("the axis can be chosen", !$("axis").hidden && !timed && where[3] === 3);
		$("axis").click();
		// Line n of the recording, the header's being 1, was at n * n microseconds.
		check("by time", timed && where[0] === 0 && where[3] === (25 - 4) * 1000, where.slice(0, 4));
		check("programs are painted", painted("bar") > 20);
		show(bySeq.get(10));
		check("a program has its time", $("detail").textContent.includes(nanoseconds((121 - 4) * 1000)), $("detail").textContent.slice(0, 200));
		press("t");
		check("in order again", !timed && where[3] === 3);
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

	long() {
		same("all are there", $("shown").textContent, thousands(said.filter(l => l.commands).length) + " programs");
		check("a bounded list", document.querySelectorAll(".row").length < 100, document.querySelectorAll(".row").length);
		check("a bounded page", document.querySelectorAll("*").length < 2000, document.querySelectorAll("*").length);
		press("End");
		same("the last one", chosen(), said.filter(l => l.commands).pop().seq);
		check("is in the page", document.querySelectorAll(".row").length < 100 && $("detail").textContent.includes("program 5000 of 5000"));
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

function runChecks(name) {
	try {
		check("the page is ready", document.body.dataset.ready === "1");
		checks[name]();
	} catch (e) {
		result.push("FAILED with " + e.stack);
	}
	same("errors", wrong, []);
	const pre = document.createElement("pre");
	pre.id = "result";
	pre.textContent = "\n" + result.join("\n") + "\nall checks ran\n";
	document.body.replaceChildren(pre);
}

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay --html, in a real browser: the page opens without an error, shows of each
# program what --json says, does what keys and clicks ask, and obeys no recording.
#
# usage: CCWREPLAY=FILE test_page.sh, from the top of the repository

set -u
export LC_ALL=C
replay=${CCWREPLAY:?path of ccwreplay}
recordings=simtests/recordings
checks=$(dirname "$0")/page_checks.js
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
axe=$(tools/axe) || exit 1
export HOME=$work
failed=0

fail()
{
	echo "FAILED: $*"
	failed=1
}

# page CODE NAME ARGUMENT ...: a page, and beside it what --json says of the same
page()
{
	local code=$1 name=$2 got

	shift 2
	"$replay" --html="$work/$name.html" --json --verbose "$@" > "$work/$name.json" 2> "$work/err"
	got=$?
	[ $got -eq "$code" ] || fail "$name: exit code $got, not $code: $(tail -n 3 "$work/err")"
}

# browse NAME CHECKS [ARGUMENT ...]: run the checks of that name in the page.  What --json
# says goes in as data, as the page's own do.
browse()
{
	local name=$1 what=$2 status dom=$work/dom

	shift 2
	# axe waits for timers, which run at once in virtual time.
	[ "$what" != axe ] || set -- "$@" --virtual-time-budget=60000
	{
		sed '/^<head>$/q' "$work/$name.html"
		# Before anything else runs: what goes wrong is noted.
		echo '<script>const wrong = [];'
		echo 'addEventListener("error", e => wrong.push(e.message || "a resource"), true);'
		echo 'addEventListener("securitypolicyviolation", e => wrong.push("refused: " + e.blockedURI));'
		echo 'for (const how of ["error", "warn"]) console[how] = (...what) => wrong.push(what.join(" "));'
		echo '</script>'
		sed '1,/^<head>$/d; /^<\/body>$/,$d' "$work/$name.html"
		echo '<script type="application/json" id="expected">['
		sed 's/</\\u003c/g; $!s/$/,/' "$work/$name.json"
		echo ']</script><script>'
		[ "$what" != axe ] || cat "$axe"
		cat "$checks"
		echo "runChecks('$what');</script></body></html>"
	} > "$work/test.html"
	timeout -s KILL 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
		--no-first-run --disable-extensions --disable-background-networking \
		--user-data-dir="$work/profile" --window-size="${size:-1300,900}" "$@" \
		--dump-dom "file://$work/test.html" > "$dom" 2> "$work/chromium.err"
	status=$?
	sed -n '/<pre id="result">/,/<\/pre>/p' "$dom" | sed 's/<[^>]*>//g' > "$work/result"
	if ! grep -qx 'all checks ran' "$work/result"; then
		fail "$name, $what: the browser ended with $status before all checks had run
$(tail -n 5 "$work/result" "$work/chromium.err")"
	fi
	! grep '^FAILED' "$work/result" > "$work/bad" || fail "$name, $what: $(head -n 8 "$work/bad")"
	sed -n 's/^figure: /    /p' "$work/result"
	echo "$name, $what: $(grep -c '^ok' "$work/result") checks"
}

# ---- All agrees; a tape with its operator; what is recorded alone

page 0 agrees "$recordings/dasd-online.jsonl.xz"
browse agrees programs
page 0 tape "$recordings/tape-3480.jsonl.xz"
browse tape programs
page 0 stops "$recordings/user-stops.jsonl.xz"
browse stops programs
browse stops functions
browse stops axe --blink-settings=preferredColorScheme=0
browse stops axe --blink-settings=preferredColorScheme=1
xz -dc "$recordings/user-stops.jsonl.xz" | sed '36s/04060041/24060041/' > "$work/report.jsonl"
page 1 report --image="$recordings/images/formatted.3390.xz" "$work/report.jsonl"
browse report programs
grep -q 'channel report' "$work/report.html" || fail 'a channel report that differs is not shown'
page 0 listed --list "$recordings/dasd-ro.jsonl.xz"
browse listed listed
xz -dc "$recordings/dasd-ro.jsonl.xz" | sed -E '42,43s/"cmd":"64"/"chained":true,"backward":true,&/
	43s/"xcmd"/"loop":1,&/' > "$work/remarks.jsonl"
page 0 remarks --list "$work/remarks.jsonl"
browse remarks remarks

# ---- Differences and faults are marked; keys, search, filters; both colour schemes

cat > "$work/plan" << 'END'
on start 3 of 0.0.0120: condition-code 1
on ccw 2 (locate-record) of start 20: unit-check sense 10 42
on interrupt 4: lose
on ccw 3 of start 25: channel-data-check
on start 1000: device-gone
END
page 1 faults --plan="$work/plan" "$recordings/dasd-rw-ida.jsonl.xz"
browse faults programs
browse faults use
browse faults copied
browse faults axe --blink-settings=preferredColorScheme=0
browse faults axe --blink-settings=preferredColorScheme=1
browse faults line
size=500,800 browse faults narrow
browse faults contrast --blink-settings=preferredColorScheme=0
browse faults contrast --blink-settings=preferredColorScheme=1

# ---- A recording that would like to be obeyed

hostile='</script><script>window.obeyed = 1</script><img src=x onerror=obeyed=1><!--'$'\xe2\x80\xae'
xz -dc "$recordings/dasd-online.jsonl.xz" | sed -E "s|(\"ev\":\"header\".*\"emulator\":\")|\1$hostile|
	s|(\"ev\":\"console\".*\"text\":\"@@ # )|\1$hostile|" > "$work/<img src=x onerror=obeyed=1>.jsonl"
page 0 hostile --image="$recordings/images/formatted.3390.xz" "$work/<img src=x onerror=obeyed=1>.jsonl"
# The script of the page, and the data; the other two are the test's.
[ "$(grep -c '<script' "$work/hostile.html")" -eq 2 ] || fail 'a recording brings its own script'
browse hostile hostile

# ---- Events that no replay knows, and thousands of programs

xz -dc "$recordings/dasd-online.jsonl.xz" | head -n 11 > "$work/cut.jsonl"
printf '%s\n' '{"seq":11,"ev":"crw","crw":"84020040","time":5}' \
	'{"seq":12,"ev":"news","what":"<b>"}' >> "$work/cut.jsonl"
page 3 cut "$work/cut.jsonl"
browse cut foreign

# repeat COUNT SLOW: a recording of COUNT programs, each of which takes 100 to 199
# microseconds, but number SLOW, which takes two seconds
repeat()
{
	xz -dc "$recordings/dasd-online.jsonl.xz" | sed -n '1p; 11,14p' | awk -v count="$1" -v slow="$2" '
	NR == 1 { print; next }
	{
		line[NR] = substr($0, index($0, "\"seq\""))
		sub(/^"seq":[0-9]+,"ev":"[a-z]*"/, "", line[NR])
		match($0, /"ev":"[a-z]*"/)
		kind[NR] = substr($0, RSTART, RLENGTH)
	}
	END {
		now = 1000000000
		for (n = 0; n < count; n++) {
			for (i = 2; i <= NR; i++) {
				text = line[i]
				sub(/"start":[0-9]+/, "\"start\":" 4 * n + 1, text)
				if (i == 3)
					now += n + 1 == slow ? 2000000000 : 100000 + n * 7919 % 100000
				else
					now += 2000
				printf "{\"seq\":%d,%s,\"ns\":%.0f%s\n", 4 * n + i - 1, kind[i], now, text
			}
		}
	}'
}

repeat 26000 13000 > "$work/long.jsonl"
page 0 long --image="$recordings/images/formatted.3390.xz" "$work/long.jsonl"
mv "$work/long.json" "$work/long.all"
head -n 3 "$work/long.all" > "$work/long.json"
echo "    a page of 26000 programs has $(stat -c %s "$work/long.html") bytes"
browse long long
repeat 100 60 > "$work/hung.jsonl"
page 0 hung --image="$recordings/images/formatted.3390.xz" "$work/hung.jsonl"
browse hung hung
browse hung line
browse hung axe

# ---- A recording with times

xz -dc "$recordings/dasd-online.jsonl.xz" | awk '{ sub(/,"ev"/, ",\"ns\":" NR * NR * 1000 "&"); print }' > "$work/timed.jsonl"
page 0 timed --image="$recordings/images/formatted.3390.xz" "$work/timed.jsonl"
browse timed timed

# ---- A recording in which not all is recorded

xz -dc "$recordings/dasd-rw.jsonl.xz" |
	sed -E 's/"(in|out)":"([0-9a-f]{16})[0-9a-f]{1000,}"/"\1":null,"\1_head":"\2"/g
		/"ev":"end".*"start":25,/s/"steps":\[\{"addr":"([0-9a-f]{8})".*\],"scsw"/"steps":null,"stored":[{"addr":"\1","in":null}],"scsw"/' > "$work/less.jsonl"
page 0 less --image="$recordings/images/formatted.3390.xz" "$work/less.jsonl"
browse less less

# ---- A file that cannot be written

"$replay" --html=/dev/full "$recordings/dasd-online.jsonl.xz" > /dev/null 2> "$work/err"
[ $? -eq 2 ] || fail 'a full disk goes unnoticed'
grep -q 'could not be written' "$work/err" || fail "$(cat "$work/err")"
"$replay" --html="$work/x" "$recordings/dasd-online.jsonl.xz" "$recordings/dasd-ro.jsonl.xz" > /dev/null 2> "$work/err"
[ $? -eq 2 ] || fail 'two recordings in one page'

[ $failed -eq 0 ] && echo 'page: all as it should be'
exit $failed

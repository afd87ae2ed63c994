#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwrecord as its user sees it: what it makes of recordings, exit codes, messages; and
# that recordings of a driver replay with what is left of them.  machines/uml-record.sh has
# what needs a driver.
#
# usage: test_ccwrecord.sh, from the top of the repository
#   CCWRECORD, CCWREPLAY   the programs, if not build/native's

set -u
record=${CCWRECORD:-build/native/ccwrecord}
replay=${CCWREPLAY:-build/native/ccwreplay}
recordings=simtests/recordings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out err=$work/err
failed=0

fail()
{
	echo "FAILED: $*"
	failed=1
}

# expect CODE PROGRAM ARGUMENT ...
expect()
{
	local code=$1 got

	shift
	"$@" > "$out" 2> "$err"
	got=$?
	[ $got -eq "$code" ] || fail "exit code $got, not $code, of: $*
$(tail -n 5 "$out" "$err")"
}

# said FILE TEXT
said()
{
	grep -qF -- "$2" "$1" || fail "\"$2\" is not in this:
$(tail -n 5 "$1")"
}

# ---- Usage

expect 0 "$record" --help
said "$out" 'usage: ccwrecord'
for wrong in '' record nonsense 'nonsense x' '--limit=0 record x' '--limit=x record x' \
	'--from=-1 filter x' '--nonsense' 'filter a b'; do
	# shellcheck disable=SC2086
	expect 2 "$record" $wrong
	said "$err" 'ccwrecord: '
done
# What was wrong is named.
while read -r text; do
	read -r wrong
	# shellcheck disable=SC2086 # words
	expect 2 "$record" $wrong
	said "$err" "ccwrecord: $text"
	[ ! -s "$out" ] || fail "something is printed: $wrong"
done << 'END'
--limit: 'x' is not a number from 1 to 4294967295;
--limit=x record d
--limit: '4294967296' is not a number
record --limit 4294967296 d
--buffer: '0' is not a number
--buffer=0 record d
--seconds: '-1' is not a number
--seconds=-1 record d
--from: '1x' is not a number from 0 to 4294967295;
--from=1x filter f
--to: '' is not a number
--to= filter f
--device: '12' is not a device number, as 0120;
--device=12 filter f
--device: '0x12' is not
--device=0x12 filter f
--from=9 is behind --to=3
filter --from=9 --to=3 f
--output: needs a value
record --output
-o: needs a value
record d -o
'-x' is not an option
-x record d
'--nonsense' is not an option
record --nonsense d
'--no' is not an option, or the beginning of several
record --no d
--quiet=3: takes no value
--quiet=3 record d
'nonsense' is not a command
nonsense x
say what to do
--quiet
record: name a device, as 0.0.0120
record
convert: name a stream
convert
filter: name a recording
filter
join: name the recordings
join
check: name a recording
check
print: name a recording
print
anonymise: is for one recording; join them first
anonymise a b
--limit does not go with "filter"
filter --limit=3 f
--device does not go with "anonymise"
anonymise --device=0120 f
--no-payload does not go with "join"
join --no-payload f
--from does not go with "record"
record --from=3 d
--output does not go with "check"
check -o x f
--payload does not go with "convert"
convert --payload f
END
expect 2 "$record" record --debugfs="$work" -o "$work/x" 0.0.0120
said "$err" 'is the device bound to vfio_ccw, debugfs mounted, and are you root?'
expect 2 "$record" check "$work/missing"
said "$err" 'cannot be opened'
expect 2 "$record" filter -o "$work/none/x" $recordings/guest-online.jsonl.xz
said "$err" 'cannot be written'
expect 2 "$record" filter -o /dev/full $recordings/guest-online.jsonl.xz
said "$err" 'could not be written'
expect 2 "$record" convert -o "$work/x" README.md
said "$err" 'is no stream of records'
: > "$work/empty"
expect 4 "$record" convert -o "$work/x" "$work/empty"

# ---- Check and print

expect 0 "$record" check $recordings/*.jsonl.xz
said "$out" 'guest-load.jsonl.xz: 44 programs, 0 without an end'
said "$out" 'guest-load-bare.jsonl.xz: 666 programs'
said "$out" 'payload is left out'
expect 0 "$record" print $recordings/guest-online.jsonl.xz
[ "$(wc -l < "$out")" -eq "$(xz -dc $recordings/guest-online.jsonl.xz | wc -l)" ] ||
	fail 'print: not a line for each event'
said "$out" 'start    cc 0  Sense ID'
# The clock begins with the first event of the first file, and the second may be older.
expect 0 "$record" print $recordings/guest-online.jsonl.xz $recordings/guest-load.jsonl.xz
said "$out" ' -0.366594 0120 '
! grep -q ' [0-9]\{6,\}\.' "$out" || fail 'print: a time before the first event'

# ---- Filter and join

image=$recordings/images/guest-20-online.3390.xz
expect 0 "$record" filter --device=0120 -o "$work/all.jsonl" $recordings/guest-online.jsonl.xz
cmp -s "$work/all.jsonl" <(xz -dc $recordings/guest-online.jsonl.xz) ||
	fail 'filter: what is all of it is not the same'
expect 2 "$record" filter --device=0121 -o "$work/none.jsonl" $recordings/guest-online.jsonl.xz
said "$err" 'guest-online.jsonl.xz: has no event of the device 0121; it has those of: 0120'
expect 2 "$record" filter --from=65 -o "$work/none.jsonl" $recordings/guest-online.jsonl.xz
said "$err" 'has no event from 65 on, as --from asks for; the last one is 64'
[ ! -e "$work/none.jsonl" ] || fail 'filter: there is a recording of nothing'
sed '3,$s/"dev":"0120"/"dev":"01AB"/;s/01AB/01ab/' "$work/all.jsonl" > "$work/two.jsonl"
expect 0 "$record" filter --device=01AB -o "$work/second.jsonl" "$work/two.jsonl"
expect 1 grep -c '"dev":"0120"' "$work/second.jsonl"
expect 2 "$record" filter --device=0121 "$work/two.jsonl"
said "$err" 'it has those of: 0120, 01ab'
expect 0 "$record" filter --to=30 -o "$work/a.jsonl" "$work/all.jsonl"
expect 0 "$record" filter --from=31 -o "$work/b.jsonl.xz" "$work/all.jsonl"
expect 0 "$replay" --image=$image "$work/a.jsonl"
said "$out" '9 programs'
expect 0 "$record" check "$work/b.jsonl.xz"
said "$out" '11 programs, 0 without an end'
expect 0 "$record" join -o "$work/joined.jsonl" "$work/b.jsonl.xz" "$work/a.jsonl"
expect 0 "$replay" --image=$image "$work/joined.jsonl"
said "$out" '20 programs, 35 CCWs'
said "$out" 'all agree'
expect 0 "$record" filter --to=28 -o "$work/cut.jsonl" "$work/all.jsonl"
expect 1 "$record" check "$work/cut.jsonl"
said "$out" '9 programs, 1 without an end'

# ---- What is cut off

# The recorder was killed: of the plain file half a line is there, of the packed one the blocks
# that were finished, and half of one.
plain=$work/plain.jsonl packed=$work/packed.jsonl.xz
cut_plain=$work/cut-plain.jsonl cut_packed=$work/cut-packed.jsonl.xz
xz -dc $recordings/guest-online.jsonl.xz > "$plain"
xz --block-size=4096 -c "$plain" > "$packed"
head -c -40 "$plain" > "$cut_plain"
head -c $(($(stat -c %s "$packed") / 2)) "$packed" > "$cut_packed"
for cut in "$cut_plain" "$cut_packed"; do
	expect 4 "$record" check "$cut"
	said "$err" 'the recording is cut off behind this line'
	said "$out" ', 0 without an end'
	expect 4 "$record" print "$cut"
	lines=$(wc -l < "$out")
	[ "$lines" -gt 10 ] || fail "print: no more than $lines lines of what is whole"
	said "$err" "$cut:$lines: the recording is cut off"
	expect 4 "$record" filter -o "$work/whole.jsonl" "$cut"
	head -n "$lines" "$plain" | cmp -s - "$work/whole.jsonl" || fail 'filter: not what is whole'
	expect 4 "$record" anonymise -o "$work/whole.jsonl" "$cut"
	[ "$(wc -l < "$work/whole.jsonl")" -gt 10 ] || fail 'anonymise: not what is whole'
	head -n 1 "$work/all.jsonl" > "$work/header.jsonl"
	expect 4 "$record" join -o "$work/whole.jsonl" "$cut" "$work/header.jsonl"
	[ "$(wc -l < "$work/whole.jsonl")" -eq "$lines" ] || fail 'join: not what is whole'
	expect 4 "$replay" --image=$image "$cut"
	said "$err" "$cut:$lines: the recording is cut off"
	said "$out" 'all agree'
	expect 4 "$replay" --list --json "$cut"
	expect 4 "$replay" --image=$image --pcapng="$work/x.pcapng" --html="$work/x.html" "$cut"
	[ -s "$work/x.pcapng" ] || fail 'no capture'
	[ -s "$work/x.html" ] || fail 'no page'
	# Of several, what is worse counts.
	expect 2 "$record" check "$cut" "$work/missing"
	expect 1 "$record" check "$cut" "$work/cut.jsonl"
	expect 4 "$record" check "$plain" "$cut" "$plain"
done
head -c 24 "$packed" > "$work/nothing.jsonl.xz"
expect 2 "$record" check "$work/nothing.jsonl.xz"
said "$err" 'holds no whole line'
expect 2 "$replay" "$work/nothing.jsonl.xz"
# Damage that is not at the end is no cut.
sed '20s/.$//' "$plain" > "$work/damaged.jsonl"
expect 2 "$record" check "$work/damaged.jsonl"
said "$err" 'damaged.jsonl:20: not one JSON object'
expect 2 "$record" filter -o "$work/x.jsonl" "$work/damaged.jsonl"
[ ! -e "$work/x.jsonl" ] || fail 'filter: something is written of a damaged recording'
# What comes from a pipe is read twice, too.
expect 0 "$record" check <(cat "$packed")
expect 0 "$record" filter -o "$work/x.jsonl" <(cat "$packed")
cmp -s "$plain" "$work/x.jsonl" || fail 'filter: not all that came from a pipe'
expect 0 "$replay" --image=$image --pcapng="$work/x.pcapng" --html="$work/x.html" <(cat "$packed")
expect 2 env TMPDIR="$work/missing" "$record" check <(cat "$packed")
said "$err" 'set TMPDIR'

# ---- What is left out

for name in guest-online guest-load guest-format; do
	before=$recordings/$(sed -n "/\"$name\"/,/}/s/.*\"image\": \"\(.*\)\",/\1/p" \
		$recordings/manifest.json)
	expect 0 "$record" filter --no-payload -o "$work/bare.jsonl" $recordings/$name.jsonl.xz
	expect 0 "$replay" --image="$before" "$work/bare.jsonl"
	said "$out" 'all agree'
	expect 0 "$record" anonymise -o "$work/bare.jsonl" $recordings/$name.jsonl.xz
	expect 0 "$replay" --image="$before" "$work/bare.jsonl"
	said "$out" 'all agree'
done
# Nothing of the blocks, of the volume's label, of the configuration data.
expect 1 grep -cE '[0-9a-f]{600}' "$work/bare.jsonl"
# What data chaining leads to is payload, whatever its code says.
cat > "$work/chained.jsonl" <<'END'
{"seq":0,"ev":"header","format":"channel-program-recording","version":1,"emulator":"test"}
{"seq":1,"ev":"start","sid":"00010000","dev":"0120","cc":0,"orb":"0000000000c08000000010000000000000000000000000000000000000000000","ccwfmt":1,"idawfmt":1,"program":[{"addr":"00001000","ccw":"1380000400002000","cmd":"13","flags":"80","count":4,"cda":"00002000","out":"61626364"},{"addr":"00001008","ccw":"1300000400003000","cmd":"13","flags":"00","count":4,"cda":"00003000","chained":true,"out":"65666768"}]}
END
expect 0 "$record" filter --no-payload -o "$work/bare.jsonl" "$work/chained.jsonl"
said "$work/bare.jsonl" '"out":"61626364"'
expect 1 grep -c 65666768 "$work/bare.jsonl"
expect 0 "$record" anonymise -o "$work/bare.jsonl" $recordings/guest-online.jsonl.xz
# LNX120
expect 1 grep -c d3d5e7f1f2f0 "$work/bare.jsonl"
expect 0 grep -c d3d5e7f1f2f0 "$work/all.jsonl"

# ---- One bit

# differs NAME EXPRESSION TEXT: with that in it, the replay says this
differs()
{
	sed "$2" "$work/all.jsonl" > "$work/bit.jsonl"
	! cmp -s "$work/bit.jsonl" "$work/all.jsonl" || fail "$1: nothing was changed"
	expect 1 "$replay" --image=$image "$work/bit.jsonl"
	said "$out" "$3"
	said "$out" '19 agree, 1 differs'
}

differs 'data' '6s/"in":"ff39/"in":"ff38/' 'CCW 1, Sense ID: data in: recorded 20 bytes, at 1: 38'
differs 'guest memory' '6s/"in":"ff39/"in":"ff38/' 'guest memory: recorded 38 at'
differs 'unit status' '6s/"us":"0c"/"us":"0d"/' 'unit status: recorded 0d, replayed 0c'
differs 'residual count' '6s/"scsw":"00c0400702367030/"scsw":"00c0400702367038/' \
	'SCSW CCW address: recorded 02367038, replayed 02367030'
differs 'ESW' '7s/"irb":"00c04007023670300c00001400800000/"irb":"00c04007023670300c00001400400000/' \
	'IRB ESW'
differs 'control data' '38s/"out":"1800/"out":"1900/' \
	'CCW 1'

[ $failed -eq 0 ] && echo 'ccwrecord: all as it should be'
exit $failed

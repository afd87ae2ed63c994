#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay as its user sees it: exit codes, messages, files that are written and files that are
# not.
#
# usage: CCWREPLAY=FILE test_replay.sh, from the top of the repository

set -u
replay=${CCWREPLAY:?path of ccwreplay}
recordings=simtests/recordings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out
err=$work/err
failed=0

fail()
{
	echo "FAILED: $*"
	failed=1
}

# expect CODE ARGUMENT ...: run it, and compare the exit code
expect()
{
	local code=$1 got

	shift
	"$replay" "$@" > "$out" 2> "$err"
	got=$?
	[ $got -eq "$code" ] || fail "exit code $got, not $code, of: ccwreplay $*
$(tail -n 5 "$out" "$err")"
}

# said FILE TEXT: the text stands in it
said()
{
	grep -qF -- "$2" "$1" || fail "\"$2\" is not in this:
$(tail -n 5 "$1")"
}

quiet()
{
	[ ! -s "$1" ] || fail "this should be empty:
$(tail -n 5 "$1")"
}

# unpack NAME: a recording and its surroundings that a test may spoil
unpack()
{
	rm -rf "$work/r"
	mkdir "$work/r"
	cp -r "$recordings/images" "$recordings/manifest.json" "$work/r/"
	xz -dc "$recordings/$1.jsonl.xz" > "$work/r/$1.jsonl"
}

# ---- Usage

expect 0 --help
said "$out" 'usage: ccwreplay'
quiet "$err"
for wrong in '' --nonsense '--color=perhaps x' '--image=a b c' '--write-back x' \
	'--write-back --image=i --list x'; do
	# shellcheck disable=SC2086
	expect 2 $wrong
	said "$err" 'ccwreplay: '
	quiet "$out"
done

# ---- All programs agree

while read -r name programs ccws bytes_out bytes_in; do
	expect 0 "$recordings/$name.jsonl.xz"
	said "$out" "$programs programs, $ccws CCWs, $bytes_out bytes out, $bytes_in bytes in: all agree"
	said "$out" 'image afterwards: as recorded'
	quiet "$err"
	[ "$(grep -v operator: "$out" | grep -c ' agrees')" -eq "$programs" ] || fail "$name: a program lacks its line"
done << 'END'
dasd-online 44 121 1092 50444
dasd-format 47 1082 10652 131916
dasd-rw 35 319 410490 600084
dasd-rw-ida 35 319 410490 600084
dasd-fs 81 409 534842 481040
dasd-ro 60 201 1690 5904
tape-3480 88 223 107722 147416
END

expect 0 --verbose "$recordings/dasd-rw.jsonl.xz"
said "$out" 'write data x'
said "$out" '3390-02, 5 cylinders, 15 heads, 224 sectors'
expect 0 --hash "$recordings/dasd-rw.jsonl.xz"
said "$out" 'trace hash: '
cp "$out" "$work/first"
expect 0 --hash "$recordings/dasd-rw.jsonl.xz"
cmp -s "$out" "$work/first" || fail 'two runs differ'
expect 0 --list "$recordings/dasd-rw.jsonl.xz"
said "$out" 'recorded, not replayed'
expect 0 --json "$recordings/dasd-rw.jsonl.xz"
[ "$(wc -l < "$out")" -eq 37 ] || fail '--json: not a line for each program'
! grep -qv '^{.*}$' "$out" || fail '--json: a line is no object'
said "$out" '"agreeing":35,"differing":0'
expect 0 --json --verbose "$recordings/dasd-rw.jsonl.xz"
said "$out" '"steps":[{"addr":'

# ---- Colour

esc=$(printf '\033')
expect 0 "$recordings/dasd-online.jsonl.xz"
! grep -q "$esc" "$out" || fail 'colour in a pipe'
expect 0 --color=always "$recordings/dasd-online.jsonl.xz"
grep -q "$esc" "$out" || fail '--color=always gives none'

# ---- No device model: said, listed, its own exit code

unpack tape-3480
mv "$work/r/tape-3480.jsonl" "$work/drive.jsonl"
sed -i '/"xcmd":"e4"/s/ff348031348031/ff359010359010/' "$work/drive.jsonl"
expect 3 "$work/drive.jsonl"
said "$err" 'there is no device model for a 3590 yet'
said "$out" 'recorded, not replayed'
said "$out" 'Write Tape Mark'
said "$out" 'operator: devinit 0181 vol2.aws ro'
expect 3 "$work/drive.jsonl" "$recordings/dasd-online.jsonl.xz"
said "$out" 'all agree'

# ---- Tapes that an operator mounts

expect 0 "$recordings/tape-3480.jsonl.xz"
said "$out" 'operator: devinit 0181 vol2.aws ro'
said "$out" 'vol2.aws afterwards: as recorded'
expect 0 --json "$recordings/tape-3480.jsonl.xz"
said "$out" '"operator":"devinit 0181 vol2.aws ro","agrees":true'
said "$out" '{"tape":"vol2.aws","image_sha256":"d630'
! grep -qv '^{.*}$' "$out" || fail '--json: a line is no object'
unpack tape-3480
sed -i '/"ev":"tsch".*"irb":"00000011/s/"irb":"000000110000000004/"irb":"000000110000000080/' \
	"$work/r/tape-3480.jsonl"
expect 1 "$work/r/tape-3480.jsonl"
said "$out" 'IRB SCSW: recorded'
expect 1 --json "$work/r/tape-3480.jsonl"
said "$out" '"agrees":false'
unpack tape-3480
sed -i '/"vol2.aws"/,/}/s/"after": "d630/"after": "d631/' "$work/r/manifest.json"
expect 1 "$work/r/tape-3480.jsonl"
said "$out" 'vol2.aws afterwards: sha256 d630'
sed -i '/"vol2.aws"/,/}/s/"before": "d630/"before": "d631/' "$work/r/manifest.json"
expect 2 "$work/r/tape-3480.jsonl"
said "$err" 'is not the tape that was mounted'
sed -i 's/"vol2.aws"/"vol3.aws"/' "$work/r/manifest.json"
expect 3 "$work/r/tape-3480.jsonl"
said "$err" 'names the image of that tape'
unpack tape-3480
sed -i '/"ev":"attn"/s/"rc":0/"rc":1/' "$work/r/tape-3480.jsonl"
expect 3 "$work/r/tape-3480.jsonl"
said "$err" 'the drive did not say that the tape is mounted'
unpack tape-3480
sed -i 's/"device": "3480"/"device": "3390"/' "$work/r/manifest.json"
expect 3 "$work/r/tape-3480.jsonl"
said "$err" 'an operator mounts something on a 3390'

# ---- A difference

unpack dasd-online
sed -i '12s/"us":"0c"/"us":"0d"/' "$work/r/dasd-online.jsonl"
expect 1 "$work/r/dasd-online.jsonl"
said "$out" 'CCW 1, Sense ID: unit status: recorded 0d, replayed 0c'
said "$out" '43 agree, 1 differs'
expect 1 --json "$work/r/dasd-online.jsonl"
said "$out" '"ccw":1,"what":"unit status","recorded":"0d","replayed":"0c","excepted":null'
expect 1 "$work/drive.jsonl" "$work/r/dasd-online.jsonl"

cat > "$work/r/exceptions.json" << 'END'
{ "exceptions": [ { "recording": "dasd-online", "seq": 10, "ccw": 1,
  "what": "unit status", "reason": "this is a test" } ] }
END
expect 0 "$work/r/dasd-online.jsonl"
said "$out" 'excepted: this is a test'
said "$out" 'all agree, 1 of them with exceptions'
expect 1 --exceptions="$work/r/exceptions.json" "$recordings/dasd-online.jsonl.xz"
said "$out" 'exception 1, for "unit status" of CCW 1 of program 10, is not needed'
expect 1 --json --exceptions="$work/r/exceptions.json" "$recordings/dasd-online.jsonl.xz"
said "$out" '{"stale_exception":true,"number":1,"for":"\"unit status\" of CCW 1 of program 10"}'

# Of all Read Counts in a domain the second record has another number.
unpack dasd-online
sed -i '/"ev":"end"/s/"in":"0000000002/"in":"0000000009/g' "$work/r/dasd-online.jsonl"
expect 1 "$work/r/dasd-online.jsonl"
said "$out" '2 differ'
cat > "$work/r/exceptions.json" << 'END'
{ "exceptions": [ { "recording": "dasd-*", "command": "read-count", "when": "in-domain",
  "what": ["data in", "guest memory"], "reason": "this is a test" },
  { "recording": "dasd-online", "seq": "20-30", "what": "residual", "reason": "of nothing" },
  { "recording": "tape-3480", "seq": 1, "what": "residual", "reason": "of something else" } ] }
END
expect 1 "$work/r/dasd-online.jsonl"
said "$out" 'exception 2, for "residual" of programs 20-30, is not needed'
[ "$(grep -c 'is not needed' "$out")" -eq 1 ] || fail 'another exception is not needed'
said "$out" 'all agree, 2 of them with exceptions'
sed -i '/"of nothing"/d' "$work/r/exceptions.json"
expect 0 "$work/r/dasd-online.jsonl"
echo '{' > "$work/r/exceptions.json"
expect 2 "$work/r/dasd-online.jsonl"
said "$err" 'exceptions.json:'

# A write that is not made leaves the image other than recorded.
unpack dasd-rw
sed -i 's/"after": "ac0a/"after": "ac0b/' "$work/r/manifest.json"
expect 1 "$work/r/dasd-rw.jsonl"
said "$out" 'should be: '

# ---- Halts, clears, resets, paths

expect 0 "$recordings/guest-hangs.jsonl.xz"
said "$out" '33 programs, 55 CCWs, 442 bytes out, 19124 bytes in: all agree'
said "$out" '    62  CLEAR SUBCHANNEL '
said "$out" '    83  a channel path goes, CHPID 40 '
said "$out" '   108  the device is closed and opened '
[ "$(grep -c ' cleared  *agrees' "$out")" -eq 3 ] || fail 'programs that were cleared'
expect 0 --as-user "$recordings/guest-hangs.jsonl.xz"
expect 0 "$recordings/user-stops.jsonl.xz"
said "$out" '30 programs'
said "$out" '    14  HALT SUBCHANNEL '
said "$out" ' cc 3 '
expect 0 --list "$recordings/user-stops.jsonl.xz"
said "$out" '    18  reset of the device '
expect 0 --json "$recordings/user-stops.jsonl.xz"
! grep -qv '^{.*}$' "$out" || fail '--json: a line is no object'
said "$out" '"acts":[{"seq":7,"act":"halt","ret":0}]'
said "$out" '{"seq":34,"line":35,"act":"path on","chpid":"40","ret":0,"agrees":true,"crw":"04020040"'
expect 0 --json --list "$recordings/user-stops.jsonl.xz"
said "$out" '"acts":[{"seq":7,"act":"halt"}]'

# stops NAME EXPRESSION TEXT ...: with that in it, the replay says these
stops()
{
	local name=$1

	unpack user-stops
	sed -i "$2" "$work/r/user-stops.jsonl"
	expect 1 "$work/r/user-stops.jsonl"
	shift 2
	for text; do
		grep -q -- "$text" "$out" || fail "$name: \"$text\" is not in this:
$(tail -n 8 "$out")"
	done
}

stops 'status of a halt' '16s/"irb":"00002001/"irb":"00002003/' \
	'IRB SCSW: recorded' 'event 14, line 15 of' 'asked  *HALT SUBCHANNEL' '1 differs'
stops 'answer to a clear' '17s/"ret":0/"ret":-16/' \
	'clear: recorded Device or resource busy, replayed done'
stops 'answer to a reset' '19s/"ret":0/"ret":-5/' 'reset: recorded Input/output error'
stops 'a halt in the midst' '8s/"ret":0/"ret":-19/' 'halt: recorded No such device'
stops 'status of a program that was halted' '9s/"scsw":"00c06007/"scsw":"00c06006/' \
	'SCSW controls: recorded 6006, replayed 6007'
stops 'a report' '36s/04060041/24060041/' 'channel report: recorded 24060041' \
	'asked  *a channel path goes, CHPID 41'
stops 'a start without paths' '38s/"ret":-19/"ret":-13/' \
	'submission: recorded Permission denied, replayed No such device'
expect 1 --json "$work/r/user-stops.jsonl"
said "$out" '"what":"submission"'
unpack user-stops
sed -i '36s/04060041/24060041/' "$work/r/user-stops.jsonl"
expect 1 --json "$work/r/user-stops.jsonl"
said "$out" '"act":"path off","chpid":"41","ret":0,"agrees":false'
expect 1 --stop "$work/r/user-stops.jsonl"
said "$out" 'stopped before the end'
rm -rf "$work/stopped"
expect 1 --minimise --bundle="$work/stopped" "$work/r/user-stops.jsonl"
said "$out" '1 of 30 programs'
CCWREPLAY=$replay "$work/stopped/again" > "$out"
said "$out" 'channel report: recorded 24060041'
# All that is no program is written, too.
unpack user-stops
sed -i '9s/"scsw":"00c06007/"scsw":"00c06006/' "$work/r/user-stops.jsonl"
rm -rf "$work/stopped"
expect 1 --bundle="$work/stopped" "$work/r/user-stops.jsonl"
CCWREPLAY=$replay "$work/stopped/again" > "$out"
said "$out" '1 differs'

# A start that something was in the way of, and a request of the driver's own
unpack user-stops
sed -i '38s/"cc":3,"ret":-19/"cc":2,"ret":-16/; 83s/"ev":"[a-z]*"/"ev":"request"/' "$work/r/user-stops.jsonl"
grep -q '"ev":"request"' "$work/r/user-stops.jsonl" || fail 'no request'
sed -i '83s/"crw":"[0-9a-f]*"/"ret":-95/' "$work/r/user-stops.jsonl"
"$replay" "$work/r/user-stops.jsonl" > "$out"
said "$out" 'not repeated: condition code 2'
said "$out" 'not repeated: starts that met condition code 1 or 2: 1'
said "$out" 'not repeated: requests and instructions that were refused: 1'

# In a kernel it takes a plan of its own, and a device that is simulated.
echo 'on interrupt 4: lose' > "$work/plan"
expect 3 --stage=vfio --plan="$work/plan" "$recordings/guest-hangs.jsonl.xz"
said "$err" 'guest-hangs.jsonl.xz:62: not replayed: this program was ended in its midst, for which css_sim'
own='--stage=vfio --device=x --i-own-this-device'
# shellcheck disable=SC2086
expect 3 $own "$recordings/guest-hangs.jsonl.xz"
said "$err" 'ended in its midst, and a device of your own cannot be stopped there'
xz -dc "$recordings/user-stops.jsonl.xz" | sed '35,36!d; s/"seq":34/"seq":34/' > "$work/paths"
{
	xz -dc "$recordings/user-stops.jsonl.xz" | head -n 6
	sed 's/"seq":34/"seq":6/; s/"seq":35/"seq":7/' "$work/paths"
} > "$work/r/paths.jsonl"
# shellcheck disable=SC2086
expect 3 $own "$work/r/paths.jsonl"
said "$err" 'paths.jsonl:7: not replayed: a channel path comes, which --device cannot cause'
# A loop that was halted after a CCW that it does not hold
unpack user-stops
sed -i '9s/"scsw":"00c0600700100008/"scsw":"00c0600700100108/' "$work/r/user-stops.jsonl"
expect 3 --stage=vfio "$work/r/user-stops.jsonl"
said "$err" 'at a CCW behind a loop'

# ---- Halts and clears that are a guest's instructions, in an emulator

zeroes=$(printf '00%.0s' {1..50})

# event NAME MEMBERS: a line of the recording
event()
{
	echo "{\"seq\":$seq,\"ev\":\"$1\",\"sid\":\"00010120\",\"dev\":\"0120\",$2}"
	seq=$((seq + 1))
}

# nops NUMBER MEMBERS: so many of the four, with more members
nops()
{
	local addr=$((0x100000)) i flags

	for ((i = 1; i <= $1; i++, addr += 8)); do
		flags=$([ $i -lt 4 ] && echo 60 || echo 20)
		printf '%s{"addr":"%08x","ccw":"03%s000100104000","cmd":"03","flags":"%s","count":1,"cda":"00104000"%s}' \
			"$([ $i -eq 1 ] || echo ,)" $addr "$flags" "$flags" "$2"
	done
}

begins()
{
	start=$seq
	event start "\"cc\":0,\"orb\":\"1234567800c2ff0000100000${zeroes:0:40}\",\"ccwfmt\":1,\"idawfmt\":2,\"program\":[$(nops 4 '')]"
}

# ends HOW NUMBER SCSW ESW: after so many; presents SCSW ESW: it is told
ends()
{
	event end "\"start\":$start,\"how\":\"$1\",\"steps\":[$(nops "$2" ',"xcmd":"03","imm":true,"xcount":1,"res":1,"more":false,"us":"0c","cs":"00"')],\"scsw\":\"$3\",\"esw\":\"$4${zeroes:0:36}\",\"ecw\":\"${zeroes:0:64}\""
}

presents()
{
	event tsch "\"cc\":0,\"start\":$start,\"irb\":\"$1$2$zeroes\""
}

halted=00c06007001000100c000001
cleared=008010010000000000000000
seq=1
unpack dasd-online
{
	echo '{"seq":0,"ev":"header","format":"channel-program-recording","version":1,"emulator":"none"}'
	# Behind the second CCW
	begins; event hsch '"cc":0'; ends halt 2 $halted 0080; presents $halted 0080
	# Behind the first; the channel is faster than the instruction is told.
	begins; ends clear 1 $cleared 0000; event csch '"cc":0'; presents $cleared 0000
	# Without a program; then before the first
	event csch '"cc":0'; presents 000010010000000000000000 0000
	event hsch '"cc":0'; presents 000020010000000000000000 0000
	begins; event csch '"cc":0'; ends clear 0 $cleared 0000; presents $cleared 0000
	# To no avail
	begins; ends normal 4 00c04007001000200c000001 0080
	event hsch '"cc":1'; event xsch '"cc":2'; event rsch '"cc":1'
	presents 00c04007001000200c000001 0080
} > "$work/r/dasd-online.jsonl"
expect 0 "$work/r/dasd-online.jsonl"
said "$out" '4 programs, 7 CCWs, 0 bytes out, 0 bytes in: all agree'
said "$out" 'not repeated: requests and instructions that were refused: 3'
[ "$(grep -c 'SUBCHANNEL .*in its midst' "$out")" -eq 3 ] || fail 'functions in the midst of programs'
[ "$(grep -c 'SUBCHANNEL .*agrees' "$out")" -eq 2 ] || fail 'functions without a program'
expect 0 --as-user "$work/r/dasd-online.jsonl"
expect 3 --stage=vfio "$work/r/dasd-online.jsonl"
said "$err" 'dasd-online.jsonl:2: not replayed: this program was ended between two CCWs'
# Another place, or another status, is seen.
sed 's/"us":"0c","cs":"00"},/"us":"0c","cs":"20"},/' "$work/r/dasd-online.jsonl" > "$work/r/dasd-rw.jsonl"
sed -i 's/ac0a6965d7765ef51da61f971b0d910489da48c2329e5c99123569feef132681/b8e35ff8789ada87058af91884d36a04ded702aa09900fc09526e9239f2283be/' \
	"$work/r/manifest.json"
expect 1 "$work/r/dasd-rw.jsonl"
said "$out" 'channel status: recorded 20, replayed 00'
sed 's/"irb":"000020/"irb":"000030/' "$work/r/dasd-online.jsonl" > "$work/r/dasd-rw.jsonl"
rm -rf "$work/stopped"
expect 1 --bundle="$work/stopped" "$work/r/dasd-rw.jsonl"
said "$out" 'IRB SCSW: recorded'
# A recording that was written out is the same again.
CCWREPLAY=$replay "$work/stopped/again" > "$out"
said "$out" '4 agree, 1 differs'

# ---- An IPL: a machine's own program, and no Sense ID

seq=1
{
	echo '{"seq":0,"ev":"header","format":"channel-program-recording","version":1,"emulator":"none"}'
	start=1
	event start "\"cc\":0,\"ipl\":true,\"orb\":\"000000000000ff0000000000\",\"ccwfmt\":0,\"idawfmt\":1,\"program\":[{\"addr\":\"00000000\",\"ccw\":\"0200000060000018\",\"cmd\":\"02\",\"flags\":\"60\",\"count\":24,\"cda\":\"00000000\"}]"
	ends normal 0 00004007000000080c000000 0080; presents 00004007000000080c000000 0080
	begins; ends normal 4 00c04007001000200c000001 0080
	presents 00c04007001000200c000001 0080
} > "$work/r/load.jsonl"
expect 3 "$work/r/load.jsonl"
said "$err" 'no program of it reads Sense ID'
said "$err" "$work/r/manifest.json: { \"recordings\": { \"load\": { \"device\": \"3390\", \"image\": \"IMAGE BESIDE THE RECORDING\", \"before\": \"SHA-256"
expect 3 --image="$work/r/images/blocks.aws.xz" "$work/r/load.jsonl"
said "$err" '"device": "3480", '
# The text that it says, copied
expect 3 --image="$work/r/images/formatted.3390.xz" "$work/r/load.jsonl"
sed -n 's/.*manifest\.json: //p' "$err" > "$work/r/manifest.json"
expect 0 "$work/r/load.jsonl"
said "$out" 'initial program loading'
said "$out" 'not repeated: what a machine starts for an IPL: 1'
! grep -q 'condition code' "$out" || fail 'an IPL has no condition code'
expect 0 --json "$work/r/load.jsonl"
expect 0 --sweep --sweep-limit=20 "$work/r/load.jsonl"

# ---- Another control unit

unpack dasd-online
sed -i 's/ff3990e9/ff2107e8/g' "$work/r/dasd-online.jsonl"
expect 1 "$work/r/dasd-online.jsonl"
said "$out" 'recorded on a control unit 2107-e8, and the simulated one is a 3990-e9'
[ "$(grep -n 'control unit 2107' "$out" | cut -d: -f1)" -lt "$(grep -n DIFFERS "$out" | head -n 1 | cut -d: -f1)" ] ||
	fail 'the control unit is told behind a difference'
expect 1 --json "$work/r/dasd-online.jsonl"
said "$out" '"recorded_control_unit":"2107-e8","control_unit":"3990-e9"'
expect 0 "$recordings/dasd-online.jsonl.xz" "$recordings/tape-3480.jsonl.xz"
! grep -q 'control unit' "$out" || fail 'the same control unit is said to be another one'

# ---- What cannot be replayed, and what cannot be read

unpack dasd-online
sed -i '$s/.*/{"seq":231,"ev":"xsch","cc":0}/' "$work/r/dasd-online.jsonl"
lines=$(wc -l < "$work/r/dasd-online.jsonl")
sed -i "\$s/231/$((lines - 1))/" "$work/r/dasd-online.jsonl"
expect 3 "$work/r/dasd-online.jsonl"
said "$err" "dasd-online.jsonl:$lines: not replayed: an event \"xsch\""
for event in gone stuck dropped rsch 'crw","crw":"03060120'; do
	unpack user-stops
	sed -i "\$s/\"ev\":\"close\"/\"ev\":\"$event\"/" "$work/r/user-stops.jsonl"
	expect 3 "$work/r/user-stops.jsonl"
	said "$err" "not replayed: an event \"${event%%\"*}\" cannot be repeated"
	said "$out" 'recorded, not replayed'
done
unpack dasd-online
sed -i "\$s/.*/{\"seq\":$((lines - 1)),\"ev\":\"hsch\",\"cc\":0}/" "$work/r/dasd-online.jsonl"
head -n 11 "$work/r/dasd-online.jsonl" > "$work/r/cut.jsonl"
expect 3 "$work/r/cut.jsonl"
said "$err" 'cut.jsonl'
sed '12s/"how":"normal"/"how":"clear"/' <(xz -dc "$recordings/dasd-online.jsonl.xz") \
	> "$work/r/dasd-online.jsonl"
expect 3 "$work/r/dasd-online.jsonl"
said "$err" 'was ended by "clear"'
head -n 1 "$work/r/dasd-online.jsonl" > "$work/r/none.jsonl"
expect 3 "$work/r/none.jsonl"
said "$err" 'holds no program'

expect 2 "$work/missing.jsonl"
said "$err" 'missing.jsonl: cannot be opened'
sed -i '12s/"scsw":"..../"scsw":"00/' "$work/r/dasd-online.jsonl"
expect 2 "$work/r/dasd-online.jsonl"
said "$err" 'dasd-online.jsonl:12: "scsw" is not 12 bytes'
expect 2 "$work/r/dasd-online.jsonl" "$recordings/dasd-online.jsonl.xz"
said "$out" 'all agree'

# ---- Images

cp "$recordings/dasd-online.jsonl.xz" "$work/alone.jsonl.xz"
expect 2 "$work/alone.jsonl.xz"
said "$err" 'give one with --image=FILE'
expect 0 --image="$recordings/images/formatted.3390.xz" "$work/alone.jsonl.xz"
said "$out" 'no checksum is recorded to compare with'
expect 2 --image="$recordings/images/unformatted.3390.xz" "$recordings/dasd-rw.jsonl.xz"
said "$err" 'is not the image that dasd-rw was recorded on'
expect 2 --image=README.md "$work/alone.jsonl.xz"
said "$err" 'cannot be used as a disk (it does not begin with CKD_P370'
sed '/"ev":"operator"/s/"text":.*/"text":"x"}/' <(xz -dc "$recordings/tape-3480.jsonl.xz") > "$work/tape.jsonl"
expect 3 --image=README.md "$work/tape.jsonl"
said "$err" 'an event "operator" cannot be repeated'
sed -i '501q' "$work/tape.jsonl"
expect 2 --image=README.md "$work/tape.jsonl"
said "$err" 'cannot be used as a tape (it does not begin as an AWSTAPE image'

# A 3390-9: of 8.5 GB, nearly all of it holes. What differs is the number of cylinders.
big=$work/big.3390
xz -dc "$recordings/images/formatted.3390.xz" > "$big"
truncate -s $((512 + 10017 * 15 * 56832)) "$big"
cp --sparse=always "$big" "$work/copy.3390"
cp "$recordings/dasd-rw.jsonl.xz" "$work/writes.jsonl.xz"
expect 1 --image="$big" --write-back "$work/writes.jsonl.xz"
said "$out" "written back to $big"
[ "$(stat -c %s "$big")" -eq $((512 + 10017 * 15 * 56832)) ] || fail 'the size of a large image changes'
[ "$(stat -c %b "$big")" -lt 40000 ] || fail 'holes of a large image are filled'
[ ! -e "$big.ccwreplay-undo" ] || fail 'an undo file stays'
! cmp -s -n 4000000 "$big" "$work/copy.3390" || fail 'nothing is written back'
rm -f "$big" "$work/copy.3390"

xz -dc "$recordings/images/unformatted.3390.xz" > "$work/disk"
before=$(sha256sum < "$work/disk")
expect 0 --image="$work/disk" "$recordings/dasd-format.jsonl.xz"
[ "$before" = "$(sha256sum < "$work/disk")" ] || fail 'the image was changed without --write-back'
expect 0 --write-back --image="$work/disk" "$recordings/dasd-format.jsonl.xz"
said "$out" "written back to $work/disk"
[ "$(xz -dc "$recordings/images/formatted.3390.xz" | sha256sum)" = "$(sha256sum < "$work/disk")" ] ||
	fail 'the formatted volume is not what was recorded'
cp "$recordings/images/unformatted.3390.xz" "$work/packed.xz"
expect 2 --write-back --image="$work/packed.xz" "$recordings/dasd-format.jsonl.xz"
said "$err" 'is packed and cannot be written back'
expect 2 --write-back --image="$recordings/images/unformatted.3390.xz" "$recordings/dasd-format.jsonl.xz"
said "$err" 'is the image that was recorded on'

# ---- Faults

cat > "$work/plan" << 'END'
on start 3 of 0.0.0120: condition-code 1  # the guest finds it busy
on ccw 2 (locate-record) of start 20: unit-check sense 10 42
on interrupt 4: lose
on pin 40: ENOMEM
with probability 1/100 seed 42: channel-data-check
at 1000s: device-gone
END
expect 1 --plan="$work/plan" --hash "$recordings/dasd-rw.jsonl.xz"
said "$out" 'submission: recorded taken, replayed Device or resource busy'
said "$out" 'interrupts: recorded 1, replayed 0'
said "$out" 'submission: recorded taken, replayed Cannot allocate memory'
said "$out" 'channel status: recorded 00, replayed 08'
said "$out" 'line 1, on start 3 of 0.0.0120: condition-code 1: struck once'
said "$out" 'line 2, on ccw 2 (locate-record) of start 20: unit-check sense 1042: struck once'
said "$out" 'line 5, on each ccw with probability 1/100 seed 42: channel-data-check: struck '
said "$out" 'line 6, at 1000s: device-gone: never struck'
quiet "$err"
cp "$out" "$work/first"
expect 1 --plan="$work/plan" --hash "$recordings/dasd-rw.jsonl.xz"
cmp -s "$out" "$work/first" || fail 'the same faults do not strike twice'
expect 1 --json --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$out" '{"fault":"on interrupt 4: lose","line":3,"struck":1}'
echo 'on ccw 2 of start 20: device-gone' > "$work/plan"
expect 1 --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$out" 'replayed No such device'
said "$out" '19 agree, 16 differ'
echo 'on start 1000: device-gone' > "$work/plan"
expect 0 --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$out" 'faults: none of the plan has struck'
said "$out" 'never struck'
printf '\n  on start x: lose\n' > "$work/plan"
expect 2 --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$err" "$work/plan:2: column 12: expected a number"
echo 'on start 3 of 0.0.0121: condition-code 1' > "$work/plan"
expect 2 --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$err" "$work/plan:1: there is no device 0.0.0121 in the recording; it is of 0.0.0120"
expect 2 --plan="$work/none" "$recordings/dasd-rw.jsonl.xz"
said "$err" 'cannot be opened'
expect 2 --plan="$work/plan" --list "$recordings/dasd-rw.jsonl.xz"
said "$err" '--list replays nothing'

# ---- The first difference, and where to stop

unpack dasd-online
sed -i '12s/"in":"ff3990/"in":"ff3991/' "$work/r/dasd-online.jsonl"
expect 1 "$work/r/dasd-online.jsonl"
said "$out" 'the first difference: program 10, line 11 of the recording'
said "$out" 'asked     CCW 1 of 1, Sense ID, count 40 at 00c24000'
said "$out" 'expected  data in 20 bytes, at 2: 91e9'
said "$out" 'came      data in 20 bytes, at 2: 90e9'
said "$out" '43 agree, 1 differs'
expect 1 --json "$work/r/dasd-online.jsonl"
said "$out" '{"first_difference":true,"seq":10,"line":11,"ccw":1,"what":"data in","asked":"CCW 1 of 1, Sense ID'
expect 1 --as-user "$work/r/dasd-online.jsonl"
said "$out" 'expected  guest memory 91 at 00c24002'
said "$out" 'came      guest memory 90, the first of 1 that differ; it is byte 2 of the data'
said "$out" '44 programs, CCW by CCW not seen'
expect 1 --stop "$work/r/dasd-online.jsonl"
said "$out" '1 programs, 1 CCWs, 0 bytes out, 20 bytes in: 0 agree, 1 differs; stopped before the end'
said "$out" 'image when it was stopped: sha256 b8e3'
echo 'on ccw 3 of start 20: unit-check sense 08 00' > "$work/plan"
expect 1 --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$out" 'asked     CCW 3 of 18, Read Data (MT), count 4096 at 0c336000; before it Define Extent (no writes'
said "$out" 'expected  unit status 0c (CE DE)'
said "$out" 'came      unit status 0e (CE DE UC): data check'
expect 1 --plan="$work/plan" --as-user "$recordings/dasd-rw.jsonl.xz"
said "$out" 'asked     CCW 3 of 18, Read Data (MT)'

# walk CODE LINES: --step, with these lines on standard input
walk()
{
	local code=$1 got

	printf '%b' "$2" | "$replay" --step "$recordings/dasd-rw.jsonl.xz" > "$out" 2> "$err"
	got=$?
	[ $got -eq "$code" ] || fail "exit code $got, not $code, of --step with '$2'"
}

walk 3 '\n\nq\n'
said "$out" '3 programs'
said "$out" 'all agree; stopped before the end'
said "$err" 'Enter: the next program'
walk 3 '\n'
said "$out" '2 programs'
walk 0 '\nc\n'
said "$out" '35 programs'

# ---- Bundling a failure

# again CODE: what is in the bundle, by itself
again()
{
	local code=$1 got

	CCWREPLAY=$replay "$work/bundle/again" > "$out" 2> "$err"
	got=$?
	[ $got -eq "$code" ] || fail "exit code $got, not $code, of the bundle
$(tail -n 5 "$out" "$err")"
	(cd "$work/bundle" && sha256sum --quiet -c SHA256SUMS) || fail 'a checksum of the bundle'
}

# smallest PROGRAMS CCWS ARGUMENT ...: what --minimise leaves, which fails as before
smallest()
{
	local programs=$1 ccws=$2

	shift 2
	rm -rf "$work/bundle"
	expect 1 --minimise --bundle="$work/bundle" "$@"
	grep -A 3 'the first difference' "$out" | tail -n 2 > "$work/first"
	grep -qE "^    $programs of [0-9]+ programs, $ccws of [0-9]+ CCWs, after" "$out" ||
		fail "not $programs programs with $ccws CCWs: $(tail -n 1 "$out")"
	again 1
	grep -A 3 'the first difference' "$out" | tail -n 2 | cmp -s - "$work/first" ||
		fail "it fails in another way: $(cat "$work/first" "$out")"
	said "$out" 'no checksum is recorded to compare with'
}

expect 2 --minimise "$recordings/dasd-rw.jsonl.xz"
said "$err" '--minimise needs --bundle'
expect 2 --bundle=x "$recordings/dasd-rw.jsonl.xz" "$recordings/dasd-ro.jsonl.xz"
expect 0 --bundle="$work/bundle" "$recordings/dasd-online.jsonl.xz"
[ ! -e "$work/bundle" ] || fail 'a bundle of what agrees'

echo 'on ccw 3 of start 20: unit-check sense 08 00' > "$work/plan"
expect 1 --plan="$work/plan" --bundle="$work/bundle" "$recordings/dasd-rw.jsonl.xz"
said "$out" "to see it again: $work/bundle/again"
said "$out" 'the whole recording'
cp "$out" "$work/whole"
again 1
said "$out" 'asked     CCW 3 of 18, Read Data (MT), count 4096 at 0c336000; before it Define Extent'
said "$out" 'image afterwards: as recorded'
expect 2 --plan="$work/plan" --bundle="$work/bundle" "$recordings/dasd-rw.jsonl.xz"
said "$err" 'bundle: cannot be created (File exists)'

# The fault strikes the third start, wherever; and any Read Forward.
echo 'on start 3: condition-code 1' > "$work/plan"
smallest 3 3 --plan="$work/plan" "$recordings/dasd-ro.jsonl.xz"
echo 'on ccw (read-forward): unit-check sense 20 00' > "$work/plan"
smallest 1 1 --plan="$work/plan" "$recordings/tape-3480.jsonl.xz"
# Of what was written just before one bit is read otherwise: both are needed.
unpack dasd-rw
sed -i 's/"in":"77346b2020/"in":"76346b2020/' "$work/r/dasd-rw.jsonl"
smallest 2 6 "$work/r/dasd-rw.jsonl"
smallest 2 6 --as-user "$work/r/dasd-rw.jsonl"
# In the middle of a long chain.
unpack dasd-rw
sed -i '/"start":128,/s/"in":"2020202020202062/"in":"2020202020202063/' "$work/r/dasd-rw.jsonl"
smallest 2 8 "$work/r/dasd-rw.jsonl"
# On the tape that the operator has mounted.
unpack tape-3480
sed -i '514s/"in":"\(....\)../"in":"\1aa/' "$work/r/tape-3480.jsonl"
smallest 1 1 "$work/r/tape-3480.jsonl"
said "$out" 'operator: devinit 0181 vol2.aws ro'
# Only the image differs: there is nothing that could be left out.
unpack dasd-rw
sed -i 's/"after": "ac0a/"after": "ac0b/' "$work/r/manifest.json"
rm -rf "$work/bundle"
expect 1 --minimise --bundle="$work/bundle" "$work/r/dasd-rw.jsonl"
said "$out" 'the whole recording, of which only an image differs'
again 1
said "$out" 'should be: '
rm -rf "$work/bundle"
expect 1 --json --bundle="$work/bundle" "$work/r/dasd-rw.jsonl"
said "$out" "{\"bundle\":\"$work/bundle\",\"recording\":\"the whole recording"

# ---- Stages

for wrong in --stage=nowhere --interface=cdev --patience=3 '--stage=vfio --patience=0' \
	'--stage=vfio --patience=4000' '--stage=vfio --interface=iommu' --device=x --i-own-this-device \
	'--stage=vfio --device=x' '--stage=vfio --hash' '--stage=vfio --list' '--list --step' \
	'--stage=vfio --device=x --i-own-this-device --write-back --image=y' \
	'--stage=vfio --device=x --i-own-this-device --plan=y' '--stage=vfio --allow-writes'; do
	# shellcheck disable=SC2086 # words
	expect 2 $wrong "$recordings/dasd-rw.jsonl.xz"
	said "$err" 'ccwreplay: '
	quiet "$out"
done
expect 3 --stage=vfio --device=x --i-own-this-device "$recordings/dasd-rw.jsonl.xz"
said "$err" 'Write Data (MT) (85), CCW 3 of this program, may change the device'
expect 3 --stage=vfio --device=x --i-own-this-device "$recordings/tape-3480.jsonl.xz"
said "$err" 'which --device cannot cause'
expect 2 --stage=vfio --device=x --i-own-this-device "$recordings/dasd-online.jsonl.xz"
said "$err" 'x: is no mediated device'

# ---- How long it took

# Program 29 takes two seconds, each other one 100 us and as many ns as its number.
xz -dc "$recordings/dasd-online.jsonl.xz" | awk '
	BEGIN { CONVFMT = "%.0f" }
	/"ev":"start"/ { now += 5000000
		sub(/"ev"/, "\"ns\":" now ",\"ns_request\":" now - 3000 ",\"ns_translated\":" now - 1000 ",&") }
	/"ev":"end"/ { match($0, /"start":[0-9]+/); seq = substr($0, RSTART + 8, RLENGTH - 8)
		now += seq == 29 ? 2003000000 : 100000 + seq; sub(/"ev"/, "\"ns\":" now ",&") }
	{ print }' > "$work/timed.jsonl"
unpack dasd-online
cp "$work/timed.jsonl" "$work/r/dasd-online.jsonl"
for list in '' --list; do
	# shellcheck disable=SC2086 # words
	expect 0 $list "$work/r/dasd-online.jsonl"
	said "$out" 'slowest: program 29, 2.003 s, Set Path Group ID'
	# shellcheck disable=SC2086 # words
	expect 0 $list --times --verbose "$work/r/dasd-online.jsonl"
	said "$out" '      12       0    2.003 s  CE DE'
	said "$out" '       0      20 100.010 us  CE DE'
	said "$out" '        translation 2.000 us, from there to START SUBCHANNEL 1.000 us, from there to the status 2.003 s'
	# shellcheck disable=SC2086 # words
	expect 0 $list --json "$work/r/dasd-online.jsonl"
	said "$out" '"bytes_in":0,"duration_ns":2003000000,"translation_ns":2000,"issue_ns":1000,'
	said "$out" '"slowest":[{"seq":29,"duration_ns":2003000000},{"seq":'
done
expect 0 --list --times --color=always "$work/timed.jsonl"
said "$out" $'\e[1;31m   2.003 s\e[0m'
expect 0 --stat "$work/timed.jsonl"
said "$out" '         4 100.107 us 100.107 us    2.003 s    2.003 s    2.003 s  Set Path Group ID'
said "$out" '        44 100.010 us 100.'
said "$out" 'slowest: program 29, 2.003 s, Set Path Group ID'
! grep -q 'channel program  ' "$out" || fail '--stat lists programs'
expect 0 --stat --json "$work/timed.jsonl"
said "$out" '{"statistics":"chain","commands":"Set Path Group ID","programs":4,"min_ns":100107,"p50_ns":100107,"p90_ns":2003000000,'
said "$out" '{"statistics":"unknown","programs":0}'
[ "$(grep -c '"seq":' "$out")" -eq 1 ] || fail '--stat lists programs'
expect 0 --stat --list "$work/timed.jsonl"
said "$out" '    29  Set Path Group ID'
said "$out" '  Set Path Group ID'

# Without times nothing is new in a report, and --times says that there are none, once.
expect 0 --list --times "$recordings/dasd-online.jsonl.xz"
[ "$(grep -c 'no duration of a program is recorded' "$out")" -eq 1 ] || fail 'no times are not noted once'
said "$out" '      20          -  CE DE'
expect 0 --stat "$recordings/dasd-online.jsonl.xz"
said "$out" 'no duration of a program is recorded'
expect 0 "$recordings/dasd-online.jsonl.xz"
! grep -qE 'slowest|duration' "$out" || fail 'a report of times that are not there'
for wrong in --as-user --plan=x --hash --stop --step --bundle=x --sweep --stage=vfio; do
	expect 2 --stat "$wrong" "$recordings/dasd-online.jsonl.xz"
	said "$err" '--stat replays nothing'
done

# ---- A report that cannot be written

"$replay" "$recordings/dasd-online.jsonl.xz" > /dev/full 2> "$err"
[ $? -eq 2 ] || fail 'a full disk goes unnoticed'
said "$err" 'could not be written'

[ $failed -eq 0 ] && echo 'ccwreplay: all as it should be'
exit $failed

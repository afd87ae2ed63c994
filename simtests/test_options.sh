#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The options of ccwreplay: each bad value, each option that needs another one, each that does not
# go with another one; and those that select what is reported.
#
# usage: CCWREPLAY=FILE test_options.sh, from the top of the repository

set -u
replay=${CCWREPLAY:?path of ccwreplay}
recording=simtests/recordings/dasd-rw.jsonl.xz
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
	"$replay" "$@" > "$out" 2> "$err" < /dev/null
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

# not_said FILE TEXT
not_said()
{
	! grep -qF -- "$2" "$1" || fail "\"$2\" is in this:
$(tail -n 5 "$1")"
}

# refused MESSAGE ARGUMENT ...: wrong usage, with this message alone; nothing is reported
refused()
{
	local message=$1

	shift
	expect 2 "$@"
	[ "$(cat "$err")" = "ccwreplay: $message; \"ccwreplay --help\" tells the usage" ] ||
		fail "ccwreplay $*: not \"$message\", but:
$(cat "$err")"
	[ ! -s "$out" ] || fail "ccwreplay $* prints something"
}

# ---- Values: a table of arguments and what is said of them

while IFS='|' read -r argument message; do
	# shellcheck disable=SC2086 # words
	refused "$message" $argument "$recording"
done << 'END'
--nonsense|there is no option '--nonsense'
--nonsense=3|there is no option '--nonsense=3'
-x|there is no option '-x'
-vx|there is no option '-x'
--re=3|--read-only has no value, as in '--re=3'
--pro|--program: 'simtests/recordings/dasd-rw.jsonl.xz' is not a number from 1 to 9007199254740991
--p=3|'--p=3' could be --program or --plan or --pcapng or --patience
--verbose=1|--verbose has no value, as in '--verbose=1'
--list=1|--list has no value, as in '--list=1'
--json=1|--json has no value, as in '--json=1'
--read-only=1|--read-only has no value, as in '--read-only=1'
--write-back=1|--write-back has no value, as in '--write-back=1'
--hash=1|--hash has no value, as in '--hash=1'
--stop=1|--stop has no value, as in '--stop=1'
--step=1|--step has no value, as in '--step=1'
--sweep=1|--sweep has no value, as in '--sweep=1'
--minimise=1|--minimise has no value, as in '--minimise=1'
--as-user=1|--as-user has no value, as in '--as-user=1'
--i-own-this-device=1|--i-own-this-device has no value, as in '--i-own-this-device=1'
--allow-writes=1|--allow-writes has no value, as in '--allow-writes=1'
--help=1|--help has no value, as in '--help=1'
--version=1|--version has no value, as in '--version=1'
--color=perhaps|--color: 'perhaps' is not auto or always or never
--colour=|--color: '' is not auto or always or never
--only=programs|--only: 'programs' is not differences
--stage=kernel|--stage: 'kernel' is not userspace or vfio
--stage=vfio --interface=both|--interface: 'both' is not group or cdev
--image=|--image: '' is not a name
--exceptions=|--exceptions: '' is not a name
--plan=|--plan: '' is not a name
--html=|--html: '' is not a name
--pcapng=|--pcapng: '' is not a name
--bundle=|--bundle: '' is not a name
--stage=vfio --device=|--device: '' is not a name
--program=x|--program: 'x' is not a number from 1 to 9007199254740991
--program=|--program: '' is not a number from 1 to 9007199254740991
--program=0|--program: '0' is not a number from 1 to 9007199254740991
--program=9007199254740992|--program: '9007199254740992' is not a number from 1 to 9007199254740991
--step --until=-1|--until: '-1' is not a number from 1 to 9007199254740991
--sweep --jobs=x|--jobs: 'x' is not a number from 1 to 4294967295
--sweep --jobs=0|--jobs: '0' is not a number from 1 to 4294967295
--sweep -j1x|--jobs: '1x' is not a number from 1 to 4294967295
--sweep --jobs=4294967296|--jobs: '4294967296' is not a number from 1 to 4294967295
--sweep --jobs=99999999999999999999|--jobs: '99999999999999999999' is not a number from 1 to 4294967295
--sweep --sweep-limit=0|--sweep-limit: '0' is not a number from 1 to 4294967295
--sweep --sweep-limit=-1|--sweep-limit: '-1' is not a number from 1 to 4294967295
--sweep --sweep-limit=+1|--sweep-limit: '+1' is not a number from 1 to 4294967295
--sweep --sweep-limit=3 --seed=1x|--seed: '1x' is not a number from 0 to 4294967295
--stage=vfio --patience=0|--patience: '0' is not a number from 1 to 3600
--stage=vfio --patience=3601|--patience: '3601' is not a number from 1 to 3600
--stage=vfio --patience=5s|--patience: '5s' is not a number from 1 to 3600
END

# A value that is missing at the end of the line
for option in color image exceptions plan html pcapng stage interface patience device bundle jobs \
	sweep-limit seed program only until; do
	refused "--$option needs a value" "$recording" --$option
done
refused '--jobs needs a value' "$recording" -j
refused 'name a recording, as simtests/recordings/dasd-rw.jsonl.xz'

# ---- Options that need another one

while IFS='|' read -r argument message; do
	# shellcheck disable=SC2086 # words
	refused "$message" $argument "$recording"
done << 'END'
--interface=group|--interface needs --stage=vfio
--patience=3|--patience needs --stage=vfio
--stage=userspace --patience=3|--patience needs --stage=vfio
--i-own-this-device --device=x|--device needs --stage=vfio
--i-own-this-device|--i-own-this-device needs --device
--stage=vfio --allow-writes|--allow-writes needs --device
--stage=vfio --device=x|--device needs --i-own-this-device: the replay acts on that device
--write-back|--write-back needs --image: recorded images stay as they are
--minimise|--minimise needs --bundle: the smaller recording is put into the bundle
--until=3|--until needs --step
--jobs=2|--jobs needs --sweep
-j2|--jobs needs --sweep
--sweep-limit=3|--sweep-limit needs --sweep
--seed=3|--seed needs --sweep
--sweep --seed=3|--seed needs --sweep-limit: it selects the sample
END

# ---- Options that contradict another one

vfio='--stage=vfio'
device='--stage=vfio --i-own-this-device --device=x'
while IFS='|' read -r a b what why; do
	# shellcheck disable=SC2086 # words
	{
		refused "$what: $why" $a $b "$recording"
		refused "$what: $why" $b $a "$recording"
	}
done << END
--list|$vfio|--stage=vfio does not go with --list|--list replays nothing
--list|--as-user|--as-user does not go with --list|--list replays nothing
--list|--plan=x|--plan does not go with --list|--list replays nothing
--list|--sweep|--sweep does not go with --list|--list replays nothing
--list|--hash|--hash does not go with --list|--list replays nothing
--list|--stop|--stop does not go with --list|--list replays nothing
--list|--step|--step does not go with --list|--list replays nothing
--list|--only=differences|--only does not go with --list|--list replays nothing
--list|--bundle=x|--bundle does not go with --list|--list replays nothing
--list|--image=x|--image does not go with --list|--list replays nothing
--list|--read-only|--read-only does not go with --list|--list replays nothing
--list|--image=x --write-back|--image does not go with --list|--list replays nothing
--list|--exceptions=x|--exceptions does not go with --list|--list replays nothing
$device|--image=x|--image does not go with --device|the device has a volume of its own
$device|--read-only|--read-only does not go with --device|the device has a volume of its own
$device|--plan=x|--plan does not go with --device|a plan is for a device that is made in css_sim
$device|--bundle=x|--bundle does not go with --device|the volume of the device cannot be copied
$vfio|--hash|--hash does not go with --stage=vfio|a kernel does not tell what the simulator did
--read-only|--image=x --write-back|--write-back does not go with --read-only|nothing is written
--sweep|$vfio|--stage=vfio does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--as-user|--as-user does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--bundle=x|--bundle does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--html=x|--html does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--pcapng=x|--pcapng does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--program=10|--program does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--only=differences|--only does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--stop|--stop does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--step|--step does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--image=x --write-back|--write-back does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep|--hash|--hash does not go with --sweep|a sweep is made within this program, and has a report of its own
--sweep --plan=x|-j2|--jobs does not go with --plan|a sweep with a plan is one run
--sweep --plan=x|--sweep-limit=2|--sweep-limit does not go with --plan|a sweep with a plan is one run
--sweep --plan=x|--sweep-limit=2 --seed=2|--sweep-limit does not go with --plan|a sweep with a plan is one run
--program=10|--step|--step does not go with --program|the replay stops after that program
$recording|--image=x|--image does not go with more than one recording|it is for a single recording
$recording|--html=x|--html does not go with more than one recording|it is for a single recording
$recording|--pcapng=x|--pcapng does not go with more than one recording|it is for a single recording
$recording|--bundle=x|--bundle does not go with more than one recording|it is for a single recording
$recording|--program=10|--program does not go with more than one recording|it is for a single recording
$recording|--step --until=10|--until does not go with more than one recording|it is for a single recording
END
[ ! -e x ] || fail 'a file was made'

# ---- What is selected

# Number and line of the last program, and of one in the middle
"$replay" --color=never "$recording" > "$work/whole"
mapfile -t seqs < <(sed -nE 's/^ *([0-9]+)  .* agrees.*/\1/p' "$work/whole")
[ ${#seqs[@]} -eq 35 ] || fail 'the programs were not found'
one=${seqs[19]}

expect 0 --program="$one" "$recording"
[ "$(grep -c ' agrees' "$out")" -eq 1 ] || fail '--program reports another one'
grep -E "^ *$one  " "$work/whole" > "$work/line"
said "$out" "$(cat "$work/line")"
said "$out" '20 programs, '
said "$out" 'all agree; stopped before the end'
expect 0 --program="${seqs[34]}" "$recording"
said "$out" '35 programs, '
said "$out" 'image afterwards: as recorded'
expect 0 --program="$one" --verbose "$recording"
[ "$(grep -c '^        [0-9a-f]\{8\}  ' "$out")" -gt 1 ] || fail '--program --verbose shows no CCWs'
expect 0 --program="$one" --json "$recording"
[ "$(wc -l < "$out")" -eq 3 ] || fail '--program --json: not head, program, sum'
said "$out" "{\"seq\":$one,"
expect 0 --program="$one" --list "$recording"
[ "$(grep -cE '^ *[0-9]+  ' "$out")" -eq 1 ] || fail '--program --list lists another one'
said "$out" '35 programs, '
expect 2 --program=$((one + 1000000)) "$recording"
said "$err" "has no program $((one + 1000000)), which --program names"
[ ! -s "$out" ] || fail 'something is reported for a program that is not there'

expect 0 --only=differences "$recording"
not_said "$out" ' agrees'
said "$out" '35 programs, '
said "$out" 'all agree'
xz -dc "$recording" > "$work/dasd-rw.jsonl"
image=simtests/recordings/images/formatted.3390.xz
# The first program reads Sense ID; its second byte is changed.
sed -i '0,/"in":"ff3990/s//"in":"ff3991/' "$work/dasd-rw.jsonl"
expect 1 --only=differences --image=$image "$work/dasd-rw.jsonl"
[ "$(grep -c ' DIFFERS' "$out")" -eq 1 ] || fail '--only=differences: not one program'
not_said "$out" ' agrees'
said "$out" '34 agree, 1 differs'
expect 1 --only=differences --json --image=$image "$work/dasd-rw.jsonl"
[ "$(grep -c '^{"seq":' "$out")" -eq 1 ] || fail '--only=differences --json: not one program'
expect 0 --only=differences --program="$one" "$recording"
not_said "$out" ' agrees'
# A difference before the program counts, but is not shown.
expect 1 --program="$one" --image=$image "$work/dasd-rw.jsonl"
not_said "$out" ' DIFFERS'
said "$out" '19 agree, 1 differs; stopped before the end'

# Halts, resets and paths are no program
recording=simtests/recordings/user-stops.jsonl.xz
"$replay" --color=never "$recording" > "$work/whole"
expect 0 --list "$recording"
events=$(grep -c 'a channel path goes' "$out")
[ "$events" -ge 1 ] || fail 'there is no event'
expect 0 --only=differences "$recording"
not_said "$out" 'a channel path goes'
expect 0 --list --program="$(sed -nE 's/^ *([0-9]+)  Sense ID .*/\1/p' "$work/whole" | head -n 1)" "$recording"
not_said "$out" 'a channel path goes'
recording=simtests/recordings/dasd-rw.jsonl.xz

# ---- --until

printf 'q\n' | "$replay" --color=never --step --until="$one" "$recording" > "$out" 2> "$err"
[ "${PIPESTATUS[1]}" -eq 3 ] || fail '--until: not stopped'
[ "$(grep -c ' agrees' "$out")" -eq 20 ] || fail '--until stops at another program'
[ "$(grep -o 'Enter:' "$err" | wc -l)" -eq 1 ] || fail '--until asks more than once'
printf '\n\nq\n' | "$replay" --color=never --step --until="$one" "$recording" > "$out" 2> "$err"
[ "$(grep -c ' agrees' "$out")" -eq 22 ] || fail '--until does not step afterwards'
printf '\nc\n' | "$replay" --color=never --step --until="$one" "$recording" > "$out" 2> "$err"
[ "$(grep -c ' agrees' "$out")" -eq 35 ] || fail '--until does not go on to the end'
expect 2 --step --until=$((one + 1000000)) "$recording"
said "$err" "has no program $((one + 1000000)), which --until names"

# ---- JSON, whatever bytes a name has

name=$(printf 'a\xff"\\\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82 \xc3\xa9\xf0\x9f\x98\x80\xc3')
shown='a\ufffd"\\\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd \u00e9\ud83d\ude00\ufffd'
cp "$work/dasd-rw.jsonl" "$work/$name.jsonl"
expect 1 --json --image=$image --bundle="$work/$name" --html="$work/page" "$work/$name.jsonl"
# as_json FILE: each line as ASCII; a line that is no JSON is an error
as_json()
{
	python3 -c 'import json, sys
for line in open(sys.argv[1], "rb"):
    print(json.dumps(json.loads(line.decode("utf-8"))))' "$1"
}
as_json "$out" > "$work/ascii" || fail '--json is no JSON'
said "$work/ascii" "{\"recording\": \"${shown/\"/\\\"}\""
said "$work/ascii" '"bundle": '
as_json "$work/$name/manifest.json" > "$work/ascii" || fail 'a manifest is no JSON'
said "$work/ascii" "{\"recordings\": {\"${shown/\"/\\\"}\""
expect 1 "$work/$name"/*.jsonl
iconv -f UTF-8 -t UTF-8 "$work/page" > /dev/null 2>&1 || fail 'a page is no UTF-8'

[ $failed -eq 0 ] && echo 'options of ccwreplay: all as they should be'
exit $failed

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay --sweep as a person uses it: what it says, and its exit codes.

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
	sed 's/^/    /' "$out" "$err" | tail -n 20
	failed=1
}

# expect CODE ARGUMENT...: run, and compare the exit code
expect()
{
	local code=$1 was

	shift
	"$replay" "$@" > "$out" 2> "$err"
	was=$?
	[ $was -eq "$code" ] || fail "ccwreplay $*: exit code $was instead of $code"
}

said()
{
	grep -q -- "$2" "$1" || fail "does not say \"$2\""
}

# ---- A sample; the same dice choose the same

for recording in dasd-format dasd-rw tape-3480; do
	expect 0 --sweep --sweep-limit=60 --seed=7 "$recordings/$recording.jsonl.xz"
	said "$out" "^$recording: [0-9]* points in [0-9]* programs, 4[0-9] kinds of fault, 60 runs"
	said "$out" 'runs of [0-9]* (seed 7): all invariants hold$'
	said "$out" '^  ccw: channel-data-check  *[0-9]* '
	[ ! -s "$err" ] || fail 'a word on standard error'
done
cp "$out" "$work/first"
expect 0 --sweep --sweep-limit=60 --seed=7 -j1 "$recordings/tape-3480.jsonl.xz"
cmp -s "$out" "$work/first" || fail 'one seed chooses two samples'
expect 0 --sweep --sweep-limit=60 --seed=8 "$recordings/tape-3480.jsonl.xz"
! cmp -s "$out" "$work/first" || fail 'two seeds choose one sample'
expect 0 --sweep --sweep-limit=20 --json "$recordings/dasd-online.jsonl.xz"
! grep -qv '^{.*}$' "$out" || fail '--json: a line is no object'
said "$out" '{"sweep":"dasd-online","programs":44,"points":[0-9]*,"kinds":4.,"faults":[0-9]*,"runs":20,"seed":1,"failures":0}'

# ---- A plan of one's own, with the checks of a sweep

echo 'on interrupt 4: lose' > "$work/plan"
expect 0 --sweep --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$out" 'on interrupt 4: lose: struck once'
said "$out" '^dasd-rw: all invariants hold$'
echo 'on ccw 3 of start 9: device-gone' > "$work/plan"
expect 0 --sweep --plan="$work/plan" "$recordings/tape-3480.jsonl.xz"
expect 0 --json --sweep --plan="$work/plan" "$recordings/tape-3480.jsonl.xz"
said "$out" '{"sweep":"tape-3480","failure":null}'

# A page that the guest does not have: no record is wiped for that.
echo 'on pins 24-25: EFAULT' > "$work/plan"
expect 0 --sweep --plan="$work/plan" "$recordings/dasd-rw.jsonl.xz"
said "$out" 'on pins 24-25: EFAULT: struck 2 times'

# ---- What does not replay cannot be swept

xz -dc "$recordings/dasd-online.jsonl.xz" | sed '12s/"us":"0c"/"us":"0d"/' > "$work/spoilt.jsonl"
image=$recordings/images/formatted.3390.xz
expect 1 --sweep --image=$image "$work/spoilt.jsonl"
said "$err" 'cannot be swept: it differs from what was recorded, and no fault has struck'
expect 1 --sweep --plan=/dev/null --image=$image "$work/spoilt.jsonl"
said "$out" '^spoilt: FAILED: it differs from what was recorded'
expect 1 --json --sweep --plan=/dev/null --image=$image "$work/spoilt.jsonl"
said "$out" '"failure":"it differs'

# ---- Misuse

for wrong in --list --hash --jobs=0 --jobs=x --seed=1x --sweep-limit=0 --sweep-limit=-1; do
	expect 2 --sweep "$wrong" "$recordings/dasd-rw.jsonl.xz"
	said "$err" 'tells the usage'
done
expect 2 --sweep-limit=3 "$recordings/dasd-rw.jsonl.xz"
said "$err" '--sweep-limit needs --sweep'

[ $failed -eq 0 ] && echo 'ccwreplay --sweep: all as it should be'
exit $failed

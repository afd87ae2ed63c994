#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay --stage=vfio in User-mode Linux: the recordings, through /dev/vfio.
#
# usage: uml-replay.sh LINUX MODULES
#   LINUX      a User-mode Linux kernel with VFIO
#   MODULES    the folder of vfio_ccw.ko and css_sim.ko
#   CCWREPLAY  (in the environment) ccwreplay without sanitizers; else the one in
#              build/release.  ccwrecord is beside it.

# A variable that the kernel passes from outside to inside.
: "${REPLAY=}"

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
recordings=$machines/../simtests/recordings

outside()
{
	local replay=${CCWREPLAY:-$top/build/release/ccwreplay}

	UML_TIMEOUT=600 boot_uml REPLAY="$(readlink -f "$replay")"
}

# ---- inside ----

# replay CODE ARGUMENT...: exits with that code; its report is $out, its complaint $err
out=${FOLDER:-}/out
err=${FOLDER:-}/err
replay()
{
	local code=$1 got

	shift
	"$REPLAY" --color=never "$@" > "$out" 2> "$err"
	got=$?
	[ $got -eq "$code" ] && return
	echo "exit code $got, not $code, of: ccwreplay $*" >&2
	tail -n 12 "$out" "$err" >&2
	return 1
}

check_recordings()
{
	local interface recording name

	for interface in group cdev; do
		for recording in "$recordings"/*.jsonl.xz; do
			name=$(basename "$recording" .jsonl.xz)
			yes "$name by $interface: agrees" \
				replay 0 --stage=vfio --interface=$interface "$recording"
		done
	done
}

# Recordings without payload have the same statuses.
check_without_payload()
{
	local name

	cp "$recordings/manifest.json" "$FOLDER" && ln -s "$recordings/images" "$FOLDER/images"
	for name in dasd-rw dasd-format guest-hangs tape-3480; do
		yes "$name: payload is left out" "${REPLAY%/*}/ccwrecord" filter --no-payload \
			-o "$FOLDER/$name.jsonl" "$recordings/$name.jsonl.xz"
		yes "$name without payload: agrees" replay 0 --stage=vfio "$FOLDER/$name.jsonl"
	done
}

# Halts, clears and paths: they are shown, and no plan is left.
check_stops()
{
	yes "halts and clears: agree" replay 0 --stage=vfio "$recordings/user-stops.jsonl.xz"
	yes "they are shown" grep -q 'HALT SUBCHANNEL .* agrees' "$out"
	yes "so is a path that is lost" grep -q 'a channel path goes, CHPID 41 .* agrees' "$out"
	is "no plan is left behind" "" "$(cat /sys/kernel/config/css_sim/plan)"
	xz -dc "$recordings/user-stops.jsonl.xz" |
		sed '9s/"scsw":"00c06007/"scsw":"00c06006/; 36s/04060041/24060041/' > "$FOLDER/user-stops.jsonl"
	yes "a bit of a status, and of a report: differ" replay 1 --stage=vfio \
		--image="$recordings/images/formatted.3390.xz" "$FOLDER/user-stops.jsonl"
	yes "the status is named" grep -q 'SCSW controls: recorded 6006, replayed 6007' "$out"
	yes "the report is named" grep -q 'channel report: recorded 24060041, replayed 04060041' "$out"
	xz -dc "$recordings/user-stops.jsonl.xz" | sed -n '1,6p; 36p' | sed '$s/"seq":35/"seq":6/' \
		> "$FOLDER/off.jsonl"
	yes "a path that stays off: agrees" replay 0 --stage=vfio \
		--image="$recordings/images/formatted.3390.xz" "$FOLDER/off.jsonl"
}

# The report is that of userspace, but for the line that names the stage.
same_report()
{
	replay 1 --as-user "$@" && grep -v '^as a user' "$out" > "$FOLDER/expected" &&
		replay 1 --stage=vfio --patience=1 "$@" &&
		grep -v '^through /dev/vfio' "$out" | diff "$FOLDER/expected" - >&2
}

check_plan()
{
	cat > "$FOLDER/plan" <<- 'END'
		on start 3 of 0.0.0120: condition-code 1
		on interrupt 4: lose
		on start 10: deferred-condition-code 3
		on ccw 2 (locate-record) of start 20: unit-check sense 10 42
		on interrupt 22: twice
		on interrupt 23: late 5ms
		on ccw 3 of start 30: channel-data-check
		with probability 1/100 seed 42: interface-control-check
		on start 1000: device-gone
	END
	yes "faults of a plan: the report of userspace" \
		same_report --plan="$FOLDER/plan" "$recordings/dasd-rw.jsonl.xz"
	yes "they struck" grep -q 'line 4, .*: struck once' "$out"
	yes "but one" grep -q 'line 9, .*: never struck' "$out"
	is "no plan is left behind" "" "$(cat /sys/kernel/config/css_sim/plan)"
	echo 'on ccw 2 of start 20: device-gone' > "$FOLDER/plan"
	yes "a device that goes: the report of userspace" \
		same_report --plan="$FOLDER/plan" "$recordings/dasd-rw.jsonl.xz"
	echo 'on pin 7: ENOMEM' > "$FOLDER/plan"
	yes "a fault that is VFIO's: refused" \
		replay 2 --stage=vfio --plan="$FOLDER/plan" "$recordings/dasd-rw.jsonl.xz"
	yes "with the reason" grep -q 'plan:1: names a pin' "$err"
}

# One bit of a recording is turned: Sense ID says 3991, not 3990.
check_one_bit()
{
	local interface

	xz -dc "$recordings/dasd-online.jsonl.xz" > "$FOLDER/one.jsonl"
	sed -i '12s/"in":"ff3990/"in":"ff3991/' "$FOLDER/one.jsonl"
	for interface in group cdev; do
		yes "one bit by $interface: differs" replay 1 --stage=vfio --interface=$interface --stop \
			--image="$recordings/images/formatted.3390.xz" "$FOLDER/one.jsonl"
		yes "one bit by $interface: named" \
			grep -q 'asked  *CCW 1 of 1, Sense ID, count 40 at 00c24000' "$out"
		yes "one bit by $interface: what it should be" \
			grep -q 'expected  guest memory 91 at 00c24002' "$out"
		yes "one bit by $interface: what it is" \
			grep -q 'came  *guest memory 90, .*it is byte 2 of the data' "$out"
		yes "one bit by $interface: stopped there" grep -q 'stopped before the end' "$out"
	done
}

# What is left, by itself.
again()
{
	CCWREPLAY=$REPLAY "$FOLDER/bundle/again" --color=never > "$out"
}

# The same difference, once more through the kernel for each candidate.
check_minimise()
{
	yes "one bit: minimised" replay 1 --stage=vfio --minimise --bundle="$FOLDER/bundle" \
		--image="$recordings/images/formatted.3390.xz" "$FOLDER/one.jsonl"
	yes "one bit: nothing else is left" \
		grep -q '^    1 of 44 programs, 1 of 121 CCWs, after' "$out"
	no "one bit: what is left differs" again
	yes "one bit: in the same way" grep -q 'came  *guest memory 90, .*it is byte 2 of the data' "$out"
	yes "one bit: through the kernel" grep -q '^through /dev/vfio' "$out"
}

# A device that was there before, as a real one would be.
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d2e3f
config=/sys/kernel/config/css_sim/0.0.0120

# The same disk, which has forgotten its path group.
fresh_device()
{
	[ ! -e $config ] || rmdir $config
	mkdir $config && put "$FOLDER/disk" $config/image && put 1 $config/online &&
		put 0.0.0120 /sys/bus/css/drivers/io_subchannel/unbind &&
		put vfio_ccw /sys/bus/css/devices/0.0.0120/driver_override &&
		put 0.0.0120 /sys/bus/css/drivers_probe &&
		put $uuid /sys/bus/css/devices/0.0.0120/mdev_supported_types/vfio_ccw-io/create
}

disk_hash()
{
	sha256sum < "$FOLDER/disk" | cut -d ' ' -f 1
}

check_device()
{
	local before own

	xz -dc "$recordings/images/formatted.3390.xz" > "$FOLDER/disk"
	yes "a device" fresh_device
	before=$(disk_hash)
	# The first records, before the operator mounts a tape.
	xz -dc "$recordings/tape-3480.jsonl.xz" | sed 501q > "$FOLDER/tape.jsonl"
	yes "the subchannel number is in use: refused" \
		replay 2 --stage=vfio "$recordings/dasd-ro.jsonl.xz"
	yes "with the reason" grep -q 'is there already' "$err"
	yes "without --i-own-this-device: refused" \
		replay 2 --stage=vfio --device=$uuid "$recordings/dasd-online.jsonl.xz"
	own="--stage=vfio --i-own-this-device --device=$uuid"
	# shellcheck disable=SC2086 # words
	{
		yes "a recording of reads, by group" replay 0 $own --interface=group "$recordings/dasd-online.jsonl.xz"
		yes "a second time: differs" replay 1 $own "$recordings/dasd-online.jsonl.xz"
		yes "since the device remembers" grep -q 'asked  *CCW 1 of 1, Sense Path Group ID' "$out"
		fresh_device
		yes "a recording of reads, by cdev" replay 0 $own --interface=cdev "$recordings/dasd-online.jsonl.xz"
		yes "the image is not compared" grep -q 'image afterwards: not seen' "$out"
		fresh_device
		yes "by its path" replay 0 --stage=vfio --i-own-this-device \
			--device=/sys/bus/mdev/devices/$uuid "$recordings/dasd-online.jsonl.xz"
		yes "a recording of writes: refused" replay 3 $own "$recordings/dasd-rw.jsonl.xz"
		yes "the message names the first write" grep -q 'dasd-rw.jsonl.xz:[0-9]*: .*Write Data.*nothing was sent' "$err"
		is "nothing was written" "$before" "$(disk_hash)"
		yes "a recording of another device: refused" replay 2 $own --allow-writes "$FOLDER/tape.jsonl"
		yes "with the reason" grep -q 'is a 3390, but what was recorded is for a 3480' "$err"
		fresh_device
		yes "a recording of writes, with --allow-writes" replay 0 $own --allow-writes "$recordings/dasd-rw.jsonl.xz"
		is "the image is as recorded" ac0a6965d7765ef51da61f971b0d910489da48c2329e5c99123569feef132681 \
			"$(disk_hash)"
	}
	yes "no such device" replay 2 --stage=vfio --i-own-this-device --device=none \
		"$recordings/dasd-online.jsonl.xz"
	yes "the device goes" rmdir $config
}

# ---- Replays that are interrupted, or killed

plan=/sys/kernel/config/css_sim/plan
temporary=${FOLDER:-}/tmp

# All that a replay makes: devices, mdevs, files.
what_is_there()
{
	find /sys/kernel/config/css_sim -mindepth 1 -maxdepth 1 -type d
	ls /sys/bus/mdev/devices
	find "$temporary" -mindepth 1
}

# hang NAME ARGUMENT...: a replay of that recording, whose third program hangs; it is $hanging
hang()
{
	local i name=$1

	shift
	echo 'on start 3: hang' > "$FOLDER/hangs"
	# Without job control, SIGINT is ignored in the background, and a replay leaves that so.
	TMPDIR=$temporary env --default-signal=INT,HUP "$REPLAY" --color=never --stage=vfio \
		--patience=3600 --plan="$FOLDER/hangs" "$@" "$recordings/$name.jsonl.xz" \
		> "$out" 2> "$err" &
	hanging=$!
	for ((i = 0; i < 600; i++)); do
		! grep -q 'hang.*struck once\|hang.*struck 1 ' $plan || return 0
		sleep 0.1
	done
	echo 'it does not hang' >&2
	return 1
}

# ends_by SIGNAL NUMBER: the replay that hangs gets it, and ends by it
ends_by()
{
	local got

	kill -s "$1" "$hanging"
	wait "$hanging"
	got=$?
	[ $got -eq $((128 + $2)) ] && return
	echo "exit code $got, not $((128 + $2)), after $1" >&2
	tail -n 5 "$out" "$err" >&2
	return 1
}

plan_without_counts()
{
	sed 's/ *#.*//' $plan
}

check_interruptions()
{
	local own='on start 999 of 0.0.0777: device-gone' signal number

	mkdir -p "$temporary"
	put "$own" $plan
	TMPDIR=$temporary yes "a replay" replay 0 --stage=vfio "$recordings/dasd-rw.jsonl.xz"
	is "leaves nothing" "" "$(what_is_there)"
	TMPDIR=$temporary yes "one with halts and clears" replay 0 --stage=vfio "$recordings/user-stops.jsonl.xz"
	is "leaves nothing" "" "$(what_is_there)"
	is "it puts back the plan" "$own" "$(plan_without_counts)"
	while read -r signal number; do
		yes "$signal: a program hangs" hang dasd-rw
		no "$signal: something is there" [ -z "$(what_is_there)" ]
		yes "$signal: ends by it" ends_by "$signal" "$number"
		is "$signal: nothing is left" "" "$(what_is_there)"
		is "$signal: the plan is as before" "$own" "$(plan_without_counts)"
		yes "$signal: the report says so" grep -q "2 programs, .*; interrupted by SIG$signal before the end" "$out"
		yes "$signal: the program that hung is not reported" [ "$(grep -c ' agrees' "$out")" -eq 2 ]
		yes "$signal: so does the message" grep -qx "ccwreplay: interrupted by SIG$signal" "$err"
	done << 'END'
INT 2
TERM 15
HUP 1
END
	yes "an interruption by JSON" hang dasd-rw --json
	yes "ends by the signal" ends_by TERM 15
	yes "the report says so" grep -q '"stopped":true,"interrupted":"SIGTERM"' "$out"
	mkdir "$FOLDER/pages"
	yes "a page of what is interrupted" hang dasd-rw --html="$FOLDER/pages/page.html"
	yes "ends by the signal" ends_by TERM 15
	is "is not written" "" "$(ls "$FOLDER/pages")"
}

check_kills()
{
	local folder own='on start 999 of 0.0.0777: device-gone' image=/sys/kernel/config/css_sim/0.0.0120/image

	yes "KILL: a program hangs" hang dasd-rw
	yes "KILL: ends by it" ends_by KILL 9
	no "KILL: something is left" [ -z "$(what_is_there)" ]
	TMPDIR=$temporary yes "the next replay" replay 0 --stage=vfio "$recordings/dasd-rw.jsonl.xz"
	yes "says what was left" grep -q 'a replay that was killed has left 0.0.0120 and ' "$err"
	is "clears it" "" "$(what_is_there)"
	is "and puts back the plan" "$own" "$(plan_without_counts)"
	yes "KILL: a program hangs" hang dasd-rw
	echo 'on start 1: condition-code 1' > "$FOLDER/other"
	yes "another that needs the plan: refused" replay 2 --stage=vfio --plan="$FOLDER/other" \
		"$recordings/tape-3480.jsonl.xz"
	yes "with the reason" grep -q 'has another ccwreplay set a plan' "$err"
	yes "one that lives is not cleared" [ "$(cat $image)" = "$(echo "$temporary"/ccwreplay.*/0)" ]
	yes "KILL: ends by it" ends_by KILL 9
	put '' $plan
	mkdir "$FOLDER/elsewhere"
	TMPDIR=$FOLDER/elsewhere yes "the next with another TMPDIR" replay 0 --stage=vfio "$recordings/dasd-rw.jsonl.xz"
	is "clears it" "" "$(what_is_there)"
	is "a plan that was set since stays" "" "$(cat $plan)"
	mkdir -m 755 "$temporary/ccwreplay.abcdef" "$temporary/ccwreplay.other-one"
	mkdir -m 700 "$temporary/ccwreplay.foreig"
	echo 'boot 01234567-89ab-cdef-0123-456789abcdef' > "$temporary/ccwreplay.foreig/notes"
	for folder in "$temporary"/ccwreplay.*; do
		touch "$folder/0"
	done
	TMPDIR=$temporary yes "folders of others" replay 0 --stage=vfio "$recordings/dasd-rw.jsonl.xz"
	is "are not touched" "3" "$(find "$temporary" -name 0 | wc -l)"
	rm -r "$temporary"
}

# A tape that was unloaded does not tell whose device it is, but its mdev does.
check_killed_tape()
{
	local item path chpid other=/sys/kernel/config/css_sim/0.0.0777

	mkdir "$temporary"
	yes "a tape: a program hangs" hang tape-3480
	yes "a tape: ends by KILL" ends_by KILL 9
	item=$(echo /sys/kernel/config/css_sim/0.0.*)
	chpid=$(cut -d ' ' -f 1 "$item/chpids")
	path=/sys/devices/css0/chp0.$chpid/status
	put '' "$item/image"
	# A path is there as long as a device has it.
	mkdir $other && put "$chpid" $other/chpids && put echo $other/type && put 1 $other/online
	# As if it had taken that path off
	echo "path $chpid" >> "$(echo "$temporary"/ccwreplay.*/notes)"
	put off "$path"
	TMPDIR=$temporary yes "a tape: the next replay" replay 0 --stage=vfio "$recordings/dasd-rw.jsonl.xz"
	is "a tape: its path is there again" online "$(cat "$path")"
	rmdir $other
	is "a tape: clears it" "" "$(what_is_there)"
}

check_tmpdir()
{
	local long image="--image=$FOLDER/plain"

	rm -r "$temporary"
	# A packed image would be unpacked there first.
	xz -dc "$recordings/images/formatted.3390.xz" > "$FOLDER/plain"
	TMPDIR=$temporary yes "no TMPDIR: refused" replay 2 --stage=vfio "$image" "$recordings/dasd-ro.jsonl.xz"
	yes "with advice" grep -q 'TMPDIR should name a folder' "$err"
	long=$temporary/$(printf '%0240d' 0)
	mkdir -p "$long"
	TMPDIR=$long yes "a long TMPDIR: refused" replay 2 --stage=vfio "$image" "$recordings/dasd-ro.jsonl.xz"
	yes "with the reason" grep -q 'is too long for css_sim' "$err"
	rm -r "$long"
	mount -t tmpfs -o size=64k none "$temporary"
	TMPDIR=$temporary yes "no room: refused" replay 2 --stage=vfio "$image" "$recordings/dasd-ro.jsonl.xz"
	yes "with the reason" grep -q 'cannot be written (No space left on device)' "$err"
	is "nothing is left" "" "$(what_is_there)"
	umount "$temporary"
	exec 9< /sys/kernel/config/css_sim
	flock 9
	TMPDIR=$temporary yes "another that begins: refused" replay 2 --stage=vfio "$recordings/dasd-rw.jsonl.xz"
	yes "with the reason" grep -q 'is locked by another ccwreplay that begins' "$err"
	exec 9<&-
	is "nothing is left" "" "$(what_is_there)"
}

inside()
{
	begin
	load_parts
	yes "without the modules: refused" replay 2 --stage=vfio "$recordings/dasd-ro.jsonl.xz"
	yes "with advice" grep -q 'modprobe css_sim' "$err"
	load vfio_ccw css_sim
	check_recordings
	check_without_payload
	check_stops
	check_plan
	check_interruptions
	check_kills
	check_killed_tape
	check_tmpdir
	check_one_bit
	check_minimise
	check_device
	check_end css_sim vfio_ccw
	end
}

on_uml 0 "$@"

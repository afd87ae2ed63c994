#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ccwreplay --stage=vfio on a big-endian kernel: recordings against css_sim, and one of
# three commands against a subchannel of the machine's own, with QEMU's virtio device;
# that one is recorded, too.
#
# usage: s390x-replay.sh MODULES
#   MODULES   build/s390x, with the modules and ccwreplay-static

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

# ---- outside ----

# sense_id MODEL: the answer of a virtio random number generator.  The SCSW of QEMU's channel
# does not repeat that prefetch was allowed.
sense_id()
{
	local ccw='"addr":"00001000","ccw":"e420000700002000","cmd":"e4","flags":"20","count":7,"cda":"00002000"'

	cat << END
{"seq":0,"ev":"header","format":"channel-program-recording","version":1,"emulator":"none"}
{"seq":1,"ev":"start","sid":"00010000","dev":"0000","cc":0,"orb":"0000000000c0800000001000$(printf '0%.0s' {1..40})","ccwfmt":1,"idawfmt":1,"program":[{$ccw}]}
{"seq":2,"ev":"end","sid":"00010000","dev":"0000","start":1,"how":"normal","steps":[{$ccw,"in":"ff3832${1}000000","xcmd":"e4","imm":false,"xcount":7,"res":0,"us":"0c","cs":"00"}],"scsw":"00804007000010080c000000"}
END
}

# The same with the command that writes the status of a virtio device.
write_status()
{
	sense_id 04 | sed 's/e4200007/31200007/; s/"e4"/"31"/g; s/"in":"[0-9a-f]*"/"out":"00000000000000"/
		s/"cda":"00002000"}]}/"cda":"00002000","out":"00000000000000"}]}/'
}

outside()
{
	local name

	cp "$modules/ccwreplay-static" "$folder/root/test/ccwreplay" || exit 2
	cp "$modules/ccwrecord-static" "$folder/root/test/ccwrecord" || exit 2
	bring_modules vfio_ccw css_sim
	for name in dasd-rw dasd-format dasd-ro tape-3480 guest-online; do
		bring "$recordings/$name.jsonl.xz"
	done
	bring -r "$recordings/manifest.json" "$images"
	sense_id 04 > "$folder/root/test/same.jsonl"
	sense_id 05 > "$folder/root/test/other.jsonl"
	write_status > "$folder/root/test/writes.jsonl"
	boot s390x
}

# ---- inside, in busybox's shell ----

# replay CODE ARGUMENT ...
replay()
{
	local code=$1 got

	shift
	/test/ccwreplay "$@" > /tmp/out 2> /tmp/err
	got=$?
	[ $got -eq "$code" ] && return
	echo "exit code $got, not $code, of: ccwreplay $*"
	tail -n 12 /tmp/out /tmp/err
	return 1
}

check_recordings()
{
	local interface name

	for interface in group cdev; do
		for name in dasd-rw dasd-format dasd-ro tape-3480 guest-online; do
			yes "$name by $interface: agrees" \
				replay 0 --stage=vfio --interface=$interface /test/$name.jsonl.xz
		done
	done
}

uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d2e3f

check_real_device()
{
	local interface own="--stage=vfio --i-own-this-device --device=$uuid"

	yes "a subchannel of the machine is passed through" pass_through 0.0.0000 $uuid
	# shellcheck disable=SC2086 # words
	for interface in group cdev; do
		yes "Sense ID by $interface: agrees" replay 0 $own --interface=$interface /test/same.jsonl
		yes "another model by $interface: differs" replay 1 $own --interface=$interface /test/other.jsonl
		yes "with the byte that differs" grep -q 'came  *guest memory 04, .*it is byte 3 of the data' /tmp/out
	done
	# shellcheck disable=SC2086 # words
	{
		yes "a command that may write: refused" replay 3 $own /test/writes.jsonl
		yes "which is named" grep -q 'command 31 (31), CCW 1 .* nothing was sent' /tmp/err
		yes "a recording of a disk: refused" replay 2 $own --allow-writes /test/dasd-rw.jsonl.xz
		yes "with the reason" grep -q 'is a 0000, but what was recorded is for a 3390' /tmp/err
	}
}

# A recording made on the machine is replayed on the machine.
check_live_recording()
{
	local own="--stage=vfio --i-own-this-device --device=$uuid"

	/test/ccwrecord record --quiet -o /tmp/live.jsonl 0.0.0000 2> /tmp/recorder &
	recorder=$!
	yes "ccwrecord records it" soon is_recorded 0.0.0000
	# shellcheck disable=SC2086 # words
	yes "while it is used" replay 0 $own /test/same.jsonl
	kill -INT $recorder
	yes "ccwrecord has all" wait $recorder
	yes "which is sound" /test/ccwrecord check /tmp/live.jsonl
	# shellcheck disable=SC2086 # words
	yes "and agrees when it is replayed" replay 0 $own /tmp/live.jsonl
	yes "with the data of the device" grep -q '"in": *"ff383204' /tmp/live.jsonl
}

inside()
{
	begin
	load vfio_ccw css_sim
	check_recordings
	check_real_device
	check_live_recording
	check_end css_sim vfio_ccw
	end
}

on_qemu 0 "$@"

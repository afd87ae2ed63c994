#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Recording in User-mode Linux: ccwrecord records two disks that are used at once; ccwreplay
# then replays the recordings in userspace with the same results, and finds a single bit that
# is changed.
#
# usage: uml-record.sh LINUX MODULES
#   LINUX     a User-mode Linux kernel with VFIO, in its build tree
#   MODULES   the folder of vfio_ccw.ko and css_sim.ko
#
# In the environment: TOOLS, the folder of ccwrecord and ccwreplay (build/release; sanitizers
# need more address space than User-mode Linux has); KEEP, a folder for the recordings.

# Variables that the kernel passes from outside to inside.
: "${TOOLS=}" "${KEEP=}"

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
config=/sys/kernel/config/css_sim
debug=/sys/kernel/debug/vfio_ccw

outside()
{
	build_uapi
	unpack formatted.3390 "$folder/before"
	unpack blocks.aws "$folder/tape"
	boot_uml TOOLS="$(readlink -f "${TOOLS:-$top/build/release}")" || return
	[ -z "$KEEP" ] || cp "$folder"/*.jsonl "$KEEP" || exit 2
}

uuid_of()
{
	echo "0f4b0a4e-7d2c-4b1a-9c53-00000000$1"
}

# create NUMBER [TYPE IMAGE]
create()
{
	cp "$FOLDER/${3:-before}" "$FOLDER/$1" &&
		mkdir "$config/0.0.$1" &&
		put "${2:-dasd_eckd}" "$config/0.0.$1/type" &&
		put "$FOLDER/$1" "$config/0.0.$1/image" &&
		put '40 41' "$config/0.0.$1/chpids" &&
		put 1 "$config/0.0.$1/online" &&
		pass_through "0.0.$1" "$(uuid_of "$1")"
}

both_recorded()
{
	is_recorded 0.0.0120 && is_recorded 0.0.0121
}

# start_recorder OUTPUT DEVICE...: ccwrecord, in the background
start_recorder()
{
	local output=$1

	shift
	"$TOOLS/ccwrecord" record --payload -o "$output" "$@" 2> "$FOLDER/recorder" &
	recorder=$!
}

stop_recorder()
{
	kill -INT "$recorder"
	wait "$recorder"
}

traffic()
{
	"$MODULES/uapi/traffic" "$(uuid_of "$1")" "$2" "$3" ${4:+"$4"}
}

# Both at the same time
both_used()
{
	local one

	traffic 0120 group 3 &
	one=$!
	traffic 0121 cdev 9 && wait $one
}

# replays RESULT PROGRAMS RECORDING: in userspace, on the disk as it was
replays()
{
	cp "$FOLDER/before" "$FOLDER/image"
	"$TOOLS/ccwreplay" --write-back --image="$FOLDER/image" "$3" > "$FOLDER/report"
	is "$3: exit code of ccwreplay" "$1" $?
	[ "$1" != 0 ] || is "$3: programs that agree" "$2" "$(grep -c ' agrees' "$FOLDER/report")"
}

of_one()
{
	"$TOOLS/ccwrecord" filter --device="$1" -o "$FOLDER/$1.jsonl" "$FOLDER/both.jsonl" &&
		"$TOOLS/ccwrecord" check "$FOLDER/$1.jsonl" > "$FOLDER/report"
}

two_devices_at_once()
{
	start_recorder "$FOLDER/both.jsonl" 0.0.0120 0.0.0121
	yes "ccwrecord turns recording on" soon both_recorded
	yes "two disks are used at once" both_used
	stop_recorder
	is "all of it was recorded" 0 $?
	yes "recording is off" is_recorded 0.0.0120 0
	for number in 0120 0121; do
		yes "the recording of $number is sound" of_one $number
		replays 0 78 "$FOLDER/$number.jsonl"
		yes "the disk $number is as its replay made it" \
			cmp "$FOLDER/image" "$FOLDER/$number"
	done
}

without_payload()
{
	yes "payload is left out" "$TOOLS/ccwrecord" filter --no-payload -o "$FOLDER/bare.jsonl" \
		"$FOLDER/0120.jsonl"
	replays 0 78 "$FOLDER/bare.jsonl"
	no "nothing of it is left" grep -q 'f\(f\)\{20\}' "$FOLDER/bare.jsonl"
}

# One bit of the data that the disk returned
one_bit()
{
	awk '/"ev":"end"/ && /"cmd":"06"/ && !done {
			sub(/"in":"[0-9a-f]/, "&@"); sub(/0@/, "1"); sub(/[1-9a-f]@/, "0"); done = 1
		}
		{ print }' "$FOLDER/0121.jsonl" > "$FOLDER/bit.jsonl"
	no "a byte differs" cmp -s "$FOLDER/0121.jsonl" "$FOLDER/bit.jsonl"
	replays 1 0 "$FOLDER/bit.jsonl"
	is "it is found, and named" 1 "$(grep -c 'CCW 3, Read Data: data in: recorded' "$FOLDER/report")"
}

steps_of()
{
	grep '"ev":"end"' "$1" | grep -c "$2"
}

# Each program says what was executed, the loops of its searches and data chaining too.
steps()
{
	is "no program hides its steps" 0 "$(steps_of "$FOLDER/0120.jsonl" '"steps":null')"
	is "searches are loops" 3 "$(steps_of "$FOLDER/0120.jsonl" '"loop":1')"
}

# tape_replays ARGUMENT...: on the tape as it was
tape_replays()
{
	cp "$FOLDER/tape" "$FOLDER/image"
	"$TOOLS/ccwreplay" --write-back --image="$FOLDER/image" "$@" > "$FOLDER/report"
}

# Read backward and with data chaining; replayed in userspace, and in this kernel.
tape()
{
	yes "a tape" create 0124 tape_3480_recorded tape
	start_recorder "$FOLDER/tape.jsonl" 0.0.0124
	soon is_recorded 0.0.0124
	yes "it is used" traffic 0124 group 7 tape
	stop_recorder
	is "all of it was recorded" 0 $?
	yes "it goes" rmdir $config/0.0.0124
	is "no program hides its steps" 0 "$(steps_of "$FOLDER/tape.jsonl" '"steps":null')"
	is "blocks are read backward" 6 "$(steps_of "$FOLDER/tape.jsonl" '"xcmd":"0c".*"us":"0c"')"
	yes "its replay agrees" tape_replays "$FOLDER/tape.jsonl"
	yes "the tape is as its replay made it" cmp "$FOLDER/image" "$FOLDER/0124"
	yes "it agrees through /dev/vfio" tape_replays --stage=vfio "$FOLDER/tape.jsonl"
	yes "with the same tape" cmp "$FOLDER/image" "$FOLDER/0124"
	sed 's/\("chained":true,"backward":true.*"in":"\)..../\1cafe/' "$FOLDER/tape.jsonl" \
		> "$FOLDER/bit.jsonl"
	tape_replays "$FOLDER/bit.jsonl"
	is "two bytes that differ are found" 1 $?
	is "and named" 2 "$(grep -c 'CCW 2, Read Backward: data in: recorded' "$FOLDER/report")"
}

# A saved stream can be converted, too. The disk must be unused before, since sense bytes depend
# on earlier commands.
saved_stream()
{
	yes "a third disk" create 0122
	put 1 $debug/0.0.0122/payload
	put 1 $debug/0.0.0122/record
	yes "it is used" traffic 0122 cdev 17
	put 0 $debug/0.0.0122/record
	cat $debug/0.0.0122/data > "$FOLDER/stream"
	yes "it goes" rmdir $config/0.0.0122
	yes "it becomes a recording" "$TOOLS/ccwrecord" convert -o "$FOLDER/saved.jsonl" \
		"$FOLDER/stream"
	replays 0 78 "$FOLDER/saved.jsonl"
	head -c 1000 "$FOLDER/stream" > "$FOLDER/cut"
	"$TOOLS/ccwrecord" convert -o "$FOLDER/cut.jsonl" "$FOLDER/cut" 2> "$FOLDER/said"
	is "one that is cut, too, with another exit code" 4 $?
	"$TOOLS/ccwrecord" convert -o "$FOLDER/no.jsonl" "$self" 2> "$FOLDER/said"
	is "what is no stream does not" 2 $?
}

# The user of the device is killed while ccwrecord records.
killed()
{
	start_recorder "$FOLDER/killed.jsonl" 0.0.0120
	soon is_recorded 0.0.0120
	"$MODULES/uapi/endless" "$(uuid_of 0120)" group > "$FOLDER/user" &
	yes "a user runs an endless program" soon grep -q running "$FOLDER/user"
	kill -KILL $!
	wait $! 2> /dev/null
	yes "the device can be used after the user is killed" soon traffic 0120 group 5
	stop_recorder
	is "all of it was recorded" 0 $?
	yes "with the end of that user, too" grep -q '"ev":"close"' "$FOLDER/killed.jsonl"
}

# Halts, clears, resets and paths; the replay names each.
stopped()
{
	yes "a disk whose programs do not end" create 0123
	start_recorder "$FOLDER/stops.jsonl" 0.0.0123
	soon is_recorded 0.0.0123
	yes "they are stopped, in each way" "$MODULES/uapi/stops" "$(uuid_of 0123)" "$1"
	stop_recorder
	is "all of it was recorded" 0 $?
	yes "it is sound" "$TOOLS/ccwrecord" check "$FOLDER/stops.jsonl"
	"$TOOLS/ccwreplay" --image="$FOLDER/before" "$FOLDER/stops.jsonl" > "$FOLDER/report"
	is "its replay agrees" 0 $? || sed 's/^/# /' "$FOLDER/report"
	for what in 'HALT SUBCHANNEL' 'CLEAR SUBCHANNEL' 'reset of the device' \
			'the device is closed' 'path goes, CHPID 40' 'path comes, CHPID 40'; do
		yes "$what: told" grep -q "$what" "$FOLDER/report"
	done
	yes "it goes" rmdir $config/0.0.0123
}

# refused DEVICE...: a second recorder, which changes nothing
refused()
{
	"$TOOLS/ccwrecord" record -o "$FOLDER/second.jsonl" "$@" 2> "$FOLDER/said"
	is "a second recorder is refused" 2 $?
	yes "which is said" grep -q '^ccwrecord: 0.0.0120: is being recorded already' "$FOLDER/said"
	no "it leaves no file" test -e "$FOLDER/second.jsonl"
}

# A device has one recorder, and its recording ends with that.
one_recorder()
{
	start_recorder "$FOLDER/first.jsonl" 0.0.0120
	soon is_recorded 0.0.0120
	is "payload is recorded" Y "$(cat $debug/0.0.0120/payload)"
	refused 0.0.0120
	refused 0.0.0121 0.0.0120
	is "not even the settings changed" Y "$(cat $debug/0.0.0120/payload)"
	yes "the other device is not recorded" is_recorded 0.0.0121 0
	yes "the first recorder goes on" traffic 0120 group 21
	put 0 $debug/0.0.0120/record
	wait "$recorder"
	is "one that another process ends is not all right" 1 $?
	yes "and says so" grep -q '0.0.0120: another process ended the recording' "$FOLDER/recorder"
	yes "what came before is there" "$TOOLS/ccwrecord" check "$FOLDER/first.jsonl"
	is "all of it" 78 "$(grep -c '"ev":"start"' "$FOLDER/first.jsonl")"
	put 1 $debug/0.0.0120/record
	refused 0.0.0120
	yes "a recording that a shell began stays on" is_recorded 0.0.0120
	put 0 $debug/0.0.0120/record
}

# Are all programs of a user in a packed file that is still being written?
all_in_file()
{
	"$TOOLS/ccwrecord" filter -o "$FOLDER/whole.jsonl" "$1" 2> "$FOLDER/said"
	checked=$?
	[ "$(grep -c '"ev":"end"' "$FOLDER/whole.jsonl")" = 78 ]
}

# dies SIGNAL: a recorder with a packed file
dies()
{
	start_recorder "$FOLDER/dies$1.jsonl.xz" 0.0.0120
	soon is_recorded 0.0.0120
	yes "the disk is used" traffic 0120 group 23
	yes "what happened is in the file before it ends" \
		soon all_in_file "$FOLDER/dies$1.jsonl.xz"
	kill "-$1" "$recorder"
	wait "$recorder" 2> /dev/null
	died=$?
	yes "recording ends with its recorder" soon is_recorded 0.0.0120 0
	yes "the file is the same afterwards" all_in_file "$FOLDER/dies$1.jsonl.xz"
}

recorder_dies()
{
	dies HUP
	is "SIGHUP ends it like SIGINT" 0 $died
	is "its file is whole" 0 "$checked"
	dies KILL
	is "SIGKILL ends it" $((128 + 9)) $died
	is "its file is cut off" 4 "$checked"
}

# ccwrecord ends with the device, and keeps all records so far.
gone()
{
	start_recorder "$FOLDER/gone.jsonl" 0.0.0121
	soon is_recorded 0.0.0121
	yes "the disk is used" traffic 0121 group 1
	yes "it goes" rmdir $config/0.0.0121
	wait "$recorder"
	is "ccwrecord ends with the device" 0 $?
	yes "what there was is whole" "$TOOLS/ccwrecord" check "$FOLDER/gone.jsonl"
	"$TOOLS/ccwrecord" record -o "$FOLDER/none.jsonl" 0.0.0121 2> "$FOLDER/said"
	is "a device that is not there is no device" 2 $?
	yes "which is said" grep -q 'is the device bound to vfio_ccw' "$FOLDER/said"
}

inside()
{
	begin
	load vfio_ccw css_sim
	yes "a disk" create 0120
	yes "another disk" create 0121
	two_devices_at_once
	without_payload
	one_bit
	steps
	saved_stream
	tape
	killed
	stopped group
	stopped cdev
	one_recorder
	recorder_dies
	gone
	yes "the first disk goes" rmdir $config/0.0.0120
	no "nothing is left of it" test -e $debug/0.0.0120
	check_end css_sim vfio_ccw
	no "with their folder" test -e $debug
	end
}

on_uml 0 "$@"

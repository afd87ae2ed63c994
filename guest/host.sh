#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Process 1 of the User-mode Linux that guest/run boots: sets up the simulated devices, passes
# them through to guests as the scenario requires, and checks for leaks afterwards.

machines=$(dirname "$(readlink -f "$0")")/../machines
# shellcheck source=machines/machine.sh
. "$machines/machine.sh"
[ $$ = 1 ] || die "this runs as process 1 of the machine that guest/run boots"
# From guest/run, guest/demo or guest/shell.
: "${FOLDER:?}" "${MODULES:?}" "${PARTS:?}" "${IMAGES=}" "${PART=}" "${RECORDER=}"

config=/sys/kernel/config/css_sim
# Seconds that a guest may be silent, and that QEMU may take to end.
patience=200
memory=192
# The device to IPL from, instead of a kernel that QEMU loads
ipl=
# Files of the guest's console, and of QEMU's own input and output.
console=file:$FOLDER/console terminal=/dev/null output=/dev/null

# ---- devices ----

uuid_of()
{
	echo "0f4b0a4e-7d2c-4b1a-9c53-00000000${1##*.}"
}

# add NUMBER: as prepare configured it
add()
{
	local item=$config/0.0.$1 file

	mkdir "$item" || return
	for file in "$FOLDER/devices/0.0.$1"/*; do
		cat "$file" > "$item/${file##*/}" || return
	done
	come "$1"
}

# come NUMBER: it comes online, with its mdev
come()
{
	put 1 "$config/0.0.$1/online" && pass_through "0.0.$1" "$(uuid_of "$1")"
}

# all_added: the devices can be passed through; if not, the kernel's log says why
all_added()
{
	local number

	for number in $(devices); do
		yes "device $number can be passed through" add "$number" && continue
		dmesg | sed -n 's/^\[ *[0-9.]*\] \(css_sim: \|css_sim \|vfio_ccw\)/\1/p' | tail -n 8
		return 1
	done
}

devices()
{
	local directory

	for directory in "$FOLDER"/devices/0.0.*; do
		echo "${directory##*.}"
	done
}

# ---- guests ----

# QEMU's options for device NUMBER
passed_through()
{
	local more=

	[ "$1" != "$ipl" ] || more=,bootindex=1
	echo "vfio-ccw,sysfsdev=/sys/bus/mdev/devices/$(uuid_of "$1"),devno=fe.0.$1$more"
}

# plug NUMBER: into the guest that runs
plug()
{
	echo "device_add $(passed_through "$1")" >&7
}

# boot PART [ARGUMENT ...]: starts a guest with all devices; more arguments for QEMU
boot()
{
	local part=$1 number arguments=()

	shift
	[ -n "$ipl" ] || arguments=(-kernel "$PARTS/kernel" -initrd "$FOLDER/initramfs"
		-append "console=ttysclp0 ${VERBOSE:-loglevel=1} panic=-1 part=$part")
	for number in $(devices); do
		arguments+=(-device "$(passed_through "$number")")
	done
	rm -f /dev/shm/{port,monitor}.*
	mkfifo /dev/shm/{port,monitor}.{in,out}
	begun=
	exec 5<> /dev/shm/port.out 6<> /dev/shm/port.in 7<> /dev/shm/monitor.in
	LD_PRELOAD=/dev/shm/clock.so qemu-system-s390x -M s390-ccw-virtio -cpu max -m $memory \
		-nodefaults -nographic -no-reboot -serial "$console" \
		-device virtio-serial-ccw -chardev pipe,id=port,path=/dev/shm/port \
		-device virtserialport,chardev=port,name=host \
		-chardev pipe,id=monitor,path=/dev/shm/monitor -mon monitor \
		"${arguments[@]}" "$@" < "$terminal" > "$output" 2> "$FOLDER/qemu" 5>&- 6>&- 7>&- &
	qemu=$!
	expect up && return
	kill "$qemu" 2> /dev/null
	gone
	return 1
}

# The next line of the guest, as $line.  It has ended, or says nothing: fails.
next_line()
{
	local waited

	for ((waited = 0; waited < patience; waited++)); do
		whole_line 1 && return
		if ! kill -0 "$qemu" 2> /dev/null; then
			# What it said last
			whole_line 0.01 && return
			echo "the guest has ended"
			return 1
		fi
	done
	echo "the guest has said nothing for $patience seconds"
	return 1
}

# whole_line SECONDS: when the time is over in the middle of a line, what there
# is of it waits in $begun.
whole_line()
{
	local status

	IFS= read -r -t "$1" line <&5
	status=$?
	line=$begun$line
	begun=
	[ $status = 0 ] || begun=$line
	return $status
}

# expect WORD: shows the guest's output until "tell WORD"; the text after the word is $told
expect()
{
	local line

	while next_line; do
		case $line in
		"@$1" | "@$1 "*)
			# For scenarios
			# shellcheck disable=SC2034
			told=${line#"@$1"}
			return
			;;
		@*) echo "the guest tells ${line#@}, not $1" && break ;;
		"not ok"*) echo "$line" && evidence ;;
		*) echo "$line" ;;
		esac
	done
	verdict 1 "the guest comes to where it tells \"$1\""
	tail -n 40 "$FOLDER/console"
	cat "$FOLDER/qemu"
	return 1
}

# expect_forever WORD: waits without a limit of time
expect_forever()
{
	local patience=$((1 << 60))

	expect "$1"
}

# say LINE: to the guest, which hears it
say()
{
	echo "$1" >&6
}

# gone: QEMU has ended by itself; its exit status is $status
gone()
{
	local waited

	for ((waited = 0; waited < patience * 10; waited++)); do
		kill -0 "$qemu" 2> /dev/null || break
		sleep 0.1
	done
	if kill -KILL "$qemu" 2> /dev/null; then
		verdict 1 "QEMU ends"
	fi
	wait "$qemu"
	status=$?
	exec 5>&- 6>&- 7>&-
}

# Messages of QEMU that are allowed: condition codes that a scenario causes
tolerated='^$'

# finish: the guest comes to its end, and powers off
finish()
{
	expect "done" || kill "$qemu" 2> /dev/null
	finished
}

finished()
{
	gone
	is "QEMU is content" "0 " "$status $(grep -vE "$tolerated" "$FOLDER/qemu")"
}

host()
{
	boot main && finish
}

# ---- faults ----

# plan TEXT: what strikes from now on
plan()
{
	printf '%s\n' "$1" > "$FOLDER/plan" && cat "$FOLDER/plan" > "$config/plan"
}

# ---- recording ----

# Record each device into a file of its own, if recordings are wanted.
begin_recording()
{
	local number

	recorders=
	[ -n "$RECORDER" ] || return 0
	for number in $(devices); do
		"$RECORDER" record --payload --buffer=16384 --quiet \
			-o "$FOLDER/recordings/$number.jsonl" "0.0.$number" 2>> "$FOLDER/recorder" &
		recorders="$recorders $!"
		yes "device $number is recorded" soon is_recorded "0.0.$number"
	done
}

end_recording()
{
	local pid

	for pid in $recorders; do
		kill -INT "$pid"
		wait "$pid"
		verdict $? "all of it was recorded"
	done
	[ ! -s "$FOLDER/recorder" ] || cat "$FOLDER/recorder"
}

# ---- checks afterwards ----

# A channel program that does not end is a fault in a scenario.
reports="$reports|stays in use"

nothing_pinned()
{
	is "no page is pinned" 0 "$(pinned)"
}

leave()
{
	local number

	for number in $(devices); do
		[ ! -e "$config/0.0.$number" ] || yes "device $number goes" rmdir "$config/0.0.$number"
		no "it is off the bus" test -e "$css/devices/0.0.$number"
	done
	check_end css_sim vfio_ccw
}

begin
mkdir /dev/shm
mount -t tmpfs tmpfs /dev/shm
# A name without blanks, which separate such names.
cp "$here/../build/guest/clock.so" /dev/shm
# All other files of the host can be read only, except the folder of an image of the user.
mount -o remount,ro /
writable "$FOLDER" "$IMAGES"
soon_limit=600
echo "# the host is up"
# The last events of the driver
evidence()
{
	tail -n 60 /sys/kernel/tracing/trace
}
# shellcheck source=/dev/null
. "$FOLDER/files/scenario.sh"
load vfio_ccw css_sim
echo 1 > /sys/kernel/tracing/events/vfio_ccw/enable
if all_added; then
	begin_recording
	host
	end_recording
fi
leave
# No message of the kernel on the console of a user's guest.
echo 0 > /proc/sys/kernel/printk
end

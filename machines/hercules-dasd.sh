#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Disks and a tape drive of a mainframe that Hercules emulates, passed through and used
# by the programs of selftests/hercules; then what they wrote, in the images.
#
# usage: hercules-dasd.sh MODULES [PROGRAM ...]
#   MODULES   build/s390x, with vfio_ccw.ko and hercules/
#   PROGRAM   only these of selftests/hercules

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d

# ---- Outside ----

# The subchannels have the order of the lines.  Without nosyncio a processor executes
# channel programs itself, and HALT SUBCHANNEL of one that goes on would hit it.
make_images()
{
	local disk

	for disk in 120 121 122; do
		dasdinit "$folder/$disk.ckd" 3390 "VOL$disk" 10 > "$folder/dasdinit.log" 2>&1 ||
			{ cat "$folder/dasdinit.log" >&2; exit 2; }
	done
	hetinit -d "$folder/tape.aws" TAPE01 OWNER > "$folder/hetinit.log" 2>&1 || exit 2
	printf '%s\n' '0120 3390 120.ckd nosyncio' '0121 3390 121.ckd nosyncio' \
		'0122 3390 122.ckd nosyncio readonly' '0181 3490 tape.aws' '0300.3 QETH' \
		> "$folder/devices"
}

outside()
{
	local status

	# shellcheck source=machines/hercules-images.sh
	. "$machines/hercules-images.sh"
	make_images
	bring_modules vfio_ccw
	bring "$modules/hercules/console"
	if [ $# -gt 0 ]; then
		bring_programs hercules "$@"
	else
		bring_programs hercules dasd readonly tape gone
	fi
	boot hercules
	status=$?
	# With all programs, all records were written.
	[ $# -gt 0 ] || { check_disk; check_tape; echo "1..$count"; } | tee "$folder/checks"
	! grep -qs '^not ok' "$folder/checks" || status=1
	return $status
}

# ---- Inside, in busybox's shell ----

# The subchannel that a program uses.
number_of()
{
	case $1 in
	dasd) echo 0.0.0000 ;;
	gone) echo 0.0.0001 ;;
	readonly) echo 0.0.0002 ;;
	tape) echo 0.0.0003 ;;
	esac
}

# A command to the operator may be lost; if it was not, its repetition is refused.
is_back()
{
	operator attach 0121 3390 121.ckd nosyncio
	echo 1 > /sys/devices/css0/rescan
	echo 1 > /proc/cio_settle
	[ "$(driver_of "$1")" = io_subchannel ]
}

# Once it is gone there is nothing to give back.
leave_and_return()
{
	/test/gone -T works_again -v group
	yes "gone: it comes to the bus again" soon is_back "$1"
	yes "gone: passed through again" pass_through "$1" "$uuid${1##*.}"
	/test/gone -t works_again
}

# Its queues are in host memory and not described by channel programs.
refuse_qdio()
{
	is "a network adapter is io_subchannel's" io_subchannel "$(driver_of 0.0.0004)"
	echo 0.0.0004 > "$css/devices/0.0.0004/driver/unbind"
	yes "it is offered to vfio_ccw" offer 0.0.0004 vfio_ccw
	no "which does not take it" [ -e "$css/devices/0.0.0004/driver" ]
	yes "and says why" eval \
		"dmesg | grep '0.0.0004: QDIO subchannels cannot be passed through'"
	yes "it is offered to io_subchannel" offer 0.0.0004 ""
	is "which has it again" io_subchannel "$(driver_of 0.0.0004)"
}

inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/hercules-inside
	console
	# No machine checks for channel reports; selftests/hercules/gone.c says why.
	operator cr 14=C2000000
	echo 1 > /proc/cio_settle
	load vfio_ccw
	# shellcheck disable=SC2013 # words
	for program in $(cat /test/programs); do
		number=$(number_of "$program")
		yes "$program: passed through" pass_through "$number" "$uuid${number##*.}"
		echo "# $program, since $(cut -d ' ' -f 1 /proc/uptime) s"
		if [ "$program" = gone ]; then
			leave_and_return "$number"
		else
			"/test/$program"
		fi
		yes "$program: given back" give_back "$number"
		is "$program: io_subchannel has it" io_subchannel "$(driver_of "$number")"
	done
	refuse_qdio
	check_end vfio_ccw
	end_console
}

on_qemu 99 "$@"

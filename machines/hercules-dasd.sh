#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Disks and a tape drive of a mainframe that Hercules emulates, passed through and used
# by the programs of selftests/hercules; then what they wrote, in the images.
#
# usage: hercules-dasd.sh MODULES [PROGRAM ...]
#   MODULES   build/s390x, with vfio_ccw.ko and hercules/
#   PROGRAM   only these of selftests/hercules
#
# The script runs twice: outside it makes the images, boots, and looks at the images;
# inside it is init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d

# ---- Outside ----

# The subchannels have the order of the lines.  Without nosyncio a processor executes
# channel programs itself, and HALT SUBCHANNEL of one that goes on would hit it.
make_images()
{
	local disk

	for disk in 120 121 122; do
		dasdinit "$scratch/$disk.ckd" 3390 "VOL$disk" 10 > "$scratch/dasdinit.log" 2>&1 ||
			{ cat "$scratch/dasdinit.log" >&2; exit 2; }
	done
	hetinit -d "$scratch/tape.aws" TAPE01 OWNER > "$scratch/hetinit.log" 2>&1 || exit 2
	printf '%s\n' '0120 3390 120.ckd nosyncio' '0121 3390 121.ckd nosyncio' \
		'0122 3390 122.ckd nosyncio readonly' '0181 3490 tape.aws' '0300.3 QETH' \
		> "$scratch/devices"
}

outside()
{
	local built=$1 status

	shift
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/hercules-dasd.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	FOLDER=$scratch
	# shellcheck source=machines/checks.sh
	. "$here/checks.sh"
	# shellcheck source=machines/hercules-images.sh
	. "$here/hercules-images.sh"
	mkdir -p "$scratch/root/test"
	make_images
	cp "$built/vfio_ccw.ko" "$built"/hercules/{dasd,readonly,tape,gone,say} "$scratch/root/test/" ||
		exit 2
	echo "${*:-dasd readonly tape gone}" > "$scratch/root/test/programs"
	"$here/boot-hercules" "$scratch" hercules-dasd.sh
	status=$?
	# With all programs, all was written.
	[ $# -gt 0 ] || { check_disk; check_tape; echo "1..$count"; } | tee "$scratch/checks"
	! grep -qs '^not ok' "$scratch/checks" || status=1
	return $status
}

# ---- Inside, in busybox's shell ----

sub=/sys/bus/css/devices

# The subchannel that a program uses.
number_of()
{
	case $1 in
	dasd) echo 0000 ;;
	gone) echo 0001 ;;
	readonly) echo 0002 ;;
	tape) echo 0003 ;;
	esac
}

driver_of()
{
	basename "$(readlink "$sub/0.0.$1/driver")"
}

# offer SUBCHANNEL DRIVER: bind it to this driver; with "" to the default one
offer()
{
	echo "$2" > "$sub/0.0.$1/driver_override" && echo "0.0.$1" > /sys/bus/css/drivers_probe
}

pass_through()
{
	echo "0.0.$1" > "$sub/0.0.$1/driver/unbind" && offer "$1" vfio_ccw &&
		echo "$uuid$1" > "$sub/0.0.$1/mdev_supported_types/vfio_ccw-io/create"
}

# While io_subchannel recognizes the device, it would be busy.
give_back()
{
	echo "0.0.$1" > "$sub/0.0.$1/driver/unbind" && offer "$1" "" &&
		echo 1 > /proc/cio_settle
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
	yes "gone: passed through again" pass_through "$1"
	/test/gone -t works_again
}

# Its queues are in host memory and not described by channel programs.
refuse_qdio()
{
	is "a network adapter is io_subchannel's" io_subchannel "$(driver_of 0004)"
	echo 0.0.0004 > "$sub/0.0.0004/driver/unbind"
	yes "it is offered to vfio_ccw" offer 0004 vfio_ccw
	no "which does not take it" [ -e "$sub/0.0.0004/driver" ]
	yes "and says why" eval \
		"dmesg | grep '0.0.0004: QDIO subchannels cannot be passed through'"
	yes "it is offered to io_subchannel" offer 0004 ""
	is "which has it again" io_subchannel "$(driver_of 0004)"
}

inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	# shellcheck disable=SC1091
	. /test/hercules-inside
	console
	# No machine checks for channel reports; selftests/hercules/gone.c says why.
	operator cr 14=C2000000
	echo 1 > /proc/cio_settle
	yes "mdev loads" insmod /modules/mdev.ko
	yes "vfio_ccw loads" insmod /test/vfio_ccw.ko
	# shellcheck disable=SC2013 # words
	for program in $(cat /test/programs); do
		number=$(number_of "$program")
		yes "$program: passed through" pass_through "$number"
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

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

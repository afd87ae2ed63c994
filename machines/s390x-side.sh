#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Side by side: what this driver answers, and what the kernel's own does, to the
# same questions on the same subchannel (selftests/side-by-side/).  They may differ only as
# the table in docs/side-by-side.rst says, and have to.
#
# usage: s390x-side.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and side-by-side/
#   SIDE_SAVE=DIR (in the environment): leave both answers and the differences there
#
# The script runs twice: outside it prepares a folder, boots, and compares; inside
# it is init.  Prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

# answers DRIVER LOG: its lines, between two marks in what the machine said
answers()
{
	sed -n "/^# answers of $1\$/,/^# end of answers\$/p" "$2" | grep -v '^# '
}

outside()
{
	local built=$1

	scratch=$(mktemp -d "${TMPDIR:-/tmp}/s390x-side.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	cp "$built/vfio_ccw.ko" "$built/side-by-side/side" "$scratch/root/test/" || exit 2
	cp "$("$here/../tools/kernel" --path s390x)/drivers/s390/cio/vfio_ccw.ko" \
		"$scratch/root/test/in_tree.ko" || exit 2
	S390X_TIMEOUT=400 "$here/boot-s390x" "$scratch" s390x-side.sh > "$scratch/said"
	grep -vE '^(group|cdev) |^# (answers|end of answers)' "$scratch/said" | grep -v '^1\.\.'
	answers in_tree "$scratch/said" > "$scratch/theirs"
	answers vfio_ccw "$scratch/said" > "$scratch/ours"
	[ -z "${SIDE_SAVE:-}" ] || cp "$scratch"/{said,theirs,ours} "$SIDE_SAVE/"
	"$here/../selftests/side-by-side/compare" "$scratch/theirs" "$scratch/ours" "$here/../docs/side-by-side.rst" \
		"$(grep -cE '^(not )?ok ' "$scratch/said")"
}

# Asked with the console quiet: what the program says comes as a whole afterwards.
ask()
{
	yes "$1 loads" insmod "/test/$1.ko"
	yes "$1 is asked" sh -c "/test/side 0.0.0000 > /tmp/$1"
	grep '^#' "/tmp/$1"
	echo 0.0.0000 > /sys/bus/css/drivers/vfio_ccw/unbind
	echo > /sys/bus/css/devices/0.0.0000/driver_override
	echo 0.0.0000 > /sys/bus/css/drivers_probe
	echo 1 > /proc/cio_settle
	yes "$1 goes" rmmod vfio_ccw
	echo "# answers of $1"
	cat "/tmp/$1"
	echo "# end of answers"
}

# In busybox's shell.
inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	echo 1 > /proc/sys/kernel/printk
	yes "mdev loads" insmod /modules/mdev.ko
	ask in_tree
	dmesg -c > /tmp/log_of_in_tree
	ask vfio_ccw
	check_end
	end
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

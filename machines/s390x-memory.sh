#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guest data above 2 GiB, and above 4 GiB, of a machine's memory, on machines that have
# it; channel programs below 2 GiB all the same.
#
# usage: s390x-memory.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and uapi/
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

# machine MEMORY ADDRESS: so much memory, and data at this address or above
machine()
{
	rm -rf "$scratch"/{monitor.*,initramfs}
	S390X_MACHINE="-m $1" "$here/boot-s390x" "$scratch" s390x-memory.sh ADDRESS="$2"
}

outside()
{
	local built=$1

	scratch=$(mktemp -d "${TMPDIR:-/tmp}/s390x-memory.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	cp "$built/vfio_ccw.ko" "$built/uapi/high" "$scratch/root/test/" || exit 2
	machine 3G 80000000 && machine 12G 100000000
}

# ---- In busybox's shell ----

subchannel=0.0.0001
sch=/sys/bus/css/devices/$subchannel
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0001
trace=/sys/kernel/debug/tracing

is_online()
{
	grep -q 1 $sch/0.*/online
}

pass_through()
{
	echo 1 > /proc/cio_settle && echo $subchannel > $sch/driver/unbind &&
		echo vfio_ccw > $sch/driver_override &&
		echo $subchannel > /sys/bus/css/drivers_probe &&
		echo $uuid > $sch/mdev_supported_types/vfio_ccw-io/create
}

inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	yes "mdev loads" insmod /modules/mdev.ko
	yes "vfio_ccw loads" insmod /test/vfio_ccw.ko
	yes "a subchannel is passed through" pass_through
	echo 1 > $trace/events/vfio_ccw/vfio_ccw_start/enable
	/test/high $uuid "$ADDRESS"
	# What is started, as a channel sees it: 31 bits.
	yes "channel programs are traced" grep -q ' cpa=' $trace/trace
	no "none is above 2 GiB" grep ' cpa=[89a-f]' $trace/trace
	echo $subchannel > $sch/driver/unbind
	check_end vfio_ccw
	end
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

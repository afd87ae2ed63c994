#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What channel programs cost with this driver and with the kernel's own, counted in
# instructions: one after the other in the same boot of an s390x machine with one
# processor, whose clock counts what it executes.  Fails if a goal is missed.
#
# usage: bench-s390x.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and bench/
#
# The script runs twice: outside it prepares a folder, boots, and judges; inside it is
# init.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	local built=$1 kernel

	kernel=$("$here/../tools/kernel" --path s390x)
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/bench-s390x.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch"/root/test/{ours,theirs}
	cp "$built/vfio_ccw.ko" "$scratch/root/test/ours/" || exit 2
	cp "$kernel/drivers/s390/cio/vfio_ccw.ko" "$scratch/root/test/theirs/" || exit 2
	cp "$built/bench/bench" "$here/../selftests/bench/memory" "$scratch/root/test/" || exit 2
	S390X_TIMEOUT=${S390X_TIMEOUT:-300} \
		S390X_PROCESSORS="-accel tcg,thread=single -smp 1 -icount shift=0,sleep=off" \
		"$here/boot-s390x" "$scratch" bench-s390x.sh > "$built/bench/output" || {
		cat "$built/bench/output" >&2
		echo "bench-s390x: the measurement did not come to its end" >&2
		exit 1
	}
	"$here/../selftests/bench/judge" "$built/bench/output"
}

give_back()
{
	local device=/sys/bus/css/devices/0.0.0000

	echo 0.0.0000 > "$device/driver/unbind" && echo > "$device/driver_override" &&
		echo 0.0.0000 > /sys/bus/css/drivers_probe && echo 1 > /proc/cio_settle
}

# What the kernel takes and gives while a command runs.
traced()
{
	local tracing=/sys/kernel/debug/tracing event

	echo 16384 > $tracing/buffer_size_kb
	for event in kmalloc kfree kmem_cache_alloc kmem_cache_free mm_page_alloc mm_page_free; do
		echo 1 > $tracing/events/kmem/$event/enable
	done
	"$@"
	echo 0 > $tracing/events/kmem/enable
	busybox awk -f /test/memory $tracing/trace
	verdict $? "all allocations of $driver are counted"
	echo > $tracing/trace
}

# In busybox's shell.
inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	yes "mdev loads" insmod /modules/mdev.ko
	for driver in theirs ours; do
		yes "$driver loads" insmod /test/$driver/vfio_ccw.ko
		for world in type1 iommufd; do
			echo "# driver $driver $world"
			/test/bench $world 0.0.0000 0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0000
			verdict $? "$driver is measured with $world"
			yes "the device is given back" give_back
		done
		traced /test/bench type1 0.0.0000 0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0000 nop nop-255 255x4k
		yes "the device is given back" give_back
		yes "$driver goes" rmmod vfio_ccw
	done
	is "no page stays pinned" 0 "$(pinned)"
	end
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

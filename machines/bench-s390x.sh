#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What channel programs cost with this driver and with the kernel's own, counted in
# instructions: one after the other in the same boot of an s390x machine with one
# processor, whose clock counts what it executes.  Fails if a goal is missed.
#
# usage: bench-s390x.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and bench/

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	local kernel

	kernel=$("$top/tools/kernel" --path s390x)
	mkdir -p "$folder"/root/test/{ours,theirs}
	cp "$modules/vfio_ccw.ko" "$folder/root/test/ours/" || exit 2
	cp "$kernel/drivers/s390/cio/vfio_ccw.ko" "$folder/root/test/theirs/" || exit 2
	bring "$modules/bench/bench" "$top/selftests/bench/memory"
	S390X_TIMEOUT=${S390X_TIMEOUT:-300} \
		S390X_PROCESSORS="-accel tcg,thread=single -smp 1 -icount shift=0,sleep=off" \
		boot s390x > "$modules/bench/output" || {
		cat "$modules/bench/output" >&2
		echo "bench-s390x: the measurement did not come to its end" >&2
		exit 1
	}
	"$top/selftests/bench/judge" "$modules/bench/output"
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

inside()
{
	begin
	load_parts
	for driver in theirs ours; do
		yes "$driver loads" insmod /test/$driver/vfio_ccw.ko
		for backend in type1 iommufd; do
			echo "# driver $driver $backend"
			/test/bench $backend 0.0.0000 0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0000
			verdict $? "$driver is measured with $backend"
			yes "the device is given back" give_back 0.0.0000
		done
		traced /test/bench type1 0.0.0000 0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0000 nop nop-255 255x4k
		yes "the device is given back" give_back 0.0.0000
		yes "$driver goes" rmmod vfio_ccw
	done
	is "no page stays pinned" 0 "$(pinned)"
	end
}

on_qemu 0 "$@"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Images of css_sim on a real file system, on a disk that works and then fails, in the
# distribution's x86-64 kernel: each write that was reported complete is in the image, and a
# write that fails is reported to the guest.
#
# usage: x86-image.sh MODULES
#   MODULES   build/x86, with the modules and stress/

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	bring "$modules/stress/dasd"
	unpack formatted.3390 "$folder/root/test/disk"
	install_modules
	X86_MODULES="ext4 loop" X86_PROGRAMS="mke2fs grep" boot x86
}

# A file system on a disk in memory; what is written reaches the disk late.
make_disk()
{
	mkdir -p /tmp/memory /tmp/mnt
	mount -t tmpfs -o size=20m tmpfs /tmp/memory && truncate -s 16M "$disk" &&
		mke2fs -q -t ext4 -O ^has_journal "$disk" && modprobe -a loop ext4 &&
		losetup /dev/loop0 "$disk" && mount -t ext4 /dev/loop0 /tmp/mnt &&
		cp /test/disk "$image" && sync
}

# Nor may it by itself.
hold_back()
{
	echo 0 > /proc/sys/vm/dirty_writeback_centisecs
	echo 90 > /proc/sys/vm/dirty_ratio
	echo 90 > /proc/sys/vm/dirty_background_ratio
}

# The disk forgets what it has, and gets no memory any more: writing fails.
break_disk()
{
	truncate -s 64k "$disk"
	dd if=/dev/zero of=/tmp/memory/filler bs=1M 2> /dev/null
	truncate -s 16M "$disk"
}

inside()
{
	disk=/tmp/memory/ext4
	image=/tmp/mnt/disk
	begin
	yes "the modules load" load_installed
	yes "a file system" make_disk
	hold_back
	yes "a write" /test/dasd "$image" written-through
	yes "is on the disk when device end was presented" grep -aq written-through "$disk"
	export WRITE_CACHE=1
	yes "a write with the cache on" /test/dasd "$image" written-behind
	yes "is in the file" grep -aq written-behind "$image"
	no "and need not be on the disk" grep -aq written-behind "$disk"
	sync
	yes "until that is asked for" grep -aq written-behind "$disk"
	unset WRITE_CACHE
	break_disk
	no "a write to a disk that fails" /test/dasd "$image" lost-and-told
	cp /tmp/output /tmp/told
	yes "is an equipment check for the guest" grep "equipment check" /tmp/told
	no "and not on the disk" grep -aq lost-and-told "$disk"
	umount /tmp/mnt
	check_end css_sim vfio_ccw
	end
}

on_qemu 0 "$@"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest inside the guest: QEMU on the s390x kernel gives a subchannel of its machine
# to a Linux, by vfio_ccw; that finds the device and uses it.
#
# usage: nested.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and nested/init
#
# Both QEMUs interpret: some minutes.  Prints TAP.

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0000
subchannel=0.0.0000

outside()
{
	mkdir -p "$folder"/guest/{dev,sys} || exit 2
	cp -r "$("$top/tools/nested-parts" --path)/root/." "$folder/root/" || exit 2
	bring_modules vfio_ccw
	bring "$("$top/tools/kernel" --path s390x)/arch/s390/boot/bzImage"
	cp "$modules/nested/init" "$folder/guest/" || exit 2
	(cd "$folder/guest" && find . | cpio --quiet -o -H newc -R 0:0) \
		> "$folder/root/test/guest.cpio" || exit 2
	# With more processors the guest inside does not always come up: docs/guest.rst.
	S390X_MACHINE='-m 1536 -smp 1' S390X_TIMEOUT=1700 boot s390x
}

guest()
{
	timeout -s KILL 1500 qemu-system-s390x -M s390-ccw-virtio -cpu max -accel tcg -m 128 \
		-nodefaults -display none -no-reboot -chardev stdio,id=console \
		-device sclpconsole,chardev=console -kernel /test/bzImage \
		-initrd /test/guest.cpio -device vfio-ccw,sysfsdev=/sys/bus/mdev/devices/$uuid \
		-append "console=ttysclp0 panic=1 loglevel=4" < /dev/null > /tmp/guest 2>&1 &
	# Show progress, as this takes minutes.
	while kill -0 $! 2> /dev/null; do
		echo "# the guest inside has printed $(wc -l < /tmp/guest) lines"
		sleep 10
	done
	wait $!
}

inside()
{
	begin
	load vfio_ccw
	yes "a subchannel is passed through" pass_through $subchannel $uuid
	yes "requests are traced" put 1 /sys/kernel/tracing/events/vfio_ccw/vfio_ccw_request/enable
	guest
	verdict $? "the guest inside comes to its end"
	sed 's/^/# /' /tmp/guest
	yes "it finds the device" grep -q '^nested: device .* cutype 3832/0[0-9] .* online 1' /tmp/guest
	yes "and uses it" grep -q '^nested: .* 0 failed' /tmp/guest
	grep 'vfio_ccw_request:' /sys/kernel/tracing/trace > /tmp/requests
	yes "by requests to vfio_ccw" [ -s /tmp/requests ]
	echo "# $(wc -l < /tmp/requests) requests"
	is "no page stays pinned" 0 "$(pinned)"
	end
}

on_qemu 0 "$@"

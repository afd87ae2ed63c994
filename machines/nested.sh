#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest inside the guest: QEMU on the s390x kernel gives a subchannel of its machine
# to a Linux, by vfio_ccw; that finds the device and uses it.
#
# usage: nested.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and nested/init
#
# Both QEMUs interpret: some minutes.  The script runs twice: outside it prepares a
# folder and boots; inside it is init.  Prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0000
subchannel=0.0.0000

outside()
{
	local built=$1

	scratch=$(mktemp -d "${TMPDIR:-/tmp}/nested.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test" "$scratch"/guest/{dev,sys} || exit 2
	cp -r "$("$here/../tools/nested-parts" --path)/root/." "$scratch/root/" || exit 2
	cp "$built/vfio_ccw.ko" "$scratch/root/test/" || exit 2
	cp "$("$here/../tools/kernel" --path s390x)/arch/s390/boot/bzImage" \
		"$scratch/root/test/" || exit 2
	cp "$built/nested/init" "$scratch/guest/" || exit 2
	(cd "$scratch/guest" && find . | cpio --quiet -o -H newc -R 0:0) \
		> "$scratch/root/test/guest.cpio" || exit 2
	# With more processors the guest inside does not always come up: docs/guest.rst.
	S390X_MACHINE='-m 1536 -smp 1' S390X_TIMEOUT=1700 "$here/boot-s390x" "$scratch" nested.sh
}

pass_through()
{
	local device=/sys/bus/css/devices/$subchannel

	echo $subchannel > /sys/bus/css/drivers/io_subchannel/unbind &&
		echo vfio_ccw > $device/driver_override &&
		echo $subchannel > /sys/bus/css/drivers_probe &&
		echo $uuid > $device/mdev_supported_types/vfio_ccw-io/create
}

# What the guest starts is seen here, too.
trace()
{
	mount -t tracefs tracefs /sys/kernel/tracing &&
		echo 1 > /sys/kernel/tracing/events/vfio_ccw/vfio_ccw_request/enable
}

guest()
{
	timeout -s KILL 1500 qemu-system-s390x -M s390-ccw-virtio -cpu max -accel tcg -m 128 \
		-nodefaults -display none -no-reboot -chardev stdio,id=console \
		-device sclpconsole,chardev=console -kernel /test/bzImage \
		-initrd /test/guest.cpio -device vfio-ccw,sysfsdev=/sys/bus/mdev/devices/$uuid \
		-append "console=ttysclp0 panic=1 loglevel=4" < /dev/null > /tmp/guest 2>&1 &
	# Nobody should think that nothing happens.
	while kill -0 $! 2> /dev/null; do
		echo "# the guest inside has said $(wc -l < /tmp/guest) lines"
		sleep 10
	done
	wait $!
}

# In busybox's shell.
inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	export PATH=/bin:/usr/bin
	yes "mdev loads" insmod /modules/mdev.ko
	yes "vfio_ccw loads" insmod /test/vfio_ccw.ko
	yes "a subchannel is passed through" pass_through
	yes "requests are traced" trace
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

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# vfio_ccw with the I/O instructions of a machine: subchannels of QEMU's virtio
# devices passed through, by selftests/uapi/css.
#
# usage: s390x-css.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and uapi/
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	local built=$1

	scratch=$(mktemp -d "${TMPDIR:-/tmp}/s390x-css.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	cp "$built/vfio_ccw.ko" "$built/uapi/css" "$scratch/root/test/" || exit 2
	"$here/boot-s390x" "$scratch" s390x-css.sh
}

driver_of()
{
	basename "$(readlink "/sys/bus/css/devices/$1/driver")"
}

# In busybox's shell.
inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	yes "mdev loads" insmod /modules/mdev.ko
	yes "vfio_ccw loads" insmod /test/vfio_ccw.ko
	yes "a driver beside it loads" insmod /modules/virtio-rng.ko
	/test/css 2>&1
	is "what was passed through is io_subchannel's again" io_subchannel "$(driver_of 0.0.0000)"
	is "another subchannel was so all the time" io_subchannel "$(driver_of 0.0.0002)"
	yes "and works" dd if=/dev/hwrng of=/dev/null bs=16 count=1
	check_end vfio_ccw
	end
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# vfio_ccw with the I/O instructions of a machine: subchannels of QEMU's virtio
# devices passed through, by selftests/uapi/css.
#
# usage: s390x-css.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and uapi/

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	bring_modules vfio_ccw
	bring "$modules/uapi/css"
	boot s390x
}

inside()
{
	begin
	load vfio_ccw
	yes "a driver beside it loads" insmod /modules/virtio-rng.ko
	/test/css 2>&1
	is "what was passed through is io_subchannel's again" io_subchannel "$(driver_of 0.0.0000)"
	is "another subchannel was so all the time" io_subchannel "$(driver_of 0.0.0002)"
	yes "and works" dd if=/dev/hwrng of=/dev/null bs=16 count=1
	check_end vfio_ccw
	end
}

on_qemu 0 "$@"

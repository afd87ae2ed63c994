#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guest data above 2 GiB, and above 4 GiB, of a machine's memory, on machines that have
# it; channel programs below 2 GiB all the same.
#
# usage: s390x-memory.sh MODULES
#   MODULES   build/s390x, with vfio_ccw.ko and uapi/

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

# machine MEMORY ADDRESS: so much memory, and data at this address or above
machine()
{
	S390X_MACHINE="-m $1" boot s390x ADDRESS="$2"
}

outside()
{
	bring_modules vfio_ccw
	bring "$modules/uapi/high_memory"
	machine 3G 80000000 && machine 12G 100000000
}

# ---- In busybox's shell ----

subchannel=0.0.0001
uuid=0f4b0a4e-7d2c-4b1a-9c53-6e0a5c1d0001
trace=/sys/kernel/debug/tracing

inside()
{
	begin
	load vfio_ccw
	yes "a subchannel is passed through" pass_through $subchannel $uuid
	echo 1 > $trace/events/vfio_ccw/vfio_ccw_start/enable
	/test/high_memory $uuid "$ADDRESS"
	# What is started, as a channel sees it: 31 bits.
	yes "channel programs are traced" grep -q ' cpa=' $trace/trace
	no "none is above 2 GiB" grep ' cpa=[89a-f]' $trace/trace
	echo $subchannel > "$css/devices/$subchannel/driver/unbind"
	check_end vfio_ccw
	end
}

on_qemu 0 "$@"

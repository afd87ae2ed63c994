#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A channel that misbehaves, in User-mode Linux: selftests/uapi/channel against
# test_channel.ko.
#
# usage: uml-channel.sh LINUX MODULES [ARGUMENT ...]
#   LINUX      a User-mode Linux kernel with VFIO, in its build tree
#   MODULES    the folder of vfio_ccw.ko and test_channel.ko
#   ARGUMENT   of the test harness

# A variable that the kernel passes from outside to inside.
: "${ARGUMENTS=}"

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	build_uapi
	UML_TIMEOUT=300 boot_uml ARGUMENTS="$(commas "$@")"
}

inside()
{
	local arguments

	begin
	load vfio_ccw test_channel
	IFS=, read -r -a arguments <<< "$ARGUMENTS"
	"$MODULES/uapi/channel" "${arguments[@]}" 2>&1
	check_end test_channel vfio_ccw
	end
}

on_uml 99 "$@"

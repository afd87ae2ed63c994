#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The user ABI on a big-endian kernel: the programs of selftests/uapi against css_sim,
# beside the machine's own css bus.
#
# usage: s390x-uapi.sh MODULES [PROGRAM ...]
#   MODULES   build/s390x, with the modules and uapi/
#   PROGRAM   only these of selftests/uapi

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	# shellcheck disable=SC2046 # a list
	[ $# -gt 0 ] || set -- $(cat "$modules/uapi/programs")
	bring_programs uapi "$@"
	bring_modules vfio_ccw css_sim
	unpack formatted.3390 "$folder/root/test/disk"
	boot s390x
}

inside()
{
	begin
	load vfio_ccw css_sim
	export IMAGE=/tmp/disk
	cp /test/disk $IMAGE
	# shellcheck disable=SC2013 # words
	for program in $(cat /test/programs); do
		echo "# $program"
		"/test/$program" 2>&1
	done
	check_end css_sim vfio_ccw
	end
}

on_qemu 99 "$@"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# selftests/stress against css_sim on a big-endian machine of four processors, which run in
# parallel; its reports of what is wrong are its own cases.
#
# usage: s390x-stress.sh MODULES
#   MODULES   build/s390x, with the modules and stress/
#   S390X_STRESS_SECONDS (in the environment): how long

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	bring_modules vfio_ccw css_sim
	bring "$modules/stress/stress"
	boot s390x SECONDS_WANTED="${S390X_STRESS_SECONDS:-20}"
}

inside()
{
	begin
	load vfio_ccw css_sim
	is "the processors are four" 4 "$(grep -c '^processor' /proc/cpuinfo)"
	/test/stress -t "$SECONDS_WANTED"
	yes "a status that is lost is noticed" eval '! /test/stress -t 10 -d 3 > /tmp/dropped &&
		grep "lost interrupt" /tmp/dropped || { cat /tmp/dropped; false; }'
	check_end css_sim vfio_ccw
	end
}

on_qemu 0 "$@"

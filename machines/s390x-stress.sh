#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# selftests/stress against css_sim on a big-endian machine of four processors, which run in
# parallel; its reports of what is wrong are its own cases.
#
# usage: s390x-stress.sh MODULES
#   MODULES   build/s390x, with the modules and stress/
#   S390X_STRESS_SECONDS (in the environment): how long
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	local built=$1

	scratch=$(mktemp -d "${TMPDIR:-/tmp}/s390x-stress.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	cp "$built/vfio_ccw.ko" "$built/css_sim.ko" "$built/stress/stress" "$scratch/root/test/" || exit 2
	"$here/boot-s390x" "$scratch" s390x-stress.sh SECONDS_WANTED="${S390X_STRESS_SECONDS:-20}"
}

# In busybox's shell.
inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	mount -t configfs configfs /sys/kernel/config
	yes "mdev loads" insmod /modules/mdev.ko
	yes "vfio_ccw loads" insmod /test/vfio_ccw.ko
	yes "css_sim loads" insmod /test/css_sim.ko
	is "the processors are four" 4 "$(grep -c '^processor' /proc/cpuinfo)"
	/test/stress -t "$SECONDS_WANTED"
	yes "a status that is lost is noticed" eval '! /test/stress -t 10 -d 3 > /tmp/dropped &&
		grep "lost interrupt" /tmp/dropped || { cat /tmp/dropped; false; }'
	check_end css_sim vfio_ccw
	end
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The user ABI on a big-endian kernel: the programs of selftests/uapi against css_sim,
# beside the machine's own css bus.
#
# usage: s390x-uapi.sh MODULES [PROGRAM ...]
#   MODULES   build/s390x, with the modules and uapi/
#   PROGRAM   only these of selftests/uapi
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	local built=$1 program programs

	# No array: the shell inside reads this, too.
	shift
	programs=${*:-$(cat "$built/uapi/programs")}
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/s390x-uapi.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	for program in $programs; do
		cp "$built/uapi/$program" "$scratch/root/test/" || exit 2
	done
	echo "$programs" > "$scratch/root/test/programs"
	cp "$built/vfio_ccw.ko" "$built/css_sim.ko" "$scratch/root/test/" || exit 2
	xz -dc "$here/../simtests/recordings/images/formatted.3390.xz" \
		> "$scratch/root/test/disk" || exit 2
	"$here/boot-s390x" "$scratch" s390x-uapi.sh
}

# In busybox's shell.
inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	mount -t configfs configfs /sys/kernel/config
	yes "the modules load" insmod /modules/mdev.ko
	yes "vfio_ccw" insmod /test/vfio_ccw.ko
	yes "css_sim" insmod /test/css_sim.ko
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

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

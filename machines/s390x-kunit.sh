#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The KUnit suites on a big-endian kernel.
#
# usage: s390x-kunit.sh MODULES [NAME=VALUE ...]
#   MODULES   build/s390x, with vfio_ccw_kunit.ko
#   NAME=...  settings of the suites
#
# The script runs twice: outside it boots; inside it is init, and its log is TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	local built=$1

	shift
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/s390x-kunit.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	cp "$built/vfio_ccw_kunit.ko" "$here/../tools/ktap.awk" "$scratch/root/test/" || exit 2
	"$here/boot-s390x" "$scratch" s390x-kunit.sh SETTINGS="$(IFS=,; echo "$*")"
}

# In busybox's shell.
inside()
{
	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	insmod /test/vfio_ccw_kunit.ko ${SETTINGS:+"settings=$SETTINGS"} ||
		echo "not ok 1 - the module does not load"
	rmmod vfio_ccw_kunit || echo "not ok 1 - the module does not go"
	dmesg > /tmp/kmsg
	awk -f /test/ktap.awk /tmp/kmsg
	check_end
	end
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

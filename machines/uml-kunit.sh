#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The KUnit suites in User-mode Linux.
#
# usage: uml-kunit.sh LINUX MODULES [SETTING=NUMBER ...]
#   LINUX     a User-mode Linux kernel with KUnit
#   MODULES   the folder of vfio_ccw_kunit.ko
#   SETTING   of a suite, for instance PROPERTY_PROGRAMS=1000
#
# The script runs twice: outside it boots; inside it is init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

# A generous multiple of what the suites take on a kernel that watches.
limit=900

outside()
{
	local linux=$1 built

	built=$(readlink -f "$2")
	shift 2
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/uml-kunit.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	UML_TIMEOUT=${UML_TIMEOUT:-$limit} "$here/boot-uml" "$linux" "$scratch" "$self" \
		FOLDER="$scratch" MODULES="$built" SETTINGS="$(IFS=,; echo "$*")"
}

inside()
{
	# shellcheck source=machines/quiet.sh
	. "$here/quiet.sh"
	# shellcheck source=machines/checks.sh
	. "$here/checks.sh"
	export PATH=/usr/sbin:/usr/bin:/sbin:/bin
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
	insmod "$MODULES/vfio_ccw_kunit.ko" ${SETTINGS:+"settings=$SETTINGS"} 2>&1 ||
		echo "not ok 1 - the module does not load"
	rmmod vfio_ccw_kunit 2>&1 || echo "not ok 1 - the module does not go"
	dmesg > "$FOLDER/kmsg"
	"$here/../tools/ktap.awk" "$FOLDER/kmsg"
	# A warning of the kernel's is not KUnit's to see.
	finish_checks
	"$here/save-gcov"
	echo "# done"
	sync
	poweroff -f
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 2 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

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
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

# Variables that the kernel passes from outside to inside.
: "${FOLDER=}" "${MODULES=}" "${MDEV=}" "${ARGUMENTS=}"

set -u
self=$(readlink -f "$0")
here=${self%/*}

outside()
{
	local linux modules

	linux=$(readlink -f "$1")
	modules=$(readlink -f "$2")
	shift 2
	unset MAKEFLAGS MFLAGS MAKELEVEL
	make -s -C "$here/../selftests/uapi" O="$modules/uapi" SOURCE="${linux%/*}/source" >&2 || exit 2
	folder=$(mktemp -d "${TMPDIR:-/tmp}/uml-channel.XXXXXX")
	trap 'rm -rf "$folder"' EXIT
	# Blanks in a word are not for the command line of a kernel.
	UML_TIMEOUT=300 "$here/boot-uml" "$linux" "$folder" "$self" FOLDER="$folder" \
		MODULES="$modules" MDEV="${linux%/*}/drivers/vfio/mdev/mdev.ko" \
		ARGUMENTS="$(IFS=,; echo "$*")"
}

# shellcheck source=machines/quiet.sh
. "$here/quiet.sh"
# shellcheck source=machines/checks.sh
. "$here/checks.sh"

inside()
{
	local arguments

	export PATH=/usr/sbin:/usr/bin:/sbin:/bin
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mount -t debugfs debugfs /sys/kernel/debug
	[ ! -e "$MDEV" ] || insmod "$MDEV"
	insmod "$MODULES/vfio_ccw.ko"
	insmod "$MODULES/test_channel.ko"
	IFS=, read -r -a arguments <<< "$ARGUMENTS"
	"$MODULES/uapi/channel" "${arguments[@]}" 2>&1
	yes "the modules go" rmmod test_channel vfio_ccw
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

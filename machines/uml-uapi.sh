#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The user ABI in User-mode Linux: the programs of selftests/uapi, against a
# simulated DASD and a simulated test device.
#
# usage: uml-uapi.sh LINUX MODULES [PROGRAM [ARGUMENT ...]]
#   LINUX     a User-mode Linux kernel with VFIO, in its build tree
#   MODULES   the folder of vfio_ccw.ko and css_sim.ko
#   UML_MODULES (in the environment): other modules to load first, beside mdev and
#             VFIO's type 1, which are found beside the kernel
#   PROGRAM   only this one of selftests/uapi, with arguments of the test harness
#
# The script runs twice: outside it builds the programs and boots; inside it is
# init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

# ---- outside ----

# A kernel's command line has no blanks in a word.
commas()
{
	local IFS=,
	echo "$*"
}

outside()
{
	local linux=$1 built=$2 tree

	shift 2
	read -r -a more <<< "${UML_MODULES:-}"
	linux=$(readlink -f "$linux")
	tree=$(dirname "$linux")
	built=$(readlink -f "$built")
	unset MAKEFLAGS MFLAGS MAKELEVEL
	make -s -C "$here/../selftests/uapi" O="$built/uapi" SOURCE="$tree/source" >&2 || exit 2
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/uml-uapi.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	xz -dc "$here/../simtests/recordings/images/formatted.3390.xz" > "$scratch/disk" || exit 2
	"$here/boot-uml" "$linux" "$scratch" "$self" FOLDER="$scratch" MODULES="$built" \
		FIRST="$(commas "$tree/type1/vfio_iommu_type1.ko" "$tree/drivers/vfio/mdev/mdev.ko" \
			"${more[@]}")" \
		ARGUMENTS="$(commas "$@")"
}

# ---- inside ----

# Warnings of the kernel's own, where only an allocation that fails leads: VFIO
# gives up a group of which it cannot make a device; the driver core a bus, before
# it told lockdep of the bus's lock.
known_reports()
{
	[ "$1" != failslab ] || echo ' (vfio_group_release|lockdep_unregister_key)[+]'
}

inside()
{
	local programs arguments worlds=()

	# shellcheck source=machines/quiet.sh
	. "$here/quiet.sh"
	# shellcheck source=machines/checks.sh
	. "$here/checks.sh"
	export PATH=/usr/sbin:/usr/bin:/sbin:/bin IMAGE=$FOLDER/disk
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t devtmpfs devtmpfs /dev
	mount -t configfs configfs /sys/kernel/config
	mount -t debugfs debugfs /sys/kernel/debug 2> /dev/null
	for module in ${FIRST//,/ }; do
		[ ! -e "$module" ] || insmod "$module"
	done
	# Where /dev/vfio/vfio is iommufd's anyway, two worlds are one.
	[ -e /sys/module/vfio_iommu_type1 ] || worlds=(-V compat)
	insmod "$MODULES/vfio_ccw.ko"
	insmod "$MODULES/css_sim.ko"
	IFS=, read -r -a arguments <<< "${ARGUMENTS:-}"
	programs=${arguments[0]:-$(cat "$MODULES/uapi/programs")}
	for program in $programs; do
		# It holds page faults by FUSE, which this kernel lacks; others run it.
		[ "$program" != slow ] || [ -n "${arguments[0]:-}" ] || continue
		echo "# $program"
		"$MODULES/uapi/$program" "${arguments[@]:1}" "${worlds[@]}" 2>&1
	done
	KNOWN=$(known_reports "${arguments[0]:-}")
	yes "the modules go" rmmod css_sim vfio_ccw
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

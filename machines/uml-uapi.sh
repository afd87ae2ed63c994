#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The user ABI in User-mode Linux: the programs of selftests/uapi, against a
# simulated DASD and a simulated test device.
#
# usage: uml-uapi.sh LINUX MODULES [PROGRAM [ARGUMENT ...]]
#   LINUX     a User-mode Linux kernel with VFIO, in its build tree
#   MODULES   the folder of vfio_ccw.ko and css_sim.ko
#   UML_MODULES (in the environment): other modules to load first
#   PROGRAM   only this one of selftests/uapi, with arguments of the test harness

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

# ---- outside ----

outside()
{
	build_uapi
	[ $# = 0 ] || [ -x "$modules/uapi/$1" ] || die "no program of selftests/uapi: $1"
	unpack formatted.3390 "$folder/disk"
	# shellcheck disable=SC2086 # a list
	boot_uml MORE_MODULES="$(commas ${UML_MODULES:-})" ARGUMENTS="$(commas "$@")"
}

# ---- inside ----

# Warnings of the kernel itself, which only failed allocations cause: VFIO releases a group
# whose device it cannot create; the driver core releases a bus whose lock is not registered
# with lockdep yet.
known_reports()
{
	[ "$1" != failslab ] || echo ' (vfio_group_release|lockdep_unregister_key)[+]'
}

inside()
{
	local module program programs arguments interfaces=()

	begin
	export IMAGE=$FOLDER/disk
	for module in ${MORE_MODULES//,/ }; do
		yes "$module loads" insmod "$module"
	done
	load vfio_ccw css_sim
	# Where iommufd provides /dev/vfio/vfio anyway, the variants group and compat are the same.
	[ -e /sys/module/vfio_iommu_type1 ] || interfaces=(-V compat)
	IFS=, read -r -a arguments <<< "${ARGUMENTS:-}"
	programs=${arguments[0]:-$(cat "$MODULES/uapi/programs")}
	for program in $programs; do
		# It delays page faults by FUSE, which this kernel lacks; check-x86 runs it.
		[ "$program" != slow ] || [ -n "${arguments[0]:-}" ] || continue
		echo "# $program"
		"$MODULES/uapi/$program" "${arguments[@]:1}" "${interfaces[@]}" 2>&1
	done
	KNOWN=$(known_reports "${arguments[0]:-}")
	check_end css_sim vfio_ccw
	end
}

on_uml 99 "$@"

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The user ABI in an x86-64 kernel, by default the distribution's, on four processors:
# the programs of selftests/uapi with VFIO's real type 1.
#
# usage: x86-uapi.sh MODULES [PROGRAM]
#   MODULES   build/x86, with the modules and uapi/
#   PROGRAM   only this one of selftests/uapi
#   X86_FLAVOUR (in the environment): see boot-x86

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	# shellcheck disable=SC2046 # a list
	[ $# -gt 0 ] || set -- $(cat "$modules/uapi/programs")
	bring_programs uapi "$@"
	unpack formatted.3390 "$folder/root/test/disk"
	[ ! -e "$modules/provoke" ] || bring "$modules/provoke/provoke.ko"
	install_modules
	X86_MODULES=fuse boot x86
}

# A kernel with KCSAN: what it says of itself is shown; and it says something of a module.
check_races()
{
	echo "# data races of the kernel's own, and how often they were told:"
	races others | sort | uniq -c | sed 's/^/#  /'
	insmod /test/provoke.ko what=race
	yes "a data race of a module is a report" eval "complaints | grep 'KCSAN.*provoke'"
}

# The distribution's kernel has no iommufd: of each test the variant for it is left out,
# and the one that needs both.
inside()
{
	local program programs interfaces=()

	begin
	yes "the modules load" load_installed
	modprobe fuse
	[ -e /dev/iommu ] || interfaces=(-T one_interface_at_a_time -v group)
	export IMAGE=/tmp/disk
	cp /test/disk $IMAGE
	read -r -a programs < /test/programs
	for program in "${programs[@]}"; do
		echo "# $program"
		"/test/$program" "${interfaces[@]}" 2>&1
	done
	check_end css_sim vfio_ccw
	[ ! -e /test/provoke.ko ] || check_races
	end
}

on_qemu 1 "$@"

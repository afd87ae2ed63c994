#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The user ABI in an x86-64 kernel, the distribution's if not said otherwise, on four
# processors: the programs of selftests/uapi with VFIO's real type 1.
#
# usage: x86-uapi.sh MODULES [PROGRAM]
#   MODULES   build/x86, with the modules and uapi/
#   PROGRAM   only this one of selftests/uapi
#   X86_FLAVOUR (in the environment): as boot-x86 has it
#
# The script runs twice: outside it prepares a folder and boots; inside it is
# init, and prints TAP.

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	local built=$1 programs=${2:-$(cat "$1/uapi/programs")} program

	scratch=$(mktemp -d "${TMPDIR:-/tmp}/x86-uapi.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	mkdir -p "$scratch/root/test"
	for program in $programs; do
		cp "$built/uapi/$program" "$scratch/root/test/" || exit 2
	done
	echo "$programs" > "$scratch/root/test/programs"
	xz -dc "$here/../simtests/recordings/images/formatted.3390.xz" \
		> "$scratch/root/test/disk" || exit 2
	[ ! -e "$built/provoke" ] || cp "$built/provoke/provoke.ko" "$scratch/root/test/" || exit 2
	"$here/../tools/install" --target="${X86_FLAVOUR:-x86}" install "$scratch/root" >&2 || exit 2
	X86_MODULES=fuse "$here/boot-x86" "$scratch" x86-uapi.sh
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
	local program programs worlds=()

	# shellcheck disable=SC1091 # there, not here
	. /test/inside.sh
	begin
	yes "the modules load" load
	modprobe fuse
	[ -e /dev/iommu ] || worlds=(-T one_world_at_a_time -v group)
	export IMAGE=/tmp/disk
	cp /test/disk $IMAGE
	read -r -a programs < /test/programs
	for program in "${programs[@]}"; do
		echo "# $program"
		"/test/$program" "${worlds[@]}" 2>&1
	done
	check_end css_sim vfio_ccw
	[ ! -e /test/provoke.ko ] || check_races
	end
}

if [ $$ = 1 ]; then
	inside
else
	[ $# -ge 1 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

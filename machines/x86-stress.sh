#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# selftests/stress in an x86-64 kernel, by default the distribution's, on four processors;
# its allocator checks what is freed.
#
# usage: x86-stress.sh MODULES [OPTION ...]
#   MODULES   build/x86, with the modules and stress/
#   OPTION    of selftests/stress
#   STRESS_SECONDS (in the environment): how long
#   X86_FLAVOUR (in the environment): see boot-x86

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	bring "$modules/stress/stress"
	install_modules
	X86_KERNEL="slab_debug=FZU" X86_PROGRAMS=join boot x86 \
		SECONDS_WANTED="${STRESS_SECONDS:-60}" OPTIONS="$(commas "$@")"
}

# Prints how many allocations each function of this project's modules holds: the innermost one
# of the stack trace counts.
allocations()
{
	local cache

	# Freed objects that are cached per processor would count as allocated.
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 > "$cache"
	done
	cat /sys/kernel/debug/slab/*/alloc_traces 2> /dev/null | awk '
		/^ *[0-9]+ / { count = $1 }
		match($0, /[a-z0-9_]+\+[^ ]* \[(vfio_ccw|css_sim|mdev)\]/) && count {
			n[substr($0, RSTART, RLENGTH)] += count
			count = 0
		}
		END { for (f in n) print f "," n[f] }' |
		tr -d ' ' | tr , ' ' | sort
}

# The allocator lists some of what was freed, too: a leak grows with each of the
# hundreds of openings, or the thousands of requests.
growing()
{
	join -a 2 -e 0 -o 0,1.2,2.2 /tmp/before /tmp/after |
		awk '$3 > $2 + 24 { print; found = 1 } END { exit !found }'
}

inside()
{
	begin
	yes "the modules load" load_installed
	# What is there once only has been there before.
	/test/stress -t 1 -s 1 > /tmp/first 2>&1
	allocations > /tmp/before
	# shellcheck disable=SC2086 # a list
	/test/stress -t "$SECONDS_WANTED" ${OPTIONS//,/ }
	yes "a status that is lost is noticed" eval '! /test/stress -t 5 -d 20 > /tmp/dropped &&
		grep "lost interrupt" /tmp/dropped'
	yes "allocations can be told by their callers" grep css_sim /tmp/before
	allocations > /tmp/after
	no "no caller's allocations grow" growing
	check_end css_sim vfio_ccw
	end
}

on_qemu 99 "$@"

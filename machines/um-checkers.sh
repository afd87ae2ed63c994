#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The checkers of the debug kernel report faults: one of each kind is provoked, and the
# functions of quiet.sh, with which the other tests find reports, must find one.
#
# usage: um-checkers.sh LINUX MODULES
#   LINUX     the User-mode Linux kernel
#   MODULES   a folder; provoke/provoke.ko is in it

# shellcheck source=machines/machine.sh
. "$(dirname "$(readlink -f "$0")")/machine.sh"

outside()
{
	# shellcheck disable=SC2119 # no more words
	boot_uml
}

# reported WHAT FUNCTION PATTERN: provoke it; the report that FUNCTION of quiet.sh finds matches
reported()
{
	insmod "$MODULES/provoke/provoke.ko" what="$1" && rmmod provoke
	has "$1" "$3" "$("$2")"
}

inside()
{
	begin
	is "quiet before" "" "$(complaints)"
	reported leak leak_reports '^unreferenced object'
	reported shift log_reports 'UBSAN: shift-out-of-bounds'
	reported inversion log_reports 'WARNING: possible circular locking'
	has "lockdep is off then" 'turned off' "$(lockdep_reports)"
	reported atomic log_reports 'BUG: scheduling while atomic|BUG: sleeping function'
	has "tainted" 'tainted: ' "$(taint_reports)"
	reported overrun log_reports 'BUG: KASAN: slab-out-of-bounds'
	end
}

on_uml 0 "$@"

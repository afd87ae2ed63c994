# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the scripts that boot a machine have in common.  Such a script runs twice: its function
# `outside` prepares a folder and boots, with the functions of outside.sh; its function `inside`
# is process 1 of that machine, with those of inside.sh.  To be sourced first, by bash, or by
# busybox's shell in a machine that has no other.
#
# A script of another folder sets `machines` to this one before.

set -u
self=$(readlink -f "$0")
here=${self%/*}
machines=${machines:-$here}
# shellcheck source=machines/checks.sh
. "$machines/checks.sh"
if [ $$ = 1 ]; then
	# shellcheck source=machines/inside.sh
	. "$machines/inside.sh"
else
	# shellcheck source=machines/outside.sh
	. "$machines/outside.sh"
fi

# on_uml MOST ARGUMENT...: the arguments are LINUX, MODULES and at most MOST others, which
# `outside` gets; $linux, $tree, $modules and $folder are set
on_uml()
{
	[ $$ != 1 ] || { inside; return; }
	take_linux "$@"
	shift 3
	outside "$@"
}

# on_qemu MOST ARGUMENT...: the same with MODULES only; also for Hercules
on_qemu()
{
	[ $$ != 1 ] || { inside; return; }
	take_modules "$@"
	shift 2
	outside "$@"
}

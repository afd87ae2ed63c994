#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Does the kernel that watches see anything?  Each of its checkers is given a
# reason, and the verdict of the other tests must then be that there is a report.
#
# usage: checkers.sh LINUX MODULES
#   LINUX     the User-mode Linux kernel
#   MODULES   a folder; provoke/provoke.ko is in it
#
# The script runs twice: outside it boots; inside it is init, and prints TAP.

# Variables that the kernel passes from outside to inside.
: "${FOLDER=}" "${MODULES=}"

set -u
self=$(readlink -f "$0")
here=$(dirname "$self")

outside()
{
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/checkers.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	"$here/boot-uml" "$1" "$scratch" "$self" FOLDER="$scratch" MODULES="$(readlink -f "$2")"
}

count=0

# is NAME REPORTS PATTERN: there is such a report
is()
{
	local verdict=ok

	grep -qE "$3" <<< "$2" || verdict="not ok"
	count=$((count + 1))
	echo "$verdict $count - $1"
	[ "$verdict" = ok ] || echo "$2" | head -n 20 | sed 's/^/#   /'
}

# reported WHAT WHERE PATTERN: provoke it, and ask
reported()
{
	insmod "$MODULES/provoke/provoke.ko" what="$1" && rmmod provoke
	is "$1" "$("$2")" "$3"
}

inside()
{
	export PATH=/usr/sbin:/usr/bin:/sbin:/bin
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	mount -t debugfs debugfs /sys/kernel/debug
	# shellcheck source=machines/quiet.sh
	. "$here/quiet.sh"
	echo "TAP version 13"
	is "quiet before" "$(complaints)" '^$'
	reported leak leak_reports '^unreferenced object'
	reported shift log_reports 'UBSAN: shift-out-of-bounds'
	reported inversion log_reports 'WARNING: possible circular locking'
	is "lockdep is off then" "$(lockdep_reports)" 'given up'
	reported atomic log_reports 'BUG: scheduling while atomic|BUG: sleeping function'
	is "tainted" "$(taint_reports)" 'tainted: '
	reported overrun log_reports 'BUG: KASAN: slab-out-of-bounds'
	echo "1..$count"
	echo "# done"
	sync
	poweroff -f
}

if [ $$ = 1 ]; then
	inside
else
	[ $# = 2 ] || { sed -n 's/^# usage: /usage: /p' "$self" >&2; exit 2; }
	outside "$@"
fi

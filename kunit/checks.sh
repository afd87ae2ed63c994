# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# How a check is written in a script that runs in User-mode Linux.  To be sourced.
#
# Needs FOLDER, a scratch folder.  Prints TAP; finish_checks prints the plan.

count=0

verdict()
{
	local was=$1

	shift
	count=$((count + 1))
	if [ "$was" = 0 ]; then
		echo "ok $count - $*"
	else
		echo "not ok $count - $*"
		return 1
	fi
}

# is NAME EXPECTED ACTUAL
is()
{
	[ "$2" = "$3" ]
	verdict $? "$1" && return
	printf '%s\n' "expected: $2" "got:      $3" | sed 's/^/#   /'
	return 1
}

# yes NAME COMMAND...	no NAME COMMAND...
yes()
{
	local name=$1

	shift
	"$@" 2> "$FOLDER/stderr"
	verdict $? "$name" && return
	sed 's/^/#   /' "$FOLDER/stderr"
	return 1
}

no()
{
	local name=$1

	shift
	! "$@" 2> "$FOLDER/stderr"
	verdict $? "$name"
}

# put VALUE FILE: one write(2)
put()
{
	echo "$1" > "$2"
}

# soon COMMAND...: it succeeds before long; what it waits for tells nobody
soon()
{
	local i

	for ((i = 0; i < 300; i++)); do
		! "$@" > "$FOLDER/soon" 2>&1 || return 0
		sleep 0.1
	done
	sed 's/^/#   /' "$FOLDER/soon"
	return 1
}

# Whatever the log says from now on is new.
fresh_log()
{
	dmesg -c >> "$FOLDER/dmesg"
}

# What is lost may be found only when it is looked for twice.
leaks()
{
	local file=/sys/kernel/debug/kmemleak

	[ -e $file ] || return 0
	echo scan > $file
	sleep 6
	echo scan > $file
	cat $file
}

# What the kernel complains of.
complaints()
{
	# A warning, a die, a bad page
	local tainted=$(($(cat /proc/sys/kernel/tainted) & (1 << 5 | 1 << 7 | 1 << 9)))

	fresh_log
	grep -E 'BUG:|WARNING:|INFO:|Call Trace|UBSAN|Oops|is lost' "$FOLDER/dmesg"
	[ $tainted = 0 ] || echo "tainted: $tainted"
	if [ -e /proc/lockdep_stats ]; then
		grep -q 'debug_locks: *1' /proc/lockdep_stats || echo "lockdep has given up"
	fi
	leaks
}

# The plan, after a case of its own: that the kernel did not complain.
finish_checks()
{
	is "a quiet kernel" "" "$(complaints)"
	echo "1..$count"
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# How a check is written.  To be sourced, after quiet.sh where finish_checks is used, by
# bash, or by busybox's shell where there is no other.
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

# yes NAME COMMAND...	no NAME COMMAND...: what it says is in $FOLDER/output
yes()
{
	local name=$1

	shift
	"$@" > "$FOLDER/output" 2>&1
	verdict $? "$name" && return
	sed 's/^/#   /' "$FOLDER/output"
	return 1
}

no()
{
	local name=$1

	shift
	! "$@" > "$FOLDER/output" 2>&1
	verdict $? "$name" && return
	sed 's/^/#   /' "$FOLDER/output"
	return 1
}

# put VALUE FILE: one write(2)
put()
{
	echo "$1" > "$2"
}

# soon COMMAND...: it succeeds before long; what it waits for tells nobody
soon()
{
	local tries=0

	while [ $tries -lt 300 ]; do
		! "$@" > "$FOLDER/soon" 2>&1 || return 0
		tries=$((tries + 1))
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

# The plan, after a case of its own: that the kernel did not complain.
finish_checks()
{
	is "a quiet kernel" "" "$(complaints)"
	echo "1..$count"
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# How a check is written, in the scripts of machines/ and in the scenarios of guest/.  To be
# sourced by bash, or by busybox's shell.
#
# Needs FOLDER, a scratch folder.  Prints TAP without the plan; $count is the number of checks.

count=0
# Tenths of a second that `soon` waits
soon_limit=300

# evidence: a script may show more after a check that failed
evidence()
{
	:
}

verdict()
{
	local status=$1

	shift
	count=$((count + 1))
	if [ "$status" = 0 ]; then
		echo "ok $count - $*"
	else
		echo "not ok $count - $*"
		evidence
		return 1
	fi
}

# comment FILE: what a failed command printed
comment()
{
	sed 's/^/#   /' "$1"
}

# expected WANTED GOT: the first lines of both
expected()
{
	printf '%s\n' "expected: $1" | head -n 220 | sed 's/^/#   /'
	printf '%s\n' "got:      $2" | head -n 220 | sed 's/^/#   /'
}

# is NAME EXPECTED ACTUAL
is()
{
	[ "$2" = "$3" ]
	verdict $? "$1" && return
	expected "$2" "$3"
	return 1
}

# has NAME PATTERN TEXT: a line of the text matches
has()
{
	printf '%s\n' "$3" | grep -qE -- "$2"
	verdict $? "$1" && return
	expected "$2" "$3"
	return 1
}

# yes NAME COMMAND...	no NAME COMMAND...: its output is in $FOLDER/output
yes()
{
	local name=$1

	shift
	"$@" > "$FOLDER/output" 2>&1
	verdict $? "$name" && return
	comment "$FOLDER/output"
	return 1
}

no()
{
	local name=$1

	shift
	! "$@" > "$FOLDER/output" 2>&1
	verdict $? "$name" && return
	comment "$FOLDER/output"
	return 1
}

# put VALUE FILE: one write(2)
put()
{
	echo "$1" > "$2"
}

# soon COMMAND...: repeat it until it succeeds, for a limited time; shows the last output if not
soon()
{
	local tries=0

	while [ $tries -lt $soon_limit ]; do
		! "$@" > "$FOLDER/soon" 2>&1 || return 0
		tries=$((tries + 1))
		sleep 0.1
	done
	comment "$FOLDER/soon"
	return 1
}

# fresh_log: `dmesg` shows later messages only
fresh_log()
{
	dmesg -c >> "$FOLDER/dmesg"
}

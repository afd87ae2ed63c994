# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
#
# How a scenario says what it found.  The numbers are given at the end, by the
# one who reads what guest and host say.

# What a bad verdict is followed by; the machines have something to say there.
evidence()
{
	:
}

verdict()
{
	if [ "$1" = 0 ]; then
		echo "ok - $2"
	else
		echo "not ok - $2"
		evidence
		return 1
	fi
}

# remark TEXT: as much of it as somebody reads
remark()
{
	printf '%s\n' "$1" | head -n 20
}

# is NAME EXPECTED ACTUAL
is()
{
	[ "$2" = "$3" ] && verdict 0 "$1" && return
	verdict 1 "$1"
	remark "expected: $2"
	remark "got:      $3"
	return 1
}

# has NAME PATTERN TEXT: a line of the text matches
has()
{
	printf '%s\n' "$3" | grep -qE -- "$2" && verdict 0 "$1" && return
	verdict 1 "$1"
	remark "expected: $2"
	remark "got:      $3"
	return 1
}

# yes NAME COMMAND ...	no NAME COMMAND ...: and what it printed, if not
yes()
{
	local name=$1 out

	shift
	out=$("$@" 2>&1) && verdict 0 "$name" && return
	verdict 1 "$name"
	remark "$*: $out"
	return 1
}

no()
{
	local name=$1 out

	shift
	out=$("$@" 2>&1) || { verdict 0 "$name" && return; }
	verdict 1 "$name"
	remark "$*: $out"
	return 1
}

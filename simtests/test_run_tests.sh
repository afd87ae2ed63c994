#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Does tools/run-tests count what there is to count, and end what it has begun when it
# is told to stop?
#
# usage: test_run_tests.sh, from the top of the repository

set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
# Nobody else sleeps so long.
long=100000.$$

fail()
{
	echo "FAILED: $*"
	failed=1
}

# counts EXPECTED JOB ...: what is in the totals, and in the exit status
counts()
{
	local expected=$1 status

	shift
	printf '%s\n' "$@" | tools/run-tests "$work/run" > "$work/out"
	status=$?
	[ "$(cat "$work/run/totals")" = "$expected" ] || fail "$*: $(cat "$work/run/totals"), not $expected"
	[ $status = "$([[ $expected = [1-9]*' 0 '* ]]; echo $?)" ] || fail "$*: exit status $status"
}

counts '2 0 0' 'exit a true' 'exit b true'
counts '1 1 0' 'exit a true' 'exit b false'
counts '1 0 1' 'exit a true' 'exit b exit 77'
counts '0 0 1' 'exit a exit 77'
counts '2 0 1' "tap a printf '1..3\nok 1 - x\nok 2 - y # SKIP\nok 3 - z\n'"
counts '1 1 0' "tap a printf '1..2\nok 1 - x\nnot ok 2 - y\n'"
counts '1 1 0' "tap a printf '1..2\nok 1 - x\n'"
counts '1 1 0' "tap a printf '1..1\nok 1 - x\n'; false"
counts '0 1 0' 'tap a true'

# How many do
sleeping()
{
	local file n=0

	for file in /proc/[0-9]*/cmdline; do
		[ "$(tr '\0' ' ' < "$file")" != "sleep $long " ] || n=$((n + 1))
	done 2> /dev/null
	echo $n
}

# A terminal's interrupt does not reach a job in a group of its own; there are some that
# no message ends.
stops_on()
{
	local try status

	printf '%s\n' "exit a timeout 1000 sleep $long" \
		"exit b trap '' TERM; setsid sleep $long; true" > "$work/jobs"
	env --default-signal="$1" tools/run-tests "$work/stopped" < "$work/jobs" > "$work/out" &
	for ((try = 0; try < 100; try++)); do
		[ "$(sleeping)" != 2 ] || break
		sleep 0.1
	done
	[ "$(sleeping)" = 2 ] || fail "$1: the jobs do not begin"
	kill -s "$1" $!
	wait $!
	status=$?
	[ $status -gt 128 ] || fail "$1: exit status $status"
	[ "$(sleeping)" = 0 ] || fail "$1: jobs go on"
}

stops_on INT
stops_on TERM
[ $failed -eq 0 ] && echo 'run-tests: all as it should be'
exit $failed

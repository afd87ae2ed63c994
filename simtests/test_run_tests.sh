#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Does tools/run-tests count what there is to count, write the same into junit.xml whatever
# its jobs print, and end what it has begun when it is told to stop?
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
	printf '%s\n' "$@" | tools/run-tests "$work/run" > "$work/out" 2>&1
	status=$?
	[ "$(cat "$work/run/totals")" = "$expected" ] || fail "$*: $(cat "$work/run/totals"), not $expected"
	# What failed is shown, whatever bytes it printed.
	! grep -q 'binary file' "$work/out" || fail "$*: its output is not shown"
	[ $status = "$([[ $expected = [1-9]*' 0 '* ]]; echo $?)" ] || fail "$*: exit status $status"
	[ "$(junit)" = "$expected" ] || fail "$*: junit.xml has $(junit), not $expected"
}

# junit [CASE [WHAT]]: of junit.xml, which a parser must take, "PASSED FAILED SKIPPED", twice the
# same by its attributes and its cases; or of a case "passed", or WHAT (failure, skipped) with
# its message and text
junit()
{
	python3 - "$work/run/junit.xml" "$@" <<- 'END'
		import sys
		import xml.etree.ElementTree as ElementTree

		root = ElementTree.parse(sys.argv[1]).getroot()

		def stated(e):
		    tests, failed, skipped = (int(e.get(n)) for n in ('tests', 'failures', 'skipped'))
		    return [tests - failed - skipped, failed, skipped]

		def counted(e):
		    cases = list(e.iter('testcase'))
		    failed, skipped = (sum(c.find(n) is not None for c in cases)
		                       for n in ('failure', 'skipped'))
		    return [len(cases) - failed - skipped, failed, skipped]

		if len(sys.argv) == 2:
		    for e in [root] + root.findall('testsuite'):
		        assert stated(e) == counted(e), (e.get('name'), stated(e), counted(e))
		    print(*stated(root))
		else:
		    for case in root.iter('testcase'):
		        if case.get('name') == sys.argv[2]:
		            result = case.find(sys.argv[3] if len(sys.argv) > 3 else 'failure')
		            print('passed' if result is None else
		                  result.get('message') + ': ' + (result.text or ''),
		                  case.get('time', 'no time'))
	END
}

# junit_has PATTERN CASE [WHAT]
junit_has()
{
	local got

	got=$(junit "${@:2}")
	# shellcheck disable=SC2053 # a pattern
	[[ $got = $1 ]] || fail "junit.xml, $2: '$got' is not '$1'"
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
junit_has 'not the cases that were planned: *' 'the whole job'

# What a case is called, why it was skipped, what it printed, how long it took.
counts '1 1 2' "tap a printf '1..2\nok 1 - x\n# seconds: 2.5\nok 2 - y # SKIP no such device\n'" \
	'exit b echo it is not here; exit 77' 'exit c echo because of this; exit 3'
junit_has 'passed 2.5' x
junit_has 'no such device: *' y skipped
junit_has 'it is not here: *' b skipped
junit_has $'exit status 3: because of this [0-9]*' c

# Reasons before the result, and after it.
counts '1 1 0' "tap a printf '1..2\nok 1 - x\n# before\nnot ok 2 - y\n# after\n'"
junit_has $'y: # before\nnot ok 2 - y\n# after no time' y

# TAP with nothing right about it: a number without a name, no number, two plans, a late plan.
counts '1 2 0' "tap a printf 'ok\nok 1\nnot ok 2\nnotok 3\nok4 - x\n1..9\n1..x\n'"
junit_has passed* 'case 1'
junit_has 'not the cases that were planned: *' 'the whole job'

# Control characters, markup, bytes that are no UTF-8, surrogates and U+FFFF.
printf '%b' '1..2\nok 1 - <a> & "b" ]]>\nnot ok 2 - \0001\0033[31m\0377\0355\0240\0200\0357\0277\0277\n' \
	'# \0000\0010 ]]> </failure> \0303\n# \0342\0202\0254\0014\0205\r\n' > "$work/bytes"
counts '1 1 0' "tap a cat $work/bytes"
junit_has passed* '<a> & "b" ]]>'
python3 - "$work/run/junit.xml" <<- 'END' || fail "junit.xml: not what was printed"
	import sys
	import xml.etree.ElementTree as ElementTree

	failure = ElementTree.parse(sys.argv[1]).find('.//failure')
	lines = failure.text.split('\n')
	assert failure.get('message').startswith('\ufffd\ufffd[31m\ufffd'), ascii(failure.get('message'))
	assert lines[1] == '# \ufffd\ufffd ]]> </failure> \ufffd', ascii(lines)
	assert lines[2] == '# \u20ac\ufffd\ufffd', ascii(lines)
END

# A job that does not end; one that is killed; a log that is long.
TEST_TIMEOUT=1 counts '1 1 0' "tap a echo 1..2; echo ok 1 - x; sleep $long"
junit_has 'no end after 1 seconds: *' 'the whole job'
counts '1 1 0' "tap a echo 1..2; echo ok 1 - x; kill -KILL "'$$'
junit_has 'exit status 137: *' 'the whole job'
counts '0 1 0' 'exit a seq 100000; false'
[ "$(wc -c < "$work/run/junit.xml")" -lt 10000 ] || fail "junit.xml: it has all of a long log"

# Wide jobs one at a time, others beside them; one that waits beside as many as there may be;
# "wait" waits for all of them.
alone="mkdir $work/alone && sleep 0.2 && rmdir $work/alone"
# The first of them ends when the job beside it has seen it.
seen="mkdir $work/alone && for i in {1..100}; do [ ! -e $work/seen ] || break; sleep 0.1; done; rmdir $work/alone"
sees="for i in {1..100}; do [ ! -d $work/alone ] || { touch $work/seen; exit 0; }; sleep 0.1; done; exit 1"
meets()
{
	echo "touch $work/$1; for i in {1..100}; do [ ! -e $work/$2 ] || exit 0; sleep 0.1; done; exit 1"
}
TEST_JOBS=4 counts '6 0 0' "wide exit a $seen" "wide exit b $alone" "exit c $sees" \
	"wide exit d $alone; touch $work/ended" wait "exit e test -e $work/ended" "wide exit f $alone"
TEST_JOBS=1 counts '5 0 0' "exit a $(meets one two)" "waits exit b $(meets two one)" \
	"waits exit c $alone" "exit d touch $work/ended2" wait \
	"exit e test -e $work/ended2"

# No job at all.
counts '0 0 0'

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

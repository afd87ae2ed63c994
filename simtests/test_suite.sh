#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Does a suite run the selected cases, refuse unknown names, and keep leaks of a failed case
# from the next one?
#
# usage: test_suite.sh, from the top of the repository, after the native build

set -u
suite=build/native/test_queues
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
unset CMOCKA_MESSAGE_OUTPUT

fail()
{
	echo "FAILED: $*"
	failed=1
}

# runs CASES ARGUMENT ...: so many of them ran, and passed
runs()
{
	local expected=$1

	shift
	$suite "$@" > "$work/out" 2>&1 || fail "$suite $*: exit status $?"
	grep -q "$expected test(s) run" "$work/out" || fail "$suite $*: not $expected cases"
}

# refuses ARGUMENT ...
refuses()
{
	$suite "$@" > "$work/out" 2>&1
	[ $? -eq 2 ] || fail "$suite $*: not exit status 2"
	grep -q -- "--list" "$work/out" || fail "$suite $*: the message does not help"
	! grep -q 'RUN' "$work/out" || fail "$suite $*: a case ran"
}

mapfile -t cases < <($suite --list | sed 's/^queues\.//')
[ ${#cases[@]} -gt 1 ] || fail "--list has ${#cases[@]} cases"
runs ${#cases[@]}
runs ${#cases[@]} '*' "${cases[0]}"
runs 1 "${cases[0]}"
runs 2 "${cases[1]}" "${cases[0]}"
refuses no_such_case
refuses "${cases[0]}" --verbose
$suite --help | grep -q usage || fail "--help has no usage"

# A case that fails while it holds memory, and one that counts what is held.
cat > "$work/leaves.c" << 'END'
#include "simtests/suite.h"
#include "simtests/port/platform.h"

static void *held;

static void fails(void **state)
{
	held = platform_zalloc(8);
	assert_null(held);
}

static void counts(void **state)
{
	assert_int_equal(platform_live_bytes(), 0);
}

static const struct CMUnitTest leaves_cases[] = {
	cmocka_unit_test(fails), cmocka_unit_test(counts),
};

SUITE(leaves)
END
gcc -std=gnu11 -I. -Isimtests/port -Wno-unused-parameter -fsanitize=address,undefined \
	-o "$work/leaves" "$work/leaves.c" -Wl,--start-group build/native/libport.a \
	build/native/libcore.a build/native/libhwsim.a -Wl,--end-group -lcmocka ||
	fail "the suite does not build"
"$work/leaves" > "$work/out" 2>&1
[ $? -eq 1 ] || fail "$(cat "$work/out")"
grep -q 'OK \] counts' "$work/out" || fail "what one case left failed the next one"

exit $failed

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The form of a test suite.  One source serves every world: a suite is a table
 * of cases, and only what this header offers may be used to judge (assert_true,
 * assert_false, assert_int_equal, assert_int_not_equal, assert_null,
 * assert_non_null, assert_memory_equal, fail).
 */
#ifndef SIMTESTS_SUITE_H
#define SIMTESTS_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* After "static const struct CMUnitTest NAME_cases[]": makes the suite run. */
#define SUITE(name) \
	int main(void) \
	{ \
		return cmocka_run_group_tests_name(#name, name##_cases, NULL, NULL); \
	}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The form of a test suite.  One source serves every world: a suite is a table
 * of cases, and only what this header offers may be used to judge (assert_true,
 * assert_false, assert_int_equal, assert_int_not_equal, assert_null,
 * assert_non_null, assert_ptr_equal, assert_memory_equal, fail).  What else it
 * needs of where it runs is in simtests/port/world.h.
 */
#ifndef SIMTESTS_SUITE_H
#define SIMTESTS_SUITE_H

#ifdef __KERNEL__
#include "kunit/suite.h"
#else

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/platform.h"

/* With an argument, a program only names its cases, as SUITE.CASE. */
static inline int suite_main(int argc, const char *suite, const struct CMUnitTest *cases,
			     size_t n)
{
	size_t i;

	if (argc < 2)
		return _cmocka_run_group_tests(suite, cases, n, NULL, NULL);
	for (i = 0; i < n; i++)
		printf("%s.%s\n", suite, cases[i].name);
	return 0;
}

/* After "static const struct CMUnitTest NAME_cases[]": makes the suite run. */
#define SUITE(name) \
	int main(int argc, char **argv) \
	{ \
		return suite_main(argc, #name, name##_cases, ARRAY_SIZE(name##_cases)); \
	}

#endif
#endif

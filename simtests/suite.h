/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The form of a test suite. One source serves userspace and kernel: a suite is a table of
 * cases, and only the assertions of this header may be used (assert_true, assert_false,
 * assert_int_equal, assert_int_not_equal, assert_null, assert_non_null, assert_ptr_equal,
 * assert_memory_equal, fail).  Other services of the environment are in simtests/port/port.h.
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

/** suite_main() - run the cases that the arguments choose (simtests/port/suite_main.c) */
int suite_main(int argc, char **argv, const char *suite, const struct CMUnitTest *cases,
	       size_t n);

/* After "static const struct CMUnitTest NAME_cases[]": makes the suite run. */
#define SUITE(name) \
	int main(int argc, char **argv) \
	{ \
		return suite_main(argc, argv, #name, name##_cases, ARRAY_SIZE(name##_cases)); \
	}

#endif
#endif

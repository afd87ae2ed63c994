/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The form of a test suite in the kernel: the table of cases of
 * simtests/suite.h becomes a KUnit suite, with each row a subtest of its own.
 */
#ifndef KUNIT_SUITE_H
#define KUNIT_SUITE_H

#include <kunit/test.h>
#include <linux/limits.h>

/* Macros of the kernel whose names tests use for other things. */
#undef READ
#undef WRITE

/**
 * struct CMUnitTest - a row of the table
 * @name: name of the case
 * @test_func: runs it
 * @setup_func: runs before it, or NULL; 0 if it may run
 * @teardown_func: runs after it even if it failed, or NULL
 */
struct CMUnitTest {
	const char *name;
	void (*test_func)(void **state);
	int (*setup_func)(void **state);
	int (*teardown_func)(void **state);
};

#define cmocka_unit_test(f) { #f, f, NULL, NULL }
#define cmocka_unit_test_setup_teardown(f, setup, teardown) { #f, f, setup, teardown }

const void *suite_next(const struct CMUnitTest *cases, size_t n, const void *prev, char *desc);
void suite_run(struct kunit *test, size_t n);
void suite_exit(struct kunit *test);

/*
 * Each of them ends the case if the check fails.  These are functions, since the stack
 * use of KUnit's macros adds up in a case with many checks.
 */
void suite_true(bool good, const char *what, const char *file, int line);
void suite_int_equal(bool equal, long long left, long long right, const char *what,
		     const char *file, int line);
void suite_memory_equal(const void *left, const void *right, size_t len, const char *what,
			const char *file, int line);
void __printf(3, 4) suite_fail(const char *file, int line, const char *format, ...);

#define SUITE_INT(want, a, b) \
do { \
	long long a_ = (long long)(a), b_ = (long long)(b); \
	suite_int_equal((a_ == b_) == (want), a_, b_, \
			#a " and " #b " are not what they shall be", __FILE__, __LINE__); \
} while (0)

#define assert_true(c)		suite_true(c, #c " is not true", __FILE__, __LINE__)
#define assert_false(c)		suite_true(!(c), #c " is not false", __FILE__, __LINE__)
#define assert_null(p)		suite_true(!(p), #p " is not NULL", __FILE__, __LINE__)
#define assert_non_null(p)	suite_true(p, #p " is NULL", __FILE__, __LINE__)
#define assert_ptr_equal(a, b)	suite_true((a) == (b), #a " is not " #b, __FILE__, __LINE__)
#define assert_int_equal(a, b)		SUITE_INT(true, a, b)
#define assert_int_not_equal(a, b)	SUITE_INT(false, a, b)
#define assert_memory_equal(a, b, len) \
	suite_memory_equal(a, b, len, #a " differs from " #b, __FILE__, __LINE__)
#define fail()			suite_fail(__FILE__, __LINE__, "this is never reached")

#define SUITE(suite) \
	static const void *suite##_next(const void *prev, char *desc) \
	{ \
		return suite_next(suite##_cases, ARRAY_SIZE(suite##_cases), prev, desc); \
	} \
	static void suite##_run(struct kunit *test); \
	static struct kunit_case suite##_rows[] = { \
		{ \
			.run_case = suite##_run, .name = "cases", \
			.generate_params = suite##_next, .module_name = "vfio_ccw_kunit", \
			.attr.speed = KUNIT_SPEED_SLOW, \
		}, \
		{} \
	}; \
	static struct kunit_suite suite##_suite = { \
		.name = "vfio_ccw_" #suite, .exit = suite_exit, .test_cases = suite##_rows, \
	}; \
	kunit_test_suites(&suite##_suite); \
	static void suite##_run(struct kunit *test) \
	{ \
		suite_run(test, ARRAY_SIZE(suite##_cases)); \
	}

#endif

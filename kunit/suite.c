// SPDX-License-Identifier: GPL-2.0-only
/* Runs the rows of a table of cases under KUnit, and reports failures. */
#include <kunit/test-bug.h>

#include "kunit/suite.h"
#include "simtests/port/platform.h"

/* Bytes shown of two memory ranges that differ. */
#define SHOWN	16u

/* A row that was set up and must be torn down even after a failure. */
struct running {
	const struct CMUnitTest *row;
	void *state;
};

/**
 * suite_next() - the next row, for KUnit
 * @cases: the table
 * @n: rows in it
 * @prev: the row before, or NULL
 * @desc: gets its name
 *
 * Return: the row, or NULL.
 */
const void *suite_next(const struct CMUnitTest *cases, size_t n, const void *prev, char *desc)
{
	const struct CMUnitTest *row = prev ? (const struct CMUnitTest *)prev + 1 : cases;

	if (row == cases + n)
		return NULL;
	strscpy(desc, row->name, KUNIT_PARAM_DESC_SIZE);
	return row;
}

/**
 * suite_run() - run a row
 * @test: the test, whose parameter is the row
 * @n: rows in the table, since KUnit does not announce their number
 */
void suite_run(struct kunit *test, size_t n)
{
	const struct CMUnitTest *row = test->param_value;
	struct running *running = kunit_kzalloc(test, sizeof(*running), GFP_KERNEL);

	if (test->param_index == 0)
		kunit_log(KERN_INFO, test, KUNIT_SUBSUBTEST_INDENT "1..%zu", n);
	KUNIT_ASSERT_NOT_NULL(test, running);
	platform_forget();
	if (row->setup_func)
		KUNIT_ASSERT_EQ(test, row->setup_func(&running->state), 0);
	running->row = row;
	test->priv = running;
	row->test_func(&running->state);
}

/**
 * suite_exit() - after each row, even one that failed
 * @test: the test that ran it
 */
void suite_exit(struct kunit *test)
{
	struct running *running = test->priv;

	if (running && running->row->teardown_func)
		KUNIT_ASSERT_EQ(test, running->row->teardown_func(&running->state), 0);
}

void suite_fail(const char *file, int line, const char *format, ...)
{
	struct kunit *test = kunit_get_current_test();
	struct va_format message = { .fmt = format };
	va_list args;

	if (WARN_ON_ONCE(!test))
		return;
	va_start(args, format);
	message.va = &args;
	kunit_hooks.fail_current_test(file, line, "%pV", &message);
	va_end(args);
	__kunit_abort(test);
}

void suite_true(bool good, const char *what, const char *file, int line)
{
	if (!good)
		suite_fail(file, line, "%s", what);
}

void suite_int_equal(bool good, long long left, long long right, const char *what,
		     const char *file, int line)
{
	if (!good)
		suite_fail(file, line, "%s: %lld (%#llx) and %lld (%#llx)", what, left, left,
			   right, right);
}

void suite_memory_equal(const void *left, const void *right, size_t len, const char *what,
			const char *file, int line)
{
	const u8 *a = left, *b = right;
	size_t at = 0, n;

	while (at < len && a[at] == b[at])
		at++;
	if (at == len)
		return;
	n = min_t(size_t, len - at, SHOWN);
	suite_fail(file, line, "%s from byte %zu on: %*ph and %*ph", what, at, (int)n, a + at,
		   (int)n, b + at);
}

/* A failed assertion of the code under test. */
void platform_bug(const char *what, const char *file, int line)
{
	suite_fail(file, line, "this does not hold: %s", what);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes each allocation of a request fail in turn.
 *
 * Included by exactly one file of a test program, after the test harness; that
 * file defines struct test.
 */
#ifndef SELFTESTS_UAPI_FAIL_EACH_H
#define SELFTESTS_UAPI_FAIL_EACH_H

#include <errno.h>
#include <stdbool.h>

#include "shortage.h"

/* More allocations than any request makes: more than this is an endless loop. */
#define MAX_POINTS	2000

struct test;

/**
 * struct request - a request whose allocations fail
 * @name: for display
 * @before: prepares it, without failures; or NULL
 * @make: makes it, in the task whose allocations fail
 * @after: undoes @before and @make, given the return value of the latter; or NULL
 * @also: another errno that the kernel may return, besides ENOMEM
 * @last: only the last so many allocations, in turn; or 0: each, and all at once
 * @none: it may make no allocation
 * @refused: it fails without slab memory, and without pages
 */
struct request {
	const char *name;
	int (*before)(struct test *test);
	int (*make)(struct test *test);
	int (*after)(struct test *test, int made);
	int also;
	unsigned int last;
	bool none;
	bool refused;
};

/* ---- One request, all its allocations ---- */

static void prepare(struct __test_metadata *_metadata, struct test *test,
		    const struct request *request)
{
	if (request->before)
		ASSERT_EQ(0, request->before(test)) TH_LOG("before %s", request->name);
}

/* Checks the result, which may be an error only if an allocation failed. */
static void judge(struct __test_metadata *_metadata, struct test *test,
		  const struct request *request, int made, bool failed)
{
	if (!failed || (made != -ENOMEM && made != request->also))
		EXPECT_EQ(0, made) TH_LOG("%s, %s", request->name,
					  failed ? "an allocation failed" : "none failed");
	if (request->after)
		ASSERT_EQ(0, request->after(test, made))
			TH_LOG("after %s, which returned %d", request->name, made);
}

static void make(struct __test_metadata *_metadata, struct test *test,
		 const struct request *request)
{
	prepare(_metadata, test, request);
	judge(_metadata, test, request, request->make(test), false);
}

/* The nth allocation fails, then none.  Return: there was an nth */
static bool fail_nth(struct __test_metadata *_metadata, struct test *test,
		     const struct request *request, const struct shortage *shortage,
		     unsigned int nth)
{
	unsigned int left;
	int made;

	prepare(_metadata, test, request);
	ASSERT_EQ(0, shortage_arm(shortage, nth));
	made = request->make(test);
	ASSERT_EQ(0, shortage_disarm(shortage, &left));
	judge(_metadata, test, request, made, !left);
	if (!left)
		make(_metadata, test, request);
	return !left;
}

/* All allocations of a kind fail, also those made because another one failed. */
static void fail_all(struct __test_metadata *_metadata, struct test *test,
		     const struct request *request, const struct shortage *shortage,
		     enum shortage_kind kind)
{
	int made;

	ASSERT_EQ(0, shortage_choose(kind));
	prepare(_metadata, test, request);
	ASSERT_EQ(0, shortage_all(shortage, true));
	made = request->make(test);
	ASSERT_EQ(0, shortage_all(shortage, false));
	judge(_metadata, test, request, made, true);
	if (request->refused)
		EXPECT_EQ(-ENOMEM, made) TH_LOG("%s", request->name);
	make(_metadata, test, request);
}

/* Counts the allocations of a request. */
static unsigned int count(struct __test_metadata *_metadata, struct test *test,
			  const struct request *request, const struct shortage *shortage)
{
	unsigned int left;
	int made;

	prepare(_metadata, test, request);
	ASSERT_EQ(0, shortage_arm(shortage, MAX_POINTS));
	made = request->make(test);
	ASSERT_EQ(0, shortage_disarm(shortage, &left));
	judge(_metadata, test, request, made, false);
	return MAX_POINTS - left;
}

/* In the task of @shortage. */
static void fail_each_in(struct __test_metadata *_metadata, struct test *test,
			 const struct request *request, const struct shortage *shortage)
{
	unsigned int first = 1, n;

	if (request->last)
		first = count(_metadata, test, request, shortage) - request->last + 1;
	ASSERT_GT(MAX_POINTS, first) TH_LOG("%s", request->name);
	n = first;
	while (n < MAX_POINTS && fail_nth(_metadata, test, request, shortage, n))
		n++;
	EXPECT_GT(MAX_POINTS, n) TH_LOG("%s", request->name);
	EXPECT_TRUE(n > first || request->none) TH_LOG("%s", request->name);
	for (int kind = 0; kind < NR_SHORTAGES && !request->last; kind++)
		fail_all(_metadata, test, request, shortage, kind);
	TH_LOG("%s: %u points", request->name, n - first);
}

/* In the task that calls. */
static void fail_each(struct __test_metadata *_metadata, struct test *test,
		      const struct request *request)
{
	struct shortage shortage;

	ASSERT_EQ(0, shortage_open(&shortage, 0));
	fail_each_in(_metadata, test, request, &shortage);
	shortage_close(&shortage);
}

#endif

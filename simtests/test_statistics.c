// SPDX-License-Identifier: GPL-2.0-only
/* Durations by command chain: what programs have in common, and how far percentiles are off. */
#include "simtests/suite.h"

#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/times.h"
#include "ccwtools/replay/slowest.h"
#include "ccwtools/replay/statistics.h"

#define VALUES		20000u
#define NS_PER_S	1000000000ull

/* ---- The histogram ---- */

static u64 random_of(u64 *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 11;
}

static int by_value(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* At most 1/64 of the value off; below 64 it is exact. */
static void check_percentile(const struct histogram *h, const u64 *sorted, u32 percent)
{
	u64 exact = sorted[(VALUES * percent + 99) / 100 - 1];
	u64 is = histogram_percentile(h, percent);

	if ((is > exact ? is - exact : exact - is) > exact / 64)
		fail_msg("%u%% is %llu, not %llu", percent, (unsigned long long)is,
			 (unsigned long long)exact);
}

static void percentiles_are_as_near_as_said(void **state)
{
	static u64 values[VALUES];
	static struct histogram h;
	u64 seed = 1;
	u32 i, bits;

	for (bits = 4; bits <= 52; bits += 6) {
		memset(&h, 0, sizeof(h));
		for (i = 0; i < VALUES; i++) {
			values[i] = random_of(&seed) >> (53 - bits + i % 4);
			histogram_add(&h, values[i]);
		}
		qsort(values, VALUES, sizeof(*values), by_value);
		assert_int_equal(h.count, VALUES);
		assert_int_equal(h.min, values[0]);
		assert_int_equal(h.max, values[VALUES - 1]);
		for (i = 1; i <= 100; i++)
			check_percentile(&h, values, i);
	}
}

static void any_value_has_its_bucket(void **state)
{
	static struct histogram h;
	u32 bit;

	for (bit = 0; bit < 64; bit++) {
		const u64 power = (u64)1 << bit;
		const u64 values[] = {
			power - 1, power, power | power >> 1, ~(u64)0 >> (63 - bit),
		};

		for (u32 i = 0; i < ARRAY_SIZE(values); i++) {
			memset(&h, 0, sizeof(h));
			histogram_add(&h, values[i]);
			assert_true(histogram_percentile(&h, 1) == values[i]);
			assert_true(histogram_percentile(&h, 100) == values[i]);
		}
	}
}

/* Hostile times; what reads JSON often has 63 bits for a number. */
static void sum_does_not_wrap(void **state)
{
	static struct histogram h;

	histogram_add(&h, INT64_MAX - 1);
	assert_true(h.sum == INT64_MAX - 1);
	histogram_add(&h, 1);
	assert_true(h.sum == INT64_MAX);
	histogram_add(&h, 1);
	assert_true(h.sum == INT64_MAX);
	histogram_add(&h, UINT64_MAX);
	assert_true(h.sum == INT64_MAX);
	assert_int_equal(h.count, 4);
}

/* ---- Chains ---- */

#define MOST	600u

static struct rec_step steps[MOST];
static struct rec_ccw ccws[MOST];

/* A program that executed these commands; "-" before one: by data chaining. */
static struct rec_program program_of(const char *commands)
{
	struct rec_program p = { .steps = steps, .ccws = ccws, .devno = 1 };

	memset(steps, 0, sizeof(steps));
	for (; *commands; commands += strcspn(commands, " ")) {
		struct rec_step *step = &steps[p.n_steps];

		commands += strspn(commands, " ");
		step->executed = true;
		step->ccw.chained = *commands == '-';
		step->ccw.cmd = (u8)strtoul(commands + step->ccw.chained, NULL, 16);
		step->xcmd = step->ccw.chained ? p.n_steps ? step[-1].xcmd : 0 : step->ccw.cmd;
		ccws[p.n_steps++] = step->ccw;
	}
	return p;
}

static void check_name(const char *commands, const char *name)
{
	const struct rec_program p = program_of(commands);
	struct chain chain;
	struct text t;

	chain_of(&chain, &p);
	chain_name(&t, FAMILY_DASD, &chain);
	assert_string_equal(t.buf, name);
}

static void repetitions_count_once(void **state)
{
	check_name("", "nothing executed");
	check_name("63 47 86", "Define Extent, Locate Record, Read Data (MT)");
	check_name("63 47 86 86", "Define Extent, Locate Record, Read Data (MT) xN");
	check_name("63 47 86 86 86 86", "Define Extent, Locate Record, Read Data (MT) xN");
	check_name("86 -0 -0", "Read Data (MT)");
	check_name("86 -0 86 -0 -0 03", "Read Data (MT) xN, No-Operation");
	/* A search that goes round, once or often. */
	check_name("31 08 06", "Search ID Equal, TIC, Read Data");
	check_name("31 08 31 06", "Search ID Equal, TIC, Search ID Equal, Read Data");
	check_name("31 08 31 08 31 06", "(Search ID Equal, TIC) xN, Search ID Equal, Read Data");
	check_name("31 08 31 08 31 08 31 06",
		   "(Search ID Equal, TIC) xN, Search ID Equal, Read Data");
	check_name("1 2 3 4 1 2 3 4", "(command 01, Read IPL, No-Operation, Basic Sense) xN");
}

static void what_was_not_recorded_is_said(void **state)
{
	struct rec_program p = program_of("63 47 86");
	struct chain chain;
	struct text t;

	p.n_ccws = p.n_steps;
	p.n_steps = 0;
	p.no_steps = true;
	chain_of(&chain, &p);
	chain_name(&t, FAMILY_DASD, &chain);
	assert_string_equal(t.buf, "some of Define Extent, Locate Record, Read Data (MT)");
}

static void long_program_is_cut(void **state)
{
	struct rec_program p = program_of("03");
	struct chain chain;
	struct text t;

	for (p.n_steps = 0; p.n_steps < MOST; p.n_steps++)
		steps[p.n_steps].ccw.cmd = (u8)(p.n_steps * 7);
	chain_of(&chain, &p);
	assert_true(chain.cut && chain.len <= CHAIN_BYTES);
	chain_name(&t, FAMILY_DASD, &chain);
	assert_string_equal(t.buf + t.len - 5, ", ...");
}

/* ---- Together ---- */

static void add(struct statistics *s, const char *commands, u64 ns)
{
	struct rec_program p = program_of(commands);

	p.times = (struct rec_times){ .started = true, .start = 1000, .end = 1000 + ns };
	statistics_add(s, &p);
}

/* The report as text. */
static void show(struct statistics *s, bool json, char *text, size_t size)
{
	FILE *out = fmemopen(text, size, "w");

	assert_non_null(out);
	if (json)
		statistics_json(s, FAMILY_DASD, out);
	else
		statistics_print(s, FAMILY_DASD, out);
	assert_int_equal(fclose(out), 0);
}

static void chains_with_most_time_come_first(void **state)
{
	struct statistics *s = statistics_create();
	struct rec_program unended = program_of("04");
	static char text[4096];
	char *first, *second;
	u32 i;

	for (i = 0; i < 99; i++)
		add(s, "63 47 86", 1000);
	add(s, "63 47 86", 2003 * 1000000);
	add(s, "04", 5000);
	statistics_add(s, &unended);
	show(s, false, text, sizeof(text));
	first = strstr(text, "       100   1.000 us   1.0");
	second = strstr(text, "         1   5.000 us   5.000 us   5.000 us   5.000 us   5.000 us  "
			"Basic Sense\n");
	assert_true(first && second && first < second);
	assert_non_null(strstr(text, "2.003 s  Define Extent, Locate Record, Read Data (MT)\n"));
	assert_non_null(strstr(text, "  all\n"));
	assert_non_null(strstr(text, "         1  whose duration is not known\n"));
	assert_null(strstr(text, "others"));
	show(s, true, text, sizeof(text));
	assert_non_null(strstr(text, "{\"statistics\":\"chain\",\"commands\":\"Basic Sense\","
			       "\"programs\":1,\"min_ns\":5000,\"p50_ns\":5000,\"p90_ns\":5000,"
			       "\"p99_ns\":5000,\"max_ns\":5000,\"sum_ns\":5000}\n"));
	assert_non_null(strstr(text, "{\"statistics\":\"unknown\",\"programs\":1}\n"));
	statistics_destroy(s);
}

static void without_times_that_is_said(void **state)
{
	struct statistics *s = statistics_create();
	struct rec_program p = program_of("04");
	static char text[4096];

	statistics_add(s, &p);
	show(s, false, text, sizeof(text));
	assert_string_equal(text, "\nno duration of a program is recorded\n");
	statistics_destroy(s);
}

/* Each of so many programs has commands of its own. */
static void more_chains_than_are_kept_are_others(void **state)
{
	struct statistics *s = statistics_create();
	static char text[1 << 17];
	char commands[16];
	u32 i, lines = 0;

	for (i = 0; i < 2 * STATISTICS_CHAINS; i++) {
		snprintf(commands, sizeof(commands), "%x %x", i % 32 * 8 + 1, i / 32 * 8 + 2);
		add(s, commands, 1000 + i);
		add(s, commands, 1000 + i);
	}
	show(s, true, text, sizeof(text));
	for (char *at = text; (at = strstr(at, "\"chain\"")); at++)
		lines++;
	assert_int_equal(lines, STATISTICS_CHAINS);
	assert_non_null(strstr(text, "{\"statistics\":\"others\",\"commands\":null,"
			       "\"programs\":512,\"min_ns\":1256,"));
	assert_non_null(strstr(text, "{\"statistics\":\"all\",\"commands\":null,"
			       "\"programs\":1024,"));
	statistics_destroy(s);
}

/* ---- The slowest ---- */

static void slowest_are_in_order(void **state)
{
	static const u64 ns[] = { 5, 9, 1, 9, 7, 2, 10, 3 };
	struct slowest slowest = { 0 };

	for (u32 i = 0; i < ARRAY_SIZE(ns); i++)
		if (slowest_wants(&slowest, ns[i]))
			slowest_add(&slowest, i, ns[i], "x");
	assert_int_equal(slowest.n, 3);
	assert_int_equal(slowest.list[0].seq, 6);
	assert_int_equal(slowest.list[1].seq, 1);
	assert_int_equal(slowest.list[2].seq, 3);
}

static void durations_are_for_people(void **state)
{
	static const struct {
		u64 ns;
		const char *text;
	} known[] = {
		{ 0, "0 ns" }, { 999, "999 ns" }, { 1000, "1.000 us" }, { 12345, "12.345 us" },
		{ 1999999, "1.999 ms" }, { 2003 * 1000000ull, "2.003 s" },
		{ 3600 * NS_PER_S, "3600.000 s" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(known); i++) {
		struct text t = { 0 };

		name_duration(&t, known[i].ns);
		assert_string_equal(t.buf, known[i].text);
	}
}

static const struct CMUnitTest statistics_cases[] = {
	cmocka_unit_test(percentiles_are_as_near_as_said),
	cmocka_unit_test(any_value_has_its_bucket),
	cmocka_unit_test(sum_does_not_wrap),
	cmocka_unit_test(repetitions_count_once),
	cmocka_unit_test(what_was_not_recorded_is_said),
	cmocka_unit_test(long_program_is_cut),
	cmocka_unit_test(chains_with_most_time_come_first),
	cmocka_unit_test(without_times_that_is_said),
	cmocka_unit_test(more_chains_than_are_kept_are_others),
	cmocka_unit_test(slowest_are_in_order),
	cmocka_unit_test(durations_are_for_people),
};

SUITE(statistics)

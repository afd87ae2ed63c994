// SPDX-License-Identifier: GPL-2.0-only
/*
 * guest/clock.c tells QEMU the time in the guest scenarios.  This test controls a counter and a
 * clock, and checks the time that clock_gettime() returns.  The source of clock.c is included here.
 */
#define _GNU_SOURCE
#include "simtests/suite.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

#define START		5000000000ull
#define READ_TICKS	1000u	/* of a read that is not interrupted */
#define TICK		4u	/* ticks in a nanosecond */

static bool is_steady;
static bool refused;
static u64 ticks_now, nsecs_now;
/* The next read is interrupted for so many nanoseconds after the clock was read. */
static u64 interruption;
static u32 reads;

static bool clock_is_steady(void)
{
	return is_steady;
}

static uint64_t clock_ticks(void)
{
	return ticks_now;
}

static void pass(u64 nsecs)
{
	nsecs_now += nsecs;
	ticks_now += nsecs * TICK;
}

static int clock_read(clockid_t id, struct timespec *at)
{
	u64 offset = id == CLOCK_REALTIME ? 1000 * START : 0;

	reads++;
	if (refused)
		return -1;
	at->tv_sec = (time_t)((nsecs_now + offset) / 1000000000);
	at->tv_nsec = (long)((nsecs_now + offset) % 1000000000);
	pass(READ_TICKS / TICK + interruption);
	interruption = 0;
	return 0;
}

/* Not instead of the library's own functions, which this program and cmocka use */
#define CLOCK_TEST
typeof(clock_gettime) told_clock;
typeof(gettimeofday) told_day;

#define clock_gettime	told_clock
#define gettimeofday	told_day
#include "guest/clock.c"
#undef clock_gettime
#undef gettimeofday

static u64 told(clockid_t id)
{
	struct timespec at;

	assert_int_equal(told_clock(id, &at), 0);
	assert_true(at.tv_nsec >= 0 && at.tv_nsec < 1000000000);
	return (u64)at.tv_sec * 1000000000 + (u64)at.tv_nsec;
}

static int setup(void **state)
{
	memset(readings, 0, sizeof(readings));
	shortest = UINT64_MAX;
	rate = 0;
	is_steady = true;
	refused = false;
	ticks_now = 12345;
	nsecs_now = START;
	begin();
	reads = 0;
	return 0;
}

/* Until the frequency is known */
static void warm_up(void)
{
	told(CLOCK_MONOTONIC);
	pass(MEASURE);
	told(CLOCK_MONOTONIC);
	assert_int_not_equal(rate, 0);
	reads = 0;
}

/* ---- Cases ---- */

static void a_clock_is_read_until_the_frequency_is_known(void **state)
{
	for (u32 i = 0; i < 10; i++) {
		u64 now = nsecs_now;

		assert_int_equal(told(CLOCK_MONOTONIC), now);
		assert_int_equal(reads, i + 1);
		pass(1000);
	}
	warm_up();
	assert_int_equal(rate, (1ull << 32) / TICK);
}

static void then_the_counter_tells_the_time(void **state)
{
	u64 real;

	warm_up();
	for (u32 i = 0; i < 30; i++) {
		u64 before = nsecs_now, at;

		pass(100000);
		at = told(CLOCK_MONOTONIC);
		assert_true(at >= before && at <= nsecs_now);
	}
	assert_int_equal(reads, 0);
	real = told(CLOCK_REALTIME);
	assert_int_equal(reads, 1);
	pass(1000);
	assert_true(told(CLOCK_REALTIME) > real && told(CLOCK_REALTIME) <= real + 2000);
	assert_int_equal(reads, 1);
}

static void the_clock_is_read_again_in_time(void **state)
{
	u64 now;

	warm_up();
	pass(REREAD);
	now = nsecs_now;
	assert_int_equal(told(CLOCK_MONOTONIC), now);
	assert_int_equal(reads, 1);
	/* The clock is set. */
	pass(REREAD);
	nsecs_now += 77777777777;
	now = nsecs_now;
	assert_int_equal(told(CLOCK_MONOTONIC), now);
	assert_int_equal(reads, 2);
}

static void it_never_goes_back(void **state)
{
	u64 last;

	warm_up();
	/* The counter is too fast from here on. */
	ticks_now += REREAD * TICK / 2;
	last = told(CLOCK_MONOTONIC);
	ticks_now += REREAD * TICK;
	assert_int_equal(told(CLOCK_MONOTONIC), last);
	pass(REREAD);
	assert_true(told(CLOCK_MONOTONIC) > last);
}

static void an_interrupted_read_is_not_used(void **state)
{
	u64 now;

	warm_up();
	pass(REREAD);
	interruption = 30000000;
	now = nsecs_now;
	assert_int_equal(told(CLOCK_MONOTONIC), now);
	now = nsecs_now;
	assert_int_equal(told(CLOCK_MONOTONIC), now);
	assert_int_equal(reads, 2);
	told(CLOCK_MONOTONIC);
	assert_int_equal(reads, 2);
}

/* Nor for the frequency: neither the first reading nor the later one */
static void an_interrupted_read_measures_nothing(void **state)
{
	told(CLOCK_MONOTONIC);
	pass(MEASURE);
	interruption = 30000000;
	told(CLOCK_MONOTONIC);
	assert_int_equal(rate, 0);
	told(CLOCK_MONOTONIC);
	assert_int_equal(rate, (1ull << 32) / TICK);
	shortest = UINT64_MAX;
	rate = 0;
	interruption = 30000000;
	begin();
	warm_up();
	assert_int_equal(rate, (1ull << 32) / TICK);
}

static void other_clocks_and_counters_are_left_alone(void **state)
{
	struct timespec at;

	warm_up();
	told(CLOCK_BOOTTIME);
	told(CLOCK_BOOTTIME);
	assert_int_equal(reads, 2);
	refused = true;
	pass(REREAD);
	assert_int_equal(told_clock(CLOCK_MONOTONIC, &at), -1);
	assert_int_equal(told_clock(CLOCK_MONOTONIC, &at), -1);
	refused = false;
	is_steady = false;
	begin();
	reads = 0;
	told(CLOCK_MONOTONIC);
	told(CLOCK_MONOTONIC);
	assert_int_equal(reads, 2);
}

static void the_time_of_day_is_told_likewise(void **state)
{
	struct timeval day;
	u64 now;

	warm_up();
	now = nsecs_now + 1000 * START;
	assert_int_equal(told_day(&day, NULL), 0);
	assert_int_equal((u64)day.tv_sec * 1000000 + (u64)day.tv_usec, now / 1000);
	assert_int_equal(told_day(&day, NULL), 0);
	assert_int_equal(reads, 1);
}

static const struct CMUnitTest clock_cases[] = {
	cmocka_unit_test_setup(a_clock_is_read_until_the_frequency_is_known, setup),
	cmocka_unit_test_setup(then_the_counter_tells_the_time, setup),
	cmocka_unit_test_setup(the_clock_is_read_again_in_time, setup),
	cmocka_unit_test_setup(it_never_goes_back, setup),
	cmocka_unit_test_setup(an_interrupted_read_is_not_used, setup),
	cmocka_unit_test_setup(an_interrupted_read_measures_nothing, setup),
	cmocka_unit_test_setup(other_clocks_and_counters_are_left_alone, setup),
	cmocka_unit_test_setup(the_time_of_day_is_told_likewise, setup),
};

SUITE(clock)

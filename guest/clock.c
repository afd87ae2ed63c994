// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads of the clock without a system call, for QEMU in User-mode Linux; to be preloaded.
 *
 * There each system call stops the process twice and costs some 20 microseconds, that of the
 * clock included, and an s390x guest makes QEMU read a clock several times per system call and
 * interrupt of its own.  So the processor's time stamp counter tells how long ago a thread read a
 * clock, and that is added, for REREAD ticks at the most.  A processor whose counter may change
 * its frequency is not used in this way; nor is any other clock.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define CLOCKS		2u	/* CLOCK_REALTIME and CLOCK_MONOTONIC, numbers 0 and 1 */
#define NSECS		1000000000ull
/* Nanoseconds over which the counter's frequency is measured, once; a read takes some 20,000. */
#define MEASURE		100000000ull
/* Nanoseconds for which a reading is used: errors of the measurement add up to microseconds. */
#define REREAD		4000000ull
/* A read that takes so many times as long as the shortest one was interrupted. */
#define INTERRUPTED	4u
#define FIRST_READS	8u	/* of which the shortest counts */

/**
 * struct reading - a clock that was read
 * @ticks: of the counter, then
 * @nsecs: of the clock, then
 * @told: what was told last
 */
struct reading {
	uint64_t ticks;
	uint64_t nsecs;
	uint64_t told;
};

static _Thread_local struct reading readings[CLOCKS];
/* Set before there are threads: can the counter be used?  A first reading, and its ticks */
static bool steady;
static struct reading first;
static uint64_t shortest = UINT64_MAX;
/* What follows from the first reading and a later one: nanoseconds in 2^32 ticks, or 0 */
static uint64_t rate;

#ifndef CLOCK_TEST
#include <cpuid.h>

static uint64_t clock_ticks(void)
{
	return __builtin_ia32_rdtsc();
}

static int clock_read(clockid_t id, struct timespec *at)
{
	return (int)syscall(SYS_clock_gettime, id, at);
}

/* "Invariant TSC", Intel 64 and IA-32 Architectures Software Developer's Manual, 18.17 */
static bool clock_is_steady(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid(0x80000007, &a, &b, &c, &d) && d & 1u << 8;
}
#endif

static uint64_t nsecs_of(uint64_t ticks, uint64_t nsecs_per_4g)
{
	return (uint64_t)((__uint128_t)ticks * nsecs_per_4g >> 32);
}

/* Return: the ticks it took, or UINT64_MAX after an error. */
static uint64_t read_both(clockid_t id, struct timespec *at, struct reading *now)
{
	uint64_t before = clock_ticks();

	if (clock_read(id, at))
		return UINT64_MAX;
	now->ticks = clock_ticks();
	now->nsecs = (uint64_t)at->tv_sec * NSECS + (uint64_t)at->tv_nsec;
	return now->ticks - before;
}

__attribute__((constructor))
static void begin(void)
{
	struct reading now;
	struct timespec at;

	for (uint32_t i = 0; i < FIRST_READS; i++) {
		uint64_t took = read_both(CLOCK_MONOTONIC, &at, &now);

		if (took >= shortest)
			continue;
		shortest = took;
		first = now;
	}
	steady = shortest < UINT64_MAX && clock_is_steady();
}

/* The counter's frequency follows from two readings of one clock, some time apart. */
static void measure(const struct reading *now)
{
	uint64_t nsecs = now->nsecs - first.nsecs, ticks = now->ticks - first.ticks;

	if (nsecs >= MEASURE && ticks)
		__atomic_store_n(&rate, (uint64_t)(((__uint128_t)nsecs << 32) / ticks),
				 __ATOMIC_RELAXED);
}

static int read_again(clockid_t id, struct timespec *at)
{
	struct reading now = { 0 };
	uint64_t took = read_both(id, at, &now);

	/* After an interruption, clock and counter do not belong together. */
	readings[id].ticks = 0;
	if (took == UINT64_MAX)
		return -1;
	if (took / INTERRUPTED > shortest)
		return 0;
	readings[id].ticks = now.ticks;
	readings[id].nsecs = now.nsecs;
	if (id == CLOCK_MONOTONIC && !__atomic_load_n(&rate, __ATOMIC_RELAXED))
		measure(&now);
	return 0;
}

static bool tell(clockid_t id, struct timespec *at)
{
	struct reading *r = &readings[id];
	uint64_t now_rate = __atomic_load_n(&rate, __ATOMIC_RELAXED), nsecs;

	if (!r->ticks || !now_rate)
		return false;
	nsecs = nsecs_of(clock_ticks() - r->ticks, now_rate);
	if (nsecs >= REREAD)
		return false;
	nsecs += r->nsecs;
	at->tv_sec = (time_t)(nsecs / NSECS);
	at->tv_nsec = (long)(nsecs % NSECS);
	return true;
}

/* The counter may be ahead of the clock, which must not go back when it is read again. */
static void not_back(struct timespec *at)
{
	struct reading *r = &readings[CLOCK_MONOTONIC];
	uint64_t nsecs = (uint64_t)at->tv_sec * NSECS + (uint64_t)at->tv_nsec;

	if (nsecs < r->told) {
		at->tv_sec = (time_t)(r->told / NSECS);
		at->tv_nsec = (long)(r->told % NSECS);
	} else {
		r->told = nsecs;
	}
}

__attribute__((visibility("default")))
int clock_gettime(clockid_t id, struct timespec *at)
{
	int err;

	if (!steady || (id != CLOCK_REALTIME && id != CLOCK_MONOTONIC))
		return clock_read(id, at);
	err = tell(id, at) ? 0 : read_again(id, at);
	if (!err && id == CLOCK_MONOTONIC)
		not_back(at);
	return err;
}

__attribute__((visibility("default")))
int gettimeofday(struct timeval *restrict at, void *restrict zone)
{
	struct timespec now = { 0 };
	int err = clock_gettime(CLOCK_REALTIME, &now);

	at->tv_sec = now.tv_sec;
	at->tv_usec = now.tv_nsec / 1000;
	return err;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A histogram of durations.  It takes the same memory for any number of values: its buckets
 * grow with the values, so that the error of a percentile is relative.
 */
#ifndef REPLAY_HISTOGRAM_H
#define REPLAY_HISTOGRAM_H

#include "core/platform.h"

/*
 * Each power of two has 2^HISTOGRAM_BITS buckets.  The middle of a bucket is at most half its
 * width from any value in it, which is 1/64 of the value: percentiles are at most 1.6 % off.
 * Values below 2^HISTOGRAM_BITS have a bucket each.
 */
#define HISTOGRAM_BITS		5u
#define HISTOGRAM_BUCKETS	((65u - HISTOGRAM_BITS) << HISTOGRAM_BITS)

/** struct histogram - @min, @max: exact, @sum too up to INT64_MAX; the caller begins with zeroes */
struct histogram {
	u64 count;
	u64 min;
	u64 max;
	u64 sum;
	u64 buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *h, u64 value);

/**
 * histogram_percentile() - the value that so many percent of all values do not exceed
 * @h: has at least one value
 * @percent: 1 to 100
 */
u64 histogram_percentile(const struct histogram *h, u32 percent);

#endif

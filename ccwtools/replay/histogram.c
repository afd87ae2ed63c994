// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/replay/histogram.h"

#define PER_POWER	(1u << HISTOGRAM_BITS)

/* The position of the leftmost bit of a value that is not 0, from the right. */
static u32 log2_of(u64 value)
{
	u32 n = 0;

	while (value >>= 1)
		n++;
	return n;
}

static u32 bucket_of(u64 value)
{
	u32 shift;

	if (value < PER_POWER)
		return (u32)value;
	shift = log2_of(value) - HISTOGRAM_BITS;
	/* The leftmost bit of what is left is set. */
	return (shift << HISTOGRAM_BITS) + (u32)(value >> shift);
}

/* The value in the middle of a bucket. */
static u64 middle_of(u32 bucket)
{
	u32 shift;
	u64 low;

	if (bucket < PER_POWER)
		return bucket;
	shift = (bucket >> HISTOGRAM_BITS) - 1;
	low = (u64)(PER_POWER + bucket % PER_POWER) << shift;
	return low + (((u64)1 << shift) >> 1);
}

void histogram_add(struct histogram *h, u64 value)
{
	h->min = h->count ? min(h->min, value) : value;
	h->max = max(h->max, value);
	/* Recorded times are anything; what reads JSON often has 63 bits for a number. */
	h->sum += min(value, (u64)INT64_MAX - h->sum);
	h->count++;
	h->buckets[bucket_of(value)]++;
}

u64 histogram_percentile(const struct histogram *h, u32 percent)
{
	/* Rounded up, so that of a single value each percentile is that value. */
	u64 rank = h->count / 100 * percent + (h->count % 100 * percent + 99) / 100;
	u64 seen = 0, value;
	u32 i;

	/* The first and the last are known exactly. */
	if (rank <= 1)
		return h->min;
	if (rank >= h->count)
		return h->max;
	for (i = 0; i < HISTOGRAM_BUCKETS - 1; i++) {
		seen += h->buckets[i];
		if (seen >= rank)
			break;
	}
	value = max(middle_of(i), h->min);
	return min(value, h->max);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Channel programs out of a seed: legal ones, illegal ones, and above all those
 * that are nearly legal.
 */
#ifndef SIMTESTS_GENERATOR_H
#define SIMTESTS_GENERATOR_H

#include "core/css.h"

/* A guest's memory has three areas, whose contents are random. */
#define GENERATOR_MEMORY	0x40000u	/* 64 pages: a bit each in a mask */
#define GENERATOR_PROGRAM	0x1000u
#define GENERATOR_IDALS		0x8000u
#define GENERATOR_DATA		0x10000u

/* A search for these bytes finds something in the buffer that the generator has filled. */
#define GENERATOR_KEY		GENERATOR_DATA
#define GENERATOR_KEY_BYTE	0x5a
#define GENERATOR_KEY_SIZE	64u

/** struct dice - xorshift64*: the same numbers for the same seed on every host */
struct dice {
	u64 state;
};

/** dice_seed() - any number will do */
void dice_seed(struct dice *dice, u64 seed);
u64 dice_throw(struct dice *dice);
/** dice_below() - 0 to @n - 1; @n is not zero */
u32 dice_below(struct dice *dice, u32 n);
/** dice_percent() - true @percent times of a hundred */
bool dice_percent(struct dice *dice, u32 percent);
/** dice_fill() - @len bytes, a multiple of eight */
void dice_fill(struct dice *dice, void *buf, size_t len);

/**
 * struct generated - a guest's channel program and the memory that it lies in
 * @memory: GENERATOR_MEMORY bytes, the caller's
 * @base: guest address of the first of them; generate() leaves it alone, and
 *	wants zero
 * @orb: what the guest starts it with
 * @holes: pages that the guest does not have, a bit each, bit 0 is page 0
 * @readonly: pages that no device may store into
 * @kind: what it was meant to be, for people
 */
struct generated {
	u8 *memory;
	u64 base;
	struct css_orb orb;
	u64 holes;
	u64 readonly;
	const char *kind;
};

/** generate() - generate a program; all of memory, holes and ORB are new */
void generate(struct dice *dice, struct generated *g);

#endif

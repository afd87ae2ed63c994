/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between the program in the emulated machine (selftests/bare) and the one
 * outside (simtests/hercules): channel programs, each with the memory that it lies in,
 * and their results.  All numbers are big-endian.
 */
#ifndef SELFTESTS_BATCH_H
#define SELFTESTS_BATCH_H

#include <linux/types.h>

/* Absolute addresses.  The memory of the program that runs is at 0. */
#define BATCH_MEMORY	0x40000u
#define BATCH_RUNNER	0x800000u	/* linked there: selftests/bare/bare.lds */
#define BATCH_TABLE	0x1000000u	/* of struct batch_entry */
#define BATCH_STORAGE	0x10000000u	/* size of the machine's storage */

#define BATCH_MAX	900u		/* most entries */
#define BATCH_PAGES	64u
#define BATCH_IRBS	16u
#define BATCH_RESUMES	4u		/* how often a suspended program is resumed */

/* The storage key of a page: access-control bits, fetch protection. */
#define BATCH_KEY	1u		/* in the ORB */
#define BATCH_KEY_OPEN	0x10u		/* a page of the program */
#define BATCH_KEY_READ	0x00u		/* a page that it may not store into */
#define BATCH_KEY_SHUT	0x08u		/* a page that it cannot access */

/* How the program ended. */
#define BATCH_ENDED	1u
#define BATCH_CUT	2u		/* it did not end, and was cleared */
#define BATCH_STUCK	3u		/* the clear did not end either */

#define BATCH_OPERAND	4u		/* in place of a condition code: an exception */
#define BATCH_NOT_DONE	0xffffffffu

/**
 * struct batch_entry - a channel program and its result
 * @schid: of the device; zero behind the last entry
 * @endless: nonzero: it is not expected to end
 * @concurrent: nonzero: sense bytes may come with the IRB
 * @orb: for START SUBCHANNEL
 * @keys: storage keys of the memory
 * @verdict: BATCH_ENDED ...
 * @cc: condition code of START SUBCHANNEL, or BATCH_OPERAND
 * @n_irbs: how many TEST SUBCHANNEL stored; there may be more than @irbs has room for
 * @resumes: how often it was resumed
 * @sense_cc: condition code of the start of Basic Sense, or BATCH_NOT_DONE
 * @irbs: the first of them, and the last
 * @sense_irb: the IRB of Basic Sense
 * @sense: its bytes
 * @schib: the SCHIB at the end
 * @memory: the memory of the program, before and afterwards
 */
struct batch_entry {
	__be32 schid;
	__be32 endless;
	__be32 concurrent;
	__u8 orb[32];
	__u8 keys[BATCH_PAGES];
	__be32 verdict;
	__be32 cc;
	__be32 n_irbs;
	__be32 resumes;
	__be32 sense_cc;
	__u8 irbs[BATCH_IRBS][96];
	__u8 sense_irb[96];
	__u8 sense[32];
	__u8 schib[52];
	__u8 unused[2252];
	__u8 memory[BATCH_MEMORY];
};

_Static_assert(sizeof(struct batch_entry) == 4096 + BATCH_MEMORY, "an entry begins at a page");

#endif

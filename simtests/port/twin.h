/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two machines with the same memory and the same device: one where the guest's
 * programs go through the core, and one without a driver, where the channel runs
 * them as they are, guest addresses being absolute addresses.  They walk in step,
 * and whatever a guest could see of them must be the same.
 */
#ifndef SIMTESTS_TWIN_H
#define SIMTESTS_TWIN_H

#include "simtests/port/generator.h"
#include "simtests/port/machine.h"

#define TWIN_IRBS	64u

/** enum twin_verdict - how a program went */
enum twin_verdict {
	TWIN_SAME,		/* the guest could not tell the two apart */
	TWIN_DIFFERENT,		/* it could: a bug */
	TWIN_REFUSED,		/* the core refused it with an errno that is documented */
	TWIN_CHANGED_ITSELF,	/* the program stored into its own CCWs or IDALs */
	TWIN_AMBIGUOUS,		/* one CCW for opposite directions: documented to end */
};

/**
 * struct twin_stats - what the programs did, so that a test sees what it tested
 * @verdicts: by enum twin_verdict
 * @normal: ended with channel end and device end, nothing else
 * @program_checks: ended so
 * @lengths: ended with incorrect length
 * @unit_checks: ended so
 * @suspensions: suspended
 * @intermediate: IRBs with intermediate status
 * @cut: loops that were ended by halt
 * @not_started: START SUBCHANNEL did not answer condition code 0
 */
struct twin_stats {
	u32 verdicts[TWIN_AMBIGUOUS + 1];
	u32 normal, program_checks, lengths, unit_checks, suspensions, intermediate, cut;
	u32 not_started;
};

struct twin;

/** twin_create() - both machines, with @memory bytes for the guest and an echo device */
struct twin *twin_create(u64 memory, bool verbose);
/** twin_destroy() - asserts that nothing is held and nothing was violated */
void twin_destroy(struct twin *twin);
/** twin_memory() - the guest's memory with the core, to be written before twin_run() */
u8 *twin_memory(struct twin *twin, u64 base);
struct twin_stats *twin_stats(struct twin *twin);
/** twin_translation() - the core's translation of the last program */
const struct channel_program *twin_translation(const struct twin *twin);

/**
 * twin_run() - run a program on both
 * @twin: the machines; after another verdict than TWIN_SAME they may differ,
 *	and shall be destroyed
 * @g: the program; its memory is twin_memory() at its base
 * @dice: decides what the guest does about a suspended program
 */
enum twin_verdict twin_run(struct twin *twin, const struct generated *g, struct dice *dice);

#endif

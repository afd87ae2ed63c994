/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Three machines with the same memory and the same device: one where the guest's
 * programs go through the core; one without a driver, where the channel runs them
 * as they are, guest addresses being absolute addresses; and one whose channel and device
 * are the judge's.  They walk in step, and whatever a guest could see of them must be the
 * same: of the first two, so the translation is right; of the last two, so the simulator is.
 */
#ifndef SIMTESTS_TWIN_H
#define SIMTESTS_TWIN_H

#include "simtests/port/generator.h"
#include "simtests/judge/judge.h"
#include "simtests/port/machine.h"

#define TWIN_ANSWER	256u

/** enum twin_verdict - how a program went */
enum twin_verdict {
	TWIN_SAME,		/* the guest could not tell the machines apart */
	TWIN_DIFFERENT,		/* it could: a bug */
	TWIN_REFUSED,		/* the core refused it with an errno that is documented */
	TWIN_CHANGED_ITSELF,	/* the program stored into its own CCWs or IDALs */
	TWIN_AMBIGUOUS,		/* one CCW for opposite directions: documented to end */
	TWIN_UNSURE,		/* it did what the judge's device does not judge */
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
 * @halts: programs halted while they ran
 * @clears: programs cleared
 * @resumes: resumed before they were suspended
 * @resets: programs that ended by a reset of the device
 * @busy: starts that met a busy device
 * @lost_paths: paths that went, or came back, while a program ran
 * @no_path: starts that found no path that is operational
 * @midaws: programs with lists of MIDAWs, which are refused
 * @cancels: programs that were taken back
 * @changes: of the guest in its memory while a program ran
 */
struct twin_stats {
	u32 verdicts[TWIN_UNSURE + 1];
	u32 normal, program_checks, lengths, unit_checks, suspensions, intermediate, cut;
	u32 not_started;
	u32 halts, clears, resumes, resets, busy, lost_paths, no_path, changes, midaws, cancels;
};

/**
 * struct twin_config - what the machines are made of
 * @memory: bytes of the guest's memory
 * @core: the device of the machine with the core
 * @plain: the device of the machine without
 * @judge: the judge's
 * @judge_destroy: what frees it with the machines; NULL: it stays the caller's
 * @unsure: the last program did what @judge does not judge; NULL: there is no such thing
 * @set_busy: the next command meets this status; NULL: the device is never busy
 * @judge_set_busy: the same for @judge
 * @sense: sense bytes that @judge knows about, a bit each, bit 0 is byte 0
 * @pim: installed paths, from bit 0 (80) on
 * @restless: the guest halts, clears, resumes and resets at any time; paths go and come
 */
struct twin_config {
	u64 memory;
	struct sim_device *core, *plain;
	struct judge_device *judge;
	void (*judge_destroy)(struct judge_device *dev);
	bool (*unsure)(struct judge_device *dev);
	void (*set_busy)(struct sim_device *dev, u8 status);
	void (*judge_set_busy)(struct judge_device *dev, u8 status);
	u32 sense;
	u8 pim;
	bool restless;
	bool verbose;
};

struct twin;

/** twin_create() - the machines; their simulated devices are the twin's from now on */
struct twin *twin_create(const struct twin_config *config);
/** twin_create_echo() - the machines, with @memory bytes for the guest and echo devices */
struct twin *twin_create_echo(u64 memory, bool restless, bool verbose);
/** twin_destroy() - asserts that nothing is held and nothing was violated */
void twin_destroy(struct twin *twin);
/**
 * twin_ask() - what a device sends in answer to a command, on the machine without driver only
 * @twin: the machines, which are good for nothing else then
 * @code: the command
 * @answer: gets TWIN_ANSWER bytes at most
 *
 * Return: how many.
 */
u32 twin_ask(struct twin *twin, u8 code, u8 *answer);
/** twin_same_memory() - GENERATOR_MEMORY bytes at @base are the same on all machines */
bool twin_same_memory(struct twin *twin, u64 base);
/**
 * twin_instruct() - I/O instructions at any time, without the core
 * @twin: the machines, which are good for nothing else then
 * @g: what START SUBCHANNEL starts
 * @dice: which instruction comes, and when
 *
 * Return: TWIN_SAME or TWIN_DIFFERENT.
 */
enum twin_verdict twin_instruct(struct twin *twin, const struct generated *g, struct dice *dice);
/** twin_settle() - stop random actions and restore all paths; or allow them again */
void twin_settle(struct twin *twin, bool calm);
/** twin_memory() - the guest's memory with the core, to be written before twin_run() */
u8 *twin_memory(struct twin *twin, u64 base);
struct twin_stats *twin_stats(struct twin *twin);
/** twin_translation() - the core's translation of the last program */
const struct channel_program *twin_translation(const struct twin *twin);

/**
 * twin_run() - run a program on all machines
 * @twin: the machines; after another verdict than TWIN_SAME they may differ,
 *	and shall be destroyed
 * @g: the program; its memory is twin_memory() at its base
 * @dice: decides what the guest does about a suspended program
 */
enum twin_verdict twin_run(struct twin *twin, const struct generated *g, struct dice *dice);

#endif

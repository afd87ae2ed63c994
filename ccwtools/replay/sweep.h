/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every fault at every point of a recording, one run each: before a program the machine is
 * copied (fork), a fault strikes the copy, and the invariants are checked.
 */
#ifndef REPLAY_SWEEP_H
#define REPLAY_SWEEP_H

#include "ccwtools/replay/compare.h"
#include "ccwtools/replay/medium.h"
#include "ccwtools/replay/probe.h"
#include "ccwtools/replay/sweep_points.h"

/* One fault, and room for what the checks need of it. */
#define SWEEP_SENTENCE	512u

/**
 * struct sweep - a recording to be swept
 * @recording: its programs
 * @runner: the machine, before the first of them, with @plan
 * @plan: one fault, which the sweep fills in and which must not strike before;
 *	or the plan of a person, which is run as it is
 * @exceptions: known differences
 * @probe: what is run in the end, its @family, @at and @medium set
 * @medium: judges what the device has made of its media, which it has got from it
 * @before: what happens before a program (the operator mounts a tape)
 * @data: its first argument
 * @blocks: allocations there were before the machine was made
 * @jobs: runs at a time
 * @limit: no more runs than this, chosen by dice; 0: all of them
 * @seed: the dice
 * @progress: show how far it is, on standard error
 */
struct sweep {
	const struct recording *recording;
	struct runner *runner;
	struct sim_plan *plan;
	struct exceptions *exceptions;
	struct probe probe;
	struct medium *medium;
	bool (*before)(void *data, u32 program);
	void *data;
	u64 blocks;
	u32 jobs;
	u32 limit;
	u32 seed;
	bool progress;
};

/**
 * struct sweep_kind - the results of one kind of fault
 * @points: where it can strike
 * @runs: where it did
 * @failures: after which something did not hold
 * @example: one of the faults
 */
struct sweep_kind {
	u32 points;
	u32 runs;
	u32 failures;
	struct sim_fault example;
};

/**
 * struct sweep_result - the results of the sweep
 * @kinds: by kind of fault
 * @points: moments at which faults can strike, of all programs
 * @runs: faults that struck, one run each
 * @failures: after which something did not hold
 */
struct sweep_result {
	struct sweep_kind kinds[SWEEP_KINDS];
	u32 points;
	u32 runs;
	u32 failures;
};

/** struct sweep_failure - a run after which something did not hold */
struct sweep_failure {
	const struct rec_program *program;
	struct sim_fault fault;
	char why[SWEEP_SENTENCE];
};

/**
 * sweep_all() - each fault at each point
 * @sweep: the recording
 * @result: gets what came of it
 * @failed: is told of each failure
 * @data: its first argument
 * @why: says why it cannot be swept
 *
 * Return: false if it cannot be swept.  A recording that does not replay as recorded
 * cannot.
 */
bool sweep_all(struct sweep *sweep, struct sweep_result *result,
	       void (*failed)(void *data, const struct sweep_failure *failure), void *data,
	       struct text *why);

/**
 * sweep_plan() - the whole recording with the plan that there is, and the checks
 * @sweep: the recording; @runner is NULL afterwards, or a machine that is used up
 * @why: says what does not hold
 *
 * Return: all checks hold, after each program and in the end.
 */
bool sweep_plan(struct sweep *sweep, struct text *why);

#endif

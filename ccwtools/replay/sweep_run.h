/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs under faults, and the checks after each. */
#ifndef REPLAY_SWEEP_RUN_H
#define REPLAY_SWEEP_RUN_H

#include "ccwtools/replay/sweep.h"

/* Nanoseconds that a command takes: a fault can strike at a time, too. */
#define SWEEP_LATENCY	1000u

/**
 * sweep_run_programs() - run programs and check what must hold
 * @sweep: the recording, its machine before the program @first
 * @first: the first program; what comes before it, has come
 * @n: how many, if there are so many
 * @why: says what does not hold
 *
 * The fault that the plan has must strike the first program if there is but one.
 */
bool sweep_run_programs(struct sweep *sweep, u32 first, u32 n, struct text *why);

/** sweep_can_strike() - is it a program that ends by itself? */
bool sweep_can_strike(const struct rec_program *program);

/** sweep_first_chpid() - of the path that goes and comes: the first that is there */
u8 sweep_first_chpid(const struct machine *m);

/** sweep_run_end() - the probe, and the user goes.  The machine is used up. */
bool sweep_run_end(struct sweep *sweep, struct text *why);

#endif

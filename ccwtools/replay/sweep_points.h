/* SPDX-License-Identifier: GPL-2.0-only */
/* The faults of a sweep: each kind, at each point of a program. */
#ifndef REPLAY_SWEEP_POINTS_H
#define REPLAY_SWEEP_POINTS_H

#include "hw-sim/plan.h"

#define SWEEP_TIMES	64u	/* two for each command: most programs have less */
#define SWEEP_EFFECTS	29u
#define SWEEP_MOMENTS	7u	/* enum sim_fault_when */
#define SWEEP_KINDS	(SWEEP_EFFECTS * SWEEP_MOMENTS)	/* of which many have no points */

/** struct sweep_range - ordinals, as a plan counts them */
struct sweep_range {
	u64 first;
	u32 n;
};

/**
 * struct sweep_points - where faults can strike while a program runs
 * @none: something else happens in its midst, or it is refused: no fault strikes it
 * @chpid: of the path that goes and comes: the first
 * @start: which START SUBCHANNEL it is
 * @ccws: how many CCWs it fetches
 * @interrupts: times that status becomes pending
 * @pins: calls to pin pages
 * @reads: reads of guest memory
 * @allocs: allocations
 * @times: moments at which the channel does something
 * @n_times: how many
 */
struct sweep_points {
	bool none;
	u8 chpid;
	u64 start;
	u32 ccws;
	struct sweep_range interrupts;
	struct sweep_range pins;
	struct sweep_range reads;
	struct sweep_range allocs;
	u64 times[SWEEP_TIMES];
	u32 n_times;
};

/**
 * sweep_count() - at how many points of a program a kind of fault can strike
 * @points: the program's
 * @kind: the kind, below SWEEP_KINDS
 */
u32 sweep_count(const struct sweep_points *points, u32 kind);

/** sweep_count_all() - faults of all kinds at all points */
u32 sweep_count_all(const struct sweep_points *points);

/**
 * sweep_fault() - one of them
 * @points: the program's
 * @kind: the kind
 * @n: the point, below sweep_count()
 */
struct sim_fault sweep_fault(const struct sweep_points *points, u32 kind, u32 n);

/** sweep_note_time() - add a moment, if it is not there yet and there is room */
void sweep_note_time(struct sweep_points *points, u64 time);

#endif

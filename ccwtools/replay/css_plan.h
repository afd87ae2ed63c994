/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plan of faults of css_sim in this kernel.  There is one for all devices, so one replay at
 * a time may change it, and puts back what was there before.
 */
#ifndef REPLAY_CSS_PLAN_H
#define REPLAY_CSS_PLAN_H

#include "hw-sim/plan.h"
#include "ccwtools/replay/work_folder.h"

#define CSS_CONFIG	"/sys/kernel/config/css_sim"

#define CSS_PLAN_TEXT	4096u	/* a page, see docs/faults.rst */

/**
 * struct css_plan - a replay's hold of it
 * @folder: keeps what was there before, in case that the replay is killed
 * @lock: the file, locked; -1: not held
 * @changed: there is something to be put back
 */
struct css_plan {
	const struct work_folder *folder;
	int lock;
	bool changed;
};

/** css_plan_hold() - for this replay alone, until css_plan_release() */
bool css_plan_hold(struct css_plan *plan, const struct work_folder *folder,
		   struct problem *problem);

/** css_plan_set() - faults, counted from now on */
bool css_plan_set(struct css_plan *plan, const struct sim_plan *faults, struct problem *problem);

/** css_plan_struck() - how often each of them has struck, by what the kernel says */
bool css_plan_struck(struct sim_plan *faults, struct problem *problem);

/** css_plan_strike() - lines of a plan, with their ends: faults for a moment */
bool css_plan_strike(struct css_plan *plan, const char *lines);

/** css_plan_has_struck() - has the first fault? */
bool css_plan_has_struck(void);

/** css_plan_restore() - what was there before; another one that was set since stays */
bool css_plan_restore(struct css_plan *plan, struct problem *problem);

/** css_plan_put_back() - the same, by what a replay that was killed has noted in its folder */
bool css_plan_put_back(const struct work_folder *folder, struct problem *problem);

/** css_plan_release() - restore it, and let others have it */
void css_plan_release(struct css_plan *plan);

#endif

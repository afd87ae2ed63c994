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

/** css_plan_hold() - lock the plan for this replay until css_plan_release() */
bool css_plan_hold(struct css_plan *plan, const struct work_folder *folder,
		   struct problem *problem);

/** css_plan_set() - set faults, which are counted from now on */
bool css_plan_set(struct css_plan *plan, const struct sim_plan *faults, struct problem *problem);

/** css_plan_struck() - how often each fault has struck, as the kernel says */
bool css_plan_struck(struct sim_plan *faults, struct problem *problem);

/** css_plan_strike() - set other faults for a moment: lines of a plan, with their ends */
bool css_plan_strike(struct css_plan *plan, const char *lines);

/** css_plan_has_struck() - has the first fault struck? */
bool css_plan_has_struck(void);

/** css_plan_restore() - set the previous plan again, unless another one was set since */
bool css_plan_restore(struct css_plan *plan, struct problem *problem);

/** css_plan_put_back() - the same for a killed replay, from the notes in its folder */
bool css_plan_put_back(const struct work_folder *folder, struct problem *problem);

/** css_plan_release() - restore the plan, and unlock it */
void css_plan_release(struct css_plan *plan);

#endif

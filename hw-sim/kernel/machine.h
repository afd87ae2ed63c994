/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The simulated channel subsystem in a kernel: one machine, all its
 * subchannels, real time.
 *
 * The machine's mutex is held for everything that the simulator does, and for paths.  No
 * function that may wait for a user is called with it held.  Order of locks:
 * docs/architecture.rst, "Locks in the kernel".
 */
#ifndef HW_SIM_KERNEL_MACHINE_H
#define HW_SIM_KERNEL_MACHINE_H

#include <linux/types.h>

#include "hw-sim/css_sim.h"

/**
 * struct machine_ops - functions that the machine calls, with its mutex held
 * @interrupt: a subchannel became status pending; @data is its sim_get_data()
 * @report: a channel report
 * @after_run: events were run
 * @before_leave: the mutex is about to be released
 */
struct machine_ops {
	void (*interrupt)(void *data);
	void (*report)(const struct css_crw *crw);
	void (*after_run)(void);
	void (*before_leave)(void);
};

int machine_create(const struct machine_ops *ops);
void machine_destroy(void);
struct css_sim *machine_enter(void);
void machine_leave(void);
void machine_kick(void);
void machine_assert_entered(void);

#endif

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

struct subchannel;

/* A kernel with a bus of real subchannels already uses the usual names. */
#if IS_ENABLED(CONFIG_CCW)
#define BUS_NAME	"css_sim"
#define ROOT_NAME	"css_sim0"
#else
#define BUS_NAME	"css"
#define ROOT_NAME	"css0"
#endif

/* machine.c */
extern const struct css_ops machine_css_ops;

int machine_create(void);
void machine_destroy(void);
struct css_sim *machine_enter(void);
void machine_enter_delivered(struct subchannel *sch);
void machine_leave(void);
void machine_kick(void);
void machine_assert_entered(void);
void machine_note_interrupt(struct subchannel *sch);
void machine_note_stalled(struct subchannel *sch);

/* storage.c */
extern const struct sim_storage_ops machine_storage_ops;

#endif

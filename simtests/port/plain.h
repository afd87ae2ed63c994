/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine without a driver, on the simulator: guest addresses are absolute addresses, and
 * its channel runs the guest's programs as they are.
 */
#ifndef SIMTESTS_PLAIN_H
#define SIMTESTS_PLAIN_H

#include "hw-sim/css_sim.h"
#include "hw-sim/plan.h"
#include "simtests/port/arena.h"
#include "simtests/port/generator.h"

#define PLAIN_IRBS	64u

/**
 * struct plain - the machine
 * @arena: its storage, of @size bytes
 * @sim: its channel subsystem, without faults
 * @sch: the subchannel of its device
 * @irbs: what became pending, and was taken at once; @n_irbs of them
 * @stored: a bit per byte that the program stored into
 * @changed_itself: it fetched a CCW or an IDAW from there
 * @deaf: status stays pending until the test takes it
 * @ccws: how many records of each kind the trace had: CCWs fetched,
 * @ends: commands that ended,
 * @statuses: and times that status became pending
 */
struct plain {
	struct arena *arena;
	struct css_sim *sim;
	struct sim_subchannel *sch;
	struct css_irb irbs[PLAIN_IRBS];
	u32 n_irbs;
	struct guest_memory *stored;
	u64 size;
	bool changed_itself;
	bool verbose;
	bool deaf;
	u64 ccws, ends, statuses;
	struct sim_plan no_faults;
};

/**
 * struct plain_config - what it is made of
 * @memory: bytes of storage
 * @device: becomes the machine's
 * @pim: installed paths, from bit 0 (80) on; four at most
 * @verbose: print the trace
 */
struct plain_config {
	u64 memory;
	struct sim_device *device;
	u8 pim;
	bool verbose;
};

void plain_create(struct plain *p, const struct plain_config *machine);
void plain_destroy(struct plain *p);
/** plain_memory() - the guest's memory, for GENERATOR_MEMORY bytes */
u8 *plain_memory(const struct plain *p, u64 base);
/** plain_forget() - another program begins: nothing was stored at @base yet, no IRB taken */
void plain_forget(struct plain *p, u64 base);
/** plain_mark_stored() - these bytes are others than when the program began */
void plain_mark_stored(struct plain *p, u64 addr, u32 len);
/** plain_ctrl() - function, activity and status control of the SCSW */
u16 plain_ctrl(const struct plain *p);
/** plain_chpid() - channel path identifier of a path */
u8 plain_chpid(u32 i);
/** plain_print_record() - a line for a trace record of any machine */
void plain_print_record(const char *machine, const struct sim_trace *r);

#endif

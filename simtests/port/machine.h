/* SPDX-License-Identifier: GPL-2.0-only */
/* Arena + simulated channel subsystem + core: a machine with passed-through devices. */
#ifndef SIMTESTS_MACHINE_H
#define SIMTESTS_MACHINE_H

#include "core/vfio_ccw.h"
#include "simtests/port/arena.h"

#define MACHINE_SCHID	0x00010000u

struct machine {
	struct arena *arena;
	struct css_sim *sim;
	struct sim_subchannel *sch;	/* subchannel 0, device 0120, one path, CHPID 40 */
	struct vfio_ccw vc;
	bool interrupted;		/* since the last wait */
	bool deaf;			/* takes no interrupts: status stays pending */
	bool violations_known;		/* violations of strict mode are no surprise */
};

struct machine_config {
	u64 memory;			/* guest bytes; 0: 16 MiB */
	struct sim_device *device;	/* required */
	u32 schid;			/* 0: MACHINE_SCHID */
	struct sim_plan *plan;
	const struct css_pmcw *pmcw;	/* its installed paths, and their CHPIDs; NULL: one path */
	const struct vfio_ccw_host_ops *host;	/* NULL: the arena; its data are an arena's */
	bool lenient;			/* not strict */
	bool hash;
	void (*trace)(void *data, const struct sim_trace *record);
	void *trace_data;
};

/** machine_create() - build it and open the device; strict unless told otherwise */
struct machine *machine_create(const struct machine_config *config);
/** machine_destroy() - close, and assert that nothing is held and nothing was violated */
void machine_destroy(struct machine *m);

/**
 * machine_start() - submit: write ORB and SCSW (start function) as user space does
 * @m: the machine
 * @orb: big-endian as in guest storage; its first three words count
 *
 * Return: as vfio_ccw_region_write().
 */
ssize_t machine_start(struct machine *m, const struct css_orb *orb);
/** machine_run() - let the channel run until nothing is due or @max_events */
u64 machine_run(struct machine *m, u64 max_events);
/** machine_read_irb() - read the IRB out of the I/O region, as user space does */
void machine_read_irb(struct machine *m, struct css_irb *irb);
/** machine_hear() - not deaf any more: takes what is pending */
void machine_hear(struct machine *m);
ssize_t machine_async(struct machine *m, u32 command);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A subchannel that answers what a test tells it, and notes what it was asked.
 * For tests of the core alone: no device, no engine, no time.
 */
#ifndef SIMTESTS_FAKE_CSS_H
#define SIMTESTS_FAKE_CSS_H

#include "core/vfio_ccw.h"
#include "simtests/port/arena.h"

enum fake_op {
	FAKE_START, FAKE_HALT, FAKE_CLEAR, FAKE_RESUME, FAKE_CANCEL, FAKE_STORE,
	FAKE_ENABLE, FAKE_DISABLE, FAKE_NR_OPS
};

/**
 * struct fake_css - the subchannel, with the device on it
 * @vc: the device under test, on @arena
 * @cc: what each instruction answers
 * @calls: how often each was issued
 * @orb: of the last START
 * @schib: what STORE SUBCHANNEL stores
 * @late: an interrupt that arrives with the next START, HALT, CLEAR or enabling, mostly
 *	from before it; or NULL
 * @on_enable: called when the subchannel is enabled; or NULL
 * @ends_on: waiting after this instruction brings final status; FAKE_NR_OPS: never
 * @last: the last instruction but STORE
 * @waits: how often the core waited
 */
struct fake_css {
	struct vfio_ccw vc;
	struct arena *arena;
	int cc[FAKE_NR_OPS];
	u32 calls[FAKE_NR_OPS];
	struct css_orb orb;
	struct css_schib schib;
	const struct css_irb *late;
	void (*on_enable)(struct fake_css *fake);
	enum fake_op ends_on;
	enum fake_op last;
	u32 waits;
};

/** fake_create() - a device in state STANDBY with 1 MiB of guest memory */
struct fake_css *fake_create(void);
/** fake_destroy() - close it, and assert that nothing is held */
void fake_destroy(struct fake_css *fake);

int fake_open(struct fake_css *fake);
void fake_close(struct fake_css *fake);

/** fake_state() - bring the device into a state, CP_PENDING with a program of one read */
void fake_state(struct fake_css *fake, enum vfio_ccw_state state);

/** fake_program() - one CCW that reads 4 KiB, in guest memory; gives its ORB */
struct css_orb fake_program(struct fake_css *fake);

/** fake_start() - submit it.  Return: as vfio_ccw_region_write() */
ssize_t fake_start(struct fake_css *fake);

/** fake_request() - submit what is there, with these SCSW control bits */
ssize_t fake_request(struct fake_css *fake, u16 scsw_ctrl);

/** fake_status() - the subchannel presents status with these SCSW control bits */
void fake_status(struct fake_css *fake, u16 ctrl, u8 dstat, u32 cpa);

/** fake_read_irb() - as user space reads it */
struct css_irb fake_read_irb(struct fake_css *fake);

#endif

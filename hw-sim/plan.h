/* SPDX-License-Identifier: GPL-2.0-only */
/* Faults as data: when one strikes, and what it does. */
#ifndef HW_SIM_PLAN_H
#define HW_SIM_PLAN_H

#include "core/css.h"

enum sim_fault_when {
	SIM_WHEN_START,		/* the nth START SUBCHANNEL (1 is the first) */
	SIM_WHEN_CCW,		/* the ccwth CCW executed by the nth start */
	SIM_WHEN_TIME,		/* virtual time, nanoseconds */
	SIM_WHEN_INTERRUPT,	/* the nth time that status becomes pending */
	SIM_WHEN_PIN,		/* the nth pin call */
	SIM_WHEN_READ,		/* the nth read of guest memory */
	SIM_WHEN_ALLOC,		/* the nth allocation */
};

enum sim_fault_what {
	SIM_FAULT_CC,			/* START answers cc arg (1, 2, 3) */
	SIM_FAULT_DEFERRED_CC,		/* the start ends with deferred cc arg (1, 3) */
	SIM_FAULT_UNIT_CHECK,		/* unit check with the sense bytes given */
	SIM_FAULT_CHANNEL_CHECK,	/* channel status arg: CSS_CSTAT_DATA, ... */
	SIM_FAULT_HANG,			/* the program makes no progress until it is ended */
	SIM_FAULT_INT_LOSE,		/* the interrupt is not reported; status stays pending */
	SIM_FAULT_INT_DOUBLE,		/* reported twice */
	SIM_FAULT_INT_LATE,		/* reported arg nanoseconds later */
	SIM_FAULT_UNSOLICITED,		/* attention-type status arg from the device */
	SIM_FAULT_PATH_OFF,		/* CHPID arg is varied off */
	SIM_FAULT_PATH_ON,		/* CHPID arg is varied on */
	SIM_FAULT_DEVICE_GONE,		/* the subchannel's device is removed: cc 3 */
	SIM_FAULT_ERRNO,		/* PIN, READ, ALLOC: refused with errno arg (positive) */
};

#define SIM_PLAN_EVER	(~(u64)0)

/**
 * struct sim_fault - one line of a plan
 * @when: the kind of moment
 * @n: which one, from 1; nanoseconds for SIM_WHEN_TIME
 * @last: up to which one, or 0: only @n
 * @ccw: with SIM_WHEN_CCW: which CCW executed, from 1 (TICs count)
 * @ccw_last: up to which one, or 0: only @ccw
 * @cmd: with SIM_WHEN_CCW: the command in effect must be this
 * @cmd_mask: in these bits; 0: any command
 * @repeat: it strikes each time that the moment comes; otherwise once
 * @chance: it strikes with a probability of @chance in @out_of
 * @out_of: see @chance; 0: it always strikes
 * @seed: of the random numbers
 * @draws: random numbers drawn so far
 * @schid: only on this subchannel, host order; 0: counted over all of them
 * @what: what happens
 * @arg: see enum sim_fault_what
 * @sense: for SIM_FAULT_UNIT_CHECK
 * @sense_len: how many bytes of it
 * @line: its line in the text of the plan, or 0
 * @struck: how often it has struck
 * @fired: it does not strike any more
 * @due: it struck this subchannel and has not acted yet; otherwise 0
 */
struct sim_fault {
	enum sim_fault_when when;
	u64 n;
	u64 last;
	u32 ccw;
	u32 ccw_last;
	u8 cmd;
	u8 cmd_mask;
	bool repeat;
	u32 chance;
	u32 out_of;
	u64 seed;
	u64 draws;
	u32 schid;
	enum sim_fault_what what;
	u64 arg;
	u8 sense[CSS_SENSE_SIZE];
	u8 sense_len;
	u32 line;
	u64 struck;
	bool fired;
	u32 due;
};

/**
 * struct sim_plan - faults; of several that match a moment the first one strikes
 * @faults: the array; the simulator marks those that struck
 * @count: its length
 */
struct sim_plan {
	struct sim_fault *faults;
	u32 count;
};

/**
 * sim_plan_host() - does a host fault strike?
 * @plan: the plan, or NULL
 * @when: SIM_WHEN_PIN, SIM_WHEN_READ or SIM_WHEN_ALLOC
 * @n: the ordinal of the call, from 1
 *
 * Return: 0, or the negative errno to fail with.
 */
int sim_plan_host(struct sim_plan *plan, enum sim_fault_when when, u64 n);

#endif

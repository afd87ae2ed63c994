/* SPDX-License-Identifier: GPL-2.0-only */
/* Invariants after each answer to a user, whatever faults struck. */
#ifndef REPLAY_INVARIANTS_H
#define REPLAY_INVARIANTS_H

#include "simtests/port/machine.h"
#include "ccwtools/replay/run.h"
#include "ccwtools/recording/text.h"

/**
 * struct aftermath - how a program has left the machine
 * @state: of the core's state machine
 * @gone: the device was taken away
 * @held_pages: pages that are pinned
 * @pending: functions whose status is still to come
 * @irb_waits: an interrupt that was not signalled to the user
 * @busy: the subchannel has a function in progress, or pending status
 * @endless: the program was stopped after so many events
 * @violations: accesses of the channel outside what it was given
 */
struct aftermath {
	enum vfio_ccw_state state;
	bool gone;
	u64 held_pages;
	u16 pending;
	bool irb_waits;
	bool busy;
	bool endless;
	u64 violations;
};

/** aftermath_of() - look at a machine after a run */
struct aftermath aftermath_of(const struct machine *m, const struct run *run);

/**
 * invariants_hold() - does the state meet all invariants?
 * @after: how the machine was left
 * @why: says why not
 */
bool invariants_hold(const struct aftermath *after, struct text *why);

/**
 * struct leftover - what is left of a machine whose user has gone
 * @blocks: allocations of core and simulator
 * @bytes: how large they are
 * @held_pages: pages that are pinned
 * @held_channel: bytes of channel memory
 * @state: of the core's state machine
 * @gone: the device was taken away
 */
struct leftover {
	u64 blocks;
	u64 bytes;
	u64 held_pages;
	u64 held_channel;
	enum vfio_ccw_state state;
	bool gone;
};

/** nothing_is_left() - is everything released after the user has closed the device? */
bool nothing_is_left(const struct leftover *left, struct text *why);

#endif

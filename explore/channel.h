/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A subchannel that does in any order what a channel may do.
 *
 * Not the simulator of hw-sim: there a device's program is executed, in a time of its own;
 * here it is of interest only which pages a program names, and when its status comes, and
 * that has to be cheap.  A start ends when the search says so.
 */
#ifndef EXPLORE_CHANNEL_H
#define EXPLORE_CHANNEL_H

#include "core/css_ops.h"
#include "explore/kernel.h"

#define MAX_NAMED	24u

struct vfio_ccw_subchannel;

/* Why a thread halts or clears; struct actor has it. */
enum purpose {
	FOR_USER,
	FOR_UNMAP,		/* of @unmapped pages: those that a program must have */
	FOR_PATH,
};

/**
 * struct channel - the subchannel, and how it behaves
 * @sub: the driver's subchannel, which gets its status
 * @lock: held while status is taken and presented, and while an instruction is executed
 * @change: woken when there is something to do
 * @enabled: by MODIFY SUBCHANNEL
 * @gone: the machine has it no more
 * @down: the machine has gone down: nothing must be started
 * @begun: functions in progress, CSS_FCTL_*
 * @pending: status is
 * @irb: that status
 * @active: a program runs; it ends with its status
 * @program: counts the programs that were started
 * @named: pages that it may use
 * @n_named: how many
 * @taken_back: program whose status a clear has taken back, if there was any
 * @clears: of users
 * @cleared: the program that was started last when a user cleared last
 * @asked: a user has halted or cleared, or a path went
 * @unmapped: the user's pages that each actor is about to unmap, by their numbers
 * @path_gone: programs beyond this number do not use the path that went
 * @holds: a program does not end soon of its own accord
 * @deaf_ms: how long halt and clear take
 * @starts: accepted
 */
struct channel {
	struct vfio_ccw_subchannel *sub;
	spinlock_t lock;
	wait_queue_head_t change;
	bool enabled;
	bool gone;
	bool down;
	u16 begun;
	bool pending;
	struct css_irb irb;
	bool active;
	u32 program;
	u64 named[MAX_NAMED];
	u32 n_named;
	u32 taken_back;
	u32 clears;
	u32 cleared;
	bool asked;
	struct { u32 first, n; } unmapped[MAX_ACTORS];
	u32 path_gone;
	bool holds;
	u32 deaf_ms;
	u32 starts;
};

extern struct channel channel;
extern const struct css_ops channel_ops;

/**
 * channel_ended() - which program a status ended, by its number; 0: none
 *
 * Or, without CSS_FCTL_START, may have taken the status of.
 * The truth, for books: it is in the measurement word, of which the core does not know.
 */
u32 channel_ended(const struct css_irb *irb);
/** channel_clears() - how many clears of users there were when a status was presented */
u32 channel_clears(const struct css_irb *irb);
/** channel_run() - the channel's own work; an actor */
void channel_run(void *unused);
/** channel_attention() - the device presents status of its own accord */
void channel_attention(void);
/** channel_check_page() - a page belongs to the driver no more */
void channel_check_page(uint64_t physical);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of a subchannel, whose actions happen in any order that a channel allows.
 *
 * It is not the simulator of hw-sim, which executes channel programs in virtual time.  Here
 * only the pages that a program designates and the moment of its status matter, and a run
 * must be fast.  The search decides when a program ends.
 */
#ifndef EXPLORE_CHANNEL_H
#define EXPLORE_CHANNEL_H

#include "core/css_ops.h"
#include "explore/kernel.h"

#define MAX_NAMED	24u

struct vfio_ccw_subchannel;

/* Why an actor halts or clears; stored in struct actor. */
enum purpose {
	FOR_USER,
	FOR_UNMAP,		/* only programs with pages in @unmapped may be ended */
	FOR_PATH,
};

/**
 * struct channel - the subchannel, and how it behaves
 * @sub: the driver's subchannel, to which status is presented
 * @lock: held while status is taken and presented, and while an instruction is executed
 * @change: woken when there is work for channel_run()
 * @enabled: by MODIFY SUBCHANNEL
 * @gone: the machine does not have the subchannel any more
 * @down: the machine has been shut down: no program must be started
 * @begun: functions in progress, CSS_FCTL_*
 * @pending: status is pending
 * @irb: the pending status
 * @active: a program runs; it ends when its status becomes pending
 * @program: counts the programs that were started
 * @named: pages that the program may use
 * @n_named: how many pages
 * @taken_back: program whose status a CLEAR has discarded, or 0
 * @clears: counts CLEAR by users
 * @cleared: the last program started at the time of the last CLEAR by a user
 * @asked: a user has halted or cleared, or a path was taken away
 * @unmapped: for each actor the numbers of the user's pages that it is about to unmap
 * @path_gone: programs beyond this number do not use the path that was taken away
 * @holds: a program does not end soon unless it is halted or cleared
 * @deaf_ms: how long halt and clear take
 * @starts: counts starts that were accepted
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
 * channel_ended() - number of the program that a status ended, or 0
 *
 * Without CSS_FCTL_START it may be a program whose status was discarded.  The number is
 * passed in the extended-measurement word, which the core does not use, so that checks are
 * independent of the core.
 */
u32 channel_ended(const struct css_irb *irb);
/** channel_clears() - how often users had issued CLEAR when a status was presented */
u32 channel_clears(const struct css_irb *irb);
/** channel_run() - function of the actor that ends programs and presents status */
void channel_run(void *unused);
/** channel_attention() - the device presents unsolicited status */
void channel_attention(void);
/** channel_check_page() - the driver has released a page: fail if the running program uses it */
void channel_check_page(uint64_t physical);

#endif

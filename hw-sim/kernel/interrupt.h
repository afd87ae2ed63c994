/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupts of a simulated subchannel: from pending status to the user's IRBs. */
#ifndef HW_SIM_KERNEL_INTERRUPT_H
#define HW_SIM_KERNEL_INTERRUPT_H

#include <linux/kfifo.h>
#include <linux/list.h>
#include <linux/workqueue.h>

#include "hw-sim/css_sim.h"

struct vfio_ccw_subchannel;

/* IRBs in the queue between the machine's thread and the bottom half; a power of two. */
#define INTERRUPT_IRBS		8u

/**
 * struct interrupt_queue - IRBs of one subchannel, on the way to its user
 * @presented: entry in the list of those whose @work is to be queued; with the machine's
 *	mutex
 * @stalled: entry in the list of those whose status stays pending until @irbs has room; with
 *	the machine's mutex
 * @irbs: filled with the machine's mutex held, emptied by @work
 * @work: passes @irbs to @user, in a context that cannot sleep
 * @user: the subchannel for vfio_ccw.ko, or NULL; changed with the machine's mutex held
 * @sim: the subchannel in the simulator, while it exists; with the machine's mutex
 */
struct interrupt_queue {
	struct list_head presented;
	struct list_head stalled;
	DECLARE_KFIFO(irbs, struct css_irb, INTERRUPT_IRBS);
	struct work_struct work;
	struct vfio_ccw_subchannel *user;
	struct sim_subchannel *sim;
};

void interrupt_queue_init(struct interrupt_queue *queue);
void interrupt_queue_remove(struct interrupt_queue *queue);
void interrupt_queue_set_user(struct interrupt_queue *queue, struct vfio_ccw_subchannel *user);
void interrupt_queue_drop_user(struct interrupt_queue *queue);

void interrupt_take_status(struct interrupt_queue *queue);
struct css_sim *interrupt_deliver_and_enter(struct interrupt_queue *queue);
void interrupt_retry_stalled(void);
void interrupt_present(void);

#endif

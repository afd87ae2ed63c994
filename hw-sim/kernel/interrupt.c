// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts: pending status is taken by TEST SUBCHANNEL in the machine's thread, or in the
 * thread that executes an instruction, and passed to the user in a bottom half.
 */
#include "core/vfio/subchannel.h"
#include "hw-sim/kernel/interrupt.h"
#include "hw-sim/kernel/machine.h"

/* A bound, so that a continuous flow of status does not block an instruction for ever. */
#define INTERRUPT_DELIVERIES	64u

/* Queues that have IRBs for their users; with the machine's mutex. */
static LIST_HEAD(presented_queues);

/* Queues without room for the status that is pending; with the machine's mutex. */
static LIST_HEAD(stalled_queues);

/* A bottom half, which delivers at most one queue's worth before other work may run. */
static void interrupt_deliver(struct work_struct *work)
{
	struct interrupt_queue *queue = container_of(work, struct interrupt_queue, work);
	struct vfio_ccw_subchannel *user = READ_ONCE(queue->user);
	struct css_irb irb;

	for (u32 i = 0; i < INTERRUPT_IRBS && kfifo_get(&queue->irbs, &irb); i++)
		if (user)
			vfio_ccw_subchannel_interrupt(user, &irb);
	if (!kfifo_is_empty(&queue->irbs))
		queue_work(system_bh_wq, work);
	/* The work item is queued after the queue is added to the list, so this sees it. */
	if (!list_empty_careful(&queue->stalled))
		machine_kick();
}

/* ---- The queue of a subchannel ---- */

void interrupt_queue_init(struct interrupt_queue *queue)
{
	INIT_LIST_HEAD(&queue->presented);
	INIT_LIST_HEAD(&queue->stalled);
	INIT_KFIFO(queue->irbs);
	INIT_WORK(&queue->work, interrupt_deliver);
}

/**
 * interrupt_queue_remove() - the subchannel is removed: no status is taken any more
 * @queue: the queue, whose work item may still run
 *
 * Context: the machine's mutex.
 */
void interrupt_queue_remove(struct interrupt_queue *queue)
{
	machine_assert_entered();
	list_del_init(&queue->presented);
	list_del_init(&queue->stalled);
	queue->sim = NULL;
}

/** interrupt_queue_set_user() - interrupts may arrive from now on.  Context: the machine's mutex */
void interrupt_queue_set_user(struct interrupt_queue *queue, struct vfio_ccw_subchannel *user)
{
	machine_assert_entered();
	WRITE_ONCE(queue->user, user);
}

/**
 * interrupt_queue_drop_user() - discard the IRBs of a user that is gone
 * @queue: the queue, whose user is NULL
 *
 * When this returns, the former user is not accessed any more.
 *
 * Context: process; sleeps.
 */
void interrupt_queue_drop_user(struct interrupt_queue *queue)
{
	cancel_work_sync(&queue->work);
	machine_enter();
	kfifo_reset(&queue->irbs);
	machine_leave();
}

/* ---- Status ---- */

/**
 * interrupt_take_status() - take pending status by TEST SUBCHANNEL, and interrupt the user
 * @queue: the subchannel's queue
 *
 * If there is no room, the status stays pending until there is, as on a machine whose
 * program is disabled for I/O interrupts.
 *
 * Context: the machine's mutex; the IRB is delivered after that is released.
 */
void interrupt_take_status(struct interrupt_queue *queue)
{
	struct css_irb irb;

	machine_assert_entered();
	if (kfifo_is_full(&queue->irbs)) {
		if (list_empty(&queue->stalled))
			list_add_tail(&queue->stalled, &stalled_queues);
	} else if (sim_tsch(queue->sim, &irb) == 0) {
		kfifo_put(&queue->irbs, irb);
	} else {
		return;
	}
	if (list_empty(&queue->presented))
		list_add_tail(&queue->presented, &presented_queues);
}

/**
 * interrupt_retry_stalled() - try again to take status for which there was no room
 *
 * Context: the machine's mutex.
 */
void interrupt_retry_stalled(void)
{
	struct interrupt_queue *queue, *next;
	LIST_HEAD(stalled);

	machine_assert_entered();
	list_splice_init(&stalled_queues, &stalled);
	list_for_each_entry_safe(queue, next, &stalled, stalled) {
		list_del_init(&queue->stalled);
		interrupt_take_status(queue);
	}
}

/**
 * interrupt_present() - queue the work items that deliver interrupts
 *
 * They run when bottom halves are enabled again.
 *
 * Context: the machine's mutex.
 */
void interrupt_present(void)
{
	struct interrupt_queue *queue, *next;

	machine_assert_entered();
	if (list_empty(&presented_queues))
		return;
	local_bh_disable();
	list_for_each_entry_safe(queue, next, &presented_queues, presented) {
		list_del_init(&queue->presented);
		queue_work(system_bh_wq, &queue->work);
	}
	local_bh_enable();
}

/**
 * interrupt_deliver_and_enter() - machine_enter(), after status that was taken is delivered
 * @queue: the subchannel's queue
 *
 * On a real machine the program has the status when TEST SUBCHANNEL completes.  So status
 * that was taken is delivered to the user before the next instruction is executed: it cannot
 * be mistaken for the end of the function that the instruction begins, nor arrive after the
 * user has learned that the subchannel is gone.
 *
 * Context: process; sleeps.
 * Return: the channel subsystem, locked.
 */
struct css_sim *interrupt_deliver_and_enter(struct interrupt_queue *queue)
{
	struct css_sim *sim;

	for (u32 i = 0; i < INTERRUPT_DELIVERIES; i++) {
		flush_work(&queue->work);
		sim = machine_enter();
		/* The work item is only queued with the machine locked. */
		if (list_empty(&queue->presented) && kfifo_is_empty(&queue->irbs) &&
		    !work_busy(&queue->work))
			return sim;
		machine_leave();
	}
	return machine_enter();
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupts on their way from the subchannel to user space.
 *
 * One producer, the interrupt handler, in any context; one consumer, whoever
 * holds the device's mutex.  The consumer first looks at each IRB (its CCW
 * address becomes the guest's, its program ends), then user space takes it:
 *
 *	tail <= seen <= head <= tail + IRB_QUEUE_SIZE
 *	  taken | looked at | appended
 */
#ifndef CORE_IRB_QUEUE_H
#define CORE_IRB_QUEUE_H

#include "core/css.h"
#include "core/limits.h"

/**
 * struct irb_queue - IRBs that user space has not read
 * @head: entries appended, ever; the producer's
 * @seen: entries the consumer looked at
 * @tail: entries taken
 * @stacked: unsolicited unit status for which there was no entry, merged as
 *	a control unit merges what it cannot present; IRB_STACKED if any
 * @ends: of each entry, what who appended it says
 * @irb: the ring
 */
struct irb_queue {
	u32 head;
	u32 seen;
	u32 tail;
	u32 stacked;
	u32 ends[IRB_QUEUE_SIZE];
	struct css_irb irb[IRB_QUEUE_SIZE];
};

/**
 * irb_is_solicited() - does status belong to a function of the subchannel?
 * @irb: what TEST SUBCHANNEL stored
 *
 * Secondary status on its own does too, though the function's bit went with the
 * primary status.
 * Source: Principles of Operation, "Subchannel-Status Word" (function control,
 * status control).
 */
static inline bool irb_is_solicited(const struct css_irb *irb)
{
	const u16 solicited = CSS_FCTL | CSS_STCTL_INTERMEDIATE | CSS_STCTL_PRIMARY |
			      CSS_STCTL_SECONDARY;

	return be16_to_cpu(irb->scsw.ctrl) & solicited;
}

/**
 * irb_activity_left() - what the subchannel still does when status was taken
 * @irb: what TEST SUBCHANNEL stored
 *
 * That instruction ends what is pending or suspended, be it refused (a deferred
 * condition code), halted or cleared; with intermediate status alone it does not,
 * unless a suspended program was halted.  A halt or clear function that ends with status
 * pending alone has ended the rest, too, whatever is said to be active.
 * Source: Principles of Operation, "TEST SUBCHANNEL" (conditions cleared).
 *
 * Return: CSS_ACTL_*.
 */
static inline u16 irb_activity_left(const struct css_irb *irb)
{
	u16 ctrl = be16_to_cpu(irb->scsw.ctrl);
	bool halted = ctrl & CSS_FCTL_HALT && ctrl & CSS_ACTL_SUSPENDED;

	if (ctrl & (CSS_FCTL_HALT | CSS_FCTL_CLEAR) && (ctrl & CSS_STCTL) == CSS_STCTL_PENDING)
		return 0;
	if ((ctrl & CSS_STCTL) == (CSS_STCTL_INTERMEDIATE | CSS_STCTL_PENDING) && !halted)
		return ctrl & CSS_ACTL;
	return ctrl & (CSS_ACTL_SCHACT | CSS_ACTL_DEVACT);
}

/**
 * irb_is_final() - is the subchannel done with what it was told?
 * @irb: what TEST SUBCHANNEL stored
 */
static inline bool irb_is_final(const struct css_irb *irb)
{
	return irb_is_solicited(irb) && !irb_activity_left(irb);
}

/**
 * irb_queue_append() - note an interrupt
 * @q: the queue
 * @irb: what TEST SUBCHANNEL stored
 * @ends: the program that it ends, see core/functions.h
 *
 * Near the bound, status that repeats is merged the way the channel subsystem
 * does it: a program-controlled interruption into one that still waits,
 * unsolicited status into one that the control unit holds.
 *
 * Context: any; the only producer.
 */
void irb_queue_append(struct irb_queue *q, const struct css_irb *irb, u32 ends);

/**
 * irb_queue_look() - the oldest IRB that the consumer has not looked at
 * @q: the queue
 *
 * Return: it, to be changed in place, or NULL.  irb_queue_looked() goes on.
 */
static inline struct css_irb *irb_queue_look(struct irb_queue *q)
{
	if (q->seen == platform_load_acquire(&q->head))
		return NULL;
	return &q->irb[q->seen % IRB_QUEUE_SIZE];
}

/** irb_queue_ends() - what that one ends */
u32 irb_queue_ends(const struct irb_queue *q);
void irb_queue_looked(struct irb_queue *q);

/**
 * irb_queue_take() - the next IRB for user space
 * @q: the queue
 * @irb: gets it
 *
 * Return: false if there is none, and then @irb is unchanged.
 */
bool irb_queue_take(struct irb_queue *q, struct css_irb *irb);

/** irb_queue_waiting() - has user space something to read? */
static inline bool irb_queue_waiting(const struct irb_queue *q)
{
	return q->tail != platform_load_acquire(&q->head) ||
	       platform_load_acquire(&q->stacked);
}

/** irb_queue_ready() - is there room for all that a function may present? */
bool irb_queue_ready(const struct irb_queue *q);

/** irb_queue_discard() - forget everything that waits */
void irb_queue_discard(struct irb_queue *q);

/**
 * irb_queue_forget() - functions were ended, or belong to nobody any more
 * @q: the queue, just discarded
 * @keep: CSS_FCTL_CLEAR, whose status stays; or none
 *
 * Forgets what has come since, up to the last status of a function.  After CLEAR
 * SUBCHANNEL such status was pending when the instruction was executed; the clear
 * function's own may be there as well.
 * Source: Principles of Operation, "CLEAR SUBCHANNEL".
 */
void irb_queue_forget(struct irb_queue *q, u16 keep);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Queue of IRBs between the interrupt handler and user space.
 *
 * The interrupt handler is the only producer and runs in any context; the only
 * consumer is the thread that holds the device's mutex.  It consumes each IRB
 * (the CCW address becomes the guest's, the program that it ends is freed)
 * before user space takes it:
 *
 *	tail <= consumed <= head <= tail + IRB_QUEUE_SIZE
 *	taken | consumed | appended
 */
#ifndef CORE_IRB_QUEUE_H
#define CORE_IRB_QUEUE_H

#include "core/css.h"
#include "core/limits.h"

/**
 * struct irb_queue - IRBs that user space has not read
 * @head: counts entries appended; written by the producer only
 * @consumed: counts entries that the consumer has processed
 * @tail: counts entries taken
 * @stacked: unsolicited unit status for which there was no entry, merged as
 *	a control unit merges what it cannot present; IRB_STACKED if any
 * @ends: per entry, the producer's verdict: which program it ends
 * @irb: the ring
 */
struct irb_queue {
	u32 head;
	u32 consumed;
	u32 tail;
	u32 stacked;
	u32 ends[IRB_QUEUE_SIZE];
	struct css_irb irb[IRB_QUEUE_SIZE];
};

/**
 * irb_is_solicited() - does status belong to a function of the subchannel?
 * @irb: what TEST SUBCHANNEL stored
 *
 * Secondary status on its own does, too, although the function-control bit was
 * reset with the primary status.
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
 * irb_activity_left() - activity of the subchannel after TEST SUBCHANNEL
 * @irb: what TEST SUBCHANNEL stored
 *
 * The instruction ends functions that are pending or suspended, whether refused (a
 * deferred condition code), halted or cleared; with intermediate status alone it does
 * not, unless a suspended program was halted.  A halt or clear function that ends with
 * status pending alone has ended everything else, too, whatever the activity control says.
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

/** irb_is_final() - has the subchannel completed all functions that were issued to it? */
static inline bool irb_is_final(const struct css_irb *irb)
{
	return irb_is_solicited(irb) && !irb_activity_left(irb);
}

/**
 * irb_queue_append() - queue an interrupt
 * @q: the queue
 * @irb: what TEST SUBCHANNEL stored
 * @ends: the program that it ends, see core/functions.h
 *
 * When the queue is nearly full, repeated status is merged as the channel subsystem
 * merges it: a program-controlled interruption into one that is still queued,
 * unsolicited status into status that the control unit would hold back.
 *
 * Context: any; the only producer.
 */
void irb_queue_append(struct irb_queue *q, const struct css_irb *irb, u32 ends);

/* The oldest IRB that has not been consumed, which the consumer may change in place; or NULL. */
static inline struct css_irb *irb_queue_peek(struct irb_queue *q)
{
	if (q->consumed == platform_load_acquire(&q->head))
		return NULL;
	return &q->irb[q->consumed % IRB_QUEUE_SIZE];
}

/* @ends of the IRB that irb_queue_peek() returned. */
u32 irb_queue_ends(const struct irb_queue *q);
/* That IRB has been processed. */
void irb_queue_consume(struct irb_queue *q);

/* Remove the oldest consumed IRB, for user space.  Return: false if there is none. */
bool irb_queue_take(struct irb_queue *q, struct css_irb *irb);

/** irb_queue_waiting() - is there status that user space has not read? */
static inline bool irb_queue_waiting(const struct irb_queue *q)
{
	return q->tail != platform_load_acquire(&q->head) ||
	       platform_load_acquire(&q->stacked);
}

/** irb_queue_has_room() - is there room for all status that a function may present? */
bool irb_queue_has_room(const struct irb_queue *q);

void irb_queue_discard(struct irb_queue *q);

/**
 * irb_queue_discard_solicited() - drop status of functions that were cleared, or have no user
 * @q: the queue, just discarded
 * @keep: CSS_FCTL_CLEAR to keep status of a clear function; or 0
 *
 * Drops what has arrived since the discard, up to the last status of a function.  After
 * CLEAR SUBCHANNEL such status was pending when the instruction was executed; status of
 * the clear function itself may have arrived, too.
 * Source: Principles of Operation, "CLEAR SUBCHANNEL".
 */
void irb_queue_discard_solicited(struct irb_queue *q, u16 keep);

#endif

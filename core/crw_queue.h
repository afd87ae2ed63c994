/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Queue of channel reports for user space.  One producer in any context, one
 * consumer under the device's mutex, as in the IRB queue.
 */
#ifndef CORE_CRW_QUEUE_H
#define CORE_CRW_QUEUE_H

#include "core/css.h"
#include "core/limits.h"

/**
 * struct crw_queue - reports that user space has not read
 * @head: counts entries appended; written by the producer only
 * @tail: counts entries taken
 * @lost: reports were dropped because the ring was full
 * @crw: the ring
 */
struct crw_queue {
	u32 head;
	u32 tail;
	u32 lost;
	struct css_crw crw[CRW_QUEUE_SIZE];
};

/* Queue a report.  Context: any; the only producer. */
void crw_queue_append(struct crw_queue *q, const struct css_crw *crw);

/*
 * Remove the oldest report; all zeroes if there is none.  The last one before a loss has the
 * overflow bit on.
 * Source: Principles of Operation, "I/O Support Functions", CRW bit 2.
 */
struct css_crw crw_queue_take(struct crw_queue *q);

bool crw_queue_waiting(const struct crw_queue *q);
void crw_queue_discard(struct crw_queue *q);

#endif

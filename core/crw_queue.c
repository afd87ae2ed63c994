// SPDX-License-Identifier: GPL-2.0-only
/* Queue of channel reports for user space. */
#include "core/crw_queue.h"

static bool crw_queue_is_full(const struct crw_queue *q)
{
	return q->head - platform_load_acquire(&q->tail) == CRW_QUEUE_SIZE;
}

/*
 * Set @lost before looking at the queue again: the consumer tests @lost when it takes the
 * last report, and may have done so since the queue was found full.  In that case there is
 * room now, and nothing is lost.  Return: whether the report must be dropped.
 */
static bool crw_queue_mark_lost(struct crw_queue *q)
{
	u32 before = platform_xchg(&q->lost, 1);

	if (crw_queue_is_full(q))
		return true;
	if (!before)
		platform_xchg(&q->lost, 0);
	return false;
}

void crw_queue_append(struct crw_queue *q, const struct css_crw *crw)
{
	if (crw_queue_is_full(q) && crw_queue_mark_lost(q))
		return;
	platform_assert(q->head - platform_load_acquire(&q->tail) < CRW_QUEUE_SIZE);
	q->crw[q->head % CRW_QUEUE_SIZE] = *crw;
	platform_store_release(&q->head, q->head + 1);
}

struct css_crw crw_queue_take(struct crw_queue *q)
{
	struct css_crw crw = {};

	if (!crw_queue_waiting(q))
		return crw;
	crw = q->crw[q->tail % CRW_QUEUE_SIZE];
	platform_store_release(&q->tail, q->tail + 1);
	if (!crw_queue_waiting(q) && platform_xchg(&q->lost, 0))
		crw.flags |= cpu_to_be16(CSS_CRW_R);
	return crw;
}

bool crw_queue_waiting(const struct crw_queue *q)
{
	return q->tail != platform_load_acquire(&q->head);
}

void crw_queue_discard(struct crw_queue *q)
{
	platform_store_release(&q->tail, platform_load_acquire(&q->head));
	platform_xchg(&q->lost, 0);
}

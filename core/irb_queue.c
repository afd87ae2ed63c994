// SPDX-License-Identifier: GPL-2.0-only
/* Queue of IRBs between the interrupt handler and user space. */
#include "core/irb_queue.h"

#define IRB_STACKED	0x100u		/* above the eight bits of unit status */

static struct css_irb *irb_queue_entry(struct irb_queue *q, u32 n)
{
	return &q->irb[n % IRB_QUEUE_SIZE];
}

static u16 irb_scsw_ctrl(const struct css_irb *irb)
{
	return be16_to_cpu(irb->scsw.ctrl);
}

/* A program-controlled interruption of a program that is still running. */
static bool irb_is_pci(const struct css_irb *irb)
{
	u16 ctrl = irb_scsw_ctrl(irb);

	return (ctrl & CSS_STCTL) == (CSS_STCTL_INTERMEDIATE | CSS_STCTL_PENDING) &&
	       !(ctrl & CSS_ACTL_SUSPENDED) &&
	       !(be16_to_cpu(irb->scsw.flags) & CSS_SCSW_Z);
}

static bool irb_queue_has_pci(struct irb_queue *q, u32 tail)
{
	for (u32 n = tail; n != q->head; n++)
		if (irb_is_pci(irb_queue_entry(q, n)))
			return true;
	return false;
}

/*
 * The consumer may move tail meanwhile, and change the CCW addresses of
 * entries: that leaves more room than computed here, and does not change the
 * fields that irb_is_pci() reads.
 */
void irb_queue_append(struct irb_queue *q, const struct css_irb *irb, u32 ends)
{
	u32 tail = platform_load_acquire(&q->tail);
	u32 room = IRB_QUEUE_SIZE - (q->head - tail);

	if (room <= IRB_QUEUE_RESERVE) {
		if (!irb_is_solicited(irb)) {
			platform_fetch_or(&q->stacked, IRB_STACKED | irb->scsw.dstat);
			return;
		}
		if (irb_is_pci(irb) && irb_queue_has_pci(q, tail))
			return;
		platform_assert(room);
		if (!room)
			return;
	}
	*irb_queue_entry(q, q->head) = *irb;
	q->ends[q->head % IRB_QUEUE_SIZE] = ends;
	platform_store_release(&q->head, q->head + 1);
}

u32 irb_queue_ends(const struct irb_queue *q)
{
	return q->ends[q->consumed % IRB_QUEUE_SIZE];
}

void irb_queue_consume(struct irb_queue *q)
{
	q->consumed++;
}

static bool irb_queue_take_stacked(struct irb_queue *q, struct css_irb *irb)
{
	u32 stacked = platform_xchg(&q->stacked, 0);

	if (!stacked)
		return false;
	*irb = (struct css_irb) {
		.scsw.ctrl = cpu_to_be16(CSS_STCTL_ALERT | CSS_STCTL_PENDING),
		.scsw.dstat = (u8)stacked,
	};
	return true;
}

bool irb_queue_take(struct irb_queue *q, struct css_irb *irb)
{
	if (q->tail == q->consumed)
		return irb_queue_take_stacked(q, irb);
	*irb = *irb_queue_entry(q, q->tail);
	platform_store_release(&q->tail, q->tail + 1);
	return true;
}

bool irb_queue_has_room(const struct irb_queue *q)
{
	u32 used = platform_load_acquire(&q->head) - q->tail;

	return IRB_QUEUE_SIZE - used >= IRB_QUEUE_RESERVE;
}

void irb_queue_discard(struct irb_queue *q)
{
	u32 head = platform_load_acquire(&q->head);

	platform_assert(q->consumed - q->tail <= head - q->tail);
	platform_assert(head - q->tail <= IRB_QUEUE_SIZE);
	q->consumed = head;
	platform_store_release(&q->tail, q->consumed);
	platform_xchg(&q->stacked, 0);
}

void irb_queue_discard_solicited(struct irb_queue *q, u16 keep)
{
	u32 head = platform_load_acquire(&q->head);
	u32 end = q->tail;

	for (u32 n = end; n != head; n++) {
		const struct css_irb *irb = irb_queue_entry(q, n);

		if (irb_is_solicited(irb) && !(irb_scsw_ctrl(irb) & keep))
			end = n + 1;
	}
	q->consumed = end;
	platform_store_release(&q->tail, end);
}

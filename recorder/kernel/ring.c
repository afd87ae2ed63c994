// SPDX-License-Identifier: GPL-2.0-only
/* A ring of records for the reader of a recording. */
#include <linux/align.h>
#include <linux/ktime.h>
#include <linux/mm.h>

#include "recorder/kernel/ring.h"

void record_ring_init(struct record_ring *ring)
{
	spin_lock_init(&ring->lock);
	init_waitqueue_head(&ring->wait);
}

void *record_ring_replace(struct record_ring *ring, u8 *bytes, u32 size)
{
	u8 *old = ring->bytes;

	spin_lock_irq(&ring->lock);
	ring->bytes = bytes;
	ring->size = size;
	ring->head = 0;
	ring->tail = 0;
	ring->seq = 0;
	ring->dropped = 0;
	spin_unlock_irq(&ring->lock);
	return old;
}

/* The caller has checked that there is room. */
static void record_ring_append(struct record_ring *ring, const void *from, u32 n)
{
	u32 at = ring->head % ring->size;
	u32 first = min(n, ring->size - at);

	memcpy(ring->bytes + at, from, first);
	memcpy(ring->bytes, from + first, n - first);
	ring->head += n;
}

void record_ring_put(struct record_ring *ring, enum record_kind kind, const void *body,
		     u32 size, const void *more, u32 more_size)
{
	static const u8 padding[RECORD_ALIGN];
	u32 bytes = sizeof(struct record_head) + size + more_size;
	u32 whole = ALIGN(bytes, RECORD_ALIGN);
	struct record_head head = {
		.size = cpu_to_be32(whole), .kind = cpu_to_be16(kind),
		.unused = cpu_to_be16(whole - bytes),
	};
	unsigned long flags;

	spin_lock_irqsave(&ring->lock, flags);
	head.seq = cpu_to_be64(ring->seq++);
	head.ns = cpu_to_be64(ktime_get_ns());
	if (ring->size - (u32)(ring->head - ring->tail) >= whole) {
		record_ring_append(ring, &head, sizeof(head));
		record_ring_append(ring, body, size);
		record_ring_append(ring, more, more_size);
		record_ring_append(ring, padding, whole - bytes);
	} else {
		ring->dropped++;
	}
	spin_unlock_irqrestore(&ring->lock, flags);
	wake_up_interruptible(&ring->wait);
}

void record_ring_peek(struct record_ring *ring, u32 offset, void *to, u32 n)
{
	u32 at = (ring->tail + offset) % ring->size;
	u32 first = min(n, ring->size - at);

	memcpy(to, ring->bytes + at, first);
	memcpy(to + first, ring->bytes, n - first);
}

u32 record_ring_waiting(struct record_ring *ring, u32 room)
{
	u32 filled, n = 0;

	spin_lock_irq(&ring->lock);
	filled = ring->bytes ? ring->head - ring->tail : 0;
	spin_unlock_irq(&ring->lock);
	while (n < filled) {
		__be32 size;

		record_ring_peek(ring, n, &size, sizeof(size));
		if (be32_to_cpu(size) > room - n)
			break;
		n += be32_to_cpu(size);
	}
	return n;
}

void record_ring_take(struct record_ring *ring, u32 n)
{
	spin_lock_irq(&ring->lock);
	ring->tail += n;
	spin_unlock_irq(&ring->lock);
}

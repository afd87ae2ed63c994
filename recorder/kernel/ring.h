/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring of whole records for the reader of a recording.  A record for which there is no
 * room is dropped and counted; its sequence number is not used again.
 */
#ifndef RECORDER_KERNEL_RING_H
#define RECORDER_KERNEL_RING_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "recorder/format.h"

/* Size of the ring in KiB: from one or two of the largest requests to what a host can spare. */
#define RECORD_KIB_MIN		64u
#define RECORD_KIB_USUAL	1024u
#define RECORD_KIB_MAX		65536u

/**
 * struct record_ring - the ring
 * @lock: guards the rest; taken in any context
 * @bytes: the memory, or NULL
 * @size: size of @bytes
 * @head: counts bytes put in
 * @tail: counts bytes taken out
 * @seq: sequence number of the next record
 * @dropped: records for which there was no room
 * @wait: woken when there is a record to read, or no more will come
 */
struct record_ring {
	spinlock_t lock;		/* guards the rest */
	u8 *bytes;
	u32 size;
	u64 head;
	u64 tail;
	u64 seq;
	u64 dropped;
	wait_queue_head_t wait;
};

/** record_ring_init() - initialize a ring without memory */
void record_ring_init(struct record_ring *ring);

/**
 * record_ring_replace() - replace the memory of a ring, and empty it
 * @ring: the ring
 * @bytes: the new memory
 * @size: its size
 *
 * Context: process; nothing is being read from the ring.
 * Return: the memory that it had before, for kvfree(); NULL if none.
 */
void *record_ring_replace(struct record_ring *ring, u8 *bytes, u32 size);

/**
 * record_ring_put() - append a record
 * @ring: the ring
 * @kind: of the record
 * @body: first part of the body
 * @size: bytes of @body
 * @more: second part of the body
 * @more_size: bytes of @more
 *
 * Context: any.
 */
void record_ring_put(struct record_ring *ring, enum record_kind kind, const void *body,
		     u32 size, const void *more, u32 more_size);

/* For the only reader; context: process. */

/** record_ring_waiting() - size of the whole records in the ring that fit in @room bytes */
u32 record_ring_waiting(struct record_ring *ring, u32 room);

/** record_ring_peek() - copy @n bytes, from @offset behind the tail on */
void record_ring_peek(struct record_ring *ring, u32 offset, void *to, u32 n);

/** record_ring_take() - remove @n bytes at the tail */
void record_ring_take(struct record_ring *ring, u32 n);

#endif

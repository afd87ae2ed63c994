/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records on their way to who reads them: a ring of whole records.  What finds no
 * room is counted and dropped; its number stays free.
 */
#ifndef CORE_VFIO_RECORD_RING_H
#define CORE_VFIO_RECORD_RING_H

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "core/record.h"

/* KiB of the ring: a request or two of the largest at least, and what a host can spare. */
#define RECORD_KIB_MIN		64u
#define RECORD_KIB_USUAL	1024u
#define RECORD_KIB_MAX		65536u

/**
 * struct record_ring - the ring
 * @lock: guards the rest; taken in any context
 * @bytes: the memory, or NULL
 * @size: its size
 * @head: bytes ever put in
 * @tail: bytes ever taken out
 * @seq: number of the next record
 * @dropped: records for which there was no room
 * @wait: woken when there is something to read, or nothing more to come
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

/**
 * struct vfio_ccw_record - recording of one subchannel
 * @ref: the subchannel's reference, and that of the open data file
 * @sub: the subchannel, until it goes
 * @dir: its directory in debugfs
 * @lock: guards what follows but the ring; inside the device's mutex
 * @reader: somebody reads from the ring, or replaces it; outside @lock, so that a
 *	reader's page faults do not stop the device
 * @on: something is recorded; written with the ring's lock as well
 * @gone: the subchannel is
 * @reading: somebody has the data file open
 * @kib: size that the next ring shall have
 * @parameters: likewise what shall be recorded
 * @payload: likewise
 * @limit: likewise
 * @recorder: makes the records
 * @ring: has them
 */
struct vfio_ccw_record {
	struct kref ref;
	struct vfio_ccw_subchannel *sub;
	struct dentry *dir;
	struct mutex lock;		/* guards what follows */
	struct mutex reader;		/* guards the ring's memory */
	bool on;
	bool gone;
	bool reading;
	u32 kib;
	bool parameters;
	bool payload;
	u32 limit;
	struct recorder recorder;
	struct record_ring ring;
};

/* record.c */
extern const struct recorder_ops vfio_ccw_recorder_ops;

/**
 * vfio_ccw_record_start() - record from now on
 * @record: the subchannel's
 *
 * What was recorded before and not read is lost.
 *
 * Context: @record->reader, @record->lock.
 * Return: 0 or -ENOMEM.
 */
int vfio_ccw_record_start(struct vfio_ccw_record *record);

/**
 * vfio_ccw_record_stop() - record no more
 * @record: the subchannel's
 *
 * What waits may still be read.
 *
 * Context: @record->lock.
 */
void vfio_ccw_record_stop(struct vfio_ccw_record *record);

/**
 * vfio_ccw_record_free() - nobody has it any more
 * @ref: its reference count, for kref_put()
 *
 * Context: process.
 */
void vfio_ccw_record_free(struct kref *ref);

/* record_ring.c */

/**
 * record_ring_init() - a ring without memory
 * @ring: the ring
 *
 * Context: any.
 */
void record_ring_init(struct record_ring *ring);

/**
 * record_ring_put() - append a record
 * @ring: the ring
 * @kind: of the record
 * @body: its body
 * @size: bytes of it
 * @more: what follows it
 * @more_size: likewise
 *
 * Context: any.
 */
void record_ring_put(struct record_ring *ring, enum record_kind kind, const void *body,
		     u32 size, const void *more, u32 more_size);

/**
 * record_ring_waiting() - whole records that are waiting
 * @ring: the ring; nobody else takes from it
 * @room: no more bytes than this
 *
 * Context: process.
 * Return: bytes of them.
 */
u32 record_ring_waiting(struct record_ring *ring, u32 room);

/**
 * record_ring_peek() - look at bytes that are waiting
 * @ring: the ring; nobody else takes from it
 * @offset: of the first, from the tail
 * @to: gets them
 * @n: how many
 *
 * Context: process.
 */
void record_ring_peek(struct record_ring *ring, u32 offset, void *to, u32 n);

/**
 * record_ring_take() - bytes were read, and make room
 * @ring: the ring
 * @n: how many
 *
 * Context: process.
 */
void record_ring_take(struct record_ring *ring, u32 n);

#endif

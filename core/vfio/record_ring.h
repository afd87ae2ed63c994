/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring of whole records for the reader of a recording.  A record for which there is no
 * room is dropped and counted; its sequence number is not used again.
 */
#ifndef CORE_VFIO_RECORD_RING_H
#define CORE_VFIO_RECORD_RING_H

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "core/record.h"

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

/**
 * struct vfio_ccw_record - recording of one subchannel
 * @ref: held by the subchannel, and by the open data file
 * @sub: the subchannel; valid until vfio_ccw_record_remove() returns
 * @dir: its directory in debugfs
 * @lock: guards the members below except the ring; inside the device's mutex
 * @reader: held while the ring is read, or its memory replaced; outside @lock, so that a
 *	reader's page faults do not stop the device
 * @on: recording is on; written with the ring's lock held, too
 * @gone: the subchannel is gone
 * @reading: the data file is open
 * @kib: size of the next ring
 * @parameters: setting for the next recording, see struct recorder
 * @payload: likewise
 * @limit: likewise
 * @recorder: makes the records
 * @ring: holds the records
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
 * vfio_ccw_record_start() - start recording
 * @record: the recording
 *
 * Records of an earlier recording that were not read are lost.
 *
 * Context: @record->reader, @record->lock.
 * Return: 0 or -ENOMEM.
 */
int vfio_ccw_record_start(struct vfio_ccw_record *record);

/** vfio_ccw_record_stop() - stop; records can still be read.  Context: @record->lock. */
void vfio_ccw_record_stop(struct vfio_ccw_record *record);

/** vfio_ccw_record_free() - the last reference was dropped; for kref_put() */
void vfio_ccw_record_free(struct kref *ref);

/* record_ring.c */

/** record_ring_init() - initialize a ring without memory */
void record_ring_init(struct record_ring *ring);

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

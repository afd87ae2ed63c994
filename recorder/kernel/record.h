/* SPDX-License-Identifier: GPL-2.0-only */
/* The recording of a subchannel: settings, on and off, and its records. */
#ifndef RECORDER_KERNEL_RECORD_H
#define RECORDER_KERNEL_RECORD_H

#include <linux/kref.h>
#include <linux/mutex.h>

#include "recorder/kernel/ring.h"
#include "recorder/recorder.h"

struct dentry;

/**
 * struct vfio_ccw_record - recording of one subchannel
 * @ref: held by the subchannel, and by the open data file
 * @css: the subchannel's instructions; valid until vfio_ccw_record_remove() returns
 * @sch: the first argument of @css
 * @schid: subsystem-identification word, host order
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
	const struct css_ops *css;
	void *sch;
	u32 schid;
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

/**
 * vfio_ccw_record_alloc() - allocate a recording that is off
 *
 * Context: process.
 * Return: with one reference; NULL if there is no memory.
 */
struct vfio_ccw_record *vfio_ccw_record_alloc(void);

/**
 * vfio_ccw_record_put() - drop a reference
 * @record: the recording, which is off if this is the last one
 *
 * Context: process.
 */
void vfio_ccw_record_put(struct vfio_ccw_record *record);

/**
 * vfio_ccw_record_start() - start recording
 * @record: the recording
 *
 * Records of an earlier recording that were not read are lost.
 *
 * Context: @record->reader, @record->lock.
 * Return: 0, -EBUSY if it is on, or -ENOMEM.
 */
int vfio_ccw_record_start(struct vfio_ccw_record *record);

/** vfio_ccw_record_stop() - stop; records can still be read.  Context: @record->lock. */
void vfio_ccw_record_stop(struct vfio_ccw_record *record);

#endif

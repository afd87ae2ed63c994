/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recording of what passes through a subchannel, switched on in debugfs.
 *
 * While no subchannel is recorded, a hook is a static branch that is not taken.  The lock of
 * a recording is taken inside the device's mutex and outside VFIO's locks.
 */
#ifndef RECORDER_KERNEL_HOOKS_H
#define RECORDER_KERNEL_HOOKS_H

#include <linux/jump_label.h>

#include "recorder/recorder.h"

struct dentry;
struct vfio_ccw_record;

DECLARE_STATIC_KEY_FALSE(vfio_ccw_recording);

/* file.c: the files */

/**
 * vfio_ccw_record_create() - create the files of a subchannel
 * @dir: its directory in debugfs, which vfio_ccw_record_remove() removes
 * @css: its instructions
 * @sch: the first argument of @css
 * @schid: subsystem-identification word, host order
 *
 * Context: process.
 * Return: what the hooks of the subchannel take; -ENOMEM as an error pointer.
 */
struct vfio_ccw_record *vfio_ccw_record_create(struct dentry *dir, const struct css_ops *css,
					       void *sch, u32 schid);

/**
 * vfio_ccw_record_remove() - remove the files of a subchannel
 * @record: from vfio_ccw_record_create(); no hook is called with it any more
 *
 * A reader that has the data file open still gets the records that are left.
 *
 * Context: process; may sleep.
 */
void vfio_ccw_record_remove(struct vfio_ccw_record *record);

/*
 * hooks.c: they do nothing unless the subchannel is recorded; its recording may be NULL.  All
 * but the last are called with the mutex of @vc held, and may sleep.
 */

/** vfio_ccw_record_begin() - user space writes to a region */
void vfio_ccw_record_begin(struct vfio_ccw_record *record, const struct vfio_ccw *vc);

/** vfio_ccw_record_read() - guest memory was read for the core */
void vfio_ccw_record_read(struct vfio_ccw_record *record, const struct vfio_ccw *vc, u64 iova,
			  const void *buf, size_t len);

/** vfio_ccw_record_trace() - the core reports an event */
void vfio_ccw_record_trace(struct vfio_ccw_record *record, const struct vfio_ccw *vc,
			   const struct vfio_ccw_trace *event);

/** vfio_ccw_record_note() - the device is opened, closed, reset or gone */
void vfio_ccw_record_note(struct vfio_ccw_record *record, const struct vfio_ccw *vc,
			  enum record_kind kind, int result);

/**
 * vfio_ccw_record_report() - a channel report concerns the subchannel
 * @record: its recording, or NULL
 * @crw: the report
 *
 * Context: any; the caller keeps vfio_ccw_record_remove() from being called meanwhile.
 */
void vfio_ccw_record_report(struct vfio_ccw_record *record, const struct css_crw *crw);

/* Call a hook if any subchannel is recorded. */
#define vfio_ccw_recorded(hook, ...) do { \
	if (static_branch_unlikely(&vfio_ccw_recording)) \
		vfio_ccw_record_##hook(__VA_ARGS__); \
} while (0)

#endif

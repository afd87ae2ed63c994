/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recording of what passes through a subchannel, switched on in debugfs.
 *
 * While no subchannel is recorded, a hook is a static branch that is not taken.  The lock of
 * a recording is taken inside the device's mutex and outside VFIO's locks.
 */
#ifndef CORE_VFIO_RECORD_H
#define CORE_VFIO_RECORD_H

#include <linux/jump_label.h>

#include "core/record.h"

struct vfio_ccw_device;
struct vfio_ccw_subchannel;

DECLARE_STATIC_KEY_FALSE(vfio_ccw_recording);

/* record_file.c: the files */

/** vfio_ccw_record_init() - create the directory for all subchannels.  Context: process. */
void vfio_ccw_record_init(void);

/** vfio_ccw_record_exit() - remove that directory.  Context: process. */
void vfio_ccw_record_exit(void);

/**
 * vfio_ccw_record_add() - create the files of a subchannel
 * @sub: the subchannel
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int vfio_ccw_record_add(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_record_remove() - remove the files of a subchannel
 * @sub: the subchannel, which has no device any more
 *
 * A reader that has the data file open still gets the records that are left.
 *
 * Context: process; may sleep.
 */
void vfio_ccw_record_remove(struct vfio_ccw_subchannel *sub);

/*
 * record.c: the hooks.  They do nothing unless the subchannel is recorded.  All but the last
 * are called with the device's mutex held, and may sleep.
 */

/** vfio_ccw_record_begin() - user space writes to a region */
void vfio_ccw_record_begin(struct vfio_ccw_device *dev);

/** vfio_ccw_record_read() - guest memory was read */
void vfio_ccw_record_read(struct vfio_ccw_device *dev, u64 iova, const void *buf, size_t len);

/** vfio_ccw_record_trace() - the core reports an event */
void vfio_ccw_record_trace(struct vfio_ccw_device *dev, const struct vfio_ccw_trace *event);

/** vfio_ccw_record_note() - the device is opened, closed, reset or gone */
void vfio_ccw_record_note(struct vfio_ccw_device *dev, enum record_kind kind, int result);

/** vfio_ccw_record_report() - a channel report concerns the subchannel.  Context: any. */
void vfio_ccw_record_report(struct vfio_ccw_subchannel *sub, const struct css_crw *crw);

/* Call a hook if any subchannel is recorded. */
#define vfio_ccw_recorded(hook, ...) do { \
	if (static_branch_unlikely(&vfio_ccw_recording)) \
		vfio_ccw_record_##hook(__VA_ARGS__); \
} while (0)

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Recording what passes through a subchannel, for who asks for it in debugfs.
 *
 * Nobody does, as a rule: then a hook is a branch that is not taken, patched where the
 * machine can.  Its lock is taken inside the device's mutex and outside VFIO's.
 */
#ifndef CORE_VFIO_RECORD_H
#define CORE_VFIO_RECORD_H

#include <linux/jump_label.h>

#include "core/record.h"

struct vfio_ccw_device;
struct vfio_ccw_subchannel;

DECLARE_STATIC_KEY_FALSE(vfio_ccw_recording);

/* record_file.c: the files */

/**
 * vfio_ccw_record_init() - the directory of all subchannels
 *
 * Context: process.
 */
void vfio_ccw_record_init(void);

/**
 * vfio_ccw_record_exit() - it goes
 *
 * Context: process.
 */
void vfio_ccw_record_exit(void);

/**
 * vfio_ccw_record_add() - a subchannel can be recorded
 * @sub: the subchannel
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int vfio_ccw_record_add(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_record_remove() - it can be no more
 * @sub: the subchannel, of which there is no device any more
 *
 * A reader gets what is left.
 *
 * Context: process; may sleep.
 */
void vfio_ccw_record_remove(struct vfio_ccw_subchannel *sub);

/* record.c: the hooks, for when somebody records something */

/**
 * vfio_ccw_record_begin() - user space writes to a region
 * @dev: the device
 *
 * Context: device mutex; may sleep.
 */
void vfio_ccw_record_begin(struct vfio_ccw_device *dev);

/**
 * vfio_ccw_record_read() - guest memory was read
 * @dev: the device
 * @iova: guest address
 * @buf: the bytes
 * @len: how many
 *
 * Context: device mutex; may sleep.
 */
void vfio_ccw_record_read(struct vfio_ccw_device *dev, u64 iova, const void *buf, size_t len);

/**
 * vfio_ccw_record_trace() - the core did something
 * @dev: the device
 * @event: what
 *
 * Context: device mutex; may sleep.
 */
void vfio_ccw_record_trace(struct vfio_ccw_device *dev, const struct vfio_ccw_trace *event);

/**
 * vfio_ccw_record_note() - the device is opened, closed, reset, or gone
 * @dev: the device
 * @kind: which
 * @result: 0 or a negative errno
 *
 * Context: device mutex; may sleep.
 */
void vfio_ccw_record_note(struct vfio_ccw_device *dev, enum record_kind kind, int result);

/**
 * vfio_ccw_record_report() - a channel report concerns the subchannel
 * @sub: the subchannel
 * @crw: the report
 *
 * Context: any.
 */
void vfio_ccw_record_report(struct vfio_ccw_subchannel *sub, const struct css_crw *crw);

/* Call a hook if anybody records anything. */
#define vfio_ccw_recorded(hook, ...) do { \
	if (static_branch_unlikely(&vfio_ccw_recording)) \
		vfio_ccw_record_##hook(__VA_ARGS__); \
} while (0)

#endif

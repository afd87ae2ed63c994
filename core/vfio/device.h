/* SPDX-License-Identifier: GPL-2.0-only */
/* A subchannel as a VFIO device.  Order of locks: docs/architecture.rst, "Locks in the kernel". */
#ifndef CORE_VFIO_DEVICE_H
#define CORE_VFIO_DEVICE_H

#include <linux/eventfd.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>
#include <linux/wait.h>

#include "core/vfio/pins.h"
#include "core/vfio/subchannel.h"
#include "core/vfio_ccw.h"

#define VFIO_CCW_NR_NOTIFIERS	VFIO_CCW_NUM_IRQS

/**
 * struct vfio_ccw_device - a subchannel as a VFIO device
 * @vdev: VFIO's part
 * @sub: the subchannel
 * @lock: the device's mutex, held during everything that the core does
 * @vc: the core
 * @pins: guest pages that are pinned for the program
 * @interrupts: counts interrupts, for @wait
 * @wait: woken by each interrupt
 * @notifier_lock: guards @notifiers; taken in any context
 * @notifiers: eventfds of user space, or NULL
 */
struct vfio_ccw_device {
	struct vfio_device vdev;
	struct vfio_ccw_subchannel *sub;
	struct mutex lock;		/* serialises the core */
	struct vfio_ccw vc;
	struct pins pins;
	atomic_t interrupts;
	wait_queue_head_t wait;
	spinlock_t notifier_lock;	/* guards notifiers */
	struct eventfd_ctx *notifiers[VFIO_CCW_NR_NOTIFIERS];
};

/* host.c: the host's services for the core */
extern const struct vfio_ccw_host_ops vfio_ccw_host_ops;

/* channel_memory.c: alloc_channel and free_channel of struct vfio_ccw_host_ops */
void *vfio_ccw_channel_alloc(void *host, size_t size, u32 *addr);
void vfio_ccw_channel_free(void *host, void *mem, size_t size);

/* ioctl.c: ioctl of struct vfio_device_ops */
long vfio_ccw_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg);

/*
 * Offset of a region in the file: its index, shifted left by this.  The value that vfio-ccw
 * has always had: programs should ask for it, but those that do not still work.
 */
#define VFIO_CCW_OFFSET_SHIFT	10

/* notifier.c: eventfds */

/** vfio_ccw_notify() - signal the eventfd of VFIO_CCW_IO_IRQ_INDEX, ..., if set.  Context: any. */
void vfio_ccw_notify(struct vfio_ccw_device *dev, unsigned int index);

/**
 * vfio_ccw_set_notifier() - replace an eventfd
 * @dev: the device
 * @index: as for vfio_ccw_notify()
 * @ctx: the eventfd, whose reference is taken over; NULL for none
 *
 * Context: process.
 */
void vfio_ccw_set_notifier(struct vfio_ccw_device *dev, unsigned int index,
			   struct eventfd_ctx *ctx);

/** vfio_ccw_drop_notifiers() - remove all eventfds.  Context: process. */
void vfio_ccw_drop_notifiers(struct vfio_ccw_device *dev);

/* vfio.c: the device itself */

/**
 * vfio_ccw_device_create() - create a VFIO device for an mdev, without registering it
 * @mdev: the mdev
 * @sub: its subchannel
 *
 * Context: process; may sleep.
 * Return: the device; or -ENOMEM, or an error of VFIO, as an error pointer.
 */
struct vfio_ccw_device *vfio_ccw_device_create(struct mdev_device *mdev,
					       struct vfio_ccw_subchannel *sub);

/* module.c: debugfs */

/**
 * vfio_ccw_debugfs_create() - create the folder of a subchannel, with its counters
 * @sub: the subchannel
 *
 * Context: process.
 * Return: the folder, to be removed before @sub ends; as debugfs_create_dir().
 */
struct dentry *vfio_ccw_debugfs_create(struct vfio_ccw_subchannel *sub);

/* mdev.c */
extern struct mdev_driver vfio_ccw_mdev_driver;

/* user.c: which device uses a subchannel */

/**
 * vfio_ccw_user_set() - set the device that gets a subchannel's interrupts and reports
 * @sub: the subchannel
 * @dev: an open device, or NULL
 *
 * Context: device mutex.
 */
void vfio_ccw_user_set(struct vfio_ccw_subchannel *sub, struct vfio_ccw_device *dev);

/**
 * vfio_ccw_user_get() - get the user of a subchannel, with a reference
 * @sub: the subchannel
 *
 * Context: process.
 * Return: the device, or NULL; it may be closed before its mutex is taken.
 */
struct vfio_ccw_device *vfio_ccw_user_get(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_user_lock() - get the user of a subchannel, with its mutex held
 * @sub: the subchannel
 *
 * Context: process; may sleep, for as long as a request of the user takes.
 * Return: the device, or NULL.
 */
struct vfio_ccw_device *vfio_ccw_user_lock(struct vfio_ccw_subchannel *sub);

/** vfio_ccw_user_unlock() - release the mutex and the reference */
void vfio_ccw_user_unlock(struct vfio_ccw_device *dev);

static inline struct vfio_ccw_device *to_vfio_ccw_device(struct vfio_device *vdev)
{
	return container_of(vdev, struct vfio_ccw_device, vdev);
}

#endif

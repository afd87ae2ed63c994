/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest pages that are pinned for the program of a device.
 *
 * Pages are pinned for a program only, and all of them are unpinned together: by the core
 * when the program has ended, or for an unmap, which revokes the program.
 */
#ifndef CORE_VFIO_PINS_H
#define CORE_VFIO_PINS_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/vfio.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct vfio_ccw;

enum pins_state {
	PINS_PINNED,		/* all ranges, if any, are pinned */
	PINS_UNPINNING,		/* a thread is unpinning them */
	PINS_UNPINNED,		/* they were unpinned, before the program is freed */
};

/**
 * struct pin_range - consecutive pages that the core pinned by one call
 * @iova: guest address of the first page
 * @npages: how many pages
 * @addr: the core's array of their absolute addresses
 */
struct pin_range {
	u64 iova;
	u32 npages;
	const u64 *addr;
};

/**
 * struct unmap_bar - range in which nothing is pinned because type 1 unmaps it; see unmap.c
 * @iova: first byte
 * @last: last byte
 * @until: end of the bar, in jiffies
 * @raised: the other members have been set
 */
struct unmap_bar {
	u64 iova;
	u64 last;
	unsigned long until;
	bool raised;
};

/**
 * struct pins - the pages of one program
 * @vdev: the device
 * @vc: the core, whose program it is
 * @lock: guards the rest; VFIO is never called with it held
 * @ranges: in the order in which they were pinned
 * @n: how many ranges
 * @max: room in @ranges
 * @program: counts programs, so that an unmap of one does not affect the next
 * @state: whether the ranges are pinned
 * @revoked: an unmap affects the program: nothing more is pinned for it, it must not start,
 *	and is ended if it runs
 * @pinning: ranges[n] is being pinned
 * @referenced: the channel did not end the program in time: the pages are unpinned, but a
 *	reference to each keeps it out of other use
 * @changed: woken when @pinning or @state changes, or the program ends
 * @bar: the range that type 1 unmaps
 * @unmap_calls: calls of type 1 that have returned and left pages of the program pinned
 * @queue: one per device, so that unpinning for one user does not wait for another
 * @unpin_work: work item that unpins the pages after an unmap by type 1
 * @unpin_program: @program for which @unpin_work was queued
 */
struct pins {
	struct vfio_device *vdev;
	struct vfio_ccw *vc;
	struct mutex lock;		/* guards the rest */
	struct pin_range *ranges;
	u32 n;
	u32 max;
	u32 program;
	enum pins_state state;
	bool revoked;
	bool pinning;
	bool referenced;
	wait_queue_head_t changed;
	struct unmap_bar bar;
	u32 unmap_calls;
	struct workqueue_struct *queue;
	struct work_struct unpin_work;
	u32 unpin_program;
};

/**
 * pins_init() - initialize the pages of a device
 * @pins: the pages, none so far
 * @vdev: the device
 * @vc: its core
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int pins_init(struct pins *pins, struct vfio_device *vdev, struct vfio_ccw *vc);

/** pins_destroy() - release the resources; no page may be pinned.  Context: may sleep. */
void pins_destroy(struct pins *pins);

/**
 * pins_pin() - pin pages for the program that is being translated
 * @pins: the pages so far
 * @iova: page-aligned guest address
 * @npages: how many pages
 * @write: the device may store into them
 * @addr: gets their absolute addresses, and must keep them until pins_release()
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EFAULT if the guest has no such memory; -EAGAIN if user space
 * unmaps pages of the program meanwhile, or is still unmapping these; or another errno.
 */
int pins_pin(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr);

/**
 * pins_release() - unpin all pages; the program has ended, or will not be started
 * @pins: the pages
 *
 * Context: device mutex; may sleep.
 */
void pins_release(struct pins *pins);

/**
 * pins_start() - start the program, unless an unmap has revoked it
 * @pins: its pages
 * @issue: issues START SUBCHANNEL; returns the condition code
 * @data: the argument of @issue
 *
 * Context: device mutex; may sleep.
 * Return: the condition code; 2 (busy) if the program has been revoked.
 */
int pins_start(struct pins *pins, int (*issue)(void *data), void *data);

/** pins_ended() - wake an unmap that waits for the end of the program.  Context: any. */
static inline void pins_ended(struct pins *pins)
{
	wake_up_all(&pins->changed);
}

/**
 * pins_unpin_running() - the device is closed, and the channel has not ended the program
 * @pins: the pages of the program
 *
 * Unpins the pages now, since VFIO must not be called after close; a reference to each
 * keeps it out of other use until pins_release().
 *
 * Context: device mutex; may sleep.
 */
void pins_unpin_running(struct pins *pins);

/**
 * pins_unpin_locked() - unpin the program's pages, unless that was done already
 * @pins: the pages
 *
 * The lock is released meanwhile.  If the channel may still use the pages, a reference to
 * each is taken first.
 *
 * Context: @pins->lock; VFIO's own locks are not held; may sleep.
 */
void pins_unpin_locked(struct pins *pins);

/* Is the device used through iommufd, and not through type 1? */
static inline bool pins_use_iommufd(const struct pins *pins)
{
#if IS_ENABLED(CONFIG_IOMMUFD)
	return pins->vdev->iommufd_access;
#else
	return false;
#endif
}

/* unmap.c */

/**
 * pins_unmap() - user space unmaps guest memory
 * @pins: the pages
 * @iova: guest address
 * @length: bytes
 *
 * A program that uses some of the range is refused or cleared, and its pages are unpinned.
 *
 * With iommufd that is done when this returns, however long the channel takes.  With
 * type 1, whose locks the caller holds, the wait is bounded, and VFIO calls again
 * while pages remain.
 *
 * Context: process; may sleep; the device's mutex is not needed.
 */
void pins_unmap(struct pins *pins, u64 iova, u64 length);

/* unmap_bar.c */

/**
 * unmap_barred() - for how long must a range not be pinned?
 * @bar: the range that is being unmapped
 * @iova: first byte
 * @last: last byte
 *
 * Context: pins.lock.
 * Return: jiffies; 0 if the range may be pinned.
 */
unsigned long unmap_barred(const struct unmap_bar *bar, u64 iova, u64 last);

/**
 * unmap_bar_raise() - keep a range from being pinned, until the caller sets @bar->until
 * @bar: extended by the range, if it keeps another one from being pinned now
 * @iova: first byte
 * @last: last byte
 *
 * Context: pins.lock.
 */
void unmap_bar_raise(struct unmap_bar *bar, u64 iova, u64 last);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest pages that are pinned for a device's one program.
 *
 * Nothing is pinned but for a program, and all of it is given back at once: by the core when
 * the program is over, or for an unmap, which takes the program along.
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
	PINS_HELD,		/* VFIO has pinned them for the program, if there are any */
	PINS_RETURNING,		/* VFIO is being given them back */
	PINS_RETURNED,		/* it was; the core does not know yet */
};

/**
 * struct pin_range - neighbours that were pinned by one call
 * @iova: guest address
 * @npages: how many
 * @addr: the core's list of their absolute addresses
 */
struct pin_range {
	u64 iova;
	u32 npages;
	const u64 *addr;
};

/**
 * struct unmap_bar - where nothing is pinned, since type 1 is unmapping it; see unmap.c
 * @iova: first byte
 * @last: last byte
 * @until: in jiffies
 * @raised: there was one
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
 * @vc: its core, whose program they are
 * @lock: a leaf but for the target's own; VFIO is never called with it held
 * @ranges: in the order in which they were pinned
 * @n: how many
 * @max: room for them
 * @program: counts programs, so that what was decided about one does not hit the next
 * @state: where the ranges are
 * @revoked: an unmap hit the program: nothing more is pinned, it must not start, and ends
 *	if it runs
 * @adding: VFIO is asked for ranges[n]
 * @referenced: the channel did not end the program in time: a reference to each page keeps
 *	it out of other use, though VFIO has it back
 * @changed: woken when @adding, @state or the program's end has changed
 * @bar: what type 1 is unmapping
 * @rounds: how many of its calls have left pages of the program
 * @queue: of this device alone: giving back for one user does not wait for another
 * @give_back: gives back what an unmap by type 1 has revoked
 * @unmapped: the program that it is about
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
	bool adding;
	bool referenced;
	wait_queue_head_t changed;
	struct unmap_bar bar;
	u32 rounds;
	struct workqueue_struct *queue;
	struct work_struct give_back;
	u32 unmapped;
};

/**
 * pins_init() - a device that has no pages
 * @pins: its pages
 * @vdev: the device
 * @vc: its core
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int pins_init(struct pins *pins, struct vfio_device *vdev, struct vfio_ccw *vc);

/**
 * pins_destroy() - the device goes
 * @pins: its pages, of which none is left
 *
 * Context: process; may sleep.
 */
void pins_destroy(struct pins *pins);

/**
 * pins_add() - pin pages for the program that is being built
 * @pins: the pages so far
 * @iova: page-aligned guest address
 * @npages: how many
 * @write: the device may store into them
 * @addr: gets their absolute addresses, and keeps them until pins_remove_all()
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EFAULT if the guest has no such memory; -EAGAIN if user space
 * unmaps pages of the program meanwhile, or is still unmapping these; or another errno.
 */
int pins_add(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr);

/**
 * pins_remove_all() - the program is over, or will not be
 * @pins: its pages
 *
 * Context: device mutex; may sleep.
 */
void pins_remove_all(struct pins *pins);

/**
 * pins_start() - give the program to the channel, unless an unmap was faster
 * @pins: its pages
 * @issue: issues START SUBCHANNEL; returns the condition code
 * @data: its argument
 *
 * Context: device mutex; may sleep.
 * Return: the condition code; 2, busy, if the program must not start.
 */
int pins_start(struct pins *pins, int (*issue)(void *data), void *data);

/**
 * pins_ended() - the channel's program has ended: let an unmap that waits for it go on
 * @pins: its pages
 *
 * Context: any.
 */
static inline void pins_ended(struct pins *pins)
{
	wake_up_all(&pins->changed);
}

/**
 * pins_abandon() - the user goes, and the channel does not give the program back
 * @pins: its pages
 *
 * VFIO gets them back now, and must not be called for them later; they are not put to
 * other use before pins_remove_all().
 *
 * Context: device mutex; may sleep.
 */
void pins_abandon(struct pins *pins);

/**
 * pins_return() - give the program's pages back to VFIO, if that was not done
 * @pins: its pages
 *
 * The lock is released meanwhile.  Pages that the channel may still use are referenced.
 *
 * Context: @pins->lock; VFIO's own locks are not held; may sleep.
 */
void pins_return(struct pins *pins);

/* Which of VFIO's backends pins: an address space of iommufd, or type 1. */
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
 * A program that uses some of it fails or is cleared, and its pages are given back.
 *
 * With iommufd that is done when this returns, however long the channel takes.  With
 * type 1, whose locks are held by the caller, the wait is bounded, and VFIO calls again
 * while pages remain.
 *
 * Context: process; may sleep; the device's mutex is not needed.
 */
void pins_unmap(struct pins *pins, u64 iova, u64 length);

/**
 * pins_give_back() - the work item of an unmap by type 1
 * @work: pins.give_back
 */
void pins_give_back(struct work_struct *work);

/**
 * unmap_barred() - how long nothing is to be pinned there
 * @bar: what is being unmapped
 * @iova: first byte
 * @last: last byte
 *
 * Context: the lock of the pins.
 * Return: jiffies; 0: pin.
 */
unsigned long unmap_barred(const struct unmap_bar *bar, u64 iova, u64 last);

#endif

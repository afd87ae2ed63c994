/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest pages that are pinned for a device's one program, and who may give
 * them back: the core when the program is over, or the user's unmapping them,
 * at the price of the program.  Some stay pinned for the next one.
 */
#ifndef CORE_VFIO_PINS_H
#define CORE_VFIO_PINS_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "core/vfio/bar.h"
#include "core/vfio/idle.h"

struct vfio_device;
struct watch;

enum pin_state {
	PIN_COMING,		/* VFIO is asked */
	PIN_HELD,
	PIN_ASKED,		/* an unmap wants it back */
	PIN_GOING,		/* VFIO is given it back */
	PIN_TAKEN,		/* it was, for an unmap; the core does not know yet */
	PIN_GONE,		/* the core has given it back */
};

/**
 * struct pin_range - neighbours that were pinned by one call
 * @iova: guest address
 * @npages: how many
 * @state: where they are
 * @addr: the core's list of their absolute addresses
 * @kept: a reference to each keeps it out of other use
 * @watched: they are memory of a process that is watched
 * @changes: how often that memory had changed before they were pinned
 */
struct pin_range {
	u64 iova;
	u32 npages;
	enum pin_state state;
	const u64 *addr;
	bool kept;
	bool watched;
	int changes;
};

/**
 * struct pins - the pages of one program
 * @vdev: the device
 * @lock: a leaf; VFIO is never called with it held
 * @ranges: in the order in which they were pinned
 * @n: how many
 * @left: of them not gone
 * @next: where the next one to go probably is
 * @max: room for them
 * @doomed: an unmap hit the program: it must not start, and ends if it runs
 * @running: the channel has the program
 * @stuck: the channel has a program that was to end, and did not in time
 * @coming: a range is coming
 * @going: how many ranges are asked for or going
 * @progress: woken when a range is no longer coming or going, or the channel is
 *	done
 * @bars: the device, for who unmaps
 * @give_back: gives back what unmaps have asked for, and what is to leave @idle
 * @idle: what stays pinned between programs
 * @watch: counts changes of the user's memory; or NULL, and nothing stays
 * @seen: the count when all of @idle was right
 * @clean: the count when no device had anything idle that was not; guarded by
 *	the device's mutex
 * @all: among those of all devices
 * @waiters: how many threads of other devices wait for @progress; guarded as @all is
 */
struct pins {
	struct vfio_device *vdev;
	struct mutex lock;		/* guards the rest */
	struct pin_range *ranges;
	u32 n;
	u32 left;
	u32 next;
	u32 max;
	bool doomed;
	bool running;
	bool stuck;
	bool coming;
	u32 going;
	wait_queue_head_t progress;
	struct bar_owner bars;
	struct work_struct give_back;
	struct idle idle;
	struct watch *watch;
	int seen;
	int clean;
	struct list_head all;
	u32 waiters;
};

/**
 * pins_init() - a device that has no pages
 * @pins: its pages
 * @vdev: the device
 *
 * Context: process.
 */
void pins_init(struct pins *pins, struct vfio_device *vdev);

/**
 * pins_destroy() - the device goes
 * @pins: its pages, of which none is left
 *
 * Context: process; may sleep.
 */
void pins_destroy(struct pins *pins);

/**
 * pins_open() - the current process uses the device from now on
 * @pins: the device's
 *
 * Context: device mutex; may sleep.
 */
void pins_open(struct pins *pins);

/**
 * pins_close() - nobody uses the device any more
 * @pins: the device's; nothing stays pinned but for a program
 *
 * Context: device mutex; may sleep.
 */
void pins_close(struct pins *pins);

/**
 * pins_drop_idle() - nothing is pinned but for a program
 * @pins: the device's
 *
 * Context: process; may sleep.
 */
void pins_drop_idle(struct pins *pins);

/**
 * pins_leave_outdated() - what is idle, and is not what its addresses mean, goes soon
 * @pins: the device's
 *
 * Context: process; may sleep, but does not call VFIO.
 */
void pins_leave_outdated(struct pins *pins);

/**
 * pins_leave_all() - what is idle goes soon
 * @pins: the device's
 *
 * Context: as pins_leave_outdated().
 * Return: whether there is something.
 */
bool pins_leave_all(struct pins *pins);

/**
 * pins_shrink() - memory is short
 * @pins: the device's
 * @npages: how many pages are to be given back, if there are so many
 *
 * VFIO may be the caller, with its locks: so another thread gives them back.
 *
 * Context: process, with any locks held; waits for none.
 * Return: how many will be.
 */
u32 pins_shrink(struct pins *pins, u32 npages);

/**
 * pins_add() - pin pages for the program that is being built
 * @pins: the pages so far
 * @iova: page-aligned guest address
 * @npages: how many
 * @write: the device may store into them
 * @addr: gets their absolute addresses, and keeps them until pins_remove()
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EFAULT if the guest has no such memory; -EAGAIN if user space
 * unmaps pages of the program meanwhile, or another device of the process does not
 * give back in time what must not be pinned now; or another errno.
 */
int pins_add(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr);

/**
 * pins_remove() - the program does not need pages any more
 * @pins: the pages
 * @iova: page-aligned guest address
 * @npages: how many; one or several whole ranges of pins_add()
 *
 * Context: device mutex; may sleep.
 */
void pins_remove(struct pins *pins, u64 iova, u32 npages);

/**
 * pins_start() - give the program to the channel, unless an unmap was faster
 * @pins: its pages
 * @start: issues START; returns the condition code
 * @data: its argument
 *
 * Context: device mutex; may sleep.
 * Return: the condition code; 2, busy, if the program must not start.
 */
int pins_start(struct pins *pins, int (*start)(void *data), void *data);

/**
 * pins_done() - the channel is done with the program
 * @pins: its pages
 *
 * Context: any.
 */
void pins_done(struct pins *pins);

/**
 * pins_abandon() - the user goes, and the channel does not give the program back
 * @pins: its pages
 *
 * VFIO gets them back now, and must not be called for them later; nobody else
 * gets their memory before pins_remove().
 *
 * Context: device mutex; may sleep.
 */
void pins_abandon(struct pins *pins);

/**
 * pins_keep() - pages that the channel may still use, but VFIO gets back
 * @range: them
 *
 * With a reference of ours nobody else is given their memory, though the user may be
 * gone.  It is put when the core gives the range back.
 *
 * Context: the lock of the pins.
 */
void pins_keep(struct pin_range *range);

/* unmap.c */

/**
 * pins_unmap() - user space unmaps guest memory
 * @pins: the pages
 * @iova: guest address
 * @length: bytes
 * @stop: ends what the channel does (CLEAR); asynchronous; called as pins_start()'s @start
 * @data: its argument
 *
 * A program that uses some of it fails or is stopped, and the pages are given
 * back before this returns; or, if that takes long because somebody waits for
 * the caller's locks, before VFIO's next call for the same pages does.  A
 * range that is just coming is given back by whom it comes to.  Pages of a
 * channel that does not stop are given back as well, but nobody else gets
 * their memory before it does.  Nothing is pinned there from now on until the
 * thread is back in user space.
 *
 * Context: VFIO's locks are held; may sleep: for a bounded time, but for a thread that
 * VFIO keeps calling with the same range.
 */
void pins_unmap(struct pins *pins, u64 iova, u64 length, int (*stop)(void *data), void *data);

#endif

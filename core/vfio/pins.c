// SPDX-License-Identifier: GPL-2.0-only
/* Guest pages that are pinned for a device's one program. */
#include <linux/iommu.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "core/limits.h"
#include "core/vfio/pins.h"

/* Pages per call of VFIO: what fits on the stack. */
#define PIN_BATCH	32u

/*
 * An unmap waits this long for a range that is coming.  It must not wait for
 * good, since who pins may wait for a lock that the unmapping caller's caller
 * holds; VFIO calls again, ten times, while pages remain.
 */
#define PIN_SETTLE_MS	50u

/* How often a running program is told to stop, and how long each may take. */
#define STOP_TRIES	3u
#define STOP_WAIT_MS	3000u

void pins_init(struct pins *pins)
{
	memset(pins, 0, sizeof(*pins));
	mutex_init(&pins->lock);
	init_waitqueue_head(&pins->settled);
}

void pins_destroy(struct pins *pins)
{
	WARN_ON(pins->n);
	kvfree(pins->ranges);
	mutex_destroy(&pins->lock);
}

/* ---- VFIO's calls; without the lock ---- */

static int vfio_errno(int err)
{
	switch (err) {
	case -EINVAL:
	case -ENOENT:
	case -EPERM:
	case -EFAULT:
		return -EFAULT;		/* the guest has no such memory */
	default:
		return err;
	}
}

static int pin_batch(struct vfio_device *vdev, u64 iova, u32 n, bool write, u64 *addr)
{
	struct page *pages[PIN_BATCH];
	int prot = write ? IOMMU_READ | IOMMU_WRITE : IOMMU_READ;
	int got = vfio_pin_pages(vdev, iova, n, prot, pages);

	if (got < 0)
		return vfio_errno(got);
	if (got < n) {
		if (got)
			vfio_unpin_pages(vdev, iova, got);
		return -EFAULT;
	}
	for (u32 i = 0; i < n; i++)
		addr[i] = page_to_phys(pages[i]);
	return 0;
}

/* iommufd takes back only what one call has pinned, no more and no less. */
static void unpin_all(struct vfio_device *vdev, u64 iova, u32 npages)
{
	for (u32 done = 0; done < npages; done += PIN_BATCH)
		vfio_unpin_pages(vdev, iova + (u64)done * HOST_PAGE_SIZE,
				 min(npages - done, PIN_BATCH));
}

static int pin_all(struct vfio_device *vdev, u64 iova, u32 npages, bool write, u64 *addr)
{
	for (u32 done = 0; done < npages; ) {
		u32 n = min(npages - done, PIN_BATCH);
		int err = pin_batch(vdev, iova + (u64)done * HOST_PAGE_SIZE, n, write, addr + done);

		if (err) {
			unpin_all(vdev, iova, done);
			return err;
		}
		done += n;
	}
	return 0;
}

/* ---- The book ---- */

/* Note that a range is coming.  Return: its index, or a negative errno. */
static int book(struct pins *pins, u64 iova, u32 npages)
{
	lockdep_assert_held(&pins->lock);
	if (pins->doomed)
		return -EAGAIN;
	if (pins->n == pins->max) {
		u32 max = max(2 * pins->max, 16u);
		struct pin_range *ranges;

		ranges = kvrealloc(pins->ranges, max * sizeof(*ranges), GFP_KERNEL_ACCOUNT);
		if (!ranges)
			return -ENOMEM;
		pins->ranges = ranges;
		pins->max = max;
	}
	pins->ranges[pins->n] = (struct pin_range){ iova, npages, PIN_COMING };
	pins->left++;
	return pins->n++;
}

/* A range goes; with the last of all, what was said of the program. */
static void unbook(struct pins *pins, u32 i)
{
	lockdep_assert_held(&pins->lock);
	pins->ranges[i].state = PIN_GONE;
	pins->next = i + 1;
	if (--pins->left)
		return;
	pins->n = 0;
	pins->next = 0;
	pins->doomed = false;
}

/**
 * pins_add() - pin pages for the program that is being built
 * @pins: the pages so far
 * @vdev: the device
 * @iova: page-aligned guest address
 * @npages: how many
 * @write: the device may store into them
 * @addr: gets their absolute addresses
 *
 * Context: device mutex; may sleep.
 * Return: 0; -EFAULT if the guest has no such memory; -EAGAIN if user space
 * unmaps pages of the program meanwhile; or another errno.
 */
int pins_add(struct pins *pins, struct vfio_device *vdev, u64 iova, u32 npages,
	     bool write, u64 *addr)
{
	bool doomed;
	int i, err;

	mutex_lock(&pins->lock);
	i = book(pins, iova, npages);
	mutex_unlock(&pins->lock);
	if (i < 0)
		return i;

	err = pin_all(vdev, iova, npages, write, addr);

	mutex_lock(&pins->lock);
	doomed = pins->doomed;
	if (!err && !doomed)
		pins->ranges[i].state = PIN_HELD;
	else
		unbook(pins, i);
	mutex_unlock(&pins->lock);
	if (!err && doomed)
		unpin_all(vdev, iova, npages);
	wake_up_all(&pins->settled);
	return err ? err : doomed ? -EAGAIN : 0;
}

/* A range of [iova, end); ranges go in the order in which they came. */
static bool next_to_go(struct pins *pins, u64 iova, u64 end, struct pin_range *found)
{
	for (u32 k = 0; k < pins->n; k++) {
		u32 i = (pins->next + k) % pins->n;
		const struct pin_range *range = &pins->ranges[i];

		if (range->state == PIN_GONE || range->iova < iova || range->iova >= end)
			continue;
		*found = *range;
		unbook(pins, i);
		return true;
	}
	return false;
}

/**
 * pins_remove() - the program does not need pages any more
 * @pins: the pages
 * @vdev: the device
 * @iova: page-aligned guest address
 * @npages: how many; one or several whole ranges of pins_add()
 *
 * Context: device mutex; may sleep.
 */
void pins_remove(struct pins *pins, struct vfio_device *vdev, u64 iova, u32 npages)
{
	u64 end = iova + (u64)npages * HOST_PAGE_SIZE;
	struct pin_range range;

	for (u32 done = 0; done < npages; done += range.npages) {
		bool found;

		mutex_lock(&pins->lock);
		found = next_to_go(pins, iova, end, &range);
		mutex_unlock(&pins->lock);
		if (WARN_ON_ONCE(!found))
			return;
		if (range.state == PIN_HELD)
			unpin_all(vdev, range.iova, range.npages);
	}
}

/* ---- The channel ---- */

/**
 * pins_start() - give the program to the channel, unless an unmap was faster
 * @pins: its pages
 * @start: issues START; returns the condition code
 * @data: its argument
 *
 * Context: device mutex.
 * Return: the condition code; 2, busy, if the program must not start.
 */
int pins_start(struct pins *pins, int (*start)(void *data), void *data)
{
	int cc = 2;

	mutex_lock(&pins->lock);
	if (!pins->doomed) {
		WRITE_ONCE(pins->running, true);
		cc = start(data);
		if (cc)
			WRITE_ONCE(pins->running, false);
	}
	mutex_unlock(&pins->lock);
	return cc;
}

/**
 * pins_done() - the channel is done with the program
 * @pins: its pages
 *
 * Context: any.
 */
void pins_done(struct pins *pins)
{
	WRITE_ONCE(pins->running, false);
	wake_up_all(&pins->settled);
}

/* ---- Unmapping ---- */

static bool overlaps(const struct pin_range *range, u64 iova, u64 last)
{
	return range->iova <= last &&
	       range->iova + (u64)range->npages * HOST_PAGE_SIZE - 1 >= iova;
}

/* The first range from @from on that is in one of two states and overlaps. */
static bool find(struct pins *pins, u64 iova, u64 last, enum pin_state a, enum pin_state b,
		 u32 *from)
{
	lockdep_assert_held(&pins->lock);
	for (; *from < pins->n; (*from)++) {
		const struct pin_range *range = &pins->ranges[*from];

		if ((range->state == a || range->state == b) && overlaps(range, iova, last))
			return true;
	}
	return false;
}

static bool doom(struct pins *pins, u64 iova, u64 last)
{
	u32 from = 0;
	bool hit;

	mutex_lock(&pins->lock);
	hit = find(pins, iova, last, PIN_COMING, PIN_HELD, &from);
	if (hit)
		pins->doomed = true;
	mutex_unlock(&pins->lock);
	return hit;
}

static bool is_settled(struct pins *pins, u64 iova, u64 last)
{
	u32 from = 0;
	bool coming;

	mutex_lock(&pins->lock);
	coming = find(pins, iova, last, PIN_COMING, PIN_COMING, &from);
	mutex_unlock(&pins->lock);
	return !coming;
}

static bool take(struct pins *pins, u64 iova, u64 last, u32 *from, struct pin_range *range)
{
	bool found;

	mutex_lock(&pins->lock);
	found = find(pins, iova, last, PIN_HELD, PIN_HELD, from);
	if (found) {
		pins->ranges[*from].state = PIN_TAKEN;
		*range = pins->ranges[*from];
	}
	mutex_unlock(&pins->lock);
	return found;
}

static bool stopped(struct pins *pins, int (*stop)(void *data), void *data)
{
	for (u32 try = 0; try < STOP_TRIES && READ_ONCE(pins->running); try++) {
		stop(data);
		wait_event_timeout(pins->settled, !READ_ONCE(pins->running),
				   msecs_to_jiffies(STOP_WAIT_MS));
	}
	return !READ_ONCE(pins->running);
}

/**
 * pins_unmap() - user space unmaps guest memory
 * @pins: the pages
 * @vdev: the device
 * @iova: guest address
 * @length: bytes
 * @stop: ends what the channel does (CLEAR); asynchronous
 * @data: its argument
 *
 * A program that uses some of it fails or is stopped, and the pages are given
 * back before this returns.  A range that is just coming is given back by whom
 * it comes to.
 *
 * Context: VFIO's locks are held; may sleep, for a bounded time.
 */
void pins_unmap(struct pins *pins, struct vfio_device *vdev, u64 iova, u64 length,
		int (*stop)(void *data), void *data)
{
	u64 last = iova + length - 1;
	struct pin_range range;

	if (!length || !doom(pins, iova, last))
		return;
	wait_event_timeout(pins->settled, is_settled(pins, iova, last),
			   msecs_to_jiffies(PIN_SETTLE_MS));
	if (!stopped(pins, stop, data)) {
		dev_err(vdev->dev, "the channel does not stop: memory that the user unmaps stays in use\n");
		return;
	}
	for (u32 from = 0; take(pins, iova, last, &from, &range); )
		unpin_all(vdev, range.iova, range.npages);
}

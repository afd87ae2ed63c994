// SPDX-License-Identifier: GPL-2.0-only
/* Guest pages that are pinned for the program of a device. */
#include <linux/iommu.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "core/vfio/pins.h"
#include "core/vfio_ccw.h"

/* The core and VFIO have the same page size. */
static_assert(HOST_PAGE_SIZE == PAGE_SIZE);

/* Pages per call of VFIO, so that the array fits on the stack. */
#define PIN_BATCH	32u

/* How long a program waits for an unmap to complete, with the device's mutex held. */
#define BAR_WAIT_MS	200u

/* Unpin the program of the last unmap by type 1, unless it has ended. */
static void pins_unpin_work(struct work_struct *work)
{
	struct pins *pins = container_of(work, struct pins, unpin_work);

	mutex_lock(&pins->lock);
	if (pins->revoked && !pins->pinning && pins->unpin_program == pins->program)
		pins_unpin_locked(pins);
	mutex_unlock(&pins->lock);
}

int pins_init(struct pins *pins, struct vfio_device *vdev, struct vfio_ccw *vc)
{
	memset(pins, 0, sizeof(*pins));
	pins->queue = alloc_ordered_workqueue("vfio_ccw-unmap", 0);
	if (!pins->queue)
		return -ENOMEM;
	pins->vdev = vdev;
	pins->vc = vc;
	mutex_init(&pins->lock);
	init_waitqueue_head(&pins->changed);
	INIT_WORK(&pins->unpin_work, pins_unpin_work);
	return 0;
}

void pins_destroy(struct pins *pins)
{
	destroy_workqueue(pins->queue);
	WARN(pins->n, "vfio_ccw: pages are still pinned for a device that is released\n");
	kvfree(pins->ranges);
	mutex_destroy(&pins->lock);
}

/* ---- Calls of VFIO; without pins.lock ---- */

static int pins_errno(int err)
{
	switch (err) {
	case -EINVAL:
	case -ENOENT:
	case -EPERM:
	case -EFAULT:
		return -EFAULT;		/* the guest has no such memory */
	case -EACCES:
		return -EINVAL;		/* type 1, version 1; to user space EACCES means paths */
	default:
		return err;
	}
}

static int pins_pin_batch(struct vfio_device *vdev, u64 iova, u32 n, bool write, u64 *addr)
{
	struct page *pages[PIN_BATCH];
	int prot = write ? IOMMU_READ | IOMMU_WRITE : IOMMU_READ;
	int got = vfio_pin_pages(vdev, iova, n, prot, pages);

	/* VFIO pins all pages or none, with type 1 and with iommufd. */
	if (got < 0)
		return pins_errno(got);
	for (u32 i = 0; i < n; i++)
		addr[i] = page_to_phys(pages[i]);
	return 0;
}

/* iommufd accepts an unpin only of exactly the pages that one call has pinned. */
static void pins_unpin_range(struct vfio_device *vdev, u64 iova, u32 npages)
{
	for (u32 done = 0; done < npages; done += PIN_BATCH)
		vfio_unpin_pages(vdev, iova + (u64)done * HOST_PAGE_SIZE,
				 min(npages - done, PIN_BATCH));
}

/*
 * Stops when an unmap revokes the program: otherwise type 1, which calls again while pages are
 * pinned, might find others pinned after each call.
 */
static int pins_pin_range(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr)
{
	for (u32 done = 0; done < npages; ) {
		u32 n = min(npages - done, PIN_BATCH);
		int err = done && READ_ONCE(pins->revoked) ? -EAGAIN :
			  pins_pin_batch(pins->vdev, iova + (u64)done * HOST_PAGE_SIZE, n, write,
					 addr + done);

		if (err) {
			pins_unpin_range(pins->vdev, iova, done);
			return err;
		}
		done += n;
	}
	return 0;
}

/* ---- The pages of the program ---- */

/* A device's memory may have no struct page. */
static void pins_reference_range(const struct pin_range *range, bool get)
{
	for (u32 i = 0; i < range->npages; i++) {
		unsigned long pfn = PHYS_PFN(range->addr[i]);

		if (!pfn_valid(pfn))
			continue;
		if (get)
			get_page(pfn_to_page(pfn));
		else
			put_page(pfn_to_page(pfn));
	}
}

/* Take a reference to each page, or drop them. */
static void pins_reference_all(struct pins *pins, bool get)
{
	lockdep_assert_held(&pins->lock);
	for (u32 i = 0; i < pins->n; i++)
		pins_reference_range(&pins->ranges[i], get);
	pins->referenced = get;
}

static bool pins_is_unpinning(const struct pins *pins, u32 program)
{
	return READ_ONCE(pins->program) == program && READ_ONCE(pins->state) == PINS_UNPINNING;
}

void pins_unpin_locked(struct pins *pins)
{
	const u32 program = pins->program;

	lockdep_assert_held(&pins->lock);
	while (pins_is_unpinning(pins, program)) {
		mutex_unlock(&pins->lock);
		wait_event(pins->changed, !pins_is_unpinning(pins, program));
		mutex_lock(&pins->lock);
	}
	if (pins->program != program || pins->state == PINS_UNPINNED)
		return;
	if (functions_active(&pins->vc->functions))
		pins_reference_all(pins, true);
	/* While the state is PINS_UNPINNING, pins_release() waits, so @ranges does not change. */
	WRITE_ONCE(pins->state, PINS_UNPINNING);
	mutex_unlock(&pins->lock);
	for (u32 i = 0; i < pins->n; i++)
		pins_unpin_range(pins->vdev, pins->ranges[i].iova, pins->ranges[i].npages);
	mutex_lock(&pins->lock);
	WRITE_ONCE(pins->state, PINS_UNPINNED);
	wake_up_all(&pins->changed);
}

/* For one more range. */
static int pins_make_room(struct pins *pins)
{
	u32 max = max(2 * pins->max, 16u);
	struct pin_range *ranges;

	lockdep_assert_held(&pins->lock);
	if (pins->n < pins->max)
		return 0;
	ranges = kvrealloc(pins->ranges, max * sizeof(*ranges),
			   GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!ranges)
		return -ENOMEM;
	pins->ranges = ranges;
	pins->max = max;
	return 0;
}

/*
 * Wait until an unmap of the range has completed, for a short time: user space tries again
 * after -EAGAIN, QEMU at once.
 */
static int pins_await_bar(struct pins *pins, u64 iova, u64 last)
{
	const unsigned long end = jiffies + msecs_to_jiffies(BAR_WAIT_MS);

	for (;;) {
		unsigned long barred;
		long left = end - jiffies;

		mutex_lock(&pins->lock);
		barred = unmap_barred(&pins->bar, iova, last);
		mutex_unlock(&pins->lock);
		if (!barred)
			return 0;
		if (fatal_signal_pending(current))
			return -EINTR;
		if (left <= 0)
			return -EAGAIN;
		schedule_timeout_killable(min_t(unsigned long, barred, left));
	}
}

/* An unmap that begins after this finds the range, though it is not pinned yet. */
static int pins_begin_range(struct pins *pins, const struct pin_range *range, u64 last)
{
	int err;

	lockdep_assert_held(&pins->lock);
	if (pins->revoked || unmap_barred(&pins->bar, range->iova, last))
		return -EAGAIN;
	err = pins_make_room(pins);
	if (err)
		return err;
	pins->ranges[pins->n] = *range;
	WRITE_ONCE(pins->pinning, true);
	return 0;
}

int pins_pin(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr)
{
	const struct pin_range range = { .iova = iova, .npages = npages, .addr = addr };
	const u64 last = iova + (u64)npages * HOST_PAGE_SIZE - 1;
	int err = pins_await_bar(pins, iova, last);

	if (err)
		return err;
	mutex_lock(&pins->lock);
	err = pins_begin_range(pins, &range, last);
	mutex_unlock(&pins->lock);
	if (err)
		return err;

	err = pins_pin_range(pins, iova, npages, write, addr);

	mutex_lock(&pins->lock);
	if (!err) {
		pins->n++;
		if (pins->revoked)
			err = -EAGAIN;
	}
	WRITE_ONCE(pins->pinning, false);
	mutex_unlock(&pins->lock);
	wake_up_all(&pins->changed);
	return err;
}

void pins_release(struct pins *pins)
{
	/* An unmap revokes only a program that has pages, or for which this thread pins some. */
	if (!pins->n && !READ_ONCE(pins->revoked))
		return;
	mutex_lock(&pins->lock);
	pins_unpin_locked(pins);
	if (pins->referenced)
		pins_reference_all(pins, false);
	pins->n = 0;
	pins->unmap_calls = 0;
	WRITE_ONCE(pins->state, PINS_PINNED);
	WRITE_ONCE(pins->revoked, false);
	WRITE_ONCE(pins->program, pins->program + 1);
	mutex_unlock(&pins->lock);
	wake_up_all(&pins->changed);
}

int pins_start(struct pins *pins, int (*issue)(void *data), void *data)
{
	int cc;

	mutex_lock(&pins->lock);
	cc = pins->revoked ? 2 : issue(data);
	mutex_unlock(&pins->lock);
	return cc;
}

void pins_unpin_running(struct pins *pins)
{
	/* pins_release() would not reset the state for a program without pages. */
	if (!pins->n)
		return;
	mutex_lock(&pins->lock);
	pins_unpin_locked(pins);
	mutex_unlock(&pins->lock);
}

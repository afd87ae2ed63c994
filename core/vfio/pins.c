// SPDX-License-Identifier: GPL-2.0-only
/* Guest pages that are pinned for a device's one program. */
#include <linux/iommu.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "core/limits.h"
#include "core/vfio/pins.h"
#include "core/vfio/pressure.h"
#include "core/vfio/watch.h"

static unsigned int idle_pages = IDLE_PAGES;
module_param(idle_pages, uint, 0644);
MODULE_PARM_DESC(idle_pages, "guest pages of a device that stay pinned between programs; 0: none");

/* A page of the core's is one of VFIO's. */
static_assert(HOST_PAGE_SIZE == PAGE_SIZE);

/* Pages per call of VFIO: what fits on the stack. */
#define PIN_BATCH	32u

static void pins_give_back(struct work_struct *work);

void pins_init(struct pins *pins, struct vfio_device *vdev)
{
	memset(pins, 0, sizeof(*pins));
	pins->vdev = vdev;
	mutex_init(&pins->lock);
	init_waitqueue_head(&pins->progress);
	INIT_WORK(&pins->give_back, pins_give_back);
	idle_init(&pins->idle);
	pressure_add(pins);
}

void pins_destroy(struct pins *pins)
{
	pressure_del(pins);
	cancel_work_sync(&pins->give_back);
	WARN(pins->n || pins->idle.npages || pins->idle.n_leaving,
	     "vfio_ccw: a device goes, and pages are pinned for it\n");
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

	/* All or none: none of VFIO's containers pins a part. */
	if (got < 0)
		return vfio_errno(got);
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

/*
 * An unmap in between ends it: VFIO's type 1 must not find more and more pinned, each
 * time that it looks.
 */
static int pin_all(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr)
{
	for (u32 done = 0; done < npages; ) {
		u32 n = min(npages - done, PIN_BATCH);
		int err = done && READ_ONCE(pins->doomed) ? -EAGAIN :
			  pin_batch(pins->vdev, iova + (u64)done * HOST_PAGE_SIZE, n, write,
				    addr + done);

		if (err) {
			unpin_all(pins->vdev, iova, done);
			return err;
		}
		done += n;
	}
	return 0;
}

/* ---- The book ---- */

/* Note that a range is coming.  Return: its index, or a negative errno. */
static int pins_book(struct pins *pins, u64 iova, u32 npages, const u64 *addr)
{
	u64 last = iova + (u64)npages * HOST_PAGE_SIZE - 1;

	lockdep_assert_held(&pins->lock);
	/* With the lock: an unmap that raises a bar later finds the range in the book. */
	if (pins->doomed || bar_covers(&pins->bars, iova, last))
		return -EAGAIN;
	/* The core begins a program, so the one before is over, whoever found that out. */
	if (!pins->left)
		WRITE_ONCE(pins->running, false);
	if (pins->n == pins->max) {
		u32 max = max(2 * pins->max, 16u);
		struct pin_range *ranges;

		ranges = kvrealloc(pins->ranges, max * sizeof(*ranges), GFP_KERNEL_ACCOUNT);
		if (!ranges)
			return -ENOMEM;
		pins->ranges = ranges;
		pins->max = max;
	}
	pins->ranges[pins->n] = (struct pin_range){
		.iova = iova, .npages = npages, .state = PIN_COMING, .addr = addr,
		.watched = watch_is_of_current(pins->watch),
		.changes = pins->watch ? watch_changes(pins->watch) : 0 };
	WRITE_ONCE(pins->coming, true);
	pins->left++;
	return pins->n++;
}

void pins_keep(struct pin_range *range)
{
	for (u32 i = 0; i < range->npages; i++)
		if (pfn_valid(PHYS_PFN(range->addr[i])))
			get_page(pfn_to_page(PHYS_PFN(range->addr[i])));
	range->kept = true;
}

static void pins_unkeep(struct pin_range *range)
{
	for (u32 i = 0; i < range->npages; i++)
		if (pfn_valid(PHYS_PFN(range->addr[i])))
			put_page(pfn_to_page(PHYS_PFN(range->addr[i])));
	range->kept = false;
}

/* A range goes; with the last of all, what was said of the program. */
static void pins_unbook(struct pins *pins, u32 i)
{
	lockdep_assert_held(&pins->lock);
	if (pins->ranges[i].kept)
		pins_unkeep(&pins->ranges[i]);
	pins->ranges[i].state = PIN_GONE;
	pins->next = i + 1;
	if (--pins->left)
		return;
	pins->n = 0;
	pins->next = 0;
	WRITE_ONCE(pins->doomed, false);
	pins->idle.program++;
}

/* VFIO gets a range back.  The lock is released meanwhile. */
static void pins_give(struct pins *pins, u32 i)
{
	const struct pin_range range = pins->ranges[i];

	lockdep_assert_held(&pins->lock);
	if (range.state != PIN_ASKED)
		WRITE_ONCE(pins->going, pins->going + 1);
	pins->ranges[i].state = PIN_GOING;
	mutex_unlock(&pins->lock);
	unpin_all(pins->vdev, range.iova, range.npages);
	mutex_lock(&pins->lock);
	WRITE_ONCE(pins->ranges[i].state, PIN_TAKEN);
	WRITE_ONCE(pins->going, pins->going - 1);
	wake_up_all(&pins->progress);
}

/* ---- Between programs ---- */

/* VFIO gets back what is to leave.  The lock is released meanwhile. */
static void pins_give_leaving(struct pins *pins)
{
	struct idle_range *range;

	lockdep_assert_held(&pins->lock);
	while ((range = idle_next(&pins->idle))) {
		mutex_unlock(&pins->lock);
		unpin_all(pins->vdev, range->iova, range->npages);
		mutex_lock(&pins->lock);
		idle_left(&pins->idle, range);
		wake_up_all(&pins->progress);
	}
}

/*
 * What unmaps have asked for, and what is to leave.  In a thread of its own, since VFIO's
 * type 1 takes a lock here inside which it takes the one that it calls dma_unmap() with.
 */
static void pins_give_back(struct work_struct *work)
{
	struct pins *pins = container_of(work, struct pins, give_back);

	mutex_lock(&pins->lock);
	for (u32 i = 0; i < pins->n; i++)
		if (pins->ranges[i].state == PIN_ASKED)
			pins_give(pins, i);
	pins_give_leaving(pins);
	mutex_unlock(&pins->lock);
}

/* The same, with what another thread is just giving back. */
static void pins_await_leaving(struct pins *pins)
{
	pins_give_leaving(pins);
	if (!pins->idle.n_leaving)
		return;
	mutex_unlock(&pins->lock);
	wait_event(pins->progress, !READ_ONCE(pins->idle.n_leaving));
	mutex_lock(&pins->lock);
}

/*
 * The same address may mean another page when the user's memory has changed, but
 * VFIO knows the one that is pinned.  So what is idle must go before anything is
 * pinned again.
 */
static void pins_outdate(struct pins *pins)
{
	int changes = pins->watch ? watch_changes(pins->watch) : pins->seen - 1;

	lockdep_assert_held(&pins->lock);
	if (pins->seen == changes)
		return;
	pins->seen = changes;
	idle_leave(&pins->idle, 0, U64_MAX);
}

/*
 * Before pins are added: no device has a wrong page of the current process.  What this
 * one has to give back, it does not leave to another thread.
 */
static int pins_drop_outdated(struct pins *pins)
{
	bool watched = watch_is_of_current(pins->watch);
	int changes = watched ? watch_changes(pins->watch) : 0;
	int err;

	if (watched && pins->clean == changes)
		return 0;
	mutex_lock(&pins->lock);
	pins_outdate(pins);
	pins_give_leaving(pins);
	mutex_unlock(&pins->lock);
	err = pressure_drop_outdated(watched ? pins->watch : NULL);
	if (!err)
		pins->clean = changes;
	return err;
}

/* Does a range stay pinned though its program is over? */
static bool pins_stay(struct pins *pins, const struct pin_range *range)
{
	int changes;

	lockdep_assert_held(&pins->lock);
	if (range->state != PIN_HELD || !range->watched || range->kept || !pins->watch)
		return false;
	changes = watch_changes(pins->watch);
	return range->changes == changes && pins->seen == changes &&
	       idle_keep(&pins->idle, range->iova, range->npages,
			 min(READ_ONCE(idle_pages), IDLE_PAGES_MAX));
}

void pins_open(struct pins *pins)
{
	struct watch *watch = watch_get();

	if (!watch)
		return;
	mutex_lock(&pins->lock);
	WRITE_ONCE(pins->watch, watch);
	pins->seen = watch_changes(watch);
	pins->clean = pins->seen - 1;
	mutex_unlock(&pins->lock);
}

void pins_close(struct pins *pins)
{
	struct watch *watch = pins->watch;

	/* Known as its user's as long as it has something of his. */
	pins_drop_idle(pins);
	mutex_lock(&pins->lock);
	WRITE_ONCE(pins->watch, NULL);
	mutex_unlock(&pins->lock);
	watch_put(watch);
}

/* For another thread, which gives back what is to leave. */
static bool pins_leave_to_work(struct pins *pins)
{
	bool leaving = pins->idle.n_leaving;

	lockdep_assert_held(&pins->lock);
	if (leaving)
		queue_work(system_unbound_wq, &pins->give_back);
	return leaving;
}

void pins_leave_outdated(struct pins *pins)
{
	mutex_lock(&pins->lock);
	pins_outdate(pins);
	pins_leave_to_work(pins);
	mutex_unlock(&pins->lock);
}

bool pins_leave_all(struct pins *pins)
{
	bool any;

	mutex_lock(&pins->lock);
	idle_leave(&pins->idle, 0, U64_MAX);
	any = pins_leave_to_work(pins);
	mutex_unlock(&pins->lock);
	return any;
}

void pins_drop_idle(struct pins *pins)
{
	mutex_lock(&pins->lock);
	idle_leave(&pins->idle, 0, U64_MAX);
	pins_await_leaving(pins);
	mutex_unlock(&pins->lock);
}

u32 pins_shrink(struct pins *pins, u32 npages)
{
	u32 n = 0;

	if (!mutex_trylock(&pins->lock))
		return 0;
	n = idle_leave_oldest(&pins->idle, npages);
	mutex_unlock(&pins->lock);
	if (n)
		queue_work(system_unbound_wq, &pins->give_back);
	return n;
}

/* ---- Pinning ---- */

/* A user may pin so much and no more: what is idle must not count. */
static int pin_or_relieve(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr)
{
	int err = pin_all(pins, iova, npages, write, addr);
	int relieved;

	if (err != -ENOMEM)
		return err;
	relieved = pressure_relieve(pins->watch);
	if (relieved <= 0)
		return relieved ?: err;
	return pin_all(pins, iova, npages, write, addr);
}

int pins_add(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr)
{
	u64 last = iova + (u64)npages * HOST_PAGE_SIZE - 1;
	int i, err;

	err = bar_await(&pins->bars, iova, last) ?: pins_drop_outdated(pins);
	if (err)
		return err;
	mutex_lock(&pins->lock);
	i = pins_book(pins, iova, npages, addr);
	mutex_unlock(&pins->lock);
	if (i < 0)
		return i;

	err = pin_or_relieve(pins, iova, npages, write, addr);

	mutex_lock(&pins->lock);
	if (!err && !pins->doomed) {
		pins->ranges[i].state = PIN_HELD;
	} else {
		if (!err)
			pins_give(pins, i);
		pins_unbook(pins, i);
		err = err ?: -EAGAIN;
	}
	WRITE_ONCE(pins->coming, false);
	mutex_unlock(&pins->lock);
	wake_up_all(&pins->progress);
	return err;
}

/* A range of [iova, last]; ranges go in the order in which they came. */
static int pins_next_to_go(struct pins *pins, u64 iova, u64 last)
{
	lockdep_assert_held(&pins->lock);
	for (u32 k = 0; k < pins->n; k++) {
		u32 i = (pins->next + k) % pins->n;
		const struct pin_range *range = &pins->ranges[i];

		if (range->state != PIN_GONE && range->iova >= iova && range->iova <= last)
			return i;
	}
	return -1;
}

/* Back to VFIO, unless an unmap has seen to that.  The lock is released meanwhile. */
static void pins_let_go(struct pins *pins, u32 i)
{
	lockdep_assert_held(&pins->lock);
	switch (pins->ranges[i].state) {
	case PIN_GOING:
		/* Only this thread makes the table longer: the range stays where it is. */
		mutex_unlock(&pins->lock);
		wait_event(pins->progress, READ_ONCE(pins->ranges[i].state) != PIN_GOING);
		mutex_lock(&pins->lock);
		break;
	case PIN_TAKEN:
		break;
	default:
		if (!pins_stay(pins, &pins->ranges[i]))
			pins_give(pins, i);
		break;
	}
}

void pins_remove(struct pins *pins, u64 iova, u32 npages)
{
	/* Not the first byte behind them: the last page of all has none. */
	u64 last = iova + (u64)npages * HOST_PAGE_SIZE - 1;

	mutex_lock(&pins->lock);
	for (u32 done = 0; done < npages; ) {
		int i = pins_next_to_go(pins, iova, last);

		if (WARN_ONCE(i < 0, "vfio_ccw: pages are to be unpinned that are not pinned\n"))
			break;
		pins_let_go(pins, i);
		done += pins->ranges[i].npages;
		pins_unbook(pins, i);
	}
	pins_give_leaving(pins);
	mutex_unlock(&pins->lock);
}

/* ---- The channel ---- */

int pins_start(struct pins *pins, int (*start)(void *data), void *data)
{
	int cc = 2;

	mutex_lock(&pins->lock);
	if (!pins->doomed) {
		WRITE_ONCE(pins->running, true);
		WRITE_ONCE(pins->stuck, false);
		cc = start(data);
		if (cc)
			WRITE_ONCE(pins->running, false);
	}
	mutex_unlock(&pins->lock);
	return cc;
}

void pins_done(struct pins *pins)
{
	WRITE_ONCE(pins->running, false);
	wake_up_all(&pins->progress);
}

void pins_abandon(struct pins *pins)
{
	mutex_lock(&pins->lock);
	for (u32 i = 0; i < pins->n; i++) {
		enum pin_state state = pins->ranges[i].state;

		if (state == PIN_HELD)
			pins_keep(&pins->ranges[i]);
		if (state != PIN_GONE)
			pins_let_go(pins, i);
	}
	mutex_unlock(&pins->lock);
}

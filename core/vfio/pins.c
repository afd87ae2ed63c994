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

/*
 * An unmap waits this long for a range that is coming, or going.  It must not
 * wait for good, since who asks VFIO may wait for a lock that the unmapping
 * caller's caller holds; VFIO calls again, ten times, while pages remain.
 */
#define PIN_SETTLE_MS	500u

/* How often a running program is told to stop, and how long each may take. */
#define STOP_TRIES	3u
#define STOP_WAIT_MS	3000u

static void give_back(struct work_struct *work);

void pins_init(struct pins *pins, struct vfio_device *vdev)
{
	memset(pins, 0, sizeof(*pins));
	pins->vdev = vdev;
	mutex_init(&pins->lock);
	init_waitqueue_head(&pins->settled);
	INIT_WORK(&pins->give_back, give_back);
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
static int book(struct pins *pins, u64 iova, u32 npages, const u64 *addr)
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

/*
 * Pages that the channel may still use, but VFIO gets back: with a reference
 * of ours nobody else is given their memory, though the user may be gone.
 */
static void keep(struct pin_range *range)
{
	for (u32 i = 0; i < range->npages; i++)
		if (pfn_valid(PHYS_PFN(range->addr[i])))
			get_page(pfn_to_page(PHYS_PFN(range->addr[i])));
	range->kept = true;
}

static void unkeep(struct pin_range *range)
{
	for (u32 i = 0; i < range->npages; i++)
		if (pfn_valid(PHYS_PFN(range->addr[i])))
			put_page(pfn_to_page(PHYS_PFN(range->addr[i])));
	range->kept = false;
}

/* A range goes; with the last of all, what was said of the program. */
static void unbook(struct pins *pins, u32 i)
{
	lockdep_assert_held(&pins->lock);
	if (pins->ranges[i].kept)
		unkeep(&pins->ranges[i]);
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
static void give(struct pins *pins, u32 i)
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
	wake_up_all(&pins->settled);
}

/* ---- Between programs ---- */

/* VFIO gets back what is to leave.  The lock is released meanwhile. */
static void give_leaving(struct pins *pins)
{
	struct idle_range *range;

	lockdep_assert_held(&pins->lock);
	while ((range = idle_next(&pins->idle))) {
		mutex_unlock(&pins->lock);
		unpin_all(pins->vdev, range->iova, range->npages);
		mutex_lock(&pins->lock);
		idle_left(&pins->idle, range);
		wake_up_all(&pins->settled);
	}
}

/* The same, with what another thread is just giving back. */
static void await_leaving(struct pins *pins)
{
	give_leaving(pins);
	if (!pins->idle.n_leaving)
		return;
	mutex_unlock(&pins->lock);
	wait_event(pins->settled, !READ_ONCE(pins->idle.n_leaving));
	mutex_lock(&pins->lock);
}

/*
 * The same address may mean another page when the user's memory has changed, but
 * VFIO knows the one that is pinned.  So what is idle must go before anything is
 * pinned again.
 */
static void leave_if_outdated(struct pins *pins)
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
static int drop_outdated(struct pins *pins)
{
	bool watched = watch_is_of_current(pins->watch);
	int changes = watched ? watch_changes(pins->watch) : 0;
	int err;

	if (watched && pins->clean == changes)
		return 0;
	mutex_lock(&pins->lock);
	leave_if_outdated(pins);
	give_leaving(pins);
	mutex_unlock(&pins->lock);
	err = pressure_drop_outdated(watched ? pins->watch : NULL);
	if (!err)
		pins->clean = changes;
	return err;
}

/* Does a range stay pinned though its program is over? */
static bool stays(struct pins *pins, const struct pin_range *range)
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

/**
 * pins_open() - the current process uses the device from now on
 * @pins: the device's
 *
 * Context: device mutex; may sleep.
 */
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

/**
 * pins_close() - nobody uses the device any more
 * @pins: the device's; nothing stays pinned but for a program
 *
 * Context: device mutex; may sleep.
 */
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
static bool leave_it_to_work(struct pins *pins)
{
	bool leaving = pins->idle.n_leaving;

	lockdep_assert_held(&pins->lock);
	if (leaving)
		queue_work(system_unbound_wq, &pins->give_back);
	return leaving;
}

/**
 * pins_leave_outdated() - what is idle, and is not what its addresses mean, goes soon
 * @pins: the device's
 *
 * Context: process; may sleep, but does not call VFIO.
 */
void pins_leave_outdated(struct pins *pins)
{
	mutex_lock(&pins->lock);
	leave_if_outdated(pins);
	leave_it_to_work(pins);
	mutex_unlock(&pins->lock);
}

/**
 * pins_leave_all() - what is idle goes soon
 * @pins: the device's
 *
 * Context: as pins_leave_outdated().
 * Return: whether there is something.
 */
bool pins_leave_all(struct pins *pins)
{
	bool any;

	mutex_lock(&pins->lock);
	idle_leave(&pins->idle, 0, U64_MAX);
	any = leave_it_to_work(pins);
	mutex_unlock(&pins->lock);
	return any;
}

/**
 * pins_drop_idle() - nothing is pinned but for a program
 * @pins: the device's
 *
 * Context: process; may sleep.
 */
void pins_drop_idle(struct pins *pins)
{
	mutex_lock(&pins->lock);
	idle_leave(&pins->idle, 0, U64_MAX);
	await_leaving(pins);
	mutex_unlock(&pins->lock);
}

/**
 * pins_shrink() - memory is short
 * @pins: the device's
 * @npages: how many pages are to be given back, if there are so many
 *
 * Context: any that may take a mutex which nobody waits for; VFIO may be the
 * caller, so another thread gives them back.
 * Return: how many will be.
 */
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
int pins_add(struct pins *pins, u64 iova, u32 npages, bool write, u64 *addr)
{
	u64 last = iova + (u64)npages * HOST_PAGE_SIZE - 1;
	int i, err;

	err = bar_await(&pins->bars, iova, last) ?: drop_outdated(pins);
	if (err)
		return err;
	mutex_lock(&pins->lock);
	i = book(pins, iova, npages, addr);
	mutex_unlock(&pins->lock);
	if (i < 0)
		return i;

	err = pin_or_relieve(pins, iova, npages, write, addr);

	mutex_lock(&pins->lock);
	if (!err && !pins->doomed) {
		pins->ranges[i].state = PIN_HELD;
	} else {
		if (!err)
			give(pins, i);
		unbook(pins, i);
		err = err ?: -EAGAIN;
	}
	WRITE_ONCE(pins->coming, false);
	mutex_unlock(&pins->lock);
	wake_up_all(&pins->settled);
	return err;
}

/* A range of [iova, last]; ranges go in the order in which they came. */
static int next_to_go(struct pins *pins, u64 iova, u64 last)
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
static void let_go(struct pins *pins, u32 i)
{
	lockdep_assert_held(&pins->lock);
	switch (pins->ranges[i].state) {
	case PIN_GOING:
		/* Only this thread makes the table longer: the range stays where it is. */
		mutex_unlock(&pins->lock);
		wait_event(pins->settled, READ_ONCE(pins->ranges[i].state) != PIN_GOING);
		mutex_lock(&pins->lock);
		break;
	case PIN_TAKEN:
		break;
	default:
		if (!stays(pins, &pins->ranges[i]))
			give(pins, i);
		break;
	}
}

/**
 * pins_remove() - the program does not need pages any more
 * @pins: the pages
 * @iova: page-aligned guest address
 * @npages: how many; one or several whole ranges of pins_add()
 *
 * Context: device mutex; may sleep.
 */
void pins_remove(struct pins *pins, u64 iova, u32 npages)
{
	/* Not the first byte behind them: the last page of all has none. */
	u64 last = iova + (u64)npages * HOST_PAGE_SIZE - 1;

	mutex_lock(&pins->lock);
	for (u32 done = 0; done < npages; ) {
		int i = next_to_go(pins, iova, last);

		if (WARN_ONCE(i < 0, "vfio_ccw: pages are to be unpinned that are not pinned\n"))
			break;
		let_go(pins, i);
		done += pins->ranges[i].npages;
		unbook(pins, i);
	}
	give_leaving(pins);
	mutex_unlock(&pins->lock);
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
		WRITE_ONCE(pins->stuck, false);
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

/**
 * pins_abandon() - the user goes, and the channel does not give the program back
 * @pins: its pages
 *
 * VFIO gets them back now, and must not be called for them later; nobody else
 * gets their memory before pins_remove().
 *
 * Context: device mutex; may sleep.
 */
void pins_abandon(struct pins *pins)
{
	mutex_lock(&pins->lock);
	for (u32 i = 0; i < pins->n; i++) {
		enum pin_state state = pins->ranges[i].state;

		if (state == PIN_HELD)
			keep(&pins->ranges[i]);
		if (state != PIN_GONE)
			let_go(pins, i);
	}
	mutex_unlock(&pins->lock);
}

/* ---- Unmapping ---- */

static bool overlaps(const struct pin_range *range, u64 iova, u64 last)
{
	return range->iova <= last &&
	       range->iova + (u64)range->npages * HOST_PAGE_SIZE - 1 >= iova;
}

/* Does an unmap concern the program?  Then it is not to start, or to end. */
static bool doom(struct pins *pins, u64 iova, u64 last, u32 *program)
{
	bool hit = false;

	mutex_lock(&pins->lock);
	*program = pins->idle.program;
	for (u32 i = 0; i < pins->n && !hit; i++)
		hit = pins->ranges[i].state < PIN_TAKEN && overlaps(&pins->ranges[i], iova, last);
	if (hit)
		WRITE_ONCE(pins->doomed, true);
	mutex_unlock(&pins->lock);
	return hit;
}

/* What the program has pinned there is wanted back. */
static void ask(struct pins *pins, u64 iova, u64 last, bool in_use)
{
	lockdep_assert_held(&pins->lock);
	for (u32 i = 0; i < pins->n; i++) {
		struct pin_range *range = &pins->ranges[i];

		if (range->state != PIN_HELD || !overlaps(range, iova, last))
			continue;
		if (in_use)
			keep(range);
		range->state = PIN_ASKED;
		WRITE_ONCE(pins->going, pins->going + 1);
	}
}

/*
 * What unmaps have asked for, and what is to leave.  In a thread of its own, since VFIO's type 1
 * takes a lock here inside which it takes the one that it calls dma_unmap()
 * with.
 */
static void give_back(struct work_struct *work)
{
	struct pins *pins = container_of(work, struct pins, give_back);

	mutex_lock(&pins->lock);
	for (u32 i = 0; i < pins->n; i++)
		if (pins->ranges[i].state == PIN_ASKED)
			give(pins, i);
	give_leaving(pins);
	mutex_unlock(&pins->lock);
}

/* Does the channel have the program that an unmap hit?  The next one is not doomed. */
static bool must_end(const struct pins *pins)
{
	return READ_ONCE(pins->running) && READ_ONCE(pins->doomed);
}

/* With the lock, so that the next program does not start before this one is told. */
static void stop_doomed(struct pins *pins, int (*stop)(void *data), void *data)
{
	mutex_lock(&pins->lock);
	if (must_end(pins))
		stop(data);
	mutex_unlock(&pins->lock);
}

/*
 * Return: whether the channel still uses memory of the program.  Of one that does not
 * obey this is known: VFIO's locks, which the caller has, are not kept for so long again.
 */
static bool still_uses(struct pins *pins)
{
	bool uses, known;

	mutex_lock(&pins->lock);
	uses = must_end(pins);
	known = pins->stuck;
	WRITE_ONCE(pins->stuck, uses);
	mutex_unlock(&pins->lock);
	if (uses && !known)
		dev_err(pins->vdev->dev, "the channel does not stop: memory that the user unmaps stays in use until it does\n");
	return uses;
}

/* Return: as still_uses(). */
static bool end_program(struct pins *pins, int (*stop)(void *data), void *data)
{
	wait_event_timeout(pins->settled, !READ_ONCE(pins->coming),
			   msecs_to_jiffies(PIN_SETTLE_MS));
	for (u32 try = 0; try < STOP_TRIES && must_end(pins); try++) {
		stop_doomed(pins, stop, data);
		if (READ_ONCE(pins->stuck))
			break;
		wait_event_timeout(pins->settled, !must_end(pins),
				   msecs_to_jiffies(STOP_WAIT_MS));
	}
	return still_uses(pins);
}

static bool all_given(struct pins *pins)
{
	return !READ_ONCE(pins->going) && !READ_ONCE(pins->idle.n_leaving);
}

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
 * Context: VFIO's locks are held; may sleep, for a bounded time.
 */
void pins_unmap(struct pins *pins, u64 iova, u64 length, int (*stop)(void *data), void *data)
{
	u64 last = iova + length - 1;
	bool hit, in_use = false;
	u32 program;

	if (!length)
		return;
	bar_raise(&pins->bars, iova, last);
	hit = doom(pins, iova, last, &program);
	if (hit)
		in_use = end_program(pins, stop, data);
	mutex_lock(&pins->lock);
	/* The next program may have begun, whom nobody has stopped. */
	if (hit && pins->idle.program == program)
		ask(pins, iova, last, in_use);
	idle_leave(&pins->idle, iova, last);
	mutex_unlock(&pins->lock);
	if (!all_given(pins)) {
		queue_work(system_unbound_wq, &pins->give_back);
		wait_event_timeout(pins->settled, all_given(pins),
				   msecs_to_jiffies(PIN_SETTLE_MS));
	}
}

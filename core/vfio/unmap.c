// SPDX-License-Identifier: GPL-2.0-only
/*
 * User space unmaps guest memory in which a program may have pages.
 *
 * iommufd calls dma_unmap() once, without holding a lock, and allows no pin in the range
 * meanwhile.  When the call returns, iommufd considers the pages unpinned, and may attach the
 * device to another address space.  So the call takes as long as the channel does, unless the
 * thread is killed: then the pages are unpinned, and a reference to each keeps it out of other
 * use, as when the device is closed.
 *
 * Type 1 calls dma_unmap() with its device_list_lock held.  It takes that lock inside
 * iommu->lock, which pin and unpin need, too: while another thread opens a device, the pages
 * cannot be unpinned before the call has returned.  So a work item unpins them, and the call
 * waits for it for a bounded time.  Type 1 then tests whether pages are pinned, calls again if
 * so, and considers the eleventh call in a row a bug, which stops the machine.
 *
 * Two measures keep a user from causing that.  First, nothing is pinned in the range for
 * UNMAP_BAR_MS after a call.  The unmapping thread is queued for iommu->lock by then, and a
 * mutex lets it be overtaken only once: a later pin normally follows the test of type 1.
 * Second, when UNMAP_CALLS calls have returned and left pages of the same program pinned,
 * the next one waits until all are unpinned, however long that takes: a user can keep
 * iommu->lock from the work item, by opening devices all the time, and have the pages in
 * many ranges, each of which takes the lock anew.  If the user's own threads then wait for
 * each other, the container hangs; the machine does not.
 */
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/sched/signal.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "core/vfio/pins.h"
#include "core/vfio_ccw.h"

/* How long a call of type 1 waits for a pin in progress, and then for the work item. */
#define UNMAP_WAIT_MS	500u

/* After so many calls that left pages pinned, the next one waits without a limit. */
#define UNMAP_CALLS	8u

/* Longer than the calls for a few other devices of the container, which type 1 makes between. */
#define UNMAP_BAR_MS	2000u

/* How often CLEAR is issued for type 1, and how long each waits for the end of the program. */
#define CLEAR_TRIES	3u
#define CLEAR_WAIT_MS	3000u

static bool unmap_overlaps(const struct pins *pins, u64 iova, u64 last)
{
	u32 n = pins->n + (pins->pinning ? 1 : 0);

	lockdep_assert_held(&pins->lock);
	for (u32 i = 0; i < n; i++) {
		const struct pin_range *range = &pins->ranges[i];

		if (range->iova <= last &&
		    range->iova + (u64)range->npages * HOST_PAGE_SIZE - 1 >= iova)
			return true;
	}
	return false;
}

/* Revoke the program if it has pages in the range, or is pinning some.  Return: whether so. */
static bool unmap_revoke(struct pins *pins, u64 iova, u64 last)
{
	lockdep_assert_held(&pins->lock);
	if (pins->state == PINS_UNPINNED || !unmap_overlaps(pins, iova, last))
		return false;
	WRITE_ONCE(pins->revoked, true);
	return true;
}

/* Conditions to wait for, without the lock; @program is the one that was revoked. */

static bool unmap_is_pinning(const struct pins *pins, u32 program)
{
	return READ_ONCE(pins->program) == program && READ_ONCE(pins->pinning);
}

static bool unmap_is_pinned(const struct pins *pins, u32 program)
{
	return READ_ONCE(pins->program) == program && READ_ONCE(pins->state) != PINS_UNPINNED;
}

static bool unmap_is_running(const struct pins *pins, u32 program)
{
	return unmap_is_pinned(pins, program) && functions_active(&pins->vc->functions);
}

/*
 * Wait, without the lock, until no range is being pinned for the program.  Return: false
 * after the timeout.
 */
static bool unmap_await_pin(struct pins *pins, u32 program, unsigned long timeout)
{
	lockdep_assert_held(&pins->lock);
	mutex_unlock(&pins->lock);
	wait_event_timeout(pins->changed, !unmap_is_pinning(pins, program), timeout);
	mutex_lock(&pins->lock);
	return !unmap_is_pinning(pins, program);
}

/*
 * Issue CLEAR with the lock held, so that the next program does not start in between, and
 * wait for the end of the program without the lock.  Return: whether it has ended.
 */
static bool unmap_clear(struct pins *pins, u32 program)
{
	lockdep_assert_held(&pins->lock);
	if (!unmap_is_running(pins, program))
		return true;
	if (vfio_ccw_clear(pins->vc) == 3)
		pins_ended(pins);
	mutex_unlock(&pins->lock);
	wait_event_timeout(pins->changed, !unmap_is_running(pins, program),
			   msecs_to_jiffies(CLEAR_WAIT_MS));
	mutex_lock(&pins->lock);
	return !unmap_is_running(pins, program);
}

static void unmap_iommufd(struct pins *pins, u64 iova, u64 last)
{
	bool warned = false;
	u32 program;

	lockdep_assert_held(&pins->lock);
	if (!unmap_revoke(pins, iova, last))
		return;
	program = pins->program;
	unmap_await_pin(pins, program, MAX_SCHEDULE_TIMEOUT);
	while (!unmap_clear(pins, program) && !fatal_signal_pending(current)) {
		if (!warned)
			dev_warn(pins->vdev->dev, "memory of a running program was unmapped: waiting for the channel to end the program\n");
		warned = true;
	}
	if (unmap_is_pinned(pins, program))
		pins_unpin_locked(pins);
}

/* Type 1 holds locks that unpinning takes, so a work item does it. */
static void unmap_queue_unpin(struct pins *pins, u32 program, unsigned long timeout)
{
	lockdep_assert_held(&pins->lock);
	pins->unpin_program = program;
	queue_work(pins->queue, &pins->unpin_work);
	mutex_unlock(&pins->lock);
	wait_event_timeout(pins->changed, !unmap_is_pinned(pins, program), timeout);
	mutex_lock(&pins->lock);
}

static void unmap_end_program(struct pins *pins, u32 program)
{
	unsigned long timeout = pins->unmap_calls < UNMAP_CALLS ?
				msecs_to_jiffies(UNMAP_WAIT_MS) : MAX_SCHEDULE_TIMEOUT;
	bool done = false;

	lockdep_assert_held(&pins->lock);
	/* If pinning takes longer, pins_pin() finds @revoked set, and unpins. */
	if (!unmap_await_pin(pins, program, timeout))
		return;
	for (u32 try = 0; try < CLEAR_TRIES && !done; try++)
		done = unmap_clear(pins, program);
	if (!done)
		dev_err(pins->vdev->dev, "the channel did not end a program whose memory was unmapped: the memory stays in use until it does\n");
	if (unmap_is_pinned(pins, program))
		unmap_queue_unpin(pins, program, timeout);
}

static void unmap_type1(struct pins *pins, u64 iova, u64 last)
{
	u32 program = pins->program;

	lockdep_assert_held(&pins->lock);
	unmap_bar_raise(&pins->bar, iova, last);
	if (unmap_revoke(pins, iova, last)) {
		unmap_end_program(pins, program);
		if (unmap_is_pinned(pins, program))
			pins->unmap_calls++;
	}
	pins->bar.until = jiffies + msecs_to_jiffies(UNMAP_BAR_MS);
}

void pins_unmap(struct pins *pins, u64 iova, u64 length)
{
	u64 last = iova + length - 1;

	if (!length)
		return;
	mutex_lock(&pins->lock);
	if (pins_use_iommufd(pins))
		unmap_iommufd(pins, iova, last);
	else
		unmap_type1(pins, iova, last);
	mutex_unlock(&pins->lock);
}

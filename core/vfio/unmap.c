// SPDX-License-Identifier: GPL-2.0-only
/*
 * User space unmaps guest memory, of which a program may have pages.
 *
 * iommufd calls once, with no lock of its own held, and lets nothing be pinned in the range
 * meanwhile.  When the call returns it takes the pages for unpinned, and may give the device
 * another address space.  So the call takes as long as the channel does; but a thread that is
 * killed is let go, as when the device is closed: VFIO has the pages back, and a reference to
 * each keeps it out of other use.
 *
 * Type 1 calls with its device_list_lock held.  It takes that lock inside iommu->lock, which
 * every call of VFIO takes: where a device is opened meanwhile, the pages cannot be given back
 * before the call has returned.  So another thread gives them back, and the call waits for it
 * for a bounded time.  Type 1 then looks again, calls again while something is pinned, and
 * takes the eleventh call in a row for a bug that stops the machine.
 *
 * What keeps a user from getting there: first, nothing is pinned in the range for UNMAP_BAR_MS
 * after a call.  The thread that unmaps is in the queue of iommu->lock by then, and a mutex
 * does not let it be overtaken more than once: what is pinned later, is as a rule pinned after
 * type 1 has looked.  Second, when
 * UNMAP_ROUNDS calls have returned and left pages of the same program, the next one waits
 * until all is given back, however long that takes: a user can keep iommu->lock from the
 * thread that gives back, by opening devices all the time, and have the pages in many ranges,
 * each of which takes the lock anew.  If the user's own threads then wait for each other, the
 * container is stuck; the machine is not.
 */
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/sched/signal.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "core/vfio/pins.h"
#include "core/vfio_ccw.h"

/* A call of type 1 waits this long for VFIO to be asked for pages, and to be given them. */
#define UNMAP_WAIT_MS	500u
#define UNMAP_ROUNDS	8u

/* Longer than the calls for some other devices of the container, which come in between. */
#define UNMAP_BAR_MS	2000u

/* How often a running program is cleared for type 1, and how long each may take. */
#define CLEAR_TRIES	3u
#define CLEAR_WAIT_MS	3000u

static bool unmap_meets(const struct pins *pins, u64 iova, u64 last)
{
	u32 n = pins->n + (pins->adding ? 1 : 0);

	for (u32 i = 0; i < n; i++) {
		const struct pin_range *range = &pins->ranges[i];

		if (range->iova <= last &&
		    range->iova + (u64)range->npages * HOST_PAGE_SIZE - 1 >= iova)
			return true;
	}
	return false;
}

/* Return: whether the program has pages there, or will; then it is revoked. */
static bool unmap_revoke(struct pins *pins, u64 iova, u64 last)
{
	lockdep_assert_held(&pins->lock);
	if (pins->state == PINS_RETURNED || !unmap_meets(pins, iova, last))
		return false;
	WRITE_ONCE(pins->revoked, true);
	return true;
}

/* What follows is asked without the lock: @program is the one that was revoked. */

static bool unmap_adding(const struct pins *pins, u32 program)
{
	return READ_ONCE(pins->program) == program && READ_ONCE(pins->adding);
}

static bool unmap_held(const struct pins *pins, u32 program)
{
	return READ_ONCE(pins->program) == program && READ_ONCE(pins->state) != PINS_RETURNED;
}

static bool unmap_running(const struct pins *pins, u32 program)
{
	return unmap_held(pins, program) && functions_active(&pins->vc->functions);
}

/* The lock is released meanwhile.  Return: whether the range that was being added is. */
static bool unmap_await_added(struct pins *pins, u32 program, unsigned long patience)
{
	mutex_unlock(&pins->lock);
	wait_event_timeout(pins->changed, !unmap_adding(pins, program), patience);
	mutex_lock(&pins->lock);
	return !unmap_adding(pins, program);
}

/*
 * CLEAR is issued with the lock, so that the next program does not start in between.  The
 * lock is released while it is waited for.  Return: whether the channel is done.
 */
static bool unmap_clear(struct pins *pins, u32 program)
{
	if (!unmap_running(pins, program))
		return true;
	if (vfio_ccw_revoke(pins->vc) == 3)
		pins_ended(pins);
	mutex_unlock(&pins->lock);
	wait_event_timeout(pins->changed, !unmap_running(pins, program),
			   msecs_to_jiffies(CLEAR_WAIT_MS));
	mutex_lock(&pins->lock);
	return !unmap_running(pins, program);
}

static void unmap_iommufd(struct pins *pins, u64 iova, u64 last)
{
	bool said = false;
	u32 program;

	lockdep_assert_held(&pins->lock);
	if (!unmap_revoke(pins, iova, last))
		return;
	program = pins->program;
	unmap_await_added(pins, program, MAX_SCHEDULE_TIMEOUT);
	while (!unmap_clear(pins, program) && !fatal_signal_pending(current)) {
		if (!said)
			dev_warn(pins->vdev->dev, "memory of a running program is unmapped: waiting for the channel to end it\n");
		said = true;
	}
	if (unmap_held(pins, program))
		pins_return(pins);
}

static bool unmap_bar_stands(const struct unmap_bar *bar)
{
	return bar->raised && time_before(jiffies, bar->until);
}

unsigned long unmap_barred(const struct unmap_bar *bar, u64 iova, u64 last)
{
	if (!unmap_bar_stands(bar) || bar->iova > last || bar->last < iova)
		return 0;
	return bar->until - jiffies;
}

/* Ranges that are unmapped at about the same time are barred as one. */
static void unmap_raise_bar(struct unmap_bar *bar, u64 iova, u64 last)
{
	bool stands = unmap_bar_stands(bar);

	bar->iova = stands ? min(bar->iova, iova) : iova;
	bar->last = stands ? max(bar->last, last) : last;
	bar->until = jiffies + MAX_JIFFY_OFFSET;
	bar->raised = true;
}

/* VFIO's locks are the caller's, so another thread calls it. */
static void unmap_give_back(struct pins *pins, u32 program, unsigned long patience)
{
	pins->unmapped = program;
	queue_work(pins->queue, &pins->give_back);
	mutex_unlock(&pins->lock);
	wait_event_timeout(pins->changed, !unmap_held(pins, program), patience);
	mutex_lock(&pins->lock);
}

void pins_give_back(struct work_struct *work)
{
	struct pins *pins = container_of(work, struct pins, give_back);

	mutex_lock(&pins->lock);
	if (pins->revoked && !pins->adding && pins->unmapped == pins->program)
		pins_return(pins);
	mutex_unlock(&pins->lock);
}

static void unmap_end_program(struct pins *pins, u32 program)
{
	unsigned long patience = pins->rounds < UNMAP_ROUNDS ?
				 msecs_to_jiffies(UNMAP_WAIT_MS) : MAX_SCHEDULE_TIMEOUT;
	bool done = false;

	/* Pages that come later, are given back by the thread that they come to. */
	if (!unmap_await_added(pins, program, patience))
		return;
	for (u32 try = 0; try < CLEAR_TRIES && !done; try++)
		done = unmap_clear(pins, program);
	if (!done)
		dev_err(pins->vdev->dev, "the channel does not end a program: its memory, which is unmapped, stays in use until it does\n");
	if (unmap_held(pins, program))
		unmap_give_back(pins, program, patience);
}

static void unmap_type1(struct pins *pins, u64 iova, u64 last)
{
	u32 program = pins->program;

	lockdep_assert_held(&pins->lock);
	unmap_raise_bar(&pins->bar, iova, last);
	if (unmap_revoke(pins, iova, last)) {
		unmap_end_program(pins, program);
		if (unmap_held(pins, program))
			pins->rounds++;
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

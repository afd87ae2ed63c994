// SPDX-License-Identifier: GPL-2.0-only
/* User space unmaps guest memory, of which a program may have pages. */
#include <linux/lockdep.h>
#include <linux/vfio.h>

#include "core/host_ops.h"
#include "core/vfio/pins.h"

/*
 * An unmap waits this long for a range that is coming, or going.  It must not wait for
 * good, since who asks VFIO may wait for a lock that the unmapping caller's caller holds;
 * VFIO calls again while pages remain.
 */
#define UNMAP_WAIT_MS	500u

/*
 * But after eleven calls type 1 takes that for a bug, and stops the machine with its lock
 * held.  A user can get there: he keeps the lock that giving back takes, by a page fault
 * that lasts or by opening other devices all the time, and has the pages in many ranges.
 * So the last rounds end when all is given back.  If his own threads wait for each other
 * then, his container is lost, as it is with drivers that unpin in dma_unmap() itself;
 * the machine is not.
 */
#define UNMAP_ROUNDS	8u

/* How often a running program is told to stop, and how long each may take. */
#define STOP_TRIES	3u
#define STOP_WAIT_MS	3000u

static bool unmap_meets(const struct pin_range *range, u64 iova, u64 last)
{
	return range->iova <= last &&
	       range->iova + (u64)range->npages * HOST_PAGE_SIZE - 1 >= iova;
}

/* Does an unmap concern the program?  Then it is not to start, or to end. */
static bool unmap_doom(struct pins *pins, u64 iova, u64 last, u32 *program)
{
	bool hit = false;

	mutex_lock(&pins->lock);
	*program = pins->idle.program;
	for (u32 i = 0; i < pins->n && !hit; i++) {
		const struct pin_range *range = &pins->ranges[i];

		hit = range->state < PIN_TAKEN && unmap_meets(range, iova, last);
	}
	if (hit)
		WRITE_ONCE(pins->doomed, true);
	mutex_unlock(&pins->lock);
	return hit;
}

/* What the program has pinned there is wanted back. */
static void unmap_ask_back(struct pins *pins, u64 iova, u64 last, bool in_use)
{
	lockdep_assert_held(&pins->lock);
	for (u32 i = 0; i < pins->n; i++) {
		struct pin_range *range = &pins->ranges[i];

		if (range->state != PIN_HELD || !unmap_meets(range, iova, last))
			continue;
		if (in_use)
			pins_keep(range);
		range->state = PIN_ASKED;
		WRITE_ONCE(pins->going, pins->going + 1);
	}
}

/* Does the channel have the program that an unmap hit?  The next one is not doomed. */
static bool unmap_must_end(const struct pins *pins)
{
	return READ_ONCE(pins->running) && READ_ONCE(pins->doomed);
}

/* With the lock, so that the next program does not start before this one is told. */
static void unmap_stop_doomed(struct pins *pins, int (*stop)(void *data), void *data)
{
	mutex_lock(&pins->lock);
	if (unmap_must_end(pins))
		stop(data);
	mutex_unlock(&pins->lock);
}

/*
 * Return: whether the channel still uses memory of the program.  Of one that does not
 * obey this is known: VFIO's locks, which the caller has, are not kept for so long again.
 */
static bool unmap_note_stuck(struct pins *pins)
{
	bool uses, known;

	mutex_lock(&pins->lock);
	uses = unmap_must_end(pins);
	known = pins->stuck;
	WRITE_ONCE(pins->stuck, uses);
	mutex_unlock(&pins->lock);
	if (uses && !known)
		dev_err(pins->vdev->dev, "the channel does not stop: memory that the user unmaps stays in use until it does\n");
	return uses;
}

static unsigned long unmap_patience(u32 rounds)
{
	return rounds < UNMAP_ROUNDS ? msecs_to_jiffies(UNMAP_WAIT_MS) : MAX_SCHEDULE_TIMEOUT;
}

/* Return: as unmap_note_stuck(). */
static bool unmap_end_program(struct pins *pins, u32 rounds, int (*stop)(void *data), void *data)
{
	wait_event_timeout(pins->progress, !READ_ONCE(pins->coming), unmap_patience(rounds));
	for (u32 try = 0; try < STOP_TRIES && unmap_must_end(pins); try++) {
		unmap_stop_doomed(pins, stop, data);
		if (READ_ONCE(pins->stuck))
			break;
		wait_event_timeout(pins->progress, !unmap_must_end(pins),
				   msecs_to_jiffies(STOP_WAIT_MS));
	}
	return unmap_note_stuck(pins);
}

static bool unmap_all_given(struct pins *pins)
{
	return !READ_ONCE(pins->going) && !READ_ONCE(pins->idle.n_leaving);
}

/*
 * iommufd takes a device off its address space, when that is closed for instance, and has
 * it give back whatever it has.  Nothing is unmapped: other devices go on meanwhile.
 */
static bool unmap_is_detach(u64 iova, u64 length)
{
	return !iova && length == ULONG_MAX;
}

void pins_unmap(struct pins *pins, u64 iova, u64 length, int (*stop)(void *data), void *data)
{
	u64 last = iova + length - 1;
	bool hit, in_use = false;
	u32 program, rounds;

	if (!length)
		return;
	rounds = unmap_is_detach(iova, length) ? 0 : bar_raise(&pins->bars, iova, last);
	hit = unmap_doom(pins, iova, last, &program);
	if (hit)
		in_use = unmap_end_program(pins, rounds, stop, data);
	mutex_lock(&pins->lock);
	/* The next program may have begun, whom nobody has stopped. */
	if (hit && pins->idle.program == program)
		unmap_ask_back(pins, iova, last, in_use);
	idle_leave(&pins->idle, iova, last);
	mutex_unlock(&pins->lock);
	if (!unmap_all_given(pins)) {
		queue_work(system_unbound_wq, &pins->give_back);
		wait_event_timeout(pins->progress, unmap_all_given(pins), unmap_patience(rounds));
	}
}

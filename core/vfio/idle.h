/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ranges of guest memory that stay pinned though no program uses them: the next one
 * may, and VFIO is quick to pin what is pinned.  A program never relies on them; it
 * pins for itself, and VFIO judges that as if they were not there.
 *
 * All functions are called with the lock of the pins.
 */
#ifndef CORE_VFIO_IDLE_H
#define CORE_VFIO_IDLE_H

#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/types.h>

#define IDLE_PLACES_BITS	6

/**
 * struct idle_range - what one call of pins_add() pinned
 * @place: among those at the same place
 * @order: in the order of their use
 * @iova: guest address
 * @npages: how many pages
 * @program: the last one that used it
 */
struct idle_range {
	struct hlist_node place;
	struct list_head order;
	u64 iova;
	u32 npages;
	u32 program;
};

/**
 * struct idle - the ranges of one device
 * @places: them, by guest address
 * @ranges: them, least recently used first
 * @npages: how many pages they have together
 * @leaving: those that are to be given back to VFIO
 * @n_leaving: how many these are, with those that are being given back
 * @program: counts programs
 */
struct idle {
	DECLARE_HASHTABLE(places, IDLE_PLACES_BITS);
	struct list_head ranges;
	u32 npages;
	struct list_head leaving;
	u32 n_leaving;
	u32 program;
};

/**
 * idle_init() - there are none
 * @idle: the ranges
 */
void idle_init(struct idle *idle);

/**
 * idle_keep() - a program is over: shall a range of it stay pinned?
 * @idle: the ranges
 * @iova: guest address
 * @npages: how many pages
 * @limit: how many may stay
 *
 * Others may have to leave for it, the least recently used first; but none that
 * the same program has used.
 * Return: false if it is to be given back to VFIO now.
 */
bool idle_keep(struct idle *idle, u64 iova, u32 npages, u32 limit);

/**
 * idle_leave() - ranges are to be given back
 * @idle: the ranges
 * @iova: that have a byte from here ...
 * @last: ... to here
 */
void idle_leave(struct idle *idle, u64 iova, u64 last);

/**
 * idle_leave_oldest() - the least recently used ranges are to be given back
 * @idle: the ranges
 * @npages: pages that they are to have together, or more
 *
 * Return: how many they have.
 */
u32 idle_leave_oldest(struct idle *idle, u32 npages);

/**
 * idle_next() - a range that is to be given back
 * @idle: the ranges
 *
 * Return: it, and idle_left() is due; or NULL.
 */
struct idle_range *idle_next(struct idle *idle);

/**
 * idle_left() - a range has been given back
 * @idle: the ranges
 * @range: from idle_next()
 */
void idle_left(struct idle *idle, struct idle_range *range);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* Ranges of guest memory that stay pinned between programs. */
#include <linux/slab.h>

#include "core/host_ops.h"
#include "core/vfio/idle.h"

void idle_init(struct idle *idle)
{
	memset(idle, 0, sizeof(*idle));
	hash_init(idle->places);
	INIT_LIST_HEAD(&idle->ranges);
	INIT_LIST_HEAD(&idle->leaving);
}

static struct idle_range *idle_find(struct idle *idle, u64 iova, u32 npages)
{
	struct idle_range *range;

	hash_for_each_possible(idle->places, range, place, iova >> HOST_PAGE_SHIFT)
		if (range->iova == iova && range->npages == npages)
			return range;
	return NULL;
}

static void idle_leave_one(struct idle *idle, struct idle_range *range)
{
	hash_del(&range->place);
	list_move_tail(&range->order, &idle->leaving);
	WRITE_ONCE(idle->npages, idle->npages - range->npages);
	WRITE_ONCE(idle->n_leaving, idle->n_leaving + 1);
}

static struct idle_range *idle_oldest(struct idle *idle)
{
	return list_first_entry_or_null(&idle->ranges, struct idle_range, order);
}

static bool idle_make_room(struct idle *idle, u32 npages, u32 limit)
{
	if (npages > limit)
		return false;
	while (idle->npages > limit - npages) {
		struct idle_range *range = idle_oldest(idle);

		if (range->program == idle->program)
			return false;
		idle_leave_one(idle, range);
	}
	return true;
}

bool idle_keep(struct idle *idle, u64 iova, u32 npages, u32 limit)
{
	struct idle_range *range;

	/* An administrator may have lowered the limit, and idle_make_room() counts on it. */
	if (idle->npages > limit)
		idle_leave_oldest(idle, idle->npages - limit);
	range = idle_find(idle, iova, npages);
	if (range) {
		range->program = idle->program;
		list_move_tail(&range->order, &idle->ranges);
		return false;
	}
	if (!idle_make_room(idle, npages, limit))
		return false;
	range = kmalloc(sizeof(*range), GFP_KERNEL_ACCOUNT);
	if (!range)
		return false;
	range->iova = iova;
	range->npages = npages;
	range->program = idle->program;
	hash_add(idle->places, &range->place, iova >> HOST_PAGE_SHIFT);
	list_add_tail(&range->order, &idle->ranges);
	WRITE_ONCE(idle->npages, idle->npages + npages);
	return true;
}

void idle_leave(struct idle *idle, u64 iova, u64 last)
{
	struct idle_range *range, *next;

	list_for_each_entry_safe(range, next, &idle->ranges, order)
		if (range->iova <= last &&
		    range->iova + (u64)range->npages * HOST_PAGE_SIZE - 1 >= iova)
			idle_leave_one(idle, range);
}

u32 idle_leave_oldest(struct idle *idle, u32 npages)
{
	struct idle_range *range;
	u32 n = 0;

	while (n < npages && (range = idle_oldest(idle))) {
		n += range->npages;
		idle_leave_one(idle, range);
	}
	return n;
}

struct idle_range *idle_next(struct idle *idle)
{
	struct idle_range *range = list_first_entry_or_null(&idle->leaving, struct idle_range,
							    order);

	if (range)
		list_del(&range->order);
	return range;
}

void idle_left(struct idle *idle, struct idle_range *range)
{
	WRITE_ONCE(idle->n_leaving, idle->n_leaving - 1);
	kfree(range);
}

// SPDX-License-Identifier: GPL-2.0-only
/* Does a process change what memory its addresses mean? */
#include <linux/err.h>
#include <linux/mmu_notifier.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "core/vfio/pressure.h"
#include "core/vfio/watch.h"

/* A kernel need not have notifiers: then nobody can know. */
#ifdef CONFIG_MMU_NOTIFIER

struct watch {
	struct mmu_notifier notifier;
	atomic_t changes;
};

static struct watch *to_watch(struct mmu_notifier *notifier)
{
	return container_of(notifier, struct watch, notifier);
}

/* In any context. */
static void watch_count(struct mmu_notifier *notifier)
{
	atomic_inc(&to_watch(notifier)->changes);
	pressure_changed();
}

static int watch_before(struct mmu_notifier *notifier, const struct mmu_notifier_range *range)
{
	watch_count(notifier);
	return 0;
}

static void watch_after(struct mmu_notifier *notifier, const struct mmu_notifier_range *range)
{
	watch_count(notifier);
}

static void watch_at_exit(struct mmu_notifier *notifier, struct mm_struct *mm)
{
	watch_count(notifier);
}

static struct mmu_notifier *watch_alloc(struct mm_struct *mm)
{
	struct watch *watch = kzalloc(sizeof(*watch), GFP_KERNEL_ACCOUNT);

	return watch ? &watch->notifier : ERR_PTR(-ENOMEM);
}

static void watch_free(struct mmu_notifier *notifier)
{
	kfree(to_watch(notifier));
}

static const struct mmu_notifier_ops ops = {
	.invalidate_range_start = watch_before,
	.invalidate_range_end = watch_after,
	.release = watch_at_exit,
	.alloc_notifier = watch_alloc,
	.free_notifier = watch_free,
};

struct watch *watch_get(void)
{
	struct mmu_notifier *notifier;

	if (!current->mm)
		return NULL;
	notifier = mmu_notifier_get(&ops, current->mm);
	return IS_ERR(notifier) ? NULL : to_watch(notifier);
}

void watch_put(struct watch *watch)
{
	if (watch)
		mmu_notifier_put(&watch->notifier);
}

int watch_changes(const struct watch *watch)
{
	return atomic_read(&watch->changes);
}

bool watch_is_of_current(const struct watch *watch)
{
	return watch && watch->notifier.mm == current->mm;
}

void watch_exit(void)
{
	mmu_notifier_synchronize();
}

#else

struct watch *watch_get(void)
{
	return NULL;
}

void watch_put(struct watch *watch)
{
}

int watch_changes(const struct watch *watch)
{
	return 0;
}

bool watch_is_of_current(const struct watch *watch)
{
	return false;
}

void watch_exit(void)
{
}

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* Where nothing is pinned, because a thread is about to unmap it. */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "core/vfio/bar.h"

/* Who pins has the device's mutex, and others wait for that. */
#define BAR_WAIT_MS	200u

/* Shorter, so that who pins waits for it and is not refused. */
#define BAR_PAUSE_MS	100u

/**
 * struct bar - what a thread unmaps
 * @all: among those of all threads
 * @owner: the device that was told
 * @task: the thread; to compare only, and there as long as the bar is
 * @mm: its process's memory; to compare only
 * @iova: first byte
 * @last: last byte
 * @from: first byte of what it came with last
 * @to: last byte of that
 * @rounds: how often in a row
 */
struct bar {
	struct list_head all;
	const struct bar_owner *owner;
	const struct task_struct *task;
	const struct mm_struct *mm;
	u64 iova;
	u64 last;
	u64 from;
	u64 to;
	u32 rounds;
};

static LIST_HEAD(bars);
static DEFINE_SPINLOCK(bars_lock);	/* guards bars and what they say */
static DECLARE_WAIT_QUEUE_HEAD(bars_fell);

static int bar_release(struct inode *inode, struct file *file)
{
	struct bar *bar = file->private_data;

	spin_lock(&bars_lock);
	list_del(&bar->all);
	spin_unlock(&bars_lock);
	kfree(bar);
	wake_up_all(&bars_fell);
	return 0;
}

static const struct file_operations bar_fops = {
	.owner = THIS_MODULE,
	.release = bar_release,
};

/* How often the current thread has come with a range, to the device that knows best. */
static u32 bar_rounds(u64 iova, u64 last)
{
	const struct bar *bar;
	u32 rounds = 0;

	lockdep_assert_held(&bars_lock);
	list_for_each_entry(bar, &bars, all)
		if (bar->task == current && bar->from == iova && bar->to == last)
			rounds = max(rounds, bar->rounds);
	return rounds;
}

/* A thread that unmaps more in one call has one bar all the same.  Return: as bar_raise(). */
static u32 bar_widen(const struct bar_owner *owner, u64 iova, u64 last)
{
	u32 rounds = 0;
	struct bar *bar;

	spin_lock(&bars_lock);
	list_for_each_entry(bar, &bars, all) {
		if (bar->owner != owner || bar->task != current)
			continue;
		rounds = 1;
		/* Of two devices the first one is a round ahead of the other. */
		if (bar->from == iova && bar->to == last)
			rounds = max(bar->rounds + 1, bar_rounds(iova, last));
		bar->iova = min(bar->iova, iova);
		bar->last = max(bar->last, last);
		bar->from = iova;
		bar->to = last;
		bar->rounds = rounds;
		break;
	}
	spin_unlock(&bars_lock);
	return rounds;
}

/*
 * The last reference to a file is dropped on the way to user space (task_work), not
 * before: that is the fact by which the bar ends.  The file has no other purpose.
 */
static u32 bar_create(const struct bar_owner *owner, u64 iova, u64 last)
{
	struct bar *bar = kmalloc(sizeof(*bar), GFP_KERNEL);
	struct file *file;
	u32 rounds;

	if (!bar)
		return 0;
	*bar = (struct bar){ .owner = owner, .task = current, .mm = current->mm,
			     .iova = iova, .last = last, .from = iova, .to = last };
	file = anon_inode_getfile("[vfio_ccw-unmap]", &bar_fops, bar, O_RDONLY);
	if (IS_ERR(file)) {
		kfree(bar);
		return 0;
	}
	spin_lock(&bars_lock);
	rounds = max(bar_rounds(iova, last), 1u);
	bar->rounds = rounds;
	list_add_tail(&bar->all, &bars);
	spin_unlock(&bars_lock);
	fput(file);
	return rounds;
}

/*
 * So little memory is lacking only in a process that is being killed for its use of it:
 * a time will do, since that does not happen eleven times in one call.
 */
static void bar_pause(struct bar_owner *owner)
{
	spin_lock(&bars_lock);
	owner->paused = true;
	owner->pause_end = jiffies + msecs_to_jiffies(BAR_PAUSE_MS);
	spin_unlock(&bars_lock);
}

u32 bar_raise(struct bar_owner *owner, u64 iova, u64 last)
{
	u32 rounds = bar_widen(owner, iova, last) ?: bar_create(owner, iova, last);

	if (!rounds)
		bar_pause(owner);
	return rounds;
}

/*
 * A device that the process has opened since then was not told: it counts whose
 * process it is, too.
 */
static bool bar_stops(const struct bar *bar, const struct bar_owner *owner, u64 iova, u64 last)
{
	return (bar->owner == owner || (bar->mm && bar->mm == current->mm)) &&
	       bar->iova <= last && bar->last >= iova;
}

bool bar_covers(const struct bar_owner *owner, u64 iova, u64 last)
{
	const struct bar *bar;
	bool covers;

	spin_lock(&bars_lock);
	covers = owner->paused && time_before(jiffies, owner->pause_end);
	list_for_each_entry(bar, &bars, all)
		covers |= bar_stops(bar, owner, iova, last);
	spin_unlock(&bars_lock);
	return covers;
}

int bar_await(const struct bar_owner *owner, u64 iova, u64 last)
{
	unsigned long end = jiffies + msecs_to_jiffies(BAR_WAIT_MS);

	while (bar_covers(owner, iova, last)) {
		if (time_after(jiffies, end))
			return -EAGAIN;
		/* Nobody wakes who waits for the end of a pause: look each jiffy. */
		wait_event_timeout(bars_fell, !bar_covers(owner, iova, last), 1);
	}
	return 0;
}

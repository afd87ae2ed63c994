// SPDX-License-Identifier: GPL-2.0-only
/* Where nothing is pinned, because a thread is about to unmap it. */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/list.h>
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
 */
struct bar {
	struct list_head all;
	const struct bar_owner *owner;
	const struct task_struct *task;
	const struct mm_struct *mm;
	u64 iova;
	u64 last;
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

/* A thread that unmaps more in one call has one bar all the same. */
static bool bar_widen(const struct bar_owner *owner, u64 iova, u64 last)
{
	bool found = false;
	struct bar *bar;

	spin_lock(&bars_lock);
	list_for_each_entry(bar, &bars, all) {
		if (bar->owner != owner || bar->task != current)
			continue;
		bar->iova = min(bar->iova, iova);
		bar->last = max(bar->last, last);
		found = true;
		break;
	}
	spin_unlock(&bars_lock);
	return found;
}

/*
 * The last reference to a file is dropped on the way to user space (task_work), not
 * before: that is the fact by which the bar ends.  The file has no other purpose.
 */
static int bar_create(const struct bar_owner *owner, u64 iova, u64 last)
{
	struct bar *bar = kmalloc(sizeof(*bar), GFP_KERNEL);
	struct file *file;

	if (!bar)
		return -ENOMEM;
	*bar = (struct bar){ .owner = owner, .task = current, .mm = current->mm,
			     .iova = iova, .last = last };
	file = anon_inode_getfile("[vfio_ccw-unmap]", &bar_fops, bar, O_RDONLY);
	if (IS_ERR(file)) {
		kfree(bar);
		return PTR_ERR(file);
	}
	spin_lock(&bars_lock);
	list_add_tail(&bar->all, &bars);
	spin_unlock(&bars_lock);
	fput(file);
	return 0;
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

void bar_raise(struct bar_owner *owner, u64 iova, u64 last)
{
	if (!bar_widen(owner, iova, last) && bar_create(owner, iova, last))
		bar_pause(owner);
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

// SPDX-License-Identifier: GPL-2.0-only
/* A device that goes, and the subchannel that follows it. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "hw-s390/subchannel.h"

static void hw_release(struct kref *ref)
{
	struct hw_subchannel *hw = container_of(ref, struct hw_subchannel, ref);

	put_device(&hw->sch->dev);
	kfree(hw);
}

void hw_put(struct hw_subchannel *hw)
{
	kref_put(&hw->ref, hw_release);
}

/*
 * Whether the subchannel still is what the event was about: bound as it was then, or not
 * at all.  If so, no driver gets it any more; the one that has it, if any, is this one.
 */
static bool keep_from_drivers(struct hw_subchannel *hw)
{
	struct device *dev = &hw->sch->dev;
	bool is_same;

	device_lock(dev);
	is_same = !dev->driver || dev_get_drvdata(dev) == hw;
	if (is_same)
		kill_device(dev);
	device_unlock(dev);
	return is_same;
}

/*
 * The user is asked for it, and waited for, while the subchannel is still on the bus:
 * so a device that comes to its place meanwhile is not taken for a new one yet.  It is
 * looked for when this one has made way.
 *
 * An administrator may have taken the subchannel from this driver meanwhile, and given it
 * to another one, or to this one again: that looks after it then.
 */
static void leave(struct hw_subchannel *hw)
{
	vfio_ccw_subchannel_gone(&hw->user);
	if (keep_from_drivers(hw)) {
		device_release_driver(&hw->sch->dev);
		css_sch_device_unregister(hw->sch);
	}
	css_schedule_reprobe();
	hw_put(hw);
}

/*
 * A thread, and not where the event comes in: the user may hold the device's mutex for as
 * long as it likes, and the common I/O layer has one thread for the channel reports of all
 * devices.  Each subchannel has its own: a machine can lose thousands at once, and a
 * workqueue, which does not run more than WQ_MAX_ACTIVE, would have one wait for the users
 * of others.
 */
static int leave_thread(void *data)
{
	leave(data);
	module_put_and_kthread_exit(0);
	return 0;
}

void hw_leave_init(struct hw_subchannel *hw)
{
	kref_init(&hw->ref);
	get_device(&hw->sch->dev);
	hw->devno = hw->sch->schib.pmcw.dev;
}

/*
 * Gone, or gone and come again: what this driver has enabled is enabled as long as
 * it is the same.  With the subchannel's lock, and what it stores up to date.
 */
static bool is_gone(const struct hw_subchannel *hw)
{
	const struct subchannel *sch = hw->sch;

	return sch->schib.pmcw.dev != hw->devno || (sch->config.ena && !sch->schib.pmcw.ena);
}

/* For the first who sees it. */
static struct hw_subchannel *get_gone(struct subchannel *sch)
{
	struct hw_subchannel *hw;

	spin_lock_irq(&sch->lock);
	hw = dev_get_drvdata(&sch->dev);
	if (hw && !hw->leaves && (cio_update_schib(sch) || is_gone(hw))) {
		hw->leaves = true;
		kref_get(&hw->ref);
	} else {
		hw = NULL;
	}
	spin_unlock_irq(&sch->lock);
	return hw;
}

/* Without memory for a thread: not yet. */
static void forget_gone(struct hw_subchannel *hw)
{
	spin_lock_irq(&hw->sch->lock);
	hw->leaves = false;
	spin_unlock_irq(&hw->sch->lock);
	hw_put(hw);
}

int hw_event(struct subchannel *sch, int process)
{
	struct hw_subchannel *hw;

	if (!process)
		return -EAGAIN;
	/* A module that is being unloaded leaves its subchannels to other drivers. */
	if (!try_module_get(THIS_MODULE))
		return 0;
	hw = get_gone(sch);
	if (hw && !IS_ERR(kthread_run(leave_thread, hw, "leave/%s", dev_name(&sch->dev))))
		return 0;
	if (hw)
		forget_gone(hw);
	module_put(THIS_MODULE);
	return hw ? -EAGAIN : 0;
}

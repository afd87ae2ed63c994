// SPDX-License-Identifier: GPL-2.0-only
/* Removal of a subchannel whose device is gone. */
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
 * Is the subchannel still bound as it was at the time of the event, or not bound at all?  If
 * so, keep it from being bound to any other driver.
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
 * The user is asked to close the device, and waited for, while the subchannel is still on the
 * bus, so that a device which is attached in its place meanwhile is not recognized yet.  The
 * reprobe finds it after the subchannel has been unregistered.
 *
 * An administrator may have unbound the subchannel meanwhile, and bound it to another driver
 * or to this one again: that driver handles the event then.
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
 * This is not done in the event handler, since a request of the user may hold the device's
 * mutex for any time, and the common I/O layer has one thread for the channel reports of all
 * devices.  Each subchannel has its own thread: a machine can lose thousands at once, and a
 * workqueue runs at most WQ_MAX_ACTIVE items, so that a subchannel might wait for the users
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
 * Is the device gone, or gone and attached again?  A subchannel that this driver has enabled
 * stays enabled as long as it is the same device.  With the subchannel's lock held, after
 * cio_update_schib().
 */
static bool is_gone(const struct hw_subchannel *hw)
{
	const struct subchannel *sch = hw->sch;

	return sch->schib.pmcw.dev != hw->devno || (sch->config.ena && !sch->schib.pmcw.ena);
}

/* Return: the subchannel with a reference, for the first event after the device is gone. */
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

/* There was no memory for a thread: let the next event try again. */
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

// SPDX-License-Identifier: GPL-2.0-only
/* Removal of a subchannel whose device is gone. */
#include <linux/kthread.h>
#include <linux/module.h>

#include "hw-s390/subchannel.h"

/*
 * Keep the subchannel from being bound again, unless it was rebound since the event.  Return:
 * false if it was.
 */
static bool hw_kill_unless_rebound(struct hw_subchannel *hw)
{
	struct device *dev = &hw->sch->dev;
	bool same;

	device_lock(dev);
	same = !dev->driver || dev_get_drvdata(dev) == hw;
	if (same)
		kill_device(dev);
	device_unlock(dev);
	return same;
}

/*
 * The user is asked to close the device, and waited for, while the subchannel is still on the
 * bus, so that a device which is attached in its place meanwhile is not recognized yet.  The
 * reprobe finds it after the subchannel has been unregistered.
 *
 * An administrator may have unbound the subchannel meanwhile, and bound it to another driver
 * or to this one again: that driver handles the event then.
 */
static void hw_remove_gone(struct hw_subchannel *hw)
{
	vfio_ccw_subchannel_gone(&hw->user);
	if (hw_kill_unless_rebound(hw)) {
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
static int hw_removal_thread(void *data)
{
	hw_remove_gone(data);
	module_put_and_kthread_exit(0);
	return 0;
}

/*
 * Is the device gone, or gone and attached again?  A subchannel that this driver has enabled
 * stays enabled as long as it is the same device.  Called after cio_update_schib().
 */
static bool hw_is_gone(const struct hw_subchannel *hw)
{
	const struct subchannel *sch = hw->sch;

	lockdep_assert_held(&sch->lock);
	return sch->schib.pmcw.dev != hw->devno || (sch->config.ena && !sch->schib.pmcw.ena);
}

/* Return: the subchannel with a reference, for the first event after the device is gone. */
static struct hw_subchannel *hw_get_gone(struct subchannel *sch)
{
	struct hw_subchannel *hw;

	spin_lock_irq(&sch->lock);
	hw = dev_get_drvdata(&sch->dev);
	if (hw && !hw->removing && (cio_update_schib(sch) || hw_is_gone(hw))) {
		hw->removing = true;
		kref_get(&hw->ref);
	} else {
		hw = NULL;
	}
	spin_unlock_irq(&sch->lock);
	return hw;
}

/* There was no memory for a thread: let the next event try again. */
static void hw_put_gone(struct hw_subchannel *hw)
{
	spin_lock_irq(&hw->sch->lock);
	hw->removing = false;
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
	hw = hw_get_gone(sch);
	if (hw && !IS_ERR(kthread_run(hw_removal_thread, hw, "remove/%s", dev_name(&sch->dev))))
		return 0;
	if (hw)
		hw_put_gone(hw);
	module_put(THIS_MODULE);
	return hw ? -EAGAIN : 0;
}

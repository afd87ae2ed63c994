// SPDX-License-Identifier: GPL-2.0-only
/* A device that goes, and the subchannel that follows it. */
#include <linux/slab.h>

#include "hw-s390/subchannel.h"

static struct workqueue_struct *queue;

int hw_leave_start(void)
{
	/* Each may wait for a user: none must wait for another, nor the machine for them. */
	queue = alloc_workqueue("vfio_ccw", WQ_UNBOUND, 0);
	return queue ? 0 : -ENOMEM;
}

void hw_leave_end(void)
{
	destroy_workqueue(queue);
}

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
 * Here and not where the event comes in: the user may hold the device's mutex for as
 * long as he likes, and the common I/O layer has one thread for the channel reports
 * of all devices.
 *
 * The user is asked for it, and waited for, while the subchannel is still on the bus:
 * so a device that comes to its place meanwhile is not taken for a new one yet.  It is
 * looked for when this one has made way.
 */
static void hw_leave_run(struct work_struct *work)
{
	struct hw_subchannel *hw = container_of(work, struct hw_subchannel, leave_work);

	vfio_ccw_subchannel_gone(&hw->user);
	device_release_driver(&hw->sch->dev);
	css_sch_device_unregister(hw->sch);
	css_schedule_reprobe();
	hw_put(hw);
}

void hw_leave_init(struct hw_subchannel *hw)
{
	kref_init(&hw->ref);
	get_device(&hw->sch->dev);
	hw->devno = hw->sch->schib.pmcw.dev;
	INIT_WORK(&hw->leave_work, hw_leave_run);
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

int hw_event(struct subchannel *sch, int process)
{
	struct hw_subchannel *hw;

	if (!process)
		return -EAGAIN;
	hw = get_gone(sch);
	if (!hw)
		return 0;
	queue_work(queue, &hw->leave_work);
	return 0;
}

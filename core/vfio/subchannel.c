// SPDX-License-Identifier: GPL-2.0-only
/* A subchannel as an mdev parent, and the functions that its bus driver calls. */
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/export.h>

#include "core/vfio/device.h"
#include "core/vfio/trace.h"
#include "recorder/kernel/hooks.h"

void vfio_ccw_subchannel_init(struct vfio_ccw_subchannel *sub)
{
	spin_lock_init(&sub->lock);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_init);

static void vfio_ccw_set_record(struct vfio_ccw_subchannel *sub, struct vfio_ccw_record *record)
{
	spin_lock_irq(&sub->lock);
	sub->record = record;
	spin_unlock_irq(&sub->lock);
}

/* Reports may still arrive: they must not find the recording while it is being removed. */
static void vfio_ccw_end_record(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_record *record = sub->record;

	vfio_ccw_set_record(sub, NULL);
	vfio_ccw_record_remove(record);
}

int vfio_ccw_subchannel_register(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_record *record;
	struct dentry *dir;
	int err;

	sub->type.sysfs_name = "io";
	sub->type.pretty_name = "I/O subchannel (Non-QDIO)";
	sub->types[0] = &sub->type;
	dir = vfio_ccw_debugfs_create(sub);
	record = vfio_ccw_record_create(dir, sub->css, sub->sch, sub->id);
	if (IS_ERR(record)) {
		debugfs_remove_recursive(dir);
		return PTR_ERR(record);
	}
	vfio_ccw_set_record(sub, record);
	err = mdev_register_parent(&sub->parent, sub->dev, &vfio_ccw_mdev_driver,
				   sub->types, ARRAY_SIZE(sub->types));
	if (err)
		vfio_ccw_end_record(sub);
	return err;
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_register);

void vfio_ccw_subchannel_unregister(struct vfio_ccw_subchannel *sub)
{
	mdev_unregister_parent(&sub->parent);
	vfio_ccw_end_record(sub);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_unregister);

void vfio_ccw_subchannel_interrupt(struct vfio_ccw_subchannel *sub, const struct css_irb *irb)
{
	unsigned long flags;

	spin_lock_irqsave(&sub->lock, flags);
	if (sub->user) {
		struct vfio_ccw_device *dev = sub->user;

		/* Queue the IRB before waking the waiters, which test the queue. */
		if (vfio_ccw_interrupt(&dev->vc, irb))
			pins_ended(&dev->pins);
		atomic_inc(&dev->interrupts);
		wake_up_all(&dev->wait);
	}
	spin_unlock_irqrestore(&sub->lock, flags);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_interrupt);

void vfio_ccw_subchannel_report(struct vfio_ccw_subchannel *sub, const struct css_crw *crw)
{
	unsigned long flags;

	vfio_ccw_trace_report(sub->id, crw);
	spin_lock_irqsave(&sub->lock, flags);
	vfio_ccw_count(&sub->counters.reports);
	vfio_ccw_recorded(report, sub->record, crw);
	if (sub->user)
		vfio_ccw_report(&sub->user->vc, crw);
	spin_unlock_irqrestore(&sub->lock, flags);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_report);

void vfio_ccw_subchannel_gone(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev = vfio_ccw_user_lock(sub);

	if (!dev)
		return;
	vfio_ccw_gone(&dev->vc);
	vfio_ccw_trace_note(dev, RECORD_GONE, 0);
	pins_ended(&dev->pins);
	vfio_ccw_user_unlock(dev);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_gone);

u32 vfio_ccw_subchannel_program(struct vfio_ccw_subchannel *sub)
{
	unsigned long flags;
	u32 program = 0;

	spin_lock_irqsave(&sub->lock, flags);
	if (sub->user)
		program = functions_program(&sub->user->vc.functions);
	spin_unlock_irqrestore(&sub->lock, flags);
	return program;
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_program);

void vfio_ccw_subchannel_terminate(struct vfio_ccw_subchannel *sub, u32 program)
{
	struct vfio_ccw_device *dev = vfio_ccw_user_lock(sub);

	if (!dev)
		return;
	vfio_ccw_terminate(&dev->vc, program);
	vfio_ccw_user_unlock(dev);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_terminate);

/* How often, and how long each time, a shutdown waits for a device's mutex. */
#define SHUTDOWN_TRIES		50u
#define SHUTDOWN_WAIT_MS	100u

static bool vfio_ccw_lock_in_time(struct mutex *lock)
{
	for (u32 try = 0; try < SHUTDOWN_TRIES; try++) {
		if (mutex_trylock(lock))
			return true;
		msleep(SHUTDOWN_WAIT_MS);
	}
	return false;
}

/*
 * A thread may hold the mutex for as long as a page of the user's memory takes to be read
 * in, and a shutdown must not wait for that.  The mutex guards the core's state, which does
 * not matter any more; what matters is that the channel stops using memory.  So the
 * instructions are issued without it: CLEAR ends the running program.  While pins.lock is
 * held no start is in progress, and the core begins no other.
 */
static void vfio_ccw_end_without_lock(struct vfio_ccw_device *dev)
{
	for (u32 try = 0; try < SHUTDOWN_TRIES; try++) {
		int cc;

		mutex_lock(&dev->pins.lock);
		cc = vfio_ccw_clear(&dev->vc);
		mutex_unlock(&dev->pins.lock);
		if (cc == 0) {
			msleep(SHUTDOWN_WAIT_MS);
			cc = dev->sub->css->enable(dev->sub->sch, false);
		}
		/* Disabled, or gone. */
		if (cc == 0 || cc == 3)
			return;
	}
}

void vfio_ccw_subchannel_shutdown(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev;

	WRITE_ONCE(sub->shutdown, true);
	dev = vfio_ccw_user_get(sub);
	if (!dev)
		return;
	vfio_ccw_shutdown(&dev->vc);
	if (vfio_ccw_lock_in_time(&dev->lock)) {
		if (READ_ONCE(sub->user) == dev)
			vfio_ccw_close(&dev->vc);
		mutex_unlock(&dev->lock);
	} else {
		dev_warn(sub->dev, "a request does not end at shutdown: clearing the channel program\n");
		vfio_ccw_end_without_lock(dev);
	}
	put_device(&dev->vdev.device);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_shutdown);

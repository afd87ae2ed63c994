// SPDX-License-Identifier: GPL-2.0-only
/* Subchannels as mdev parents, mdevs as VFIO devices. */
#include <linux/delay.h>
#include <linux/module.h>

#include "core/vfio/device.h"
#include "core/vfio/events.h"
#include "core/vfio/record.h"

/* How often, and how long each time, a shutdown waits for a device's mutex. */
#define SHUTDOWN_TRIES		50u
#define SHUTDOWN_WAIT_MS	100u

static int vfio_ccw_mdev_probe(struct mdev_device *mdev)
{
	struct vfio_ccw_subchannel *sub;
	struct vfio_ccw_device *dev;
	int err;

	sub = container_of(mdev->type->parent, struct vfio_ccw_subchannel, parent);
	dev = vfio_ccw_device_create(mdev, sub);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	err = vfio_register_emulated_iommu_dev(&dev->vdev);
	if (err) {
		vfio_put_device(&dev->vdev);
		return err;
	}
	dev_set_drvdata(&mdev->dev, dev);
	return 0;
}

/*
 * Waits until the user has closed the device; request() asks for that.  Memory
 * of a program that the channel still has not ended is leaked, since it must not
 * be used for anything else.
 */
static void vfio_ccw_mdev_remove(struct mdev_device *mdev)
{
	struct vfio_ccw_device *dev = dev_get_drvdata(&mdev->dev);
	bool running;

	vfio_unregister_group_dev(&dev->vdev);
	mutex_lock(&dev->lock);
	vfio_ccw_set_user(dev->sub, NULL);
	/* A program that close_device() could not end may have ended meanwhile. */
	vfio_ccw_close(&dev->vc);
	dev->sub->last_program = functions_last(&dev->vc.functions);
	running = dev->vc.cp.active;
	mutex_unlock(&dev->lock);
	if (running)
		dev_err(dev->sub->dev, "leaking memory of a channel program that never ended\n");
	else
		vfio_put_device(&dev->vdev);
}

static struct mdev_driver vfio_ccw_mdev_driver = {
	.probe = vfio_ccw_mdev_probe,
	.remove = vfio_ccw_mdev_remove,
	.max_instances = 1,
	.device_api = VFIO_DEVICE_API_CCW_STRING,
	.driver.name = "vfio_ccw_mdev",
	.driver.mod_name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
};

void vfio_ccw_subchannel_init(struct vfio_ccw_subchannel *sub)
{
	spin_lock_init(&sub->lock);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_init);

int vfio_ccw_subchannel_register(struct vfio_ccw_subchannel *sub)
{
	int err;

	sub->type.sysfs_name = "io";
	sub->type.pretty_name = "I/O subchannel (Non-QDIO)";
	sub->types[0] = &sub->type;
	err = vfio_ccw_record_add(sub);
	if (err)
		return err;
	err = mdev_register_parent(&sub->parent, sub->dev, &vfio_ccw_mdev_driver,
				   sub->types, ARRAY_SIZE(sub->types));
	if (err)
		vfio_ccw_record_remove(sub);
	return err;
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_register);

void vfio_ccw_subchannel_unregister(struct vfio_ccw_subchannel *sub)
{
	mdev_unregister_parent(&sub->parent);
	vfio_ccw_record_remove(sub);
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

static void trace_report(u32 id, const struct css_crw *crw)
{
	u16 flags = be16_to_cpu(crw->flags), rsid = be16_to_cpu(crw->rsid);

	trace_vfio_ccw_report(id, flags, rsid);
	if ((flags & CSS_CRW_RSC) == CSS_CRW_RSC_PATH)
		trace_vfio_ccw_path(id, (u8)rsid, flags & CSS_CRW_ERC);
}

void vfio_ccw_subchannel_report(struct vfio_ccw_subchannel *sub, const struct css_crw *crw)
{
	unsigned long flags;

	trace_report(sub->id, crw);
	vfio_ccw_recorded(report, sub, crw);
	spin_lock_irqsave(&sub->lock, flags);
	if (sub->user)
		vfio_ccw_report(&sub->user->vc, crw);
	spin_unlock_irqrestore(&sub->lock, flags);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_report);

static struct vfio_ccw_device *get_user_device(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev;

	spin_lock_irq(&sub->lock);
	dev = sub->user;
	if (dev)
		get_device(&dev->vdev.device);
	spin_unlock_irq(&sub->lock);
	return dev;
}

static void unlock_user(struct vfio_ccw_device *dev)
{
	mutex_unlock(&dev->lock);
	put_device(&dev->vdev.device);
}

/*
 * The user is looked up under a spinlock, and called with its mutex held.  If it still is
 * the user then, neither the device nor the subchannel's recording goes away before the
 * mutex is released.
 */
static struct vfio_ccw_device *lock_user(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev = get_user_device(sub);

	if (!dev)
		return NULL;
	mutex_lock(&dev->lock);
	if (READ_ONCE(sub->user) == dev)
		return dev;
	unlock_user(dev);
	return NULL;
}

void vfio_ccw_subchannel_gone(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev = lock_user(sub);

	if (!dev)
		return;
	vfio_ccw_gone(&dev->vc);
	vfio_ccw_recorded(note, dev, RECORD_GONE, 0);
	pins_ended(&dev->pins);
	unlock_user(dev);
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
	struct vfio_ccw_device *dev = lock_user(sub);

	if (!dev)
		return;
	vfio_ccw_terminate(&dev->vc, program);
	unlock_user(dev);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_terminate);

static bool lock_in_time(struct mutex *lock)
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
static void end_without_lock(struct vfio_ccw_device *dev)
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

	WRITE_ONCE(sub->down, true);
	dev = get_user_device(sub);
	if (!dev)
		return;
	vfio_ccw_shutdown(&dev->vc);
	if (lock_in_time(&dev->lock)) {
		if (READ_ONCE(sub->user) == dev)
			vfio_ccw_close(&dev->vc);
		mutex_unlock(&dev->lock);
	} else {
		dev_warn(sub->dev, "a request does not end at shutdown: clearing the channel program\n");
		end_without_lock(dev);
	}
	put_device(&dev->vdev.device);
}
EXPORT_SYMBOL_GPL(vfio_ccw_subchannel_shutdown);

int __weak vfio_ccw_bus_register(void)
{
	return 0;
}

void __weak vfio_ccw_bus_unregister(void)
{
}

static int __init vfio_ccw_module_init(void)
{
	int err;

	vfio_ccw_record_init();
	err = mdev_register_driver(&vfio_ccw_mdev_driver);
	if (err)
		goto out_record;
	err = vfio_ccw_bus_register();
	if (err)
		goto out_mdev;
	return 0;

out_mdev:
	mdev_unregister_driver(&vfio_ccw_mdev_driver);
out_record:
	vfio_ccw_record_exit();
	return err;
}
module_init(vfio_ccw_module_init);

static void __exit vfio_ccw_module_exit(void)
{
	vfio_ccw_bus_unregister();
	mdev_unregister_driver(&vfio_ccw_mdev_driver);
	vfio_ccw_record_exit();
}
module_exit(vfio_ccw_module_exit);

MODULE_DESCRIPTION("Passthrough of s390 I/O subchannels");
MODULE_LICENSE("GPL");
/* Without a version dkms considers the module identical to the kernel's own. */
MODULE_VERSION("1");

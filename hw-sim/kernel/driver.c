// SPDX-License-Identifier: GPL-2.0-only
/*
 * The drivers on the bus.  io_subchannel is registered first and gets bound to new
 * subchannels, as on a machine; an administrator binds vfio_ccw.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "core/vfio/subchannel.h"
#include "hw-sim/kernel/bus.h"
#include "hw-sim/kernel/driver.h"
#include "hw-sim/kernel/instruction.h"
#include "hw-sim/kernel/subchannel.h"

static int css_driver_io_subchannel_probe(struct device *dev)
{
	return 0;
}

static struct device_driver io_subchannel_driver = {
	.name = "io_subchannel",
	.bus = &css_bus,
	.owner = THIS_MODULE,
	.mod_name = KBUILD_MODNAME,
	.probe = css_driver_io_subchannel_probe,
};

/*
 * @user is set before it is registered: interrupts may arrive as soon as user space can open
 * the device.  Reports are only passed on to a user that is @registered.
 */
static void css_driver_set_user(struct subchannel *sch, struct vfio_ccw_subchannel *user,
				bool registered)
{
	machine_enter();
	interrupt_queue_set_user(&sch->interrupts, user);
	sch->registered = registered;
	machine_leave();
}

static void css_driver_drop_user(struct subchannel *sch)
{
	struct vfio_ccw_subchannel *user = sch->interrupts.user;

	css_driver_set_user(sch, NULL, false);
	interrupt_queue_drop_user(&sch->interrupts);
	kfree(user);
}

static int css_driver_vfio_ccw_probe(struct device *dev)
{
	struct subchannel *sch = to_subchannel(dev);
	struct vfio_ccw_subchannel *user;
	int err;

	user = kzalloc(sizeof(*user), GFP_KERNEL);
	if (!user)
		return -ENOMEM;
	user->dev = dev;
	user->css = &instruction_ops;
	user->sch = sch;
	user->id = sim_schid(sch->sim);
	vfio_ccw_subchannel_init(user);
	css_driver_set_user(sch, user, false);
	err = vfio_ccw_subchannel_register(user);
	if (err) {
		css_driver_drop_user(sch);
		return err;
	}
	mutex_lock(&sch->binding);
	css_driver_set_user(sch, user, true);
	mutex_unlock(&sch->binding);
	return 0;
}

static int css_driver_vfio_ccw_remove(struct device *dev)
{
	struct subchannel *sch = to_subchannel(dev);

	/* Reports are delivered until the device is closed. */
	vfio_ccw_subchannel_unregister(sch->interrupts.user);
	mutex_lock(&sch->binding);
	css_driver_drop_user(sch);
	mutex_unlock(&sch->binding);
	return 0;
}

static struct device_driver vfio_ccw_driver = {
	.name = "vfio_ccw",
	.bus = &css_bus,
	.owner = THIS_MODULE,
	.mod_name = KBUILD_MODNAME,
	.probe = css_driver_vfio_ccw_probe,
	.remove = css_driver_vfio_ccw_remove,
};

int drivers_register(void)
{
	int err = driver_register(&io_subchannel_driver);

	if (err)
		return err;
	err = driver_register(&vfio_ccw_driver);
	if (err)
		driver_unregister(&io_subchannel_driver);
	return err;
}

void drivers_unregister(void)
{
	driver_unregister(&vfio_ccw_driver);
	driver_unregister(&io_subchannel_driver);
}

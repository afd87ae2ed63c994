// SPDX-License-Identifier: GPL-2.0-only
/* The mdev of a subchannel becomes a VFIO device. */
#include <linux/module.h>

#include "core/vfio/device.h"

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
	vfio_ccw_user_set(dev->sub, NULL);
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

struct mdev_driver vfio_ccw_mdev_driver = {
	.probe = vfio_ccw_mdev_probe,
	.remove = vfio_ccw_mdev_remove,
	.max_instances = 1,
	.device_api = VFIO_DEVICE_API_CCW_STRING,
	.driver.name = "vfio_ccw_mdev",
	.driver.mod_name = KBUILD_MODNAME,
	.driver.owner = THIS_MODULE,
};

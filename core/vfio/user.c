// SPDX-License-Identifier: GPL-2.0-only
/* The user of a subchannel: the device that gets its interrupts and reports. */
#include "core/vfio/device.h"

void vfio_ccw_user_set(struct vfio_ccw_subchannel *sub, struct vfio_ccw_device *dev)
{
	spin_lock_irq(&sub->lock);
	WRITE_ONCE(sub->user, dev);
	spin_unlock_irq(&sub->lock);
}

struct vfio_ccw_device *vfio_ccw_user_get(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev;

	spin_lock_irq(&sub->lock);
	dev = sub->user;
	if (dev)
		get_device(&dev->vdev.device);
	spin_unlock_irq(&sub->lock);
	return dev;
}

void vfio_ccw_user_unlock(struct vfio_ccw_device *dev)
{
	mutex_unlock(&dev->lock);
	put_device(&dev->vdev.device);
}

/*
 * The user is looked up under a spinlock, and called with its mutex held.  If it still is
 * the user then, neither the device nor the subchannel's recording goes away before the
 * mutex is released.
 */
struct vfio_ccw_device *vfio_ccw_user_lock(struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev = vfio_ccw_user_get(sub);

	if (!dev)
		return NULL;
	mutex_lock(&dev->lock);
	if (READ_ONCE(sub->user) == dev)
		return dev;
	vfio_ccw_user_unlock(dev);
	return NULL;
}

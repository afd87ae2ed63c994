// SPDX-License-Identifier: GPL-2.0-only
/* The eventfds by which user space learns of interrupts. */
#include "core/vfio/device.h"

/**
 * vfio_ccw_notify() - signal user space
 * @dev: the device
 * @index: VFIO_CCW_IO_IRQ_INDEX, ...
 *
 * Context: any.
 */
void vfio_ccw_notify(struct vfio_ccw_device *dev, unsigned int index)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->notifier_lock, flags);
	if (dev->notifiers[index])
		eventfd_signal(dev->notifiers[index]);
	spin_unlock_irqrestore(&dev->notifier_lock, flags);
}

/**
 * vfio_ccw_set_notifier() - whom to signal from now on
 * @dev: the device
 * @index: which notifier
 * @ctx: an eventfd, whose reference passes here; NULL for nobody
 *
 * Context: process.
 */
void vfio_ccw_set_notifier(struct vfio_ccw_device *dev, unsigned int index,
			   struct eventfd_ctx *ctx)
{
	struct eventfd_ctx *old;

	spin_lock_irq(&dev->notifier_lock);
	old = dev->notifiers[index];
	dev->notifiers[index] = ctx;
	spin_unlock_irq(&dev->notifier_lock);
	if (old)
		eventfd_ctx_put(old);
}

/** vfio_ccw_drop_notifiers() - signal nobody any more */
void vfio_ccw_drop_notifiers(struct vfio_ccw_device *dev)
{
	for (unsigned int i = 0; i < VFIO_CCW_NR_NOTIFIERS; i++)
		vfio_ccw_set_notifier(dev, i, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/* The eventfds that signal interrupts, reports and requests to user space. */
#include "core/vfio/device.h"

void vfio_ccw_notify(struct vfio_ccw_device *dev, unsigned int index)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->notifier_lock, flags);
	if (dev->notifiers[index])
		eventfd_signal(dev->notifiers[index]);
	spin_unlock_irqrestore(&dev->notifier_lock, flags);
}

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

void vfio_ccw_drop_notifiers(struct vfio_ccw_device *dev)
{
	for (unsigned int i = 0; i < VFIO_CCW_NR_NOTIFIERS; i++)
		vfio_ccw_set_notifier(dev, i, NULL);
}

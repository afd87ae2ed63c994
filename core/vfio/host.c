// SPDX-License-Identifier: GPL-2.0-only
/* The services of core/host_ops.h, by VFIO. */
#include <linux/lockdep.h>

#include "core/vfio/device.h"
#include "core/vfio/trace.h"
#include "recorder/kernel/hooks.h"

static int host_read(void *host, u64 iova, void *buf, size_t len)
{
	struct vfio_ccw_device *dev = host;
	int err = vfio_dma_rw(&dev->vdev, iova, buf, len, false);

	/* VFIO's errors for memory that the guest does not have. */
	if (err == -EINVAL || err == -ENOENT || err == -EPERM)
		return -EFAULT;
	if (!err)
		vfio_ccw_recorded(read, dev->sub->record, &dev->vc, iova, buf, len);
	return err;
}

static int host_pin(void *host, u64 iova, u32 npages, bool write, u64 *addr)
{
	struct vfio_ccw_device *dev = host;

	return pins_pin(&dev->pins, iova, npages, write, addr);
}

static void host_unpin_all(void *host)
{
	struct vfio_ccw_device *dev = host;

	pins_release(&dev->pins);
}

static int host_start(void *host, int (*issue)(void *data), void *data)
{
	struct vfio_ccw_device *dev = host;

	return pins_start(&dev->pins, issue, data);
}

static void host_signal(void *host, enum vfio_ccw_notifier which)
{
	static const unsigned int index[] = {
		[VFIO_CCW_NOTIFY_IO] = VFIO_CCW_IO_IRQ_INDEX,
		[VFIO_CCW_NOTIFY_CRW] = VFIO_CCW_CRW_IRQ_INDEX,
		[VFIO_CCW_NOTIFY_REQ] = VFIO_CCW_REQ_IRQ_INDEX,
	};

	vfio_ccw_notify(host, index[which]);
}

/* Signals are sent with the subchannel's spinlock held, so taking it waits for them. */
static void host_sync_signals(void *host)
{
	struct vfio_ccw_device *dev = host;

	spin_lock_irq(&dev->sub->lock);
	spin_unlock_irq(&dev->sub->lock);
}

static bool host_wait(void *host, u32 msecs)
{
	struct vfio_ccw_device *dev = host;
	int before = atomic_read(&dev->interrupts);

	if (irb_queue_peek(&dev->vc.irbs))
		return true;
	return wait_event_timeout(dev->wait, atomic_read(&dev->interrupts) != before ||
				  irb_queue_peek(&dev->vc.irbs), msecs_to_jiffies(msecs));
}

static void __maybe_unused host_assert_locked(void *host)
{
	struct vfio_ccw_device *dev = host;

	lockdep_assert_held(&dev->lock);
}

static void host_trace(void *host, const struct vfio_ccw_trace *event)
{
	struct vfio_ccw_device *dev = host;

	vfio_ccw_trace_event(dev, event);
	vfio_ccw_recorded(trace, dev->sub->record, &dev->vc, event);
}

const struct vfio_ccw_host_ops vfio_ccw_host_ops = {
	.read = host_read,
	.pin = host_pin,
	.unpin_all = host_unpin_all,
	.start = host_start,
	.alloc_channel = vfio_ccw_channel_alloc,
	.free_channel = vfio_ccw_channel_free,
	.signal = host_signal,
	.wait = host_wait,
	.sync_signals = host_sync_signals,
	.assert_locked = IS_ENABLED(CONFIG_LOCKDEP) ? host_assert_locked : NULL,
	.trace = host_trace,
};

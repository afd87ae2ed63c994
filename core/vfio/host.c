// SPDX-License-Identifier: GPL-2.0-only
/* The services of core/host_ops.h, by VFIO. */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/lockdep.h>
#include <linux/mm.h>

#include "core/vfio/device.h"
#include "core/vfio/record.h"
#include "core/vfio/trace.h"

static int host_read(void *host, u64 iova, void *buf, size_t len)
{
	struct vfio_ccw_device *dev = host;
	int err = vfio_dma_rw(&dev->vdev, iova, buf, len, false);

	/* VFIO's errors for memory that the guest does not have. */
	if (err == -EINVAL || err == -ENOENT || err == -EPERM)
		return -EFAULT;
	if (!err)
		vfio_ccw_recorded(read, dev, iova, buf, len);
	return err;
}

static int host_pin(void *host, u64 iova, u32 npages, bool write, u64 *addr)
{
	struct vfio_ccw_device *dev = host;

	return pins_add(&dev->pins, iova, npages, write, addr);
}

static void host_unpin_all(void *host)
{
	struct vfio_ccw_device *dev = host;

	pins_remove_all(&dev->pins);
}

static int host_start(void *host, int (*issue)(void *data), void *data)
{
	struct vfio_ccw_device *dev = host;

	return pins_start(&dev->pins, issue, data);
}

/*
 * CCWs and ORBs have 31-bit addresses.  Which zone has memory there depends on the machine, so
 * try each.
 */
static void *host_alloc_channel(void *host, size_t size, u32 *addr)
{
	static const gfp_t zones[] = { 0, GFP_DMA32, GFP_DMA };

	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		void *mem = alloc_pages_exact(size, GFP_KERNEL_ACCOUNT | __GFP_ZERO |
					      __GFP_NOWARN | zones[i]);

		if (!mem)
			continue;
		if (virt_to_phys(mem) + size <= CSS_ADDR31_END) {
			*addr = (u32)virt_to_phys(mem);
			return mem;
		}
		free_pages_exact(mem, size);
	}
	return NULL;
}

static void host_free_channel(void *host, void *mem, size_t size)
{
	free_pages_exact(mem, size);
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
	vfio_ccw_recorded(trace, dev, event);
}

const struct vfio_ccw_host_ops vfio_ccw_host_ops = {
	.read = host_read,
	.pin = host_pin,
	.unpin_all = host_unpin_all,
	.start = host_start,
	.alloc_channel = host_alloc_channel,
	.free_channel = host_free_channel,
	.signal = host_signal,
	.wait = host_wait,
	.sync_signals = host_sync_signals,
	.assert_locked = IS_ENABLED(CONFIG_LOCKDEP) ? host_assert_locked : NULL,
	.trace = host_trace,
};

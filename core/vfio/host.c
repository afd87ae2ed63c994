// SPDX-License-Identifier: GPL-2.0-only
/* What the core asks of its host, and of the channel through the pins. */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/lockdep.h>
#include <linux/mm.h>

#include "core/vfio/device.h"
#include "core/vfio/record.h"
#include "core/vfio/trace.h"

/* How long status of a halt or clear function may be on its way. */
#define OWED_WAIT_MS	100u

static int host_read(void *host, u64 iova, void *buf, size_t len)
{
	struct vfio_ccw_device *dev = host;
	int err = vfio_dma_rw(&dev->vdev, iova, buf, len, false);

	/* However VFIO says it: the guest has no such memory. */
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

static void host_unpin(void *host, u64 iova, u32 npages)
{
	struct vfio_ccw_device *dev = host;

	pins_remove(&dev->pins, iova, npages);
}

/* Where memory below the limit is to be found differs: try, and look. */
static void *host_alloc_channel(void *host, size_t size, u32 *addr)
{
	static const gfp_t zones[] = { 0, GFP_DMA32, GFP_DMA };
	struct vfio_ccw_device *dev = host;
	u64 limit = dev->sub->css->addr_limit;

	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		void *mem = alloc_pages_exact(size, GFP_KERNEL_ACCOUNT | __GFP_ZERO |
					      __GFP_NOWARN | zones[i]);

		if (!mem)
			continue;
		if (virt_to_phys(mem) + size <= limit) {
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

static bool host_wait(void *host, u32 msecs)
{
	struct vfio_ccw_device *dev = host;
	int before = atomic_read(&dev->interrupts);

	if (irb_queue_look(&dev->vc.irbs))
		return true;
	return wait_event_timeout(dev->wait, atomic_read(&dev->interrupts) != before ||
				  irb_queue_look(&dev->vc.irbs), msecs_to_jiffies(msecs));
}

static void host_assert_locked(void *host)
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
	.unpin = host_unpin,
	.alloc_channel = host_alloc_channel,
	.free_channel = host_free_channel,
	.signal = host_signal,
	.wait = host_wait,
	.assert_locked = host_assert_locked,
	.trace = host_trace,
};

/*
 * The channel as the core sees it: the target's, but START and CANCEL tell
 * whether the channel has the program, which an unmap must know.
 */
struct start {
	struct vfio_ccw_subchannel *sub;
	const struct css_orb *orb;
};

static int issue_start(void *data)
{
	struct start *start = data;

	return start->sub->css->start(start->sub->sch, start->orb);
}

static int channel_start(void *sch, const struct css_orb *orb)
{
	struct vfio_ccw_device *dev = sch;
	struct start start = { dev->sub, orb };

	spin_lock_irq(&dev->sub->lock);
	owed_start(&dev->owed);
	spin_unlock_irq(&dev->sub->lock);
	return pins_start(&dev->pins, issue_start, &start);
}

static int channel_cancel(void *sch)
{
	struct vfio_ccw_device *dev = sch;
	int cc = dev->sub->css->cancel(dev->sub->sch);

	if (cc == 0)
		pins_done(&dev->pins);
	return cc;
}

/*
 * Noted before it is issued: the status may come before the answer.  An unmap's
 * clear need not be, and is not, issued beside the user's.
 */
static int channel_end(struct vfio_ccw_device *dev, u16 function, bool own, int (*issue)(void *sch))
{
	bool owed;
	int cc;

	spin_lock_irq(&dev->sub->lock);
	owed = dev->owed.begun & function;
	if (own && owed && !dev->own_clear) {
		spin_unlock_irq(&dev->sub->lock);
		return 0;
	}
	owed_begin(&dev->owed, function);
	if (function == CSS_FCTL_CLEAR)
		dev->own_clear = own;
	spin_unlock_irq(&dev->sub->lock);
	cc = issue(dev->sub->sch);
	if (cc && !owed) {
		spin_lock_irq(&dev->sub->lock);
		owed_refused(&dev->owed, function);
		spin_unlock_irq(&dev->sub->lock);
	}
	return cc;
}

static int channel_halt(void *sch)
{
	struct vfio_ccw_device *dev = sch;

	return channel_end(dev, CSS_FCTL_HALT, false, dev->sub->css->halt);
}

static int channel_clear(void *sch)
{
	struct vfio_ccw_device *dev = sch;

	return channel_end(dev, CSS_FCTL_CLEAR, false, dev->sub->css->clear);
}

int vfio_ccw_channel_stop(void *data)
{
	struct vfio_ccw_device *dev = data;

	vfio_ccw_clearing(&dev->vc);
	return channel_end(dev, CSS_FCTL_CLEAR, true, dev->sub->css->clear);
}

void vfio_ccw_channel_await_owed(struct vfio_ccw_device *dev)
{
	wait_event_timeout(dev->wait, !READ_ONCE(dev->owed.begun),
			   msecs_to_jiffies(OWED_WAIT_MS));
}

bool vfio_ccw_channel_status(struct vfio_ccw_device *dev, const struct css_irb *irb)
{
	bool clear = be16_to_cpu(irb->scsw.ctrl) & CSS_FCTL_CLEAR;
	bool ends = owed_status(&dev->owed, irb) && READ_ONCE(dev->pins.running);
	bool own = clear && dev->own_clear;

	lockdep_assert_held(&dev->sub->lock);
	if (clear)
		dev->own_clear = false;
	if (ends)
		pins_done(&dev->pins);
	return ends || !own;
}

static int channel_resume(void *sch)
{
	struct vfio_ccw_device *dev = sch;

	return dev->sub->css->resume(dev->sub->sch);
}

static int channel_store(void *sch, struct css_schib *schib)
{
	struct vfio_ccw_device *dev = sch;

	return dev->sub->css->store(dev->sub->sch, schib);
}

static int channel_enable(void *sch, bool on)
{
	struct vfio_ccw_device *dev = sch;

	return dev->sub->css->enable(dev->sub->sch, on);
}

const struct css_ops vfio_ccw_channel_ops = {
	.start = channel_start,
	.halt = channel_halt,
	.clear = channel_clear,
	.resume = channel_resume,
	.cancel = channel_cancel,
	.store = channel_store,
	.enable = channel_enable,
};

// SPDX-License-Identifier: GPL-2.0-only
/* A subchannel as a VFIO device: opened, read, written, closed. */
#include <linux/lockdep.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "core/vfio/device.h"
#include "core/vfio/trace.h"
#include "recorder/kernel/hooks.h"

#define OFFSET_MASK	((1ull << VFIO_CCW_OFFSET_SHIFT) - 1)

/* The largest region; a transfer is copied into a buffer of this size on the stack. */
#define MAX_TRANSFER	sizeof(struct ccw_io_region)

/* How long a write waits for status of an earlier halt or clear function. */
#define FUNCTION_WAIT_MS	100u

static int vfio_ccw_vdev_init(struct vfio_device *vdev)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);

	mutex_init(&dev->lock);
	spin_lock_init(&dev->notifier_lock);
	init_waitqueue_head(&dev->wait);
	return pins_init(&dev->pins, vdev, &dev->vc);
}

static void vfio_ccw_vdev_release(struct vfio_device *vdev)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);

	pins_destroy(&dev->pins);
	mutex_destroy(&dev->lock);
}

/*
 * While the channel has not ended a program, the device remains the user of the subchannel,
 * so that the final status is received.
 */
static void vfio_ccw_drop_user(struct vfio_ccw_device *dev)
{
	lockdep_assert_held(&dev->lock);
	if (dev->vc.cp.active)
		pins_unpin_running(&dev->pins);
	else
		vfio_ccw_user_set(dev->sub, NULL);
}

static int vfio_ccw_vdev_open(struct vfio_device *vdev)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);
	int err;

	mutex_lock(&dev->lock);
	vfio_ccw_user_set(dev->sub, dev);
	/* A shutdown that found no user has not called vfio_ccw_shutdown(). */
	if (READ_ONCE(dev->sub->shutdown))
		vfio_ccw_shutdown(&dev->vc);
	err = vfio_ccw_open(&dev->vc);
	vfio_ccw_trace_note(dev, RECORD_OPEN, err);
	if (err)
		vfio_ccw_drop_user(dev);
	mutex_unlock(&dev->lock);
	return err;
}

static void vfio_ccw_vdev_close(struct vfio_device *vdev)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);

	mutex_lock(&dev->lock);
	vfio_ccw_close(&dev->vc);
	vfio_ccw_trace_note(dev, RECORD_CLOSE, 0);
	vfio_ccw_drop_user(dev);
	mutex_unlock(&dev->lock);
	vfio_ccw_drop_notifiers(dev);
}

static bool vfio_ccw_find_region(loff_t pos, enum vfio_ccw_region *region, u64 *offset)
{
	u64 index = (u64)pos >> VFIO_CCW_OFFSET_SHIFT;

	if (pos < 0 || index >= VFIO_CCW_NR_REGIONS)
		return false;
	*region = array_index_nospec(index, VFIO_CCW_NR_REGIONS);
	*offset = pos & OFFSET_MASK;
	return true;
}

static ssize_t vfio_ccw_read_region(struct vfio_ccw_device *dev, enum vfio_ccw_region region,
				    u64 offset, char __user *buf, size_t count)
{
	u8 transfer[MAX_TRANSFER];
	ssize_t ret;

	lockdep_assert_held(&dev->lock);
	/* A read removes the interrupt from the queue: do not lose it to a bad buffer. */
	if (clear_user(buf, count))
		return -EFAULT;
	ret = vfio_ccw_region_read(&dev->vc, region, offset, transfer, count);
	if (ret > 0 && copy_to_user(buf, transfer, ret))
		return -EFAULT;
	return ret;
}

static ssize_t vfio_ccw_vdev_read(struct vfio_device *vdev, char __user *buf, size_t count,
				  loff_t *ppos)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);
	enum vfio_ccw_region region;
	const void *bytes;
	u64 offset;
	ssize_t ret;

	if (!vfio_ccw_find_region(*ppos, &region, &offset) || count > MAX_TRANSFER)
		return -EINVAL;
	if (mutex_lock_killable(&dev->lock))
		return -EINTR;
	bytes = vfio_ccw_region_peek(&dev->vc, region, offset, count);
	if (!bytes)
		ret = vfio_ccw_read_region(dev, region, offset, buf, count);
	else
		ret = copy_to_user(buf, bytes, count) ? -EFAULT : count;
	mutex_unlock(&dev->lock);
	return ret;
}

/*
 * Wait until status of functions that were begun has been queued, before the next one is
 * begun: otherwise it may arrive after the user has learned that the subchannel is gone.
 * The wait is bounded, for channels that take longer.
 */
static void vfio_ccw_await_functions(struct vfio_ccw_device *dev)
{
	lockdep_assert_held(&dev->lock);
	wait_event_timeout(dev->wait, !functions_pending(&dev->vc.functions),
			   msecs_to_jiffies(FUNCTION_WAIT_MS));
}

static ssize_t vfio_ccw_vdev_write(struct vfio_device *vdev, const char __user *buf, size_t count,
				   loff_t *ppos)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);
	u8 transfer[MAX_TRANSFER];
	enum vfio_ccw_region region;
	u64 offset;
	ssize_t ret;

	if (!vfio_ccw_find_region(*ppos, &region, &offset) || count > sizeof(transfer))
		return -EINVAL;
	if (copy_from_user(transfer, buf, count))
		return -EFAULT;
	if (mutex_lock_killable(&dev->lock))
		return -EINTR;
	vfio_ccw_await_functions(dev);
	vfio_ccw_recorded(begin, dev->sub->record, &dev->vc);
	ret = vfio_ccw_region_write(&dev->vc, region, offset, transfer, count);
	mutex_unlock(&dev->lock);
	return ret;
}

static void vfio_ccw_vdev_request(struct vfio_device *vdev, unsigned int count)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);

	if (!READ_ONCE(dev->notifiers[VFIO_CCW_REQ_IRQ_INDEX]) && !count)
		dev_notice(vdev->dev, "waiting for the user to close the device\n");
	vfio_ccw_notify(dev, VFIO_CCW_REQ_IRQ_INDEX);
}

static void vfio_ccw_vdev_dma_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);

	pins_unmap(&dev->pins, iova, length);
}

static const struct vfio_device_ops vfio_ccw_vdev_ops = {
	.name = "vfio-ccw",
	.open_device = vfio_ccw_vdev_open,
	.close_device = vfio_ccw_vdev_close,
	.read = vfio_ccw_vdev_read,
	.write = vfio_ccw_vdev_write,
	.ioctl = vfio_ccw_ioctl,
	.request = vfio_ccw_vdev_request,
	.dma_unmap = vfio_ccw_vdev_dma_unmap,
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
	.bind_iommufd = vfio_iommufd_emulated_bind,
	.unbind_iommufd = vfio_iommufd_emulated_unbind,
	.init = vfio_ccw_vdev_init,
	.release = vfio_ccw_vdev_release,
};

struct vfio_ccw_device *vfio_ccw_device_create(struct mdev_device *mdev,
					       struct vfio_ccw_subchannel *sub)
{
	struct vfio_ccw_device *dev;

	dev = vfio_alloc_device(vfio_ccw_device, vdev, &mdev->dev, &vfio_ccw_vdev_ops);
	if (IS_ERR(dev))
		return dev;
	dev->sub = sub;
	vfio_ccw_init(&dev->vc, sub->css, sub->sch, &vfio_ccw_host_ops, dev);
	functions_init(&dev->vc.functions, sub->last_program);
	return dev;
}

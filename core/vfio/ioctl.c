// SPDX-License-Identifier: GPL-2.0-only
/* The ioctls of a VFIO device; see <linux/vfio.h>. */
#include <linux/file.h>
#include <linux/nospec.h>
#include <linux/uaccess.h>

#include "core/vfio/device.h"
#include "core/vfio/trace.h"

/* Region 0 has no capability; user space finds the others by their subtype. */
static const struct {
	u32 subtype;
	u32 flags;
} ioctl_regions[VFIO_CCW_NR_REGIONS] = {
	[VFIO_CCW_REGION_IO] = {
		0, VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE },
	[VFIO_CCW_REGION_ASYNC] = {
		VFIO_REGION_SUBTYPE_CCW_ASYNC_CMD,
		VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE },
	[VFIO_CCW_REGION_SCHIB] = {
		VFIO_REGION_SUBTYPE_CCW_SCHIB, VFIO_REGION_INFO_FLAG_READ },
	[VFIO_CCW_REGION_CRW] = {
		VFIO_REGION_SUBTYPE_CCW_CRW, VFIO_REGION_INFO_FLAG_READ },
};

/* Every argument begins with its size, which must cover at least the fixed part. */
static long ioctl_take_fixed(void *fixed, size_t size, unsigned long arg)
{
	u32 argsz;

	if (copy_from_user(fixed, (void __user *)arg, size))
		return -EFAULT;
	memcpy(&argsz, fixed, sizeof(argsz));
	return argsz < size ? -EINVAL : 0;
}

static long ioctl_put_fixed(const void *fixed, size_t size, unsigned long arg)
{
	return copy_to_user((void __user *)arg, fixed, size) ? -EFAULT : 0;
}

static long ioctl_get_info(unsigned long arg)
{
	const size_t fixed = offsetofend(struct vfio_device_info, num_irqs);
	struct vfio_device_info info;
	long err = ioctl_take_fixed(&info, fixed, arg);

	if (err)
		return err;
	info.flags = VFIO_DEVICE_FLAGS_CCW | VFIO_DEVICE_FLAGS_RESET;
	info.num_regions = VFIO_CCW_NR_REGIONS;
	info.num_irqs = VFIO_CCW_NUM_IRQS;
	return ioctl_put_fixed(&info, fixed, arg);
}

/* Append the capability to the fixed part; if there is no room, store the size needed. */
static long ioctl_put_capability(struct vfio_region_info *info, u32 subtype, unsigned long arg)
{
	const struct vfio_region_info_cap_type cap = {
		.header = { .id = VFIO_REGION_INFO_CAP_TYPE, .version = 1 },
		.type = VFIO_REGION_TYPE_CCW,
		.subtype = subtype,
	};
	const size_t need = sizeof(*info) + sizeof(cap);

	info->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	info->cap_offset = 0;
	if (info->argsz < need) {
		info->argsz = need;
		return 0;
	}
	info->cap_offset = sizeof(*info);
	return copy_to_user((void __user *)(arg + sizeof(*info)), &cap, sizeof(cap)) ? -EFAULT : 0;
}

static long ioctl_get_region_info(unsigned long arg)
{
	const size_t fixed = offsetofend(struct vfio_region_info, offset);
	struct vfio_region_info info;
	long err = ioctl_take_fixed(&info, fixed, arg);
	u32 i;

	if (err)
		return err;
	if (info.index >= VFIO_CCW_NR_REGIONS)
		return -EINVAL;
	i = array_index_nospec(info.index, VFIO_CCW_NR_REGIONS);
	info.flags = ioctl_regions[i].flags;
	info.cap_offset = 0;
	info.size = vfio_ccw_region_size(i);
	info.offset = (u64)i << VFIO_CCW_OFFSET_SHIFT;
	if (ioctl_regions[i].subtype)
		err = ioctl_put_capability(&info, ioctl_regions[i].subtype, arg);
	return err ? err : ioctl_put_fixed(&info, fixed, arg);
}

static long ioctl_get_irq_info(unsigned long arg)
{
	const size_t fixed = offsetofend(struct vfio_irq_info, count);
	struct vfio_irq_info info;
	long err = ioctl_take_fixed(&info, fixed, arg);

	if (err)
		return err;
	if (info.index >= VFIO_CCW_NUM_IRQS)
		return -EINVAL;
	info.count = 1;
	info.flags = VFIO_IRQ_INFO_EVENTFD;
	return ioctl_put_fixed(&info, fixed, arg);
}

/* Signal what was queued before the eventfd was set; else user space would not notice it. */
static long ioctl_signal_waiting(struct vfio_ccw_device *dev, u32 index)
{
	bool waiting = false;

	if (mutex_lock_killable(&dev->lock))
		return -EINTR;
	if (index == VFIO_CCW_IO_IRQ_INDEX)
		waiting = irb_queue_waiting(&dev->vc.irbs);
	else if (index == VFIO_CCW_CRW_IRQ_INDEX)
		waiting = crw_queue_waiting(&dev->vc.crws);
	if (waiting)
		vfio_ccw_notify(dev, index);
	mutex_unlock(&dev->lock);
	return 0;
}

static long ioctl_set_eventfd(struct vfio_ccw_device *dev, u32 index, s32 fd)
{
	struct eventfd_ctx *ctx = NULL;

	if (fd < -1)
		return -EINVAL;
	if (fd >= 0) {
		ctx = eventfd_ctx_fdget(fd);
		if (IS_ERR(ctx))
			return PTR_ERR(ctx);
	}
	vfio_ccw_set_notifier(dev, index, ctx);
	return ctx ? ioctl_signal_waiting(dev, index) : 0;
}

/* DATA_NONE and DATA_BOOL signal; a count of zero with DATA_NONE disables. */
static long ioctl_set_irqs(struct vfio_ccw_device *dev, unsigned long arg)
{
	const size_t minsz = offsetofend(struct vfio_irq_set, count);
	void __user *data = (void __user *)(arg + minsz);
	struct vfio_irq_set set;
	size_t data_size;
	u32 index;
	s32 fd;
	u8 on;
	int err;

	if (copy_from_user(&set, (void __user *)arg, minsz))
		return -EFAULT;
	err = vfio_set_irqs_validate_and_prepare(&set, 1, VFIO_CCW_NUM_IRQS, &data_size);
	if (err)
		return err;
	if ((set.flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) != VFIO_IRQ_SET_ACTION_TRIGGER)
		return -EINVAL;
	if (!set.count && !(set.flags & VFIO_IRQ_SET_DATA_NONE))
		return -EINVAL;
	index = array_index_nospec(set.index, VFIO_CCW_NUM_IRQS);

	switch (set.flags & VFIO_IRQ_SET_DATA_TYPE_MASK) {
	case VFIO_IRQ_SET_DATA_NONE:
		if (!set.count)
			vfio_ccw_set_notifier(dev, index, NULL);
		else
			vfio_ccw_notify(dev, index);
		return 0;
	case VFIO_IRQ_SET_DATA_BOOL:
		if (get_user(on, (u8 __user *)data))
			return -EFAULT;
		if (on)
			vfio_ccw_notify(dev, index);
		return 0;
	default:
		if (get_user(fd, (s32 __user *)data))
			return -EFAULT;
		return ioctl_set_eventfd(dev, index, fd);
	}
}

static long ioctl_reset(struct vfio_ccw_device *dev)
{
	int err;

	if (mutex_lock_killable(&dev->lock))
		return -EINTR;
	err = vfio_ccw_reset(&dev->vc);
	vfio_ccw_trace_note(dev, RECORD_RESET, err);
	mutex_unlock(&dev->lock);
	return err;
}

long vfio_ccw_ioctl(struct vfio_device *vdev, unsigned int cmd, unsigned long arg)
{
	struct vfio_ccw_device *dev = to_vfio_ccw_device(vdev);

	switch (cmd) {
	case VFIO_DEVICE_GET_INFO:
		return ioctl_get_info(arg);
	case VFIO_DEVICE_GET_REGION_INFO:
		return ioctl_get_region_info(arg);
	case VFIO_DEVICE_GET_IRQ_INFO:
		return ioctl_get_irq_info(arg);
	case VFIO_DEVICE_RESET:
		return ioctl_reset(dev);
	case VFIO_DEVICE_SET_IRQS:
		return ioctl_set_irqs(dev, arg);
	default:
		return -ENOTTY;
	}
}

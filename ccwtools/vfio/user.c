// SPDX-License-Identifier: GPL-2.0-only
/* A user of a VFIO device, through each of VFIO's interfaces. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/vfio.h>

#include "compat.h"
#include "user.h"

/* Return: a file descriptor, or a negative errno. */
static int open_named(const char *folder, const char *name)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int call(int fd, unsigned long cmd, void *arg)
{
	int ret = ioctl(fd, cmd, arg);

	return ret < 0 ? -errno : ret;
}

/* ---- Opening: groups ---- */

static int open_group(struct user *user, const struct css_device *dev)
{
	int fd;

	user->group = open_named("/dev/vfio", dev->group);
	if (user->group < 0)
		return user->group;
	if (ioctl(user->group, VFIO_GROUP_SET_CONTAINER, &user->container))
		return -errno;
	/* The first group chooses the container's type. */
	if (!user->shared && ioctl(user->container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return -errno;
	fd = call(user->group, VFIO_GROUP_GET_DEVICE_FD, (void *)dev->uuid);
	if (fd < 0)
		return fd;
	user->device = fd;
	return 0;
}

/* ---- Opening: character devices ---- */

static int open_cdev(struct user *user, const struct css_device *dev)
{
	struct vfio_device_bind_iommufd bind = {
		.argsz = sizeof(bind), .iommufd = user->container };
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };

	user->device = open_named("/dev/vfio/devices", dev->cdev);
	if (user->device < 0)
		return user->device;
	if (ioctl(user->device, VFIO_DEVICE_BIND_IOMMUFD, &bind))
		return -errno;
	if (!user->ioas) {
		if (ioctl(user->container, IOMMU_IOAS_ALLOC, &alloc))
			return -errno;
		user->ioas = alloc.out_ioas_id;
	}
	attach.pt_id = user->ioas;
	return call(user->device, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach);
}

static int open_device(struct user *user, const struct css_device *dev)
{
	int err;

	user->group = -1;
	user->device = -1;
	for (int i = 0; i < NR_IRQS; i++)
		user->event[i] = -1;
	if (user->container < 0)
		return user->container;
	err = user->interface == VFIO_CDEV ? open_cdev(user, dev) : open_group(user, dev);
	return err ? err : user_find_regions(user);
}

/* Opens a device in a container of its own.  @user is to be closed also after an error. */
int user_open(struct user *user, enum vfio_interface interface, const struct css_device *dev)
{
	*user = (struct user){ .interface = interface };
	user->container = interface == VFIO_GROUP ? open_named("/dev/vfio", "vfio")
						  : open_named("/dev", "iommu");
	return open_device(user, dev);
}

/* Opens a device in the container of @with, which is to be closed after @user. */
int user_join(struct user *user, const struct user *with, const struct css_device *dev)
{
	*user = (struct user){
		.interface = with->interface, .container = with->container, .shared = true,
		.ioas = with->ioas,
	};
	return open_device(user, dev);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void user_close_device(struct user *user)
{
	close_fd(&user->device);
	close_fd(&user->group);
	if (!user->shared)
		close_fd(&user->container);
}

void user_close(struct user *user)
{
	user_close_device(user);
	for (int i = 0; i < NR_IRQS; i++)
		close_fd(&user->event[i]);
}

/* Does the kernel offer this interface? */
bool user_can(enum vfio_interface interface, const struct css_device *dev)
{
	if (interface == VFIO_GROUP)
		return !access("/dev/vfio/vfio", F_OK);
	if (interface == VFIO_CDEV && !dev->cdev[0])
		return false;
	return !access("/dev/iommu", F_OK);
}

/* Does VFIO's type 1 map and pin with this interface, not iommufd? */
bool user_has_type1(enum vfio_interface interface)
{
	return interface == VFIO_GROUP && !access("/sys/module/vfio_iommu_type1", F_OK);
}

/* ---- Guest memory ---- */

int user_map(const struct user *user, __u64 iova, void *mem, size_t size, bool writable)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .vaddr = (__u64)mem, .iova = iova, .size = size,
		.flags = VFIO_DMA_MAP_FLAG_READ | (writable ? VFIO_DMA_MAP_FLAG_WRITE : 0),
	};
	struct iommu_ioas_map ioas_map = {
		.size = sizeof(ioas_map), .ioas_id = user->ioas, .user_va = (__u64)mem,
		.iova = iova, .length = size,
		.flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_READABLE |
			 (writable ? IOMMU_IOAS_MAP_WRITEABLE : 0),
	};

	if (user->interface == VFIO_CDEV)
		return call(user->container, IOMMU_IOAS_MAP, &ioas_map);
	return call(user->container, VFIO_IOMMU_MAP_DMA, &map);
}

/* @size: exactly what was mapped there. */
int user_unmap(const struct user *user, __u64 iova, size_t size)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = size };
	struct iommu_ioas_unmap ioas_unmap = {
		.size = sizeof(ioas_unmap), .ioas_id = user->ioas, .iova = iova, .length = size };

	if (user->interface == VFIO_CDEV)
		return call(user->container, IOMMU_IOAS_UNMAP, &ioas_unmap);
	return call(user->container, VFIO_IOMMU_UNMAP_DMA, &unmap);
}

/* ---- The device ---- */

int user_ioctl(const struct user *user, unsigned long cmd, void *arg)
{
	return call(user->device, cmd, arg);
}

static enum user_region region_of(const struct vfio_region_info_cap_type *cap)
{
	if (cap->header.id != VFIO_REGION_INFO_CAP_TYPE || cap->type != VFIO_REGION_TYPE_CCW)
		return NR_REGIONS;
	switch (cap->subtype) {
	case VFIO_REGION_SUBTYPE_CCW_ASYNC_CMD:
		return REGION_ASYNC;
	case VFIO_REGION_SUBTYPE_CCW_SCHIB:
		return REGION_SCHIB;
	case VFIO_REGION_SUBTYPE_CCW_CRW:
		return REGION_CRW;
	default:
		return NR_REGIONS;
	}
}

/* Index 0 is the I/O region; the others are known by their capabilities. */
int user_find_regions(struct user *user)
{
	struct {
		struct vfio_region_info info;
		struct vfio_region_info_cap_type cap;
	} arg;
	struct vfio_device_info info = { .argsz = sizeof(info) };
	int err = user_ioctl(user, VFIO_DEVICE_GET_INFO, &info);

	for (__u32 i = 0; !err && i < info.num_regions; i++) {
		enum user_region region = REGION_IO;

		memset(&arg, 0, sizeof(arg));
		arg.info.argsz = sizeof(arg);
		arg.info.index = i;
		err = user_ioctl(user, VFIO_DEVICE_GET_REGION_INFO, &arg);
		if (err)
			break;
		if (i)
			region = region_of(&arg.cap);
		if (region == NR_REGIONS)
			return -ENOENT;
		user->offset[region] = arg.info.offset;
	}
	return err;
}

int user_set_irqs(const struct user *user, __u32 flags, __u32 index, __u32 start, __u32 count,
		  const void *data, size_t size)
{
	union {
		struct vfio_irq_set set;
		char bytes[sizeof(struct vfio_irq_set) + 16];
	} arg = { .set = {
		.argsz = sizeof(struct vfio_irq_set) + size, .flags = flags, .index = index,
		.start = start, .count = count } };

	if (size > 16)
		return -E2BIG;
	if (size)
		memcpy(arg.bytes + sizeof(struct vfio_irq_set), data, size);
	return user_ioctl(user, VFIO_DEVICE_SET_IRQS, &arg);
}

int user_set_event(const struct user *user, enum user_irq irq, int fd)
{
	__s32 data = fd;

	return user_set_irqs(user, VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER, irq,
			     0, 1, &data, sizeof(data));
}

/* Creates the eventfds and sets them for all interrupts. */
int user_listen(struct user *user)
{
	for (int i = 0; i < NR_IRQS; i++) {
		int err;

		user->event[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		if (user->event[i] < 0)
			return -errno;
		err = user_set_event(user, i, user->event[i]);
		if (err)
			return err;
	}
	return 0;
}

ssize_t user_read(const struct user *user, enum user_region region, __u64 offset, void *buf,
		  size_t size)
{
	ssize_t ret = pread(user->device, buf, size, user->offset[region] + offset);

	return ret < 0 ? -errno : ret;
}

ssize_t user_write(const struct user *user, enum user_region region, __u64 offset,
		   const void *buf, size_t size)
{
	ssize_t ret = pwrite(user->device, buf, size, user->offset[region] + offset);

	return ret < 0 ? -errno : ret;
}

/* Waits for an event until @stop can be read, too; -1: that never happens. */
__u64 event_wait_until(int fd, int stop, int msecs)
{
	struct pollfd fds[] = {
		{ .fd = fd, .events = POLLIN }, { .fd = stop, .events = POLLIN },
	};
	__u64 count = 0;

	if (poll(fds, 2, msecs) > 0 && fds[0].revents & POLLIN &&
	    read(fd, &count, sizeof(count)) == sizeof(count))
		return count;
	return 0;
}

__u64 event_wait(int fd, int msecs)
{
	return event_wait_until(fd, -1, msecs);
}

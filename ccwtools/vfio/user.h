/* SPDX-License-Identifier: GPL-2.0-only */
/* A user of a VFIO device, through each of VFIO's interfaces. */
#ifndef CCWTOOLS_USER_H
#define CCWTOOLS_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "css_device.h"

/* Named as the kernel's options are: CONFIG_VFIO_GROUP, ... */
enum vfio_interface {
	VFIO_GROUP,	/* /dev/vfio/GROUP in a container of type 1, /dev/vfio/vfio */
	VFIO_COMPAT,	/* the same, in the compatibility container of iommufd, /dev/iommu */
	VFIO_CDEV,	/* /dev/vfio/devices/vfioN with an IOAS of iommufd */
};

enum user_region {
	REGION_IO,
	REGION_ASYNC,
	REGION_SCHIB,
	REGION_CRW,
	NR_REGIONS
};

enum user_irq {
	IRQ_IO,
	IRQ_CRW,
	IRQ_REQ,
	NR_IRQS
};

/**
 * struct user - a process that uses a device
 * @interface: how it was opened
 * @container: container, or iommufd
 * @shared: @container is another user's
 * @group: the group's file, or -1
 * @device: the device's file
 * @ioas: I/O address space of iommufd
 * @offset: of each region in @device
 * @event: eventfd of each interrupt
 */
struct user {
	enum vfio_interface interface;
	int container;
	bool shared;
	int group;
	int device;
	__u32 ioas;
	__u64 offset[NR_REGIONS];
	int event[NR_IRQS];
};

/* Functions that return int: 0 or a negative errno, unless stated otherwise. */
int user_open(struct user *user, enum vfio_interface interface, const struct css_device *dev);
int user_join(struct user *user, const struct user *with, const struct css_device *dev);
void user_close_device(struct user *user);
void user_close(struct user *user);
bool user_can(enum vfio_interface interface, const struct css_device *dev);
bool user_has_type1(enum vfio_interface interface);

int user_map(const struct user *user, __u64 iova, void *mem, size_t size, bool writable);
int user_unmap(const struct user *user, __u64 iova, size_t size);

int user_find_regions(struct user *user);
int user_ioctl(const struct user *user, unsigned long cmd, void *arg);
int user_set_irqs(const struct user *user, __u32 flags, __u32 index, __u32 start, __u32 count,
		  const void *data, size_t size);
int user_set_event(const struct user *user, enum user_irq irq, int fd);
int user_listen(struct user *user);

/* Return: number of bytes, or a negative errno. */
ssize_t user_read(const struct user *user, enum user_region region, __u64 offset, void *buf,
		  size_t size);
ssize_t user_write(const struct user *user, enum user_region region, __u64 offset,
		   const void *buf, size_t size);

/* Reads the count of an eventfd.  Return: the count; 0 after @msecs without a signal. */
__u64 event_wait(int fd, int msecs);
__u64 event_wait_until(int fd, int stop, int msecs);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of VFIO and mdev, with their rules for drivers in Linux 6.12, and with both
 * backends: type 1 and iommufd.
 */
#ifndef EXPLORE_VFIO_H
#define EXPLORE_VFIO_H

#include "explore/kernel.h"

#include <linux/vfio.h>

#define MAX_AREAS	4u
#define SPACE_PAGES	40u
#define MAX_DEVICES	4u
#define MAX_PINS	16u

#define IOMMU_READ	1
#define IOMMU_WRITE	2

struct space;
struct vfio_device;

/* ---- For the driver ---- */

struct vfio_device_ops {
	const char *name;
	int (*init)(struct vfio_device *vdev);
	void (*release)(struct vfio_device *vdev);
	int (*bind_iommufd)(struct vfio_device *vdev);
	void (*unbind_iommufd)(struct vfio_device *vdev);
	int (*attach_ioas)(struct vfio_device *vdev);
	void (*detach_ioas)(struct vfio_device *vdev);
	int (*open_device)(struct vfio_device *vdev);
	void (*close_device)(struct vfio_device *vdev);
	ssize_t (*read)(struct vfio_device *vdev, char __user *buf, size_t count, loff_t *ppos);
	ssize_t (*write)(struct vfio_device *vdev, const char __user *buf, size_t count,
			 loff_t *ppos);
	long (*ioctl)(struct vfio_device *vdev, unsigned int cmd, unsigned long arg);
	void (*request)(struct vfio_device *vdev, unsigned int count);
	void (*dma_unmap)(struct vfio_device *vdev, u64 iova, u64 length);
};

/**
 * struct vfio_device - a device, and its access to an address space of iommufd
 * @dev: the parent device
 * @ops: callbacks of its driver
 * @device: its own device
 * @set_lock: serialises opening, closing and attaching
 * @open: it is open
 * @closed: woken when it is closed
 * @container: address space with type 1
 * @iommufd: it is open through iommufd
 * @iommufd_access: not NULL if @iommufd
 * @ioas_lock: lock of the access
 * @ioas: address space in which it may pin
 * @ioas_unpin: address space in which it has pinned
 * @pins: one entry per call that pinned, since iommufd unpins exactly the pages of one
 * @callbacks: calls of dma_unmap() in progress
 */
struct vfio_device {
	struct device *dev;
	const struct vfio_device_ops *ops;
	struct device device;
	struct mutex set_lock;
	bool open;
	wait_queue_head_t closed;
	struct space *container;
	bool iommufd;
	void *iommufd_access;
	struct mutex ioas_lock;
	struct space *ioas;
	struct space *ioas_unpin;
	struct { u64 iova; u32 n; } pins[MAX_PINS];
	int callbacks;
};

struct vfio_device *vfio_create(size_t size, struct device *dev,
				const struct vfio_device_ops *ops);
#define vfio_alloc_device(type, member, dev, ops) \
	container_of(vfio_create(sizeof(struct type), dev, ops), struct type, member)
void vfio_put_device(struct vfio_device *vdev);
int vfio_register_emulated_iommu_dev(struct vfio_device *vdev);
void vfio_unregister_group_dev(struct vfio_device *vdev);

int vfio_pin_pages(struct vfio_device *vdev, dma_addr_t iova, int n, int prot,
		   struct page **pages);
void vfio_unpin_pages(struct vfio_device *vdev, dma_addr_t iova, int n);
int vfio_dma_rw(struct vfio_device *vdev, dma_addr_t iova, void *data, size_t size, bool write);
int vfio_set_irqs_validate_and_prepare(struct vfio_irq_set *set, int irqs, int max, size_t *size);

#define vfio_iommufd_emulated_attach_ioas NULL
#define vfio_iommufd_emulated_detach_ioas NULL
#define vfio_iommufd_emulated_bind NULL
#define vfio_iommufd_emulated_unbind NULL

/* ---- mdev ---- */

struct mdev_device;

struct mdev_type {
	const char *sysfs_name;
	const char *pretty_name;
	struct mdev_parent *parent;
};

struct mdev_parent {
	struct device *dev;
	struct mdev_driver *mdev_driver;
};

struct mdev_device {
	struct device dev;
	struct mdev_type *type;
};

struct mdev_driver {
	const char *device_api;
	unsigned int max_instances;
	int (*probe)(struct mdev_device *mdev);
	void (*remove)(struct mdev_device *mdev);
	struct device_driver driver;
};

int mdev_register_driver(struct mdev_driver *driver);
void mdev_unregister_driver(struct mdev_driver *driver);
int mdev_register_parent(struct mdev_parent *parent, struct device *dev,
			 struct mdev_driver *driver, struct mdev_type **types, unsigned int n);
void mdev_unregister_parent(struct mdev_parent *parent);

/* ---- For scenarios ---- */

/**
 * struct area - a range that was mapped by one call
 * @first: first page in the address space
 * @n: how many pages; 0 if the entry is free
 * @page: number of the user's page that is mapped at @first
 * @unmapping: iommufd is unmapping it
 * @accesses: calls of iommufd that have pinned pages in it
 * @mutex: iommufd's lock of its pages
 */
struct area {
	u32 first;
	u32 n;
	unsigned int page;
	bool unmapping;
	u32 accesses;
	struct mutex mutex;
};

/**
 * struct space - an address space: a container of type 1, or an IOAS
 * @iommufd: it is an IOAS
 * @lock: iommu->lock of type 1
 * @device_list_lock: of type 1
 * @iova_lock: iova_rwsem of iommufd
 * @devices: with type 1 those that are open; with iommufd those that have access
 * @areas: mapped ranges
 * @pins: how often each page is pinned
 * @slow: how long the first access to each page takes
 */
struct space {
	bool iommufd;
	struct mutex lock;
	struct mutex device_list_lock;
	struct rw_semaphore iova_lock;
	struct vfio_device *devices[MAX_DEVICES];
	struct area areas[MAX_AREAS];
	u8 pins[SPACE_PAGES];
	u32 slow[SPACE_PAGES];
};

/** space_map() - map @n pages of the user's, from number @page, at page @first */
struct area *space_map(struct space *space, u32 first, u32 n, unsigned int page);
/** space_unmap() - unmap, as the ioctl does; no page in the area is pinned on return */
void space_unmap(struct space *space, struct area *area);
/** space_at() - the user's memory at an address */
void *space_at(struct space *space, u64 iova);

/** vfio_open() - a user opens a device in a space.  Return: 0 or -errno */
int vfio_open(struct vfio_device *vdev, struct space *space);
void vfio_close(struct vfio_device *vdev);
/** vfio_attach() - iommufd: attach to @space, or detach if NULL; unpins in the old space */
void vfio_attach(struct vfio_device *vdev, struct space *space);

#endif

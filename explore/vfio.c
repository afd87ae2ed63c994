// SPDX-License-Identifier: GPL-2.0-only
/*
 * A model of VFIO in Linux 6.12: the locks that it takes, the order in which it calls a
 * driver, and what it considers an error of the driver.
 */
#include "explore/vfio.h"

#define TYPE1_ROUNDS	10u	/* if pages are pinned after more calls of dma_unmap(): BUG */
#define IOMMUFD_ROUNDS	100u
#define REMOVE_WAIT_MS	10000u

static u32 page_of(u64 iova)
{
	return (u32)(iova >> PAGE_SHIFT);
}

static struct area *find_area(struct space *space, u64 iova)
{
	u32 page = page_of(iova);

	for (u32 i = 0; i < MAX_AREAS; i++) {
		struct area *area = &space->areas[i];

		if (page >= area->first && page < area->first + area->n)
			return area;
	}
	return NULL;
}

static struct page *user_page(const struct area *area, u64 iova)
{
	return memory_user_page(area->page + page_of(iova) - area->first);
}

/* The first access to a page takes as long as the user wants. */
static void fault_in(struct space *space, u64 iova)
{
	u32 *slow = &space->slow[page_of(iova)];
	u32 msecs = *slow;

	*slow = 0;
	if (msecs)
		msleep(msecs);
}

void *space_at(struct space *space, u64 iova)
{
	struct area *area = find_area(space, iova);

	sched_must(area);
	return memory_at(memory_physical(user_page(area, iova)) + (iova & (PAGE_SIZE - 1)));
}

struct area *space_map(struct space *space, u32 first, u32 n, unsigned int page)
{
	for (u32 i = 0; i < MAX_AREAS; i++)
		if (!space->areas[i].n) {
			space->areas[i] = (struct area){ .first = first, .n = n, .page = page };
			return &space->areas[i];
		}
	sched_fail("too many areas");
}

static u32 pinned_in(const struct space *space, const struct area *area)
{
	u32 pins = 0;

	for (u32 i = 0; i < area->n; i++)
		pins += space->pins[area->first + i];
	return pins;
}

static void pin_one(struct space *space, struct area *area, u64 iova, int by)
{
	u8 *pins = &space->pins[page_of(iova)];

	if (by < 0 && !*pins)
		sched_fail("page %u is unpinned, but was not pinned", page_of(iova));
	*pins += by;
	memory_use(user_page(area, iova), 0, by);
}

static void add_device(struct space *space, struct vfio_device *vdev)
{
	u32 i = 0;

	while (space->devices[i])
		if (++i == MAX_DEVICES)
			sched_fail("too many devices in one space");
	space->devices[i] = vdev;
}

static void remove_device(struct space *space, const struct vfio_device *vdev)
{
	for (u32 i = 0; i < MAX_DEVICES; i++)
		if (space->devices[i] == vdev)
			space->devices[i] = NULL;
}

static void call_unmap(struct vfio_device *vdev, u64 iova, u64 length)
{
	sched_say("VFIO: dma_unmap of page %u on, %llu bytes", page_of(iova),
		  (unsigned long long)length);
	vdev->ops->dma_unmap(vdev, iova, length);
}

/* ---- Type 1 ---- */

static int type1_pin(struct space *space, u64 iova, u32 n, struct page **pages)
{
	u32 done;

	mutex_lock(&space->lock);
	for (done = 0; done < n; done++) {
		u64 at = iova + done * PAGE_SIZE;
		struct area *area = find_area(space, at);

		if (!area)
			break;
		fault_in(space, at);
		pin_one(space, area, at, 1);
		pages[done] = user_page(area, at);
	}
	if (done < n)
		for (u32 i = 0; i < done; i++)
			pin_one(space, find_area(space, iova), iova + i * PAGE_SIZE, -1);
	mutex_unlock(&space->lock);
	return done < n ? -EINVAL : (int)n;
}

static void type1_unpin(struct space *space, u64 iova, u32 n)
{
	mutex_lock(&space->lock);
	for (u32 i = 0; i < n; i++) {
		struct area *area = find_area(space, iova + i * PAGE_SIZE);

		if (WARN(!area, "type 1: an unpinned page is not mapped"))
			break;
		pin_one(space, area, iova + i * PAGE_SIZE, -1);
	}
	mutex_unlock(&space->lock);
}

/* dma_unmap() is called with device_list_lock held, and without space->lock. */
static void type1_notify(struct space *space, const struct area *area)
{
	u64 iova = area->first * PAGE_SIZE, length = area->n * PAGE_SIZE;

	mutex_lock(&space->device_list_lock);
	mutex_unlock(&space->lock);
	for (u32 i = 0; i < MAX_DEVICES; i++)
		if (space->devices[i])
			call_unmap(space->devices[i], iova, length);
	mutex_unlock(&space->device_list_lock);
	mutex_lock(&space->lock);
}

static void type1_unmap(struct space *space, struct area *area)
{
	mutex_lock(&space->lock);
	for (u32 rounds = 0; pinned_in(space, area); rounds++) {
		if (rounds > TYPE1_ROUNDS)
			sched_fail("BUG: pages are pinned after %u calls of type 1", rounds);
		type1_notify(space, area);
	}
	area->n = 0;
	mutex_unlock(&space->lock);
}

/* ---- iommufd ---- */

static int iommufd_pin(struct vfio_device *vdev, u64 iova, u32 n, struct page **pages)
{
	struct space *space;
	struct area *area;
	int err = 0;

	mutex_lock(&vdev->ioas_lock);
	space = vdev->ioas;
	if (!space) {
		mutex_unlock(&vdev->ioas_lock);
		return -ENOENT;
	}
	down_read(&space->iova_lock);
	area = find_area(space, iova);
	if (!area || area != find_area(space, iova + (n - 1) * PAGE_SIZE))
		err = -ENOENT;
	else if (area->unmapping)
		err = -EINVAL;
	if (!err) {
		u32 i = 0;

		mutex_lock(&area->mutex);
		for (u32 k = 0; k < n; k++) {
			fault_in(space, iova + k * PAGE_SIZE);
			pin_one(space, area, iova + k * PAGE_SIZE, 1);
			pages[k] = user_page(area, iova + k * PAGE_SIZE);
		}
		area->accesses++;
		mutex_unlock(&area->mutex);
		while (vdev->pins[i].n)
			i++;
		sched_must(i < MAX_PINS);
		vdev->pins[i].iova = iova;
		vdev->pins[i].n = n;
	}
	up_read(&space->iova_lock);
	mutex_unlock(&vdev->ioas_lock);
	return err ? err : (int)n;
}

static void iommufd_unpin(struct vfio_device *vdev, u64 iova, u32 n)
{
	struct space *space;
	struct area *area;
	u32 i = 0;

	mutex_lock(&vdev->ioas_lock);
	space = vdev->ioas_unpin;
	if (WARN(!space, "iommufd: unpinned without an address space"))
		return;
	down_read(&space->iova_lock);
	while (i < MAX_PINS && (vdev->pins[i].iova != iova || vdev->pins[i].n != n))
		i++;
	WARN(i == MAX_PINS, "iommufd: no call has pinned exactly the unpinned pages");
	vdev->pins[i].n = 0;
	area = find_area(space, iova);
	WARN(!area, "iommufd: an unpinned page is not mapped");
	mutex_lock(&area->mutex);
	area->accesses--;
	for (u32 k = 0; k < n; k++)
		pin_one(space, area, iova + k * PAGE_SIZE, -1);
	mutex_unlock(&area->mutex);
	up_read(&space->iova_lock);
	mutex_unlock(&vdev->ioas_lock);
}

/* dma_unmap() is called without a lock; the device cannot be closed meanwhile. */
static void iommufd_notify(struct space *space, u64 iova, u64 length)
{
	for (u32 i = 0; i < MAX_DEVICES; i++) {
		struct vfio_device *vdev = space->devices[i];

		if (!vdev)
			continue;
		vdev->callbacks++;
		call_unmap(vdev, iova, length);
		vdev->callbacks--;
		sched_wake(NULL, &vdev->closed.list);
	}
}

static void iommufd_unmap(struct space *space, struct area *area)
{
	u64 iova = area->first * PAGE_SIZE, length = area->n * PAGE_SIZE;

	down_write(&space->iova_lock);
	for (u32 rounds = 0; area->accesses; rounds++) {
		area->unmapping = true;
		up_write(&space->iova_lock);
		WARN(rounds > IOMMUFD_ROUNDS, "iommufd: pages stay pinned");
		iommufd_notify(space, iova, length);
		down_write(&space->iova_lock);
	}
	WARN(pinned_in(space, area), "iommufd: pages are pinned without an access");
	area->n = 0;
	up_write(&space->iova_lock);
}

static bool has_pins(const struct vfio_device *vdev)
{
	for (u32 i = 0; i < MAX_PINS; i++)
		if (vdev->pins[i].n)
			return true;
	return false;
}

/* dma_unmap() is called once; no page may be pinned when it returns. */
static void iommufd_change(struct vfio_device *vdev, struct space *space)
{
	struct space *old = vdev->ioas;

	if (old != vdev->ioas_unpin || old == space)
		return;
	vdev->ioas = NULL;
	if (space)
		add_device(space, vdev);
	if (old) {
		mutex_unlock(&vdev->ioas_lock);
		call_unmap(vdev, 0, ULONG_MAX);
		mutex_lock(&vdev->ioas_lock);
		if (has_pins(vdev))
			sched_fail("iommufd: pages are still pinned in a detached address space");
		remove_device(old, vdev);
	}
	vdev->ioas = space;
	vdev->ioas_unpin = space;
}

void vfio_attach(struct vfio_device *vdev, struct space *space)
{
	mutex_lock(&vdev->set_lock);
	if (vdev->open && vdev->iommufd) {
		mutex_lock(&vdev->ioas_lock);
		iommufd_change(vdev, space);
		mutex_unlock(&vdev->ioas_lock);
	}
	mutex_unlock(&vdev->set_lock);
}

/* ---- Both backends ---- */

void space_unmap(struct space *space, struct area *area)
{
	if (space->iommufd)
		iommufd_unmap(space, area);
	else
		type1_unmap(space, area);
}

int vfio_pin_pages(struct vfio_device *vdev, dma_addr_t iova, int n, int prot,
		   struct page **pages)
{
	sched_may_sleep(PLACE("vfio_pin_pages", ""));
	if (WARN(!vdev->open, "pages are pinned for a device that is not open"))
		return -EINVAL;
	return vdev->iommufd ? iommufd_pin(vdev, iova, n, pages) :
			       type1_pin(vdev->container, iova, n, pages);
}

void vfio_unpin_pages(struct vfio_device *vdev, dma_addr_t iova, int n)
{
	sched_may_sleep(PLACE("vfio_unpin_pages", ""));
	WARN(!vdev->open, "pages are unpinned for a device that is not open");
	if (vdev->iommufd)
		iommufd_unpin(vdev, iova, n);
	else
		type1_unpin(vdev->container, iova, n);
}

/* Across areas is not supported: programs here are small. */
static int copy(struct space *space, u64 iova, void *data, size_t size)
{
	struct area *area = find_area(space, iova);

	if (!area || area != find_area(space, iova + size - 1) || area->unmapping)
		return -EINVAL;
	fault_in(space, iova);
	memcpy(data, space_at(space, iova), size);
	return 0;
}

int vfio_dma_rw(struct vfio_device *vdev, dma_addr_t iova, void *data, size_t size, bool write)
{
	struct space *space = vdev->container;
	int err;

	sched_may_sleep(PLACE("vfio_dma_rw", ""));
	if (!vdev->open)
		return -EINVAL;
	if (!vdev->iommufd) {
		mutex_lock(&space->lock);
		err = copy(space, iova, data, size);
		mutex_unlock(&space->lock);
		return err;
	}
	mutex_lock(&vdev->ioas_lock);
	space = vdev->ioas;
	if (space) {
		down_read(&space->iova_lock);
		err = copy(space, iova, data, size);
		up_read(&space->iova_lock);
	} else {
		err = -ENOENT;
	}
	mutex_unlock(&vdev->ioas_lock);
	return err;
}

int vfio_set_irqs_validate_and_prepare(struct vfio_irq_set *set, int irqs, int max, size_t *size)
{
	*size = sizeof(s32);
	return set->index < (u32)max ? 0 : -EINVAL;
}

static int bind(struct vfio_device *vdev, struct space *space)
{
	vdev->iommufd = space->iommufd;
	vdev->iommufd_access = space->iommufd ? vdev : NULL;
	vdev->open = true;
	if (space->iommufd) {
		mutex_lock(&vdev->ioas_lock);
		iommufd_change(vdev, space);
		mutex_unlock(&vdev->ioas_lock);
		return 0;
	}
	vdev->container = space;
	mutex_lock(&space->lock);
	mutex_lock(&space->device_list_lock);
	add_device(space, vdev);
	mutex_unlock(&space->device_list_lock);
	mutex_unlock(&space->lock);
	return 0;
}

static void unbind(struct vfio_device *vdev)
{
	struct space *space = vdev->container;

	if (vdev->iommufd) {
		/* Unmaps do not find the device any more; wait for those that have found it. */
		if (vdev->ioas)
			remove_device(vdev->ioas, vdev);
		wait_event(vdev->closed, !vdev->callbacks);
		mutex_lock(&vdev->ioas_lock);
		iommufd_change(vdev, NULL);
		mutex_unlock(&vdev->ioas_lock);
	} else {
		mutex_lock(&space->lock);
		mutex_lock(&space->device_list_lock);
		remove_device(space, vdev);
		mutex_unlock(&space->device_list_lock);
		mutex_unlock(&space->lock);
	}
	vdev->open = false;
	sched_wake(NULL, &vdev->closed.list);
}

int vfio_open(struct vfio_device *vdev, struct space *space)
{
	int err = -EBUSY;

	get_device(&vdev->device);
	mutex_lock(&vdev->set_lock);
	if (!vdev->open) {
		bind(vdev, space);
		err = vdev->ops->open_device ? vdev->ops->open_device(vdev) : 0;
		if (err)
			unbind(vdev);
	}
	mutex_unlock(&vdev->set_lock);
	if (err)
		put_device(&vdev->device);
	return err;
}

void vfio_close(struct vfio_device *vdev)
{
	bool was_open;

	mutex_lock(&vdev->set_lock);
	was_open = vdev->open;
	if (was_open) {
		if (vdev->ops->close_device)
			vdev->ops->close_device(vdev);
		unbind(vdev);
	}
	mutex_unlock(&vdev->set_lock);
	if (was_open)
		put_device(&vdev->device);
}

static void release(struct device *dev)
{
	struct vfio_device *vdev = container_of(dev, struct vfio_device, device);

	vdev->ops->release(vdev);
	memory_free(vdev);
}

/* @vdev must be the first member of the driver's structure, as for vfio_alloc_device(). */
struct vfio_device *vfio_create(size_t size, struct device *dev,
				const struct vfio_device_ops *ops)
{
	struct vfio_device *vdev = memory_alloc(size);
	int err;

	vdev->dev = dev;
	vdev->ops = ops;
	vdev->device.refs = 1;
	vdev->device.release = release;
	err = ops->init(vdev);
	if (!err)
		return vdev;
	memory_free(vdev);
	return ERR_PTR(err);
}

void vfio_put_device(struct vfio_device *vdev)
{
	put_device(&vdev->device);
}

int vfio_register_emulated_iommu_dev(struct vfio_device *vdev)
{
	return 0;
}

void vfio_unregister_group_dev(struct vfio_device *vdev)
{
	for (unsigned int count = 0; READ_ONCE(vdev->open); count++) {
		vdev->ops->request(vdev, count);
		wait_event_timeout(vdev->closed, !READ_ONCE(vdev->open), REMOVE_WAIT_MS);
	}
}

int mdev_register_driver(struct mdev_driver *driver)
{
	return 0;
}

void mdev_unregister_driver(struct mdev_driver *driver)
{
}

int mdev_register_parent(struct mdev_parent *parent, struct device *dev,
			 struct mdev_driver *driver, struct mdev_type **types, unsigned int n)
{
	parent->dev = dev;
	parent->mdev_driver = driver;
	for (unsigned int i = 0; i < n; i++)
		types[i]->parent = parent;
	return 0;
}

void mdev_unregister_parent(struct mdev_parent *parent)
{
}

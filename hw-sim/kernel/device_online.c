// SPDX-License-Identifier: GPL-2.0-only
/* The file "online" of a device: its subchannel is created, or removed. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "hw-sim/kernel/bus.h"
#include "hw-sim/kernel/device_dir.h"
#include "hw-sim/kernel/image.h"

static struct subchannel *device_dir_create_subchannel_on(struct device_dir *dir,
							  struct sim_image *image)
{
	struct subchannel_config config = {
		.bus = &css_bus,
		.parent = css_root,
		.number = dir->number,
		.devno = dir->devno,
		.n_paths = dir->n_paths,
		.latency = (u64)dir->latency_us * NSEC_PER_USEC,
		.create = dir->kind->create,
		.image = image,
	};
	struct subchannel *sch;

	memcpy(config.chpid, dir->chpid, sizeof(config.chpid));
	sch = subchannel_create(&config);
	if (!IS_ERR(sch))
		return sch;
	if (PTR_ERR(sch) == -EEXIST)
		device_dir_err(dir, "a device of that name is still in use");
	else if (!image || !device_medium_report(dir, dir->path, image))
		device_dir_err(dir, "cannot create the device: errno %ld", -PTR_ERR(sch));
	return sch;
}

/* Without dir->lock, so that reading the configuration does not wait for file access. */
static struct subchannel *device_dir_create_subchannel(struct device_dir *dir)
{
	struct sim_image *image = device_medium_open(dir);
	struct subchannel *sch;

	if (IS_ERR(image))
		return ERR_CAST(image);
	sch = device_dir_create_subchannel_on(dir, image);
	if (IS_ERR(sch))
		image_close(image);
	return sch;
}

static int device_dir_go_online(struct device_dir *dir)
{
	struct subchannel *sch;
	int err = device_dir_begin_change(dir, "online");

	if (err)
		return err;
	dir->changing = true;
	mutex_unlock(&dir->lock);
	sch = device_dir_create_subchannel(dir);
	mutex_lock(&dir->lock);
	dir->changing = false;
	if (!IS_ERR(sch))
		dir->sch = sch;
	mutex_unlock(&dir->lock);
	return PTR_ERR_OR_ZERO(sch);
}

/**
 * device_dir_begin_removal() - begin to remove the subchannel, unless that has begun
 * @dir: the directory of the device
 *
 * Return: the subchannel, with a reference for the caller; or NULL if the device is offline.
 */
struct subchannel *device_dir_begin_removal(struct device_dir *dir)
{
	struct subchannel *sch;
	bool begin;

	mutex_lock(&dir->lock);
	sch = dir->sch;
	begin = sch && !dir->removing;
	dir->removing = sch;
	if (sch)
		get_device(&sch->dev);
	mutex_unlock(&dir->lock);
	if (begin)
		subchannel_remove(sch);
	return sch;
}

static int device_dir_wait_for_user(struct device_dir *dir, struct subchannel *sch)
{
	int err = wait_for_completion_interruptible(&sch->removed);

	mutex_lock(&dir->lock);
	device_dir_reap(dir);
	mutex_unlock(&dir->lock);
	return err;
}

/*
 * Waits for the user of the device.  A signal ends the wait; one that does not interrupt
 * system calls, such as SIGCHLD for a shell, does not.
 *
 * A rmdir of this directory would wait for the end of this write, and block all access to
 * the parent directory.  So the item is pinned meanwhile, and rmdir fails with -EBUSY.
 */
static int device_dir_go_offline(struct device_dir *dir)
{
	struct subchannel *sch;
	int err = configfs_depend_item_unlocked(dir->subsystem, &dir->item);

	/* The directory is being removed, and that removes the device. */
	if (err)
		return err;
	sch = device_dir_begin_removal(dir);
	if (sch) {
		err = device_dir_wait_for_user(dir, sch);
		subchannel_put(sch);
	}
	configfs_undepend_item(&dir->item);
	return err;
}

ssize_t device_dir_online_show(struct config_item *ci, char *page)
{
	struct device_dir *dir = to_device_dir(ci);
	bool online;

	mutex_lock(&dir->lock);
	online = device_dir_is_online(dir);
	mutex_unlock(&dir->lock);
	return sysfs_emit(page, "%d\n", online);
}

ssize_t device_dir_online_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);
	bool online;
	int err = kstrtobool(page, &online);

	if (err)
		device_dir_err(dir, "online is 0 or 1");
	else
		err = online ? device_dir_go_online(dir) : device_dir_go_offline(dir);
	return err ?: (ssize_t)count;
}

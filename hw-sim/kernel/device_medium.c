// SPDX-License-Identifier: GPL-2.0-only
/* The file "image" of a device: its medium, and the operator who exchanges it. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/slab.h>

#include "hw-sim/kernel/device_dir.h"
#include "hw-sim/kernel/image.h"

ssize_t device_dir_image_show(struct config_item *ci, char *page)
{
	struct device_dir *dir = to_device_dir(ci);
	ssize_t len;

	mutex_lock(&dir->lock);
	/* A tape that the guest has unloaded is not in the drive any more. */
	if (device_dir_is_online(dir) && dir->kind->removable && !subchannel_has_medium(dir->sch))
		len = sysfs_emit(page, "\n");
	else
		len = sysfs_emit(page, "%s\n", dir->path ?: "");
	mutex_unlock(&dir->lock);
	return len;
}

static struct sim_image *device_medium_open_file(struct device_dir *dir, const char *path)
{
	const struct image_options options = {
		.readonly = dir->readonly,
		.write_cache = dir->write_cache,
		.grows = dir->kind->removable,
	};
	struct sim_image *image = image_open(path, &options);

	if (PTR_ERR(image) == -EBUSY)
		device_dir_err(dir, "another device writes to %s", path);
	else if (PTR_ERR(image) == -EINVAL)
		device_dir_err(dir, "%s is not a regular file", path);
	else if (IS_ERR(image))
		device_dir_err(dir, "cannot open %s: errno %ld", path, -PTR_ERR(image));
	return image;
}

/**
 * device_medium_report() - say why a device does not accept a medium
 * @dir: the directory of the device
 * @path: the name of the file
 * @image: the medium
 *
 * Return: it is for the medium itself that it was not accepted.
 */
bool device_medium_report(struct device_dir *dir, const char *path, const struct sim_image *image)
{
	char text[IMAGE_FAULT_TEXT];

	if (image->fault.cause == IMAGE_NOT_REFUSED)
		return false;
	image_fault_text(&image->fault, text);
	device_dir_err(dir, "%s cannot be used by a device of type %s: %s", path, dir->kind->name,
		       text);
	return true;
}

/* Unmount the medium of an online device, then mount another one; dir->changing is set. */
static int device_medium_mount(struct device_dir *dir, struct subchannel *sch, const char *path)
{
	struct sim_image *image;
	int err = subchannel_mount(sch, NULL);

	if (err || !path[0])
		return err;
	image = device_medium_open_file(dir, path);
	if (IS_ERR(image))
		return PTR_ERR(image);
	err = subchannel_mount(sch, image);
	if (!err)
		return 0;
	if (!device_medium_report(dir, path, image))
		device_dir_err(dir, "cannot mount %s: errno %d", path, -err);
	image_close(image);
	return err;
}

/* With dir->lock held, which is released while files are opened and closed. */
static int device_medium_exchange(struct device_dir *dir, char **path)
{
	struct subchannel *sch = dir->sch;
	int err;

	get_device(&sch->dev);
	dir->changing = true;
	mutex_unlock(&dir->lock);
	err = device_medium_mount(dir, sch, *path);
	mutex_lock(&dir->lock);
	dir->changing = false;
	/* After any error the drive is empty. */
	if (err)
		(*path)[0] = 0;
	put_device(&sch->dev);
	return err;
}

ssize_t device_dir_image_store(struct config_item *ci, const char *page, size_t count)
{
	struct device_dir *dir = to_device_dir(ci);
	char *path = kstrndup(page, strcspn(page, "\n"), GFP_KERNEL);
	int err;

	if (!path)
		return -ENOMEM;
	err = device_dir_begin_medium_change(dir, "image");
	if (err) {
		kfree(path);
		return err;
	}
	if (dir->sch)
		err = device_medium_exchange(dir, &path);
	/* A path that was written as one page also fits into one when it is shown. */
	swap(dir->path, path);
	device_dir_end_change(dir);
	kfree(path);
	return err ?: (ssize_t)count;
}

/**
 * device_medium_open() - open the image of a device that goes online
 * @dir: the directory of the device
 *
 * Return: the image; NULL for a kind of device without one, or an empty drive; an ERR_PTR().
 */
struct sim_image *device_medium_open(struct device_dir *dir)
{
	bool named = dir->path && dir->path[0];

	if (!dir->kind->has_image || (dir->kind->removable && !named))
		return NULL;
	if (named)
		return device_medium_open_file(dir, dir->path);
	device_dir_err(dir, "a device of type %s needs an image", dir->kind->name);
	return ERR_PTR(-EINVAL);
}

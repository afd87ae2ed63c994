// SPDX-License-Identifier: GPL-2.0-only
/* The medium of a simulated device, in a file; at most one device writes to a file. */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "hw-sim/kernel/image.h"

/**
 * struct image_file - a file that is a medium
 * @image: for the device model
 * @file: open for as long as the device exists
 * @writers: in the list of those that may be written
 */
struct image_file {
	struct sim_image image;
	struct file *file;
	struct list_head writers;
};

static LIST_HEAD(writers);
static DEFINE_MUTEX(writers_lock);

static struct image_file *to_file(struct sim_image *image)
{
	return container_of(image, struct image_file, image);
}

static bool is_inside(const struct sim_image *image, u64 offset, size_t len)
{
	return offset <= image->size && len <= image->size - offset;
}

static int image_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	loff_t pos = offset;

	if (!is_inside(image, offset, len))
		return -EIO;
	while (len) {
		ssize_t n = kernel_read(to_file(image)->file, buf, len, &pos);

		if (n <= 0)
			return -EIO;
		buf += n;
		len -= n;
	}
	return 0;
}

/* The file was opened so that this returns when the data are as safe as promised. */
static int image_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	loff_t pos = offset;

	if (image->readonly)
		return -EROFS;
	if (!is_inside(image, offset, len))
		return -EIO;
	while (len) {
		ssize_t n = kernel_write(to_file(image)->file, buf, len, &pos);

		if (n <= 0)
			return -EIO;
		buf += n;
		len -= n;
	}
	return 0;
}

static const struct sim_image_ops image_ops = {
	.read = image_read,
	.write = image_write,
};

static bool is_written(const struct file *file)
{
	const struct image_file *other;

	list_for_each_entry(other, &writers, writers)
		if (file_inode(other->file) == file_inode(file))
			return true;
	return false;
}

static int become_writer(struct image_file *image)
{
	int err = 0;

	mutex_lock(&writers_lock);
	if (is_written(image->file))
		err = -EBUSY;
	else
		list_add(&image->writers, &writers);
	mutex_unlock(&writers_lock);
	return err;
}

static int check(struct image_file *image)
{
	struct inode *inode = file_inode(image->file);

	if (!S_ISREG(inode->i_mode))
		return -EINVAL;
	image->image.size = i_size_read(inode);
	return image->image.readonly ? 0 : become_writer(image);
}

/**
 * image_open() - have a file as a medium
 * @path: its name, as the caller sees it
 * @readonly: open it for reading only
 * @write_cache: a write is done when the page cache has it; otherwise, when
 *	the file system says that it is on stable storage
 *
 * Return: the image, or an ERR_PTR(): -EINVAL for what is not a regular file,
 * -EBUSY if another device writes to it.
 */
struct sim_image *image_open(const char *path, bool readonly, bool write_cache)
{
	struct image_file *image = kzalloc(sizeof(*image), GFP_KERNEL);
	int flags = O_LARGEFILE | O_NOCTTY | O_NONBLOCK;
	int err;

	if (!image)
		return ERR_PTR(-ENOMEM);
	image->image.ops = &image_ops;
	image->image.readonly = readonly;
	INIT_LIST_HEAD(&image->writers);
	flags |= readonly ? O_RDONLY : O_RDWR;
	flags |= write_cache ? 0 : O_DSYNC;
	image->file = filp_open(path, flags, 0);
	if (IS_ERR(image->file)) {
		err = PTR_ERR(image->file);
		kfree(image);
		return ERR_PTR(err);
	}
	err = check(image);
	if (err) {
		image_close(&image->image);
		return ERR_PTR(err);
	}
	return &image->image;
}

/** image_close() - give the file back.  @image may be NULL */
void image_close(struct sim_image *image)
{
	struct image_file *file;

	if (!image)
		return;
	file = to_file(image);
	mutex_lock(&writers_lock);
	list_del(&file->writers);
	mutex_unlock(&writers_lock);
	fput(file->file);
	kfree(file);
}

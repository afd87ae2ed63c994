// SPDX-License-Identifier: GPL-2.0-only
/* The medium of a simulated device in a file, to which no other device may write. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "hw-sim/dev/journal.h"
#include "hw-sim/kernel/image.h"

#define IMAGE_JOURNAL	".journal"	/* appended to the name of the file */

/**
 * struct image_file - a file that is a medium
 * @image: for the device model
 * @file: the open file; NULL after the device has ejected it
 * @write_cache: see struct image_options
 * @writers: entry in the list of writable images
 */
struct image_file {
	struct sim_image image;
	struct file *file;
	bool write_cache;
	struct list_head writers;
};

static LIST_HEAD(image_writers);
static DEFINE_MUTEX(image_writers_lock);

static struct image_file *to_image_file(struct sim_image *image)
{
	return container_of(image, struct image_file, image);
}

static bool image_has(const struct sim_image *image, u64 offset, size_t len)
{
	return offset <= image->size && len <= image->size - offset;
}

static int image_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	loff_t pos = offset;

	if (!image_has(image, offset, len) || !to_image_file(image)->file)
		return -EIO;
	while (len) {
		ssize_t n = kernel_read(to_image_file(image)->file, buf, len, &pos);

		if (n <= 0)
			return -EIO;
		buf += n;
		len -= n;
	}
	return 0;
}

/* Without write_cache the file is open with O_DSYNC: data are on stable storage on return. */
static int image_write_at(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	loff_t pos = offset;

	if (!to_image_file(image)->file)
		return -EIO;
	while (len) {
		ssize_t n = kernel_write(to_image_file(image)->file, buf, len, &pos);

		if (n <= 0)
			return -EIO;
		buf += n;
		len -= n;
		image->size = max_t(u64, image->size, pos);
	}
	return 0;
}

static int image_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	if (image->readonly)
		return -EROFS;
	return image_has(image, offset, len) ? image_write_at(image, offset, buf, len) : -EIO;
}

static int image_append(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	if (image->readonly)
		return -EROFS;
	return image_has(image, offset, 0) ? image_write_at(image, offset, buf, len) : -EIO;
}

static int image_cut(struct sim_image *image, u64 size)
{
	struct file *file = to_image_file(image)->file;

	if (image->readonly)
		return -EROFS;
	if (!image_has(image, size, 0) || !file || vfs_truncate(&file->f_path, size))
		return -EIO;
	image->size = size;
	/* O_DSYNC does not apply to a truncation. */
	return to_image_file(image)->write_cache || !vfs_fsync(file, 1) ? 0 : -EIO;
}

static void image_eject(struct sim_image *image)
{
	struct image_file *file = to_image_file(image);

	mutex_lock(&image_writers_lock);
	list_del_init(&file->writers);
	mutex_unlock(&image_writers_lock);
	if (file->file)
		fput(file->file);
	file->file = NULL;
}

static const struct sim_image_ops image_fixed_ops = {
	.read = image_read,
	.write = image_write,
	.eject = image_eject,
};

static const struct sim_image_ops image_growing_ops = {
	.read = image_read,
	.write = image_append,
	.cut = image_cut,
	.eject = image_eject,
};

static bool image_is_written(const struct file *file)
{
	const struct image_file *other;

	list_for_each_entry(other, &image_writers, writers)
		if (file_inode(other->file) == file_inode(file))
			return true;
	return false;
}

static int image_add_writer(struct image_file *image)
{
	int err = 0;

	mutex_lock(&image_writers_lock);
	if (image_is_written(image->file))
		err = -EBUSY;
	else
		list_add(&image->writers, &image_writers);
	mutex_unlock(&image_writers_lock);
	return err;
}

static int image_check_file(struct image_file *image)
{
	struct inode *inode = file_inode(image->file);

	if (!S_ISREG(inode->i_mode))
		return -EINVAL;
	image->image.size = i_size_read(inode);
	return image->image.readonly ? 0 : image_add_writer(image);
}

static void image_close_file(struct sim_image *image)
{
	image_eject(image);
	kfree(to_image_file(image));
}

/* @create: flags of open() to create the file if it does not exist, or 0 */
static struct sim_image *image_open_file(const char *path, const struct image_options *options,
					 int create)
{
	struct image_file *image = kzalloc(sizeof(*image), GFP_KERNEL);
	int flags = O_LARGEFILE | O_NOCTTY | O_NONBLOCK | create;
	int err;

	if (!image)
		return ERR_PTR(-ENOMEM);
	image->image.ops = options->grows ? &image_growing_ops : &image_fixed_ops;
	image->image.readonly = options->readonly;
	image->write_cache = options->write_cache;
	INIT_LIST_HEAD(&image->writers);
	flags |= options->readonly ? O_RDONLY : O_RDWR;
	flags |= options->write_cache ? 0 : O_DSYNC;
	image->file = filp_open(path, flags, 0600);
	if (IS_ERR(image->file)) {
		err = PTR_ERR(image->file);
		kfree(image);
		return ERR_PTR(err);
	}
	err = image_check_file(image);
	if (err) {
		image_close_file(&image->image);
		return ERR_PTR(err);
	}
	return &image->image;
}

static struct sim_image *image_open_journal(const char *path)
{
	static const struct image_options options = { .grows = true };
	char *name = kasprintf(GFP_KERNEL, "%s" IMAGE_JOURNAL, path);
	struct sim_image *log;

	if (!name)
		return ERR_PTR(-ENOMEM);
	log = image_open_file(name, &options, O_CREAT | O_NOFOLLOW);
	if (IS_ERR(log))
		pr_err("cannot open %s, the journal of %s: errno %ld\n", name, path,
		       -PTR_ERR(log));
	kfree(name);
	return log;
}

static int image_open_with_journal(struct sim_journal *journal, const char *path,
				   struct sim_image *file)
{
	struct sim_image *log = image_open_journal(path);
	int err;

	if (IS_ERR(log))
		return PTR_ERR(log);
	err = sim_journal_open(journal, file, log);
	if (err)
		image_close_file(log);
	else if (journal->repaired)
		pr_info("completed a write to %s that a crash had interrupted\n", path);
	return err;
}

static struct sim_image *image_add_journal(const char *path, struct sim_image *file)
{
	struct sim_journal *journal = kzalloc(sizeof(*journal), GFP_KERNEL);
	int err = journal ? image_open_with_journal(journal, path, file) : -ENOMEM;

	if (!err)
		return &journal->image;
	kfree(journal);
	image_close_file(file);
	return ERR_PTR(err);
}

/**
 * image_open() - open a file as a medium
 * @path: name of the file, in the caller's mount namespace
 * @options: how it is used
 *
 * Without a write cache each write is atomic, by means of a journal in a second file
 * beside the first.
 *
 * Return: the image, or an ERR_PTR(): -EINVAL if it is not a regular file,
 * -EBUSY if another device writes to it.
 */
struct sim_image *image_open(const char *path, const struct image_options *options)
{
	struct sim_image *file = image_open_file(path, options, 0);

	if (IS_ERR(file) || options->readonly || options->write_cache)
		return file;
	return image_add_journal(path, file);
}

/** image_close() - close the file.  @image may be NULL */
void image_close(struct sim_image *image)
{
	struct sim_journal *journal = image ? sim_journal_of(image) : NULL;

	if (journal) {
		sim_journal_close(journal);
		image_close_file(journal->log);
		image_close_file(journal->medium);
		kfree(journal);
	} else if (image) {
		image_close_file(image);
	}
}

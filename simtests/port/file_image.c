// SPDX-License-Identifier: GPL-2.0-only
/* A medium of a device model in a file. */
#include "simtests/port/file_image.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_image {
	struct sim_image image;
	int fd;
};

static struct file_image *file_image_of(struct sim_image *image)
{
	return container_of(image, struct file_image, image);
}

static bool file_image_inside(const struct sim_image *image, u64 offset, size_t len)
{
	return offset <= image->size && len <= image->size - offset;
}

static int file_image_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	if (!file_image_inside(image, offset, len))
		return -EIO;
	while (len) {
		ssize_t n = pread(file_image_of(image)->fd, buf, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -EIO;
		buf = (char *)buf + n;
		offset += (u64)n;
		len -= (size_t)n;
	}
	return 0;
}

static int file_image_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	if (image->readonly)
		return -EROFS;
	if (!file_image_inside(image, offset, len))
		return -EIO;
	while (len) {
		ssize_t n = pwrite(file_image_of(image)->fd, buf, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -EIO;
		buf = (const char *)buf + n;
		offset += (u64)n;
		len -= (size_t)n;
	}
	return 0;
}

static int file_image_resize(struct sim_image *image, u64 size)
{
	if (image->readonly)
		return -EROFS;
	if (ftruncate(file_image_of(image)->fd, (off_t)size))
		return -EIO;
	image->size = size;
	return 0;
}

static const struct sim_image_ops file_image_ops = {
	.read = file_image_read,
	.write = file_image_write,
	.resize = file_image_resize,
};

struct sim_image *file_image_open(const char *path, bool readonly)
{
	struct file_image *file = calloc(1, sizeof(*file));
	struct stat st;

	if (!file)
		return NULL;
	file->fd = open(path, (readonly ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	if (file->fd < 0 || fstat(file->fd, &st)) {
		int error = errno;

		if (file->fd >= 0)
			close(file->fd);
		free(file);
		errno = error;
		return NULL;
	}
	file->image.ops = &file_image_ops;
	file->image.size = (u64)st.st_size;
	file->image.readonly = readonly;
	return &file->image;
}

void file_image_close(struct sim_image *image)
{
	if (!image)
		return;
	close(file_image_of(image)->fd);
	free(file_image_of(image));
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a device model keeps its medium: a file, a buffer in a test, ... */
#ifndef HW_SIM_DEV_IMAGE_H
#define HW_SIM_DEV_IMAGE_H

#include "core/platform.h"

struct sim_image;

/**
 * struct sim_image_ops - access to a medium
 * @read: fill @buf with @len bytes at @offset; 0 or -EIO
 * @write: store @len bytes at @offset; 0, -EROFS or -EIO.  When it returns the
 *	bytes are as safe as the image promises to keep them.
 * @resize: make the image @size bytes long; 0, -EROFS or -EIO; NULL if fixed
 */
struct sim_image_ops {
	int (*read)(struct sim_image *image, u64 offset, void *buf, size_t len);
	int (*write)(struct sim_image *image, u64 offset, const void *buf, size_t len);
	int (*resize)(struct sim_image *image, u64 size);
};

struct sim_image {
	const struct sim_image_ops *ops;
	u64 size;		/* bytes */
	bool readonly;
};

#endif

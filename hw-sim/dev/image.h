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
 *	bytes are as safe as the image promises to keep them.  An image that is
 *	not fixed grows when they end behind its end; @offset never lies there.
 * @cut: make the image end at @size, which is not behind its end; 0, -EROFS or
 *	-EIO; NULL if its size is fixed
 * @eject: the device has let go of its medium: nothing is read or written any
 *	more, and somebody else may have it; NULL if nobody wants to know
 */
struct sim_image_ops {
	int (*read)(struct sim_image *image, u64 offset, void *buf, size_t len);
	int (*write)(struct sim_image *image, u64 offset, const void *buf, size_t len);
	int (*cut)(struct sim_image *image, u64 size);
	void (*eject)(struct sim_image *image);
};

struct sim_image {
	const struct sim_image_ops *ops;
	u64 size;		/* bytes */
	bool readonly;
};

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The medium of a device model: a file, a buffer in a test, ... */
#ifndef HW_SIM_DEV_IMAGE_H
#define HW_SIM_DEV_IMAGE_H

#include "core/platform.h"
#include "hw-sim/dev/image_fault.h"

struct sim_image;

/**
 * struct sim_image_ops - access to a medium
 * @read: fill @buf with @len bytes at @offset; 0 or -EIO
 * @write: store @len bytes at @offset; 0, -EROFS or -EIO.  When it returns,
 *	the bytes are as safe as the image guarantees.  An image without a fixed size
 *	grows if they end beyond its end; @offset never lies beyond.
 * @cut: make the image end at @size, which is not beyond its end; 0, -EROFS or
 *	-EIO; NULL if its size is fixed
 * @eject: the device has released its medium: it does not read or write it any
 *	more, and the medium may be used otherwise; or NULL
 */
struct sim_image_ops {
	int (*read)(struct sim_image *image, u64 offset, void *buf, size_t len);
	int (*write)(struct sim_image *image, u64 offset, const void *buf, size_t len);
	int (*cut)(struct sim_image *image, u64 size);
	void (*eject)(struct sim_image *image);
};

/**
 * struct sim_image - a medium
 * @ops: access to it
 * @size: its bytes
 * @readonly: writes are refused
 * @fault: set by the device model: why it did not accept the medium the last time
 */
struct sim_image {
	const struct sim_image_ops *ops;
	u64 size;
	bool readonly;
	struct image_fault fault;
};

/** sim_image_refuse() - keep why a medium is not accepted.  Return: the errno for that */
static inline int sim_image_refuse(struct sim_image *image, enum image_cause cause, u64 first,
				   u64 second)
{
	image->fault = (struct image_fault){ .cause = cause, .number = { first, second } };
	return image_fault_errno(&image->fault);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The medium of a simulated device, in a file. */
#ifndef HW_SIM_KERNEL_IMAGE_H
#define HW_SIM_KERNEL_IMAGE_H

#include "hw-sim/dev/image.h"

/**
 * struct image_how - how a medium is used
 * @readonly: for reading only
 * @write_cache: a write is done when the page cache has it; otherwise, when
 *	the file system says that it is on stable storage
 * @grows: it may be cut, and grows when it is written to
 */
struct image_how {
	bool readonly;
	bool write_cache;
	bool grows;
};

struct sim_image *image_open(const char *path, const struct image_how *how);
void image_close(struct sim_image *image);

#endif

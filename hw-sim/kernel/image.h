/* SPDX-License-Identifier: GPL-2.0-only */
/* The medium of a simulated device in a file. */
#ifndef HW_SIM_KERNEL_IMAGE_H
#define HW_SIM_KERNEL_IMAGE_H

#include "hw-sim/dev/image.h"

/**
 * struct image_options - how a medium is used
 * @readonly: for reading only
 * @write_cache: a write is complete when the data are in the page cache; otherwise, when
 *	they are on stable storage
 * @grows: it may be truncated, and grows when it is written to
 */
struct image_options {
	bool readonly;
	bool write_cache;
	bool grows;
};

struct sim_image *image_open(const char *path, const struct image_options *options);
void image_close(struct sim_image *image);

#endif

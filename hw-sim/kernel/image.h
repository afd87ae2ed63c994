/* SPDX-License-Identifier: GPL-2.0-only */
/* The medium of a simulated device, in a file. */
#ifndef HW_SIM_KERNEL_IMAGE_H
#define HW_SIM_KERNEL_IMAGE_H

#include "hw-sim/dev/image.h"

struct sim_image *image_open(const char *path, bool readonly, bool write_cache);
void image_close(struct sim_image *image);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Channel paths as devices, which subchannels use and an administrator may vary. */
#ifndef HW_SIM_KERNEL_PATH_H
#define HW_SIM_KERNEL_PATH_H

#include <linux/types.h>

int paths_get(const u8 *chpid, u8 n);
void paths_put(const u8 *chpid, u8 n);
bool path_is_available(u8 chpid);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Channel paths as devices, which subchannels use and an administrator may vary. */
#ifndef HW_SIM_KERNEL_CHANNEL_PATH_H
#define HW_SIM_KERNEL_CHANNEL_PATH_H

#include <linux/types.h>

struct device;

int channel_paths_get(struct device *parent, const u8 *chpid, u8 n);
void channel_paths_put(const u8 *chpid, u8 n);
bool channel_path_is_available(u8 chpid);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* Memory for translated programs, which the channel can address. */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>

#include "core/vfio/device.h"

/*
 * CCWs and ORBs have 31-bit addresses.  Which zone has memory there depends on the machine, so
 * try each.
 */
void *vfio_ccw_channel_alloc(void *host, size_t size, u32 *addr)
{
	static const gfp_t zones[] = { 0, GFP_DMA32, GFP_DMA };

	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		void *mem = alloc_pages_exact(size, GFP_KERNEL_ACCOUNT | __GFP_ZERO |
					      __GFP_NOWARN | zones[i]);

		if (!mem)
			continue;
		if (virt_to_phys(mem) + size <= CSS_ADDR31_END) {
			*addr = (u32)virt_to_phys(mem);
			return mem;
		}
		free_pages_exact(mem, size);
	}
	return NULL;
}

void vfio_ccw_channel_free(void *host, void *mem, size_t size)
{
	free_pages_exact(mem, size);
}

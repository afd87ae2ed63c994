// SPDX-License-Identifier: GPL-2.0-only
/* The machine's storage is the host's: absolute addresses are physical ones. */
#include <linux/io.h>
#include <linux/mm.h>

#include "hw-sim/kernel/storage.h"

/*
 * Pages that are not usable memory (holes, devices, firmware) are reserved, and
 * may not even be mapped.  The zero page is reserved, too, but may be read.
 */
static bool storage_is_usable(unsigned long pfn, bool store)
{
	if (!pfn_valid(pfn))
		return false;
	if (!PageReserved(pfn_to_page(pfn)))
		return true;
	return is_zero_pfn(pfn) && !store;
}

static enum sim_storage_result storage_map(void *data, u64 addr, u32 len, bool store, void **ptr)
{
	u32 offset = addr % SIM_STORAGE_BLOCK;

	static_assert(PAGE_SIZE % SIM_STORAGE_BLOCK == 0);
	if (WARN_ON_ONCE(len > SIM_STORAGE_BLOCK - offset))
		return SIM_STORAGE_ADDRESSING;
	if (!storage_is_usable(PHYS_PFN(addr), store))
		return SIM_STORAGE_ADDRESSING;
	*ptr = phys_to_virt(addr);
	return SIM_STORAGE_OK;
}

const struct sim_storage_ops storage_ops = {
	.map = storage_map,
};

// SPDX-License-Identifier: GPL-2.0-only
/* The memory of core/platform.h for tests: a ledger of what is held. */
#include "simtests/port/platform.h"
#include "simtests/port/port.h"

/* Precedes each allocation, and keeps what follows aligned for any type. */
struct ledger_entry {
	size_t size;
	size_t magic;
};

#define LEDGER_MAGIC	((size_t)0x6c656467u)

static u64 live_bytes;
static u64 live_blocks;
static bool (*alloc_refuse)(void *data);
static void *alloc_data;

u64 platform_live_bytes(void)
{
	return live_bytes;
}

u64 platform_live_blocks(void)
{
	return live_blocks;
}

void platform_set_alloc_hook(bool (*refuse)(void *data), void *data)
{
	alloc_refuse = refuse;
	alloc_data = data;
}

void platform_forget(void)
{
	live_bytes = 0;
	live_blocks = 0;
	platform_set_alloc_hook(NULL, NULL);
}

void *platform_zalloc(size_t size)
{
	struct ledger_entry *entry;

	if (size > SIZE_MAX - sizeof(*entry))
		return NULL;
	if (alloc_refuse && alloc_refuse(alloc_data))
		return NULL;
	entry = port_zalloc(sizeof(*entry) + size);
	if (!entry)
		return NULL;
	entry->size = size;
	entry->magic = LEDGER_MAGIC;
	live_bytes += size;
	live_blocks++;
	return entry + 1;
}

void platform_free(void *mem)
{
	struct ledger_entry *entry;

	if (!mem)
		return;
	entry = (struct ledger_entry *)mem - 1;
	platform_assert(entry->magic == LEDGER_MAGIC);
	entry->magic = 0;
	live_bytes -= entry->size;
	live_blocks--;
	port_free(entry);
}

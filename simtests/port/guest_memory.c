// SPDX-License-Identifier: GPL-2.0-only
/* A mapping, whose pages are allocated on first access. */
#include <stdlib.h>
#include <sys/mman.h>

#include "simtests/port/guest_memory.h"

struct guest_memory {
	u8 *bytes;
	u64 size;
};

struct guest_memory *guest_memory_create(u64 size)
{
	struct guest_memory *memory = malloc(sizeof(*memory));

	if (!memory)
		return NULL;
	memory->size = size;
	memory->bytes = mmap(NULL, size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory->bytes == MAP_FAILED) {
		free(memory);
		return NULL;
	}
	return memory;
}

void guest_memory_destroy(struct guest_memory *memory)
{
	munmap(memory->bytes, memory->size);
	free(memory);
}

void *guest_memory_at(struct guest_memory *memory, u64 offset, u64 len)
{
	platform_assert(offset <= memory->size && len <= memory->size - offset);
	return memory->bytes + offset;
}

void guest_memory_read(struct guest_memory *memory, u64 offset, void *buf, size_t len)
{
	memcpy(buf, guest_memory_at(memory, offset, len), len);
}

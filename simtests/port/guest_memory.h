/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Zeroed memory of any size, allocated on first access: implemented once with a mapping
 * (simtests/port/guest_memory.c), once in the kernel (kunit/port/guest_memory.c).
 */
#ifndef SIMTESTS_GUEST_MEMORY_H
#define SIMTESTS_GUEST_MEMORY_H

#include "core/platform.h"

struct guest_memory;

/** guest_memory_create() - @size bytes, or NULL */
struct guest_memory *guest_memory_create(u64 size);
void guest_memory_destroy(struct guest_memory *memory);

/** guest_memory_at() - @len bytes at @offset, in one piece, until the end */
void *guest_memory_at(struct guest_memory *memory, u64 offset, u64 len);
/** guest_memory_read() - copy @len bytes at @offset out */
void guest_memory_read(struct guest_memory *memory, u64 offset, void *buf, size_t len);

#endif

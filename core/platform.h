/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the core and the simulator need from where they run, all of it.
 *
 * There is one implementation per world, a header named platform_port.h that
 * the including room puts on its include path: simtests/port for userspace,
 * core/vfio for the kernel.  It provides, with the kernel's meaning:
 *
 *   types	u8 u16 u32 u64 s32 s64 bool size_t ssize_t NULL, __be16 __be32 __be64
 *   bytes	cpu_to_be16/32/64, be16/32/64_to_cpu, memcpy memmove memset memcmp
 *   language	static_assert offsetof container_of min max min_t ARRAY_SIZE __force
 *		likely unlikely fallthrough
 *   errors	EINVAL and the other errno values
 *
 * and the functions below.
 */
#ifndef CORE_PLATFORM_H
#define CORE_PLATFORM_H

#include "platform_port.h"

/**
 * platform_zalloc() - allocate zeroed memory, charged to the user
 * @size: bytes
 *
 * Context: may sleep.
 * Return: the memory, or NULL.
 */
void *platform_zalloc(size_t size);

/**
 * platform_free() - give back what platform_zalloc() returned
 * @mem: the memory, or NULL
 */
void platform_free(void *mem);

/**
 * platform_sort_u64() - sort numbers in ascending order
 * @v: the numbers
 * @n: how many
 */
void platform_sort_u64(u64 *v, size_t n);

/**
 * platform_bug() - an invariant of ours does not hold
 * @what: the condition
 * @file: source file
 * @line: line in it
 *
 * Stops a test; warns once in a kernel.
 */
void platform_bug(const char *what, const char *file, int line);

#define platform_assert(cond) \
	((cond) ? (void)0 : platform_bug(#cond, __FILE__, __LINE__))

/*
 * Single-producer, single-consumer queues need these, and nothing more:
 *
 *   u32 platform_load_acquire(const u32 *p)
 *   void platform_store_release(u32 *p, u32 v)
 *   u32 platform_xchg(u32 *p, u32 v)		returns what was there
 *   u32 platform_fetch_or(u32 *p, u32 v)	returns what was there
 *   u32 platform_fetch_and(u32 *p, u32 v)	returns what was there
 */

#endif

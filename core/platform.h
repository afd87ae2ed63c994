/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that the core and the simulator need from their environment.
 *
 * Each environment has one implementation, a header named platform_port.h that
 * the including room puts on its include path: simtests/port for userspace,
 * core/vfio for the kernel.  It provides, with the kernel's meaning:
 *
 *   types	u8 u16 u32 u64 s32 s64 bool size_t ssize_t NULL, __be16 __be32 __be64
 *   bytes	cpu_to_be16/32/64, be16/32/64_to_cpu, memcpy memmove memset memcmp
 *   language	static_assert offsetof container_of min max min_t ARRAY_SIZE __force
 *		likely unlikely fallthrough __cold
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

/** platform_free() - free memory from platform_zalloc(); @mem may be NULL */
void platform_free(void *mem);

/* Sort in ascending order. */
void platform_sort_u64(u64 *v, size_t n);

/** platform_bug() - report that an invariant does not hold: stops a test; warns in a kernel */
__cold void platform_bug(const char *what, const char *file, int line);

#define platform_assert(cond) \
	(likely(cond) ? (void)0 : platform_bug(#cond, __FILE__, __LINE__))

/*
 * The atomic operations that single-producer, single-consumer queues and
 * core/functions.h need; the last three return the old value:
 *
 *   u32 platform_load_acquire(const u32 *p)
 *   void platform_store_release(u32 *p, u32 v)
 *   u32 platform_xchg(u32 *p, u32 v)
 *   u32 platform_fetch_or(u32 *p, u32 v)
 *   u32 platform_fetch_and(u32 *p, u32 v)
 */

#endif

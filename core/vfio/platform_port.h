/* SPDX-License-Identifier: GPL-2.0-only */
/* core/platform.h for the kernel. */
#ifndef CORE_VFIO_PLATFORM_PORT_H
#define CORE_VFIO_PLATFORM_PORT_H

#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/byteorder.h>

static inline u32 platform_load_acquire(const u32 *p)
{
	return smp_load_acquire(p);	/* pairs with platform_store_release() */
}

static inline void platform_store_release(u32 *p, u32 v)
{
	smp_store_release(p, v);	/* pairs with platform_load_acquire() */
}

static inline u32 platform_xchg(u32 *p, u32 v)
{
	return xchg(p, v);
}

static inline u32 platform_fetch_or(u32 *p, u32 v)
{
	u32 old = READ_ONCE(*p);

	while (!try_cmpxchg(p, &old, old | v))
		;
	return old;
}

static inline u32 platform_fetch_and(u32 *p, u32 v)
{
	u32 old = READ_ONCE(*p);

	while (!try_cmpxchg(p, &old, old & v))
		;
	return old;
}

#endif

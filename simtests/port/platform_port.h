/* SPDX-License-Identifier: GPL-2.0-only */
/* core/platform.h for userspace: the kernel's names on top of libc. */
#ifndef SIMTESTS_PLATFORM_PORT_H
#define SIMTESTS_PLATFORM_PORT_H

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

/* Before any kernel header, whose own annotations sparse would not see. */
#ifdef __CHECKER__
#define __CHECK_ENDIAN__
#define __force __attribute__((force))
#else
#define __force
#endif
#include <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

static inline __be16 cpu_to_be16(u16 v) { return (__force __be16)htobe16(v); }
static inline __be32 cpu_to_be32(u32 v) { return (__force __be32)htobe32(v); }
static inline __be64 cpu_to_be64(u64 v) { return (__force __be64)htobe64(v); }
static inline u16 be16_to_cpu(__be16 v) { return be16toh((__force u16)v); }
static inline u32 be32_to_cpu(__be32 v) { return be32toh((__force u32)v); }
static inline u64 be64_to_cpu(__be64 v) { return be64toh((__force u64)v); }

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define fallthrough	__attribute__((__fallthrough__))
#ifndef __cold
#define __cold		__attribute__((__cold__))
#endif
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define min(a, b)	({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ < b_ ? a_ : b_; })
#define max(a, b)	({ __typeof__(a) a_ = (a); __typeof__(b) b_ = (b); a_ > b_ ? a_ : b_; })
#define min_t(t, a, b)	min((t)(a), (t)(b))
#define container_of(p, t, m) ((t *)((char *)(p) - offsetof(t, m)))

static inline u32 platform_load_acquire(const u32 *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static inline u32 platform_xchg(u32 *p, u32 v)
{
	return __atomic_exchange_n(p, v, __ATOMIC_ACQ_REL);
}

static inline u32 platform_fetch_or(u32 *p, u32 v)
{
	return __atomic_fetch_or(p, v, __ATOMIC_ACQ_REL);
}

static inline u32 platform_fetch_and(u32 *p, u32 v)
{
	return __atomic_fetch_and(p, v, __ATOMIC_ACQ_REL);
}

static inline void platform_store_release(u32 *p, u32 v)
{
	__atomic_store_n(p, v, __ATOMIC_RELEASE);
}

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* core/platform.h for the kernel. */
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "core/platform.h"

/* If the user's limit is reached, -ENOMEM reports it; it is not logged. */
void *platform_zalloc(size_t size)
{
	return kvzalloc(size, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
}
EXPORT_SYMBOL_GPL(platform_zalloc);

void platform_free(void *mem)
{
	kvfree(mem);
}
EXPORT_SYMBOL_GPL(platform_free);

static int compare_u64(const void *a, const void *b)
{
	u64 left = *(const u64 *)a, right = *(const u64 *)b;

	return left < right ? -1 : left > right;
}

void platform_sort_u64(u64 *v, size_t n)
{
	sort(v, n, sizeof(*v), compare_u64, NULL);
}
EXPORT_SYMBOL_GPL(platform_sort_u64);

void platform_bug(const char *what, const char *file, int line)
{
	static DEFINE_RATELIMIT_STATE(limit, DEFAULT_RATELIMIT_INTERVAL,
				      DEFAULT_RATELIMIT_BURST);

	if (__ratelimit(&limit))
		WARN(1, "vfio_ccw: assertion failed: %s (%s:%d)\n", what, file, line);
}
EXPORT_SYMBOL_GPL(platform_bug);

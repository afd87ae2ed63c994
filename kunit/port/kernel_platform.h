/* SPDX-License-Identifier: GPL-2.0-only */
/* core/platform.h as vfio_ccw.ko has it, where tests have one of their own. */
#ifndef KUNIT_KERNEL_PLATFORM_H
#define KUNIT_KERNEL_PLATFORM_H

#include <linux/types.h>

void *kernel_platform_zalloc(size_t size);
void kernel_platform_free(void *mem);
void kernel_platform_bug(const char *what, const char *file, int line);

#endif

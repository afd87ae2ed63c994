// SPDX-License-Identifier: GPL-2.0-only
/* core/platform.h as vfio_ccw.ko has it, under other names and for this module alone. */
#include <linux/export.h>

#include "kunit/port/kernel_platform.h"

#define platform_zalloc	kernel_platform_zalloc
#define platform_free	kernel_platform_free
#define platform_bug	kernel_platform_bug

#undef EXPORT_SYMBOL_GPL
#define EXPORT_SYMBOL_GPL(name) struct name##_is_not_exported

#include "core/vfio/platform.c"

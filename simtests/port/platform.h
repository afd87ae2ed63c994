/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a test may know of the platform that the code under test must not: how
 * much memory is held, and how to refuse the next piece of it.
 */
#ifndef SIMTESTS_PLATFORM_H
#define SIMTESTS_PLATFORM_H

#include "core/platform.h"

/** platform_live_bytes() - bytes that platform_zalloc() gave and nobody gave back */
u64 platform_live_bytes(void);

/** platform_live_blocks() - the same, as a number of allocations */
u64 platform_live_blocks(void);

/**
 * platform_set_alloc_hook() - be asked before each allocation
 * @refuse: true refuses it; NULL asks nobody
 * @data: its argument
 */
void platform_set_alloc_hook(bool (*refuse)(void *data), void *data);

/** platform_forget() - what a test left behind that failed shall not fail the next */
void platform_forget(void);

#endif

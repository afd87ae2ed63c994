/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions of the platform for tests only, not for the code under test: how much memory is
 * held, and how to refuse the next allocation.
 */
#ifndef SIMTESTS_PLATFORM_H
#define SIMTESTS_PLATFORM_H

#include "core/platform.h"

/** platform_live_bytes() - bytes from platform_zalloc() that were not freed */
u64 platform_live_bytes(void);

/** platform_live_blocks() - the same, as a number of allocations */
u64 platform_live_blocks(void);

/**
 * platform_set_alloc_hook() - set a function that is called before each allocation
 * @refuse: returns true to refuse it; NULL: no function
 * @data: its argument
 */
void platform_set_alloc_hook(bool (*refuse)(void *data), void *data);

/** platform_forget() - drop leaks of a failed test, so that they do not fail the next one */
void platform_forget(void);

#endif

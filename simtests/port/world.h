/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the port and the tests need from where they run: implemented once on top
 * of libc (simtests/port/world.c), once in the kernel (kunit/port/world.c).
 */
#ifndef SIMTESTS_WORLD_H
#define SIMTESTS_WORLD_H

#include "core/platform.h"

/** world_zalloc() - zeroed memory that no ledger knows of, or NULL */
void *world_zalloc(size_t size);
/** world_zalloc_page() - the same, at a page boundary */
void *world_zalloc_page(size_t size);
/** world_free() - give either back */
void world_free(void *mem);

/** world_print() - tell people; a line may come in pieces */
void world_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** world_setting() - what whoever runs the tests wants this number to be */
u32 world_setting(const char *name, u32 otherwise);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The environment that the port and the tests need: implemented once on top
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

/** world_print() - print text; a line may come in pieces */
void world_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** world_setting() - a number that the user of the tests can set */
u32 world_setting(const char *name, u32 otherwise);

#endif

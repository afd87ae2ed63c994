/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that the port and the tests need: implemented once on top
 * of libc (simtests/port/port.c), once in the kernel (kunit/port/port.c).
 */
#ifndef SIMTESTS_PORT_H
#define SIMTESTS_PORT_H

#include "core/platform.h"

/** port_zalloc() - zeroed memory that no ledger counts, or NULL */
void *port_zalloc(size_t size);
/** port_zalloc_page() - the same, at a page boundary */
void *port_zalloc_page(size_t size);
/** port_free() - give either back */
void port_free(void *mem);

/** port_print() - print text; a line may come in pieces */
void port_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** port_setting() - a number that the user of the tests can set */
u32 port_setting(const char *name, u32 otherwise);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Switching between stacks. */
#ifndef EXPLORE_FIBER_H
#define EXPLORE_FIBER_H

#include <stddef.h>

/** fiber_create() - prepare @stack so that fiber_switch() to it calls @run, which never returns */
void *fiber_create(void *stack, size_t size, void (*run)(void));
/** fiber_switch() - store the current context in @save, and continue @load */
void fiber_switch(void **save, void *load);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* From one stack to another. */
#ifndef EXPLORE_FIBER_H
#define EXPLORE_FIBER_H

#include <stddef.h>

/** fiber_create() - what fiber_switch() needs to begin @run, which never returns */
void *fiber_create(void *stack, size_t size, void (*run)(void));
/** fiber_switch() - go on where @load was saved; the present place is in @save */
void fiber_switch(void **save, void *load);

#endif

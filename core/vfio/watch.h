/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Does a process change what memory its addresses mean?
 *
 * Who unmaps memory from a device says so to VFIO.  Who gives a page of mapped
 * memory back to the kernel, as a balloon does, says so to nobody but the kernel,
 * and finds another page at the same address afterwards.
 */
#ifndef CORE_VFIO_WATCH_H
#define CORE_VFIO_WATCH_H

#include <linux/types.h>

struct watch;

/**
 * watch_get() - begin to watch the current process, or go on
 *
 * Context: process; may sleep.
 * Return: the one watch that a process has; NULL if there can be none.
 */
struct watch *watch_get(void);

/**
 * watch_put() - one less wants it
 * @watch: from watch_get(), or NULL
 *
 * Context: process.
 */
void watch_put(struct watch *watch);

/**
 * watch_changes() - how often did memory change?
 * @watch: from watch_get()
 *
 * Context: any.
 * Return: a count of what was before each change and after it, whatever the change.
 */
int watch_changes(const struct watch *watch);

/**
 * watch_is_of_current() - is it the current process that is watched?
 * @watch: from watch_get(), or NULL
 *
 * Context: any.
 * Return: whether it is.
 */
bool watch_is_of_current(const struct watch *watch);

/**
 * watch_exit() - the module goes; all watches have been put
 *
 * Context: process; may sleep.
 */
void watch_exit(void);

#endif

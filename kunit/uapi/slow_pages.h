/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory whose page faults take as long as a test wants.
 *
 * It maps a file of a FUSE file system, which answers reads when it is told to.  A
 * userfaultfd would do for iommufd, but not for VFIO's type 1: that pins without allowing a
 * fault to be tried again, and then a userfaultfd does not wait.
 *
 * With type 1 a fault that waits has the process's memory map: until it is released,
 * everything waits that changes the map.  So threads, memory and processes are made
 * before, and nothing is printed.
 */
#ifndef KUNIT_UAPI_SLOW_PAGES_H
#define KUNIT_UAPI_SLOW_PAGES_H

#include <stdbool.h>
#include <sys/types.h>
#include <linux/types.h>

struct slow_shared;

/**
 * struct slow_pages - such memory; it can only be read, and reads as zeroes
 * @mem: page-aligned
 * @pages: how many
 * @shared: with the process that is the file system
 * @orders: to that process
 * @server: that process
 * @folder: where the file system is mounted
 */
struct slow_pages {
	__u8 *mem;
	__u32 pages;
	struct slow_shared *shared;
	int orders;
	pid_t server;
	char folder[32];
};

/**
 * slow_create() - make such memory; each page's first fault waits
 * @slow: gets it
 * @at: where it is to be, in place of what is mapped there; or NULL
 * @pages: how many, at most SLOW_PAGES_MAX
 *
 * Return: 0; -ENODEV if the kernel has no FUSE; or another negative errno.
 */
int slow_create(struct slow_pages *slow, void *at, __u32 pages);

/**
 * slow_destroy() - faults that wait end, and the memory goes
 * @slow: the memory; zeroes if there is none
 */
void slow_destroy(struct slow_pages *slow);

/** slow_waiting() - how many faults wait now? */
__u32 slow_waiting(const struct slow_pages *slow);

/** slow_await() - until a fault waits.  Return: 0, or -ETIMEDOUT after some seconds. */
int slow_await(const struct slow_pages *slow);

/** slow_release_one() - the fault that has waited longest ends */
void slow_release_one(struct slow_pages *slow);

/** slow_release() - all faults end, and none waits from now on */
void slow_release(struct slow_pages *slow);

/* As many faults as can wait at once. */
#define SLOW_PAGES_MAX	128u

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory whose page faults last until a test ends them.
 *
 * It maps a file of a FUSE file system, which answers reads when the test asks for it.  A
 * userfaultfd would suffice for iommufd, but not for VFIO's type 1: that pins without allowing
 * a fault to be retried, and then a userfaultfd does not wait.
 *
 * With type 1 a fault that waits holds the lock of the process's memory map: until it is
 * released, every change of the map waits.  So threads, memory and processes are created
 * before, and nothing is printed.
 */
#ifndef SELFTESTS_UAPI_SLOW_PAGES_H
#define SELFTESTS_UAPI_SLOW_PAGES_H

#include <stdbool.h>
#include <sys/types.h>
#include <linux/types.h>

struct slow_shared;

/**
 * struct slow_pages - such memory; it can only be read, and reads as zeroes
 * @mem: page-aligned
 * @pages: how many
 * @shared: memory shared with the process of the file system
 * @orders: pipe to that process
 * @server: its pid
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
 * @at: its address, replacing what is mapped there; or NULL
 * @pages: how many, at most SLOW_PAGES_MAX
 *
 * Return: 0; -ENODEV if the kernel has no FUSE; or another negative errno.
 */
int slow_create(struct slow_pages *slow, void *at, __u32 pages);

/**
 * slow_destroy() - end the faults that wait, and unmap the memory
 * @slow: the memory; zeroes if there is none
 */
void slow_destroy(struct slow_pages *slow);

/** slow_waiting() - how many faults wait now? */
__u32 slow_waiting(const struct slow_pages *slow);

/** slow_await() - wait until a fault waits.  Return: 0, or -ETIMEDOUT after some seconds. */
int slow_await(const struct slow_pages *slow);

/** slow_release_one() - end the fault that has waited longest */
void slow_release_one(struct slow_pages *slow);

/** slow_release() - end all faults; none waits any more */
void slow_release(struct slow_pages *slow);

/* Most faults that can wait at once. */
#define SLOW_PAGES_MAX	128u

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Allocations that fail: the nth one that a task makes, or all. */
#ifndef SELFTESTS_UAPI_SHORTAGE_H
#define SELFTESTS_UAPI_SHORTAGE_H

#include <sys/types.h>

enum shortage_kind {
	SHORT_OF_SLAB,	/* kmalloc() and the like */
	SHORT_OF_PAGES,	/* pages, and what slab and vmalloc() need them for */
	NR_SHORTAGES
};

/**
 * struct shortage - injected failures of a task
 * @nth: file that sets the single allocation that fails, and shows it
 * @all: file that makes all fail
 */
struct shortage {
	int nth;
	int all;
};

/* All return 0 or a negative errno. */
int shortage_open(struct shortage *shortage, pid_t task);
void shortage_close(struct shortage *shortage);
int shortage_arm(const struct shortage *shortage, unsigned int nth);
int shortage_disarm(const struct shortage *shortage, unsigned int *left);
int shortage_choose(enum shortage_kind kind);
int shortage_all(const struct shortage *shortage, int on);

#endif

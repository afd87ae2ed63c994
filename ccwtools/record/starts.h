/* SPDX-License-Identifier: GPL-2.0-only */
/* The starts of a recording that are kept, and the numbers that they get. */
#ifndef RECORD_STARTS_H
#define RECORD_STARTS_H

#include "core/platform.h"

/*
 * An event names one of so many starts before it: a program that ends later was given up long
 * ago.  They take 16 MiB.
 */
#define STARTS_MAX	((size_t)1 << 20)

struct kept_start {
	u64 seq;
	u64 to;
};

/** struct starts - the starts; @list: ascending; @n: how many; @room: how many fit */
struct starts {
	struct kept_start *list;
	size_t n;
	size_t room;
};

/* Adds a start that is behind all others. */
void starts_add(struct starts *starts, u64 seq, u64 to);
/* Return: is it kept?  @to gets its new number. */
bool starts_find(const struct starts *starts, u64 seq, u64 *to);
void starts_free(struct starts *starts);

#endif

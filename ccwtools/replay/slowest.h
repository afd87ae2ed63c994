/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs of a recording that took longest. */
#ifndef REPLAY_SLOWEST_H
#define REPLAY_SLOWEST_H

#include "core/platform.h"

/* So many are named: to see the program that hung, and whether it was the only one. */
#define SLOWEST_KEPT	3u

/* Bytes of a program's commands, by their names; what is longer was cut at a comma. */
#define SLOWEST_NAMES	64u

/* A healthy device answers in milliseconds; a program that takes this long is coloured. */
#define REMARKABLE_NSECS	1000000000ull

/** struct slow_program - @seq: of its start; @ns: its duration; @names: its commands */
struct slow_program {
	u64 seq;
	u64 ns;
	char names[SLOWEST_NAMES];
};

/**
 * struct slowest - the slowest programs so far; the caller begins with zeroes
 * @list: the slowest first; of equal ones the earlier
 * @n: how many
 * @timed: programs whose duration is known
 */
struct slowest {
	struct slow_program list[SLOWEST_KEPT];
	u32 n;
	u64 timed;
};

/* Would a program that took so long be one of them? */
bool slowest_wants(const struct slowest *slowest, u64 ns);

/** slowest_add() - add a program that slowest_wants() */
void slowest_add(struct slowest *slowest, u64 seq, u64 ns, const char *names);

#endif

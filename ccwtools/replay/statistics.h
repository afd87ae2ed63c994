/* SPDX-License-Identifier: GPL-2.0-only */
/* How long the programs of a recording took, by their commands. */
#ifndef REPLAY_STATISTICS_H
#define REPLAY_STATISTICS_H

#include <stdio.h>

#include "ccwtools/replay/chain.h"
#include "ccwtools/replay/histogram.h"

/*
 * Different chains that are told apart; programs of any other are counted together.  More would
 * not be read, and each takes the 15 KiB of a histogram.
 */
#define STATISTICS_CHAINS	256u

struct statistics;

struct statistics *statistics_create(void);
void statistics_destroy(struct statistics *s);

/* A program whose duration is not known counts as such. */
void statistics_add(struct statistics *s, const struct rec_program *program);

/** statistics_print() - a table; the chains that took most time in all come first */
void statistics_print(struct statistics *s, enum device_family family, FILE *out);

/** statistics_json() - the same, an object on each line */
void statistics_json(struct statistics *s, enum device_family family, FILE *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* What threads do at once. */
#ifndef EXPLORE_SCENARIO_H
#define EXPLORE_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_THREADS	4

enum world { TYPE1, IOMMUFD };

/**
 * struct scenario - a few threads, and what they do
 * @name: for --scenario
 * @world: of VFIO
 * @ccws: of the program, one page of data each; 2 if this is 0
 * @apart: how many pages these are apart; 1 if this is 0
 * @holds: a program does not end soon of its own accord
 * @deaf_ms: how long halt and clear take
 * @slow: how long the user's pages of this number take to come into memory, in ms
 * @may_stick: with type 1 a user's threads may wait for each other for good, as docs say
 * @threads: their names, and what they do: see words in scenario.c
 */
struct scenario {
	const char *name;
	enum world world;
	uint32_t ccws;
	uint32_t apart;
	bool holds;
	uint32_t deaf_ms;
	struct { uint32_t page, msecs; } slow[3];
	bool may_stick;
	struct { const char *name, *does; } threads[MAX_THREADS];
};

/* The last one has no name. */
extern const struct scenario scenarios[];

/** scenario_run() - one run; the first actor */
void scenario_run(void *scenario);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Scenarios: threads that run concurrently. */
#ifndef EXPLORE_SCENARIO_H
#define EXPLORE_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#define MAX_THREADS	4

enum backend { TYPE1, IOMMUFD };

/**
 * struct scenario - a few threads, and what they do
 * @name: for --scenario
 * @backend: of VFIO
 * @ccws: CCWs of the program, each with one page of data; 0 means 2
 * @apart: distance of these pages; 0 means 1
 * @holds: see struct channel
 * @deaf_ms: how long halt and clear take
 * @slow: pages of the user that take @msecs to be read in
 * @may_stick: with type 1 a user's threads may deadlock, see docs/architecture.rst
 * @threads: names of the threads, and their words, see scenario.c
 */
struct scenario {
	const char *name;
	enum backend backend;
	uint32_t ccws;
	uint32_t apart;
	bool holds;
	uint32_t deaf_ms;
	struct { uint32_t page, msecs; } slow[3];
	bool may_stick;
	struct { const char *name, *does; } threads[MAX_THREADS];
};

/* Ends with a scenario without name. */
extern const struct scenario scenarios[];

/** scenario_run() - function of the first actor of a run */
void scenario_run(void *scenario);

#endif

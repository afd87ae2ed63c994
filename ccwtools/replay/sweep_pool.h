/* SPDX-License-Identifier: GPL-2.0-only */
/* Copies of this process, each of which does one job and reports the result. */
#ifndef REPLAY_SWEEP_POOL_H
#define REPLAY_SWEEP_POOL_H

#include "ccwtools/recording/text.h"

#define SWEEP_JOBS_MAX	64u

struct sweep_pool;

/**
 * struct sweep_job - something to do in a copy of this process
 * @work: do it; says why it failed
 * @done: here, when it is over; @why is NULL if it went well
 * @data: first argument of both, which must stay until then
 */
struct sweep_job {
	bool (*work)(void *data, struct text *why);
	void (*done)(void *data, const char *why);
	void *data;
};

/**
 * sweep_pool_create() - room for copies
 * @jobs: how many at a time, up to SWEEP_JOBS_MAX
 *
 * Return: the pool, or NULL.
 */
struct sweep_pool *sweep_pool_create(u32 jobs);

/** sweep_pool_start() - have a job done, and wait until there is room for it */
bool sweep_pool_start(struct sweep_pool *pool, const struct sweep_job *job);

/** sweep_pool_finish() - wait for all jobs */
void sweep_pool_finish(struct sweep_pool *pool);
void sweep_pool_destroy(struct sweep_pool *pool);

#endif

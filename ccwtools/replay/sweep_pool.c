// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ccwtools/replay/sweep_pool.h"

/* A run takes milliseconds; the slowest machine with sanitizers, a second. */
#define PATIENCE	60u

/* Exit code of a copy that found a failure and reported it. */
#define SAID_WHY	10

/**
 * struct slot - room for one copy
 * @pid: the copy, or 0
 * @job: what it does
 * @why: shared with it
 * @err: what it writes to standard error: a sanitizer's report, an assertion
 */
struct slot {
	pid_t pid;
	struct sweep_job job;
	struct text *why;
	FILE *err;
};

struct sweep_pool {
	struct slot slots[SWEEP_JOBS_MAX];
	struct text *shared;
	u32 n;
};

struct sweep_pool *sweep_pool_create(u32 jobs)
{
	struct sweep_pool *pool = calloc(1, sizeof(*pool));
	u32 i;

	if (!pool)
		return NULL;
	pool->n = max(1u, min(jobs, SWEEP_JOBS_MAX));
	pool->shared = mmap(NULL, sizeof(struct text) * SWEEP_JOBS_MAX, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (pool->shared == MAP_FAILED) {
		free(pool);
		return NULL;
	}
	for (i = 0; i < pool->n; i++) {
		pool->slots[i].why = &pool->shared[i];
		pool->slots[i].err = tmpfile();
		if (!pool->slots[i].err) {
			sweep_pool_destroy(pool);
			return NULL;
		}
	}
	return pool;
}

void sweep_pool_destroy(struct sweep_pool *pool)
{
	u32 i;

	for (i = 0; i < pool->n; i++)
		if (pool->slots[i].err)
			fclose(pool->slots[i].err);
	munmap(pool->shared, sizeof(struct text) * SWEEP_JOBS_MAX);
	free(pool);
}

/* ---- In the copy ---- */

static void work(const struct slot *slot)
{
	bool good;

	/* Terminated by SIGALRM: the parent says so. */
	signal(SIGALRM, SIG_DFL);
	alarm(PATIENCE);
	dup2(fileno(slot->err), STDERR_FILENO);
	text_clear(slot->why);
	good = slot->job.work(slot->job.data, slot->why);
	/* The copy must not flush or free anything of the original. */
	_exit(good ? 0 : SAID_WHY);
}

/* ---- In the original ---- */

/* Report the first line that a copy wrote before it died. */
static void add_last_words(const struct slot *slot, struct text *why)
{
	char line[256];
	size_t len;

	rewind(slot->err);
	while (fgets(line, sizeof(line), slot->err)) {
		len = strcspn(line, "\n");
		line[len] = 0;
		text_defuse(line);
		if (len && line[0] != '=') {
			text_add(why, ": %s", line);
			return;
		}
	}
}

static void report(struct slot *slot, int status)
{
	struct text why = { 0 };

	slot->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		slot->job.done(slot->job.data, NULL);
		return;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == SAID_WHY) {
		slot->job.done(slot->job.data, slot->why->buf);
		return;
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		text_add(&why, "no end after %u seconds", PATIENCE);
	else
		text_add(&why, "the program died");
	add_last_words(slot, &why);
	slot->job.done(slot->job.data, why.buf);
}

static struct slot *slot_of(struct sweep_pool *pool, pid_t pid)
{
	u32 i;

	for (i = 0; i < pool->n; i++)
		if (pool->slots[i].pid == pid)
			return &pool->slots[i];
	return NULL;
}

/* Return: the room of one that is over; NULL if there is none. */
static struct slot *wait_for_one(struct sweep_pool *pool)
{
	struct slot *slot;
	int status;
	pid_t pid;

	do {
		pid = waitpid(-1, &status, 0);
	} while (pid < 0 && errno == EINTR);
	slot = pid > 0 ? slot_of(pool, pid) : NULL;
	if (slot)
		report(slot, status);
	return slot;
}

bool sweep_pool_start(struct sweep_pool *pool, const struct sweep_job *job)
{
	struct slot *slot = slot_of(pool, 0);

	if (!slot)
		slot = wait_for_one(pool);
	if (!slot || ftruncate(fileno(slot->err), 0))
		return false;
	rewind(slot->err);
	slot->job = *job;
	slot->pid = fork();
	if (slot->pid == 0)
		work(slot);
	if (slot->pid > 0)
		return true;
	slot->pid = 0;
	return false;
}

void sweep_pool_finish(struct sweep_pool *pool)
{
	while (wait_for_one(pool))
		;
}

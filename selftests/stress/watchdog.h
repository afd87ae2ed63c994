/* SPDX-License-Identifier: GPL-2.0-only */
/* The current step of each thread, for a process that monitors them. */
#ifndef SELFTESTS_STRESS_WATCH_H
#define SELFTESTS_STRESS_WATCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define WATCH_THREADS	32u

/* A thread that takes longer for one step hangs, even on a slow machine. */
#define WATCH_PATIENCE_MS	90000u

/**
 * struct watch_thread - one thread
 * @name: its device and role
 * @what: its step; a string constant
 * @since: when the step began, in milliseconds; 0: the thread has ended
 * @tid: its id
 */
struct watch_thread {
	char name[24];
	const char *what;
	uint64_t since;
	pid_t tid;
};

/**
 * struct watch - shared with the process that watches
 * @thread: the threads
 * @threads: how many
 * @started: starts that were accepted
 * @ended: those of them that are accounted for
 * @failures: number of failures so far
 */
struct watch {
	struct watch_thread thread[WATCH_THREADS];
	uint32_t threads;
	uint64_t started;
	uint64_t ended;
	uint32_t failures;
};

extern struct watch *watch;

uint64_t watch_now_ms(void);
void watch_create(void);
/* The calling thread registers, sets its next step, and ends. */
void watch_me(const char *device, const char *role);
void watch_step(const char *what);
void watch_over(void);
/* Reports a failure at once and counts it; the test goes on. */
bool watch_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Waits for the process.  Return: it has ended without a failure. */
bool watch_process(pid_t pid, uint32_t seconds);

#endif

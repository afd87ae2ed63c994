/* SPDX-License-Identifier: GPL-2.0-only */
/* The current step of each thread, for a process that monitors them. */
#ifndef SELFTESTS_STRESS_WATCHDOG_H
#define SELFTESTS_STRESS_WATCHDOG_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define WATCHDOG_THREADS	32u

/* A thread that takes longer for one step hangs, even on a slow machine. */
#define WATCHDOG_PATIENCE_MS	90000u

/**
 * struct watchdog_thread - one thread
 * @name: its device and role
 * @what: its step; a string constant
 * @since: when the step began, in milliseconds; 0: the thread has ended
 * @tid: its id
 */
struct watchdog_thread {
	char name[24];
	const char *what;
	uint64_t since;
	pid_t tid;
};

/**
 * struct watchdog - shared with the process that monitors
 * @thread: the threads
 * @threads: how many
 * @started: starts that were accepted
 * @ended: those of them that are accounted for
 * @failures: number of failures so far
 */
struct watchdog {
	struct watchdog_thread thread[WATCHDOG_THREADS];
	uint32_t threads;
	uint64_t started;
	uint64_t ended;
	uint32_t failures;
};

extern struct watchdog *watchdog;

uint64_t now_ms(void);
void watchdog_create(void);
/* The calling thread registers, sets its next step, and ends. */
void watchdog_register(const char *device, const char *role);
void watchdog_step(const char *what);
void watchdog_unregister(void);
/* Reports a failure at once and counts it; the test goes on. */
bool watchdog_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Waits for the process.  Return: it has ended without a failure. */
bool watchdog_wait(pid_t pid, uint32_t seconds);

#endif

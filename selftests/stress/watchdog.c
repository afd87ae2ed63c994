// SPDX-License-Identifier: GPL-2.0-only
/* The current step of each thread, for a process that monitors them. */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "watchdog.h"

#define MAX_FAILURES	50u
#define PROGRESS_MS	5000u

struct watchdog *watchdog;
static __thread struct watchdog_thread *me;

/** now_ms() - monotonic time */
uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/** watchdog_create() - to be called before the monitored process is forked */
void watchdog_create(void)
{
	watchdog = mmap(NULL, sizeof(*watchdog), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (watchdog == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
}

/**
 * watchdog_register() - the calling thread begins
 * @device: its device
 * @role: its role
 */
void watchdog_register(const char *device, const char *role)
{
	uint32_t i = __atomic_fetch_add(&watchdog->threads, 1, __ATOMIC_ACQ_REL);

	if (i >= WATCHDOG_THREADS)
		abort();
	me = &watchdog->thread[i];
	snprintf(me->name, sizeof(me->name), "%s %s", device, role);
	me->tid = gettid();
}

/**
 * watchdog_step() - the calling thread's next step
 * @what: a string constant
 */
void watchdog_step(const char *what)
{
	__atomic_store_n(&me->what, what, __ATOMIC_RELAXED);
	__atomic_store_n(&me->since, now_ms(), __ATOMIC_RELEASE);
}

/** watchdog_unregister() - the calling thread has ended */
void watchdog_unregister(void)
{
	__atomic_store_n(&me->since, 0, __ATOMIC_RELEASE);
}

/**
 * watchdog_fail() - report a failure
 * @format: its message
 *
 * Return: it was printed; only a limited number is.
 */
bool watchdog_fail(const char *format, ...)
{
	va_list args;

	if (__atomic_fetch_add(&watchdog->failures, 1, __ATOMIC_RELAXED) >= MAX_FAILURES)
		return false;
	flockfile(stdout);
	printf("# FAILED: ");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	funlockfile(stdout);
	return true;
}

static void show_stack(pid_t pid, pid_t tid)
{
	char path[64], line[160];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stack", pid, tid);
	file = fopen(path, "r");
	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		printf("#     %s", line);
	fclose(file);
}

static uint64_t read_count(const uint64_t *count)
{
	return __atomic_load_n(count, __ATOMIC_RELAXED);
}

static bool hangs(const struct watchdog_thread *thread)
{
	uint64_t since = __atomic_load_n(&thread->since, __ATOMIC_ACQUIRE);

	return since && now_ms() > since + WATCHDOG_PATIENCE_MS;
}

/* Return: how many threads hang; then all are shown. */
static uint32_t find_hanging(pid_t pid)
{
	uint32_t n = __atomic_load_n(&watchdog->threads, __ATOMIC_ACQUIRE), hanging = 0;

	for (uint32_t i = 0; i < n; i++)
		hanging += hangs(&watchdog->thread[i]);
	for (uint32_t i = 0; hanging && i < n; i++) {
		const struct watchdog_thread *thread = &watchdog->thread[i];

		if (!thread->since)
			continue;
		printf("# %s %s: %s, for %llu s\n", thread->name,
		       hangs(thread) ? "HANGS in" : "is in", thread->what,
		       (unsigned long long)(now_ms() - thread->since) / 1000);
		show_stack(pid, thread->tid);
	}
	fflush(stdout);
	return hanging;
}

/**
 * watchdog_wait() - wait for the process with the threads
 * @pid: the process
 * @seconds: intended running time
 *
 * A thread that hangs in the kernel cannot be killed; then the process is not waited for.
 * Return: the process has ended without a failure.
 */
bool watchdog_wait(pid_t pid, uint32_t seconds)
{
	uint64_t begin = now_ms(), shown = begin;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (find_hanging(pid)) {
			kill(pid, SIGKILL);
			return false;
		}
		if (now_ms() > shown + PROGRESS_MS) {
			shown = now_ms();
			printf("# %llu of %u s: %llu started, %llu accounted for\n",
			       (unsigned long long)(shown - begin) / 1000, seconds,
			       (unsigned long long)read_count(&watchdog->started),
			       (unsigned long long)read_count(&watchdog->ended));
			fflush(stdout);
		}
		usleep(100000);
	}
	return WIFEXITED(status) && !WEXITSTATUS(status) && !watchdog->failures;
}

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

#include "watch.h"

#define MAX_FAILURES	50u
#define PROGRESS_MS	5000u

struct watch *watch;
static __thread struct watch_thread *me;

/** watch_now_ms() - monotonic time */
uint64_t watch_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ull + ts.tv_nsec / 1000000;
}

/** watch_create() - to be called before the watched process is forked */
void watch_create(void)
{
	watch = mmap(NULL, sizeof(*watch), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	if (watch == MAP_FAILED) {
		perror("mmap");
		exit(2);
	}
}

/**
 * watch_me() - the calling thread begins
 * @device: its device
 * @role: its role
 */
void watch_me(const char *device, const char *role)
{
	uint32_t i = __atomic_fetch_add(&watch->threads, 1, __ATOMIC_ACQ_REL);

	if (i >= WATCH_THREADS)
		abort();
	me = &watch->thread[i];
	snprintf(me->name, sizeof(me->name), "%s %s", device, role);
	me->tid = gettid();
}

/**
 * watch_step() - the calling thread's next step
 * @what: a string constant
 */
void watch_step(const char *what)
{
	__atomic_store_n(&me->what, what, __ATOMIC_RELAXED);
	__atomic_store_n(&me->since, watch_now_ms(), __ATOMIC_RELEASE);
}

/** watch_over() - the calling thread has ended */
void watch_over(void)
{
	__atomic_store_n(&me->since, 0, __ATOMIC_RELEASE);
}

/**
 * watch_fail() - report a failure
 * @format: its message
 *
 * Return: it was printed; only a limited number is.
 */
bool watch_fail(const char *format, ...)
{
	va_list args;

	if (__atomic_fetch_add(&watch->failures, 1, __ATOMIC_RELAXED) >= MAX_FAILURES)
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

static bool hangs(const struct watch_thread *thread)
{
	uint64_t since = __atomic_load_n(&thread->since, __ATOMIC_ACQUIRE);

	return since && watch_now_ms() > since + WATCH_PATIENCE_MS;
}

/* Return: how many threads hang; then all are shown. */
static uint32_t find_hanging(pid_t pid)
{
	uint32_t n = __atomic_load_n(&watch->threads, __ATOMIC_ACQUIRE), hanging = 0;

	for (uint32_t i = 0; i < n; i++)
		hanging += hangs(&watch->thread[i]);
	for (uint32_t i = 0; hanging && i < n; i++) {
		const struct watch_thread *thread = &watch->thread[i];

		if (!thread->since)
			continue;
		printf("# %s %s: %s, for %llu s\n", thread->name,
		       hangs(thread) ? "HANGS in" : "is in", thread->what,
		       (unsigned long long)(watch_now_ms() - thread->since) / 1000);
		show_stack(pid, thread->tid);
	}
	fflush(stdout);
	return hanging;
}

/**
 * watch_process() - wait for the process with the threads
 * @pid: the process
 * @seconds: intended running time
 *
 * A thread that hangs in the kernel cannot be killed; then the process is not waited for.
 * Return: the process has ended without a failure.
 */
bool watch_process(pid_t pid, uint32_t seconds)
{
	uint64_t begin = watch_now_ms(), shown = begin;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (find_hanging(pid)) {
			kill(pid, SIGKILL);
			return false;
		}
		if (watch_now_ms() > shown + PROGRESS_MS) {
			shown = watch_now_ms();
			printf("# %llu of %u s: %llu started, %llu accounted for\n",
			       (unsigned long long)(shown - begin) / 1000, seconds,
			       (unsigned long long)read_count(&watch->started),
			       (unsigned long long)read_count(&watch->ended));
			fflush(stdout);
		}
		usleep(100000);
	}
	return WIFEXITED(status) && !WEXITSTATUS(status) && !watch->failures;
}

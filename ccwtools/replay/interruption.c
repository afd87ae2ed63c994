// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/platform.h"
#include "ccwtools/recording/temporary.h"
#include "ccwtools/replay/interruption.h"

static const struct {
	int number;
	const char *name;
} signals[] = {
	{ SIGINT, "SIGINT" }, { SIGTERM, "SIGTERM" }, { SIGHUP, "SIGHUP" },
};

static sig_atomic_t came;
static int fd = -1;

int interruption_signal(void)
{
	return __atomic_load_n(&came, __ATOMIC_RELAXED);
}

static void note(int number)
{
	const uint64_t one = 1;
	int err = errno;

	if (!interruption_signal())
		__atomic_store_n(&came, number, __ATOMIC_RELAXED);
	/* A counter that is full can be read all the same. */
	if (write(fd, &one, sizeof(one)) < 0)
		errno = err;
}

/* No SA_RESTART: a call that waits returns. */
void interruption_expect(void)
{
	const struct sigaction action = { .sa_handler = note };
	struct sigaction old;
	size_t i;

	if (fd >= 0)
		return;
	fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	platform_assert(fd >= 0);
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		if (!sigaction(signals[i].number, NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(signals[i].number, &action, NULL);
}

const char *interruption_name(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		if (signals[i].number == interruption_signal())
			return signals[i].name;
	return NULL;
}

int interruption_fd(void)
{
	return fd;
}

void interruption_end(void)
{
	const int number = interruption_signal();

	if (!number)
		return;
	fprintf(stderr, "ccwreplay: interrupted by %s\n", interruption_name());
	temporary_remove_all();
	signal(number, SIG_DFL);
	raise(number);
	/* The signal is blocked: end with the status that a shell shows for it. */
	_exit(128 + number);
}

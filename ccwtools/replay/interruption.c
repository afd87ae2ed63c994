// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/platform.h"
#include "ccwtools/replay/interruption.h"

/* SIGPIPE: the reader of the report has ended. */
static const struct {
	int number;
	const char *name;
} signals[] = {
	{ SIGINT, "SIGINT" }, { SIGTERM, "SIGTERM" }, { SIGHUP, "SIGHUP" }, { SIGPIPE, "SIGPIPE" },
};

static volatile sig_atomic_t came;
static int fd = -1;

static void note(int number)
{
	const uint64_t one = 1;
	int err = errno;

	if (!came)
		came = number;
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

int interruption_signal(void)
{
	return came;
}

const char *interruption_name(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		if (signals[i].number == came)
			return signals[i].name;
	return NULL;
}

int interruption_fd(void)
{
	return fd;
}

void interruption_end(void)
{
	if (!came)
		return;
	signal(came, SIG_DFL);
	raise(came);
	/* It is blocked: as a shell shows such an end. */
	_exit(128 + came);
}

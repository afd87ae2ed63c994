// SPDX-License-Identifier: GPL-2.0-only
/*
 * Allocations that fail: the nth one that a task makes, or all.
 *
 * Source: Documentation/fault-injection/fault-injection.rst of the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shortage.h"
#include "css_device.h"

#define SLAB	"/sys/kernel/debug/failslab/"
#define PAGES	"/sys/kernel/debug/fail_page_alloc/"

/* Allocations that may sleep and single pages fail, too; without messages; any number. */
static const struct {
	const char *file;
	const char *value;
} settings[] = {
	{ SLAB "ignore-gfp-wait", "N" },
	{ SLAB "verbose", "0" },
	{ SLAB "task-filter", "Y" },
	{ SLAB "times", "-1" },
	{ PAGES "ignore-gfp-wait", "N" },
	{ PAGES "ignore-gfp-highmem", "N" },
	{ PAGES "min-order", "0" },
	{ PAGES "verbose", "0" },
	{ PAGES "task-filter", "Y" },
	{ PAGES "times", "-1" },
};

static int open_of(pid_t task, const char *file)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/%s", task, file);
	fd = open(path, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int put_number(int fd, unsigned int number)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", number);

	return pwrite(fd, text, len, 0) == len ? 0 : -errno;
}

/**
 * shortage_open() - choose a task
 * @shortage: gets it
 * @task: its id; 0: the caller, whose memory is locked so that its page faults do
 *	not fail
 *
 * Return: 0 or a negative errno, also if the kernel cannot do it.
 */
int shortage_open(struct shortage *shortage, pid_t task)
{
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(settings) / sizeof(settings[0]); i++)
		err = sysfs_write(settings[i].file, settings[i].value);
	if (!err && !task && mlockall(MCL_CURRENT | MCL_FUTURE))
		err = -errno;
	if (err)
		return err;
	shortage->nth = open_of(task ? task : gettid(), "fail-nth");
	shortage->all = open_of(task ? task : gettid(), "make-it-fail");
	return shortage->nth < 0 || shortage->all < 0 ? -ENOENT : 0;
}

void shortage_close(struct shortage *shortage)
{
	close(shortage->nth);
	close(shortage->all);
}

/**
 * shortage_arm() - let an allocation fail
 * @shortage: of this task
 * @nth: which one, counted from now; 1 is the next
 */
int shortage_arm(const struct shortage *shortage, unsigned int nth)
{
	return put_number(shortage->nth, nth);
}

/**
 * shortage_disarm() - end the failures
 * @shortage: of this task
 * @left: gets how many allocations were left up to the one that fails; 0: it has
 *	failed
 */
int shortage_disarm(const struct shortage *shortage, unsigned int *left)
{
	char text[16] = "";
	ssize_t len = pread(shortage->nth, text, sizeof(text) - 1, 0);

	if (len <= 0)
		return len ? -errno : -EIO;
	*left = strtoul(text, NULL, 10);
	return put_number(shortage->nth, 0);
}

/**
 * shortage_choose() - choose the allocations of shortage_all()
 * @kind: their kind
 */
int shortage_choose(enum shortage_kind kind)
{
	int err = sysfs_write(SLAB "probability", kind == SHORT_OF_SLAB ? "100" : "0");

	return err ? err : sysfs_write(PAGES "probability", kind == SHORT_OF_PAGES ? "100" : "0");
}

/**
 * shortage_all() - let all allocations fail, or none
 * @shortage: of this task
 * @on: let all fail
 */
int shortage_all(const struct shortage *shortage, int on)
{
	return put_number(shortage->all, on);
}

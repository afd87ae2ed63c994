// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses a device with a channel program that never ends, until the device is requested.
 *
 * usage: endless UUID group|cdev [stubborn|deaf]
 *
 * Prints "running" when the program runs, and "asked" for each device request.  With
 * stubborn it ignores device requests and closes the device after SIGUSR1; deaf is the same
 * without an eventfd for device requests.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "program.h"

/* The device is closed after this time at the latest, so that a failed test does not keep it. */
#define PATIENCE_MS	60000

static int fail(const char *what, int err)
{
	fprintf(stderr, "endless: %s: %s\n", what, strerror(-err));
	return 1;
}

static int signal_file(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* Waits until the device must be closed.  Return: 0, or -ETIMEDOUT. */
static int wait_for_request(const struct user *user, int told, bool stubborn)
{
	struct pollfd fds[] = {
		{ .fd = user->event[IRQ_REQ], .events = POLLIN },
		{ .fd = told, .events = POLLIN },
	};

	for (;;) {
		if (poll(fds, 2, PATIENCE_MS) <= 0)
			return -ETIMEDOUT;
		if (fds[1].revents)
			return 0;
		if (!event_wait(user->event[IRQ_REQ], 0))
			continue;
		puts("asked");
		if (!stubborn)
			return 0;
	}
}

static int use(struct user *user, struct guest *guest, const char *how)
{
	int err = guest_create(guest, user);

	if (!err)
		err = user_listen(user);
	if (!err && !strcmp(how, "deaf"))
		err = user_set_event(user, IRQ_REQ, -1);
	if (err)
		return err;
	put_loop(guest);
	return user_start(user, PROGRAM);
}

int main(int argc, char **argv)
{
	struct css_device dev = {};
	struct guest guest = {};
	struct user user;
	enum vfio_interface interface;
	const char *how;
	int told, err;

	if (argc < 3) {
		fprintf(stderr, "usage: endless UUID group|cdev [stubborn|deaf]\n");
		return 2;
	}
	how = argc > 3 ? argv[3] : "";
	setlinebuf(stdout);
	told = signal_file();
	interface = strcmp(argv[2], "cdev") ? VFIO_GROUP : VFIO_CDEV;
	snprintf(dev.uuid, sizeof(dev.uuid), "%.36s", argv[1]);
	err = css_device_find(&dev);
	if (err)
		return fail(dev.uuid, err);
	err = user_open(&user, interface, &dev);
	if (err)
		return fail("open", err);
	err = use(&user, &guest, how);
	if (err)
		return fail("start", err);
	puts("running");
	err = wait_for_request(&user, told, *how);
	user_close(&user);
	return err ? fail("no device request", err) : 0;
}

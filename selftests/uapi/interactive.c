// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uses a device according to commands, one per line on standard input:
 *
 *	run	Sense ID, to its end: prints "run 0", or "run -ERRNO"
 *	storm	Sense ID, again and again, until the device is requested or fails: prints
 *		"storm begins", then "storm ends ERRNO" with 0 if it was requested
 *	start	Sense ID, without waiting for its end: prints "start 0", or "start -ERRNO"
 *	close	closes the device, and ends
 *
 * usage: interactive UUID group|cdev [deaf]
 *
 * Prints "open" when it accepts commands, "asked" for each device request, and
 * "report FLAGS SOURCE" for each channel report, at any time.  With deaf it has no
 * eventfd for device requests.  None of the programs is endless.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <linux/vfio_ccw.h>

#include "program.h"

/* The device is closed after this time at the latest, so that a failed test does not keep it. */
#define PATIENCE_MS	120000

#define SENSE_ID_LEN	7
#define MAX_LINE	16

static int fail(const char *what, int err)
{
	fprintf(stderr, "interactive: %s: %s\n", what, strerror(-err));
	return 1;
}

static bool asked(const struct user *user)
{
	bool was = event_wait(user->event[IRQ_REQ], 0);

	if (was)
		puts("asked");
	return was;
}

/* Reads all reports: while another one is queued, each read signals again. */
static void reports(const struct user *user)
{
	struct ccw_crw_region region;

	while (event_wait(user->event[IRQ_CRW], 0) &&
	       user_read(user, REGION_CRW, 0, &region, sizeof(region)) == sizeof(region))
		printf("report %04x %04x\n", region.crw >> 16, region.crw & 0xffff);
}

static int sense_id(const struct user *user, const struct guest *guest)
{
	struct status status;
	int err;

	put_ccw(guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, SENSE_ID_LEN, DATA);
	memset(guest_at(guest, DATA), 0, SENSE_ID_LEN);
	err = user_run(user, PROGRAM, &status);
	if (err)
		return err;
	if (status.dstat != DSTAT_END || status.cstat || *(__u8 *)guest_at(guest, DATA) != 0xff)
		return -EPROTO;
	return 0;
}

static void storm(const struct user *user, const struct guest *guest)
{
	int err = 0;

	puts("storm begins");
	while (!err && !asked(user))
		err = sense_id(user, guest);
	printf("storm ends %d\n", err);
}

/* Return: true to go on. */
static bool execute(const char *line, const struct user *user, const struct guest *guest)
{
	if (!strcmp(line, "run"))
		printf("run %d\n", sense_id(user, guest));
	else if (!strcmp(line, "start"))
		printf("start %d\n", user_start(user, PROGRAM));
	else if (!strcmp(line, "storm"))
		storm(user, guest);
	else
		return false;
	return true;
}

/* Runs until the command to close.  Return: 0, or a negative errno. */
static int serve(const struct user *user, const struct guest *guest)
{
	struct pollfd fds[] = {
		{ .fd = 0, .events = POLLIN },
		{ .fd = user->event[IRQ_REQ], .events = POLLIN },
		{ .fd = user->event[IRQ_CRW], .events = POLLIN },
	};
	char line[MAX_LINE];

	for (;;) {
		if (poll(fds, 3, PATIENCE_MS) <= 0)
			return -ETIMEDOUT;
		reports(user);
		asked(user);
		if (!fds[0].revents)
			continue;
		if (!fgets(line, sizeof(line), stdin))
			return -EPIPE;
		line[strcspn(line, "\n")] = 0;
		if (!execute(line, user, guest))
			return 0;
	}
}

static int prepare(struct user *user, struct guest *guest, bool deaf)
{
	int err = guest_create(guest, user);

	if (!err)
		err = user_listen(user);
	if (!err && deaf)
		err = user_set_event(user, IRQ_REQ, -1);
	return err;
}

int main(int argc, char **argv)
{
	struct css_device dev = {};
	struct guest guest = {};
	struct user user;
	int err;

	if (argc < 3) {
		fprintf(stderr, "usage: interactive UUID group|cdev [deaf]\n");
		return 2;
	}
	/* Unbuffered, since poll() does not see lines in a buffer. */
	setvbuf(stdin, NULL, _IONBF, 0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	snprintf(dev.uuid, sizeof(dev.uuid), "%.36s", argv[1]);
	err = css_device_find(&dev);
	if (err)
		return fail(dev.uuid, err);
	err = user_open(&user, strcmp(argv[2], "cdev") ? VFIO_GROUP : VFIO_CDEV, &dev);
	if (!err)
		err = prepare(&user, &guest, argc > 3);
	if (err)
		return fail("open", err);
	puts("open");
	err = serve(&user, &guest);
	user_close(&user);
	return err ? fail("no command to close", err) : 0;
}

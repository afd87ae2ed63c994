// SPDX-License-Identifier: GPL-2.0-only
/*
 * A user whose programs do not end by themselves: halts, clears, resets, closes, opens
 * again, and loses paths, each with and without a running program.
 *
 * usage: stops UUID group|cdev
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/vfio.h>
#include <linux/vfio_ccw.h>

#include "program.h"

#define HALT		VFIO_CCW_ASYNC_CMD_HSCH
#define CLEAR		VFIO_CCW_ASYNC_CMD_CSCH
#define CSTAT_INTERFACE	0x02
#define ACTL_ACTIVE	0x00c0	/* the subchannel, the device */
#define ROUNDS		3
#define TRIES		5000

/**
 * struct stops - the device and its interface
 * @dev: the device
 * @interface: how it is used
 */
struct stops {
	struct css_device dev;
	enum vfio_interface interface;
	struct user user;
	struct guest guest;
};

static int ask(const struct stops *s)
{
	struct status status;
	int err;

	put_ccw(&s->guest, PROGRAM, CMD_SENSE_ID, CCW_SLI, 40, DATA);
	err = user_run(&s->user, PROGRAM, &status);
	return err ? err : status.dstat == DSTAT_END ? 0 : -EIO;
}

static int run_for_ever(const struct stops *s)
{
	put_loop(&s->guest);
	return user_start(&s->user, PROGRAM);
}

static int stop(const struct stops *s, __u32 command)
{
	struct status status;
	int err = user_async(&s->user, command);

	if (!err)
		err = user_interrupt(&s->user, &status);
	return err ? err : status.ctrl & (FCTL_HALT | FCTL_CLEAR) ? 0 : -EIO;
}

static int stop_what_runs(const struct stops *s, __u32 command)
{
	int err = run_for_ever(s);

	return err ? err : stop(s, command);
}

static int reset(const struct stops *s)
{
	int err = user_ioctl(&s->user, VFIO_DEVICE_RESET, NULL);

	event_wait(s->user.event[IRQ_IO], 0);
	return err;
}

static int begin(struct stops *s)
{
	int err = user_open(&s->user, s->interface, &s->dev);

	if (!err)
		err = guest_create(&s->guest, &s->user);
	return err ? err : user_listen(&s->user);
}

static int begin_again(struct stops *s)
{
	user_close(&s->user);
	guest_destroy(&s->guest);
	return begin(s);
}

static int vary(const struct stops *s, unsigned int chpid, bool on)
{
	struct ccw_crw_region region;
	int err = chpid_vary(chpid, on);

	if (!err && !event_wait(s->user.event[IRQ_CRW], 5000))
		err = -ETIMEDOUT;
	if (!err && user_read(&s->user, REGION_CRW, 0, &region, sizeof(region)) < 0)
		err = -EIO;
	return err;
}

/* Waits until the channel has selected a path. */
static int wait_active(const struct stops *s)
{
	for (int i = 0; i < TRIES; i++) {
		if (user_scsw_ctrl(&s->user) & ACTL_ACTIVE)
			return 0;
		usleep(1000);
	}
	return -ETIMEDOUT;
}

/* The loss of a path ends the program that uses it; the other path remains. */
static int lose_path(const struct stops *s)
{
	struct status status;
	int err = run_for_ever(s);

	if (!err)
		err = wait_active(s);
	if (!err)
		err = vary(s, CSS_CHPID_0, false);
	if (!err)
		err = user_interrupt(&s->user, &status);
	if (!err && !(status.cstat & CSTAT_INTERFACE))
		err = -EIO;
	if (!err)
		err = ask(s);
	return err ? err : vary(s, CSS_CHPID_0, true);
}

/* Without any path no program begins. */
static int lose_all(const struct stops *s)
{
	int err = vary(s, CSS_CHPID_1, false);

	if (!err)
		err = vary(s, CSS_CHPID_0, false);
	if (!err && user_start(&s->user, PROGRAM) != -ENODEV)
		err = -EIO;
	if (!err)
		err = vary(s, CSS_CHPID_1, true);
	if (!err)
		err = ask(s);
	return err ? err : vary(s, CSS_CHPID_0, true);
}

static int round_of(struct stops *s)
{
	int err = ask(s);

	if (!err)
		err = stop_what_runs(s, HALT);
	if (!err)
		err = stop_what_runs(s, CLEAR);
	if (!err)
		err = stop(s, HALT);
	if (!err)
		err = stop(s, CLEAR);
	if (!err)
		err = reset(s);
	if (!err)
		err = run_for_ever(s);
	if (!err)
		err = reset(s);
	if (!err)
		err = ask(s);
	if (!err)
		err = run_for_ever(s);
	if (!err)
		err = begin_again(s);
	if (!err)
		err = lose_path(s);
	return err ? err : lose_all(s);
}

int main(int argc, char **argv)
{
	struct stops s = {};
	int err;

	if (argc != 3) {
		fprintf(stderr, "usage: stops UUID group|cdev\n");
		return 2;
	}
	snprintf(s.dev.uuid, sizeof(s.dev.uuid), "%.36s", argv[1]);
	s.interface = strcmp(argv[2], "cdev") ? VFIO_GROUP : VFIO_CDEV;
	err = css_device_find(&s.dev);
	if (!err)
		err = begin(&s);
	for (int i = 0; !err && i < ROUNDS; i++)
		err = round_of(&s);
	user_close(&s.user);
	if (err)
		fprintf(stderr, "stops: %s\n", strerror(-err));
	return err != 0;
}

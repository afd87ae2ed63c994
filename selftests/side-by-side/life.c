// SPDX-License-Identifier: GPL-2.0-only
/* Halt, clear, reset, close: with and without a program to end. */
#include "fixture.h"

#define HALT	VFIO_CCW_ASYNC_CMD_HSCH
#define CLEAR	VFIO_CCW_ASYNC_CMD_CSCH

static void idle(struct fixture *f, const void *command)
{
	report_answer("write", user_async(&f->user, *(const __u32 *)command));
	report_no_interrupt(f);
	report_works(f);
}

static void twice(struct fixture *f, const void *command)
{
	for (int i = 0; i < 2; i++) {
		report_answer("write", user_async(&f->user, *(const __u32 *)command));
		report_interrupt(f);
	}
	report_works(f);
}

static void in_flight(struct fixture *f, const void *command)
{
	report_answer("suspended", suspend(f));
	report_no_interrupt(f);
	report_answer("write", user_async(&f->user, *(const __u32 *)command));
	report_interrupt(f);
	report_works(f);
}

/* The command comes while status has not been read. */
static void unread(struct fixture *f, const void *command)
{
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_answer("start", user_start(&f->user, PROGRAM));
	event_wait(f->user.event[IRQ_IO], 5000);
	report_answer("write", user_async(&f->user, *(const __u32 *)command));
	report_interrupt(f);
	report_no_interrupt(f);
	report_works(f);
}

/* Writes of a part of the region, after the command or ending within it. */
static void in_part(struct fixture *f, const void *unused)
{
	struct ccw_cmd_region region = { .command = CLEAR };

	report_answer("4 bytes", user_write(&f->user, REGION_ASYNC, 0, &region, 4));
	report_no_interrupt(f);
	report_answer("3 bytes", user_write(&f->user, REGION_ASYNC, 0, &region, 3));
	report_no_interrupt(f);
	report_answer("no byte", user_write(&f->user, REGION_ASYNC, 0, &region, 0));
	report_no_interrupt(f);
	report_answer("the answer", user_write(&f->user, REGION_ASYNC, 4, (__u8 *)&region + 4, 4));
	report_no_interrupt(f);
	report_works(f);
}

static void reset(struct fixture *f, const void *unused)
{
	report_answer("reset", user_ioctl(&f->user, VFIO_DEVICE_RESET, NULL));
	report_no_interrupt(f);
	report_works(f);
	report_answer("reset", user_ioctl(&f->user, VFIO_DEVICE_RESET, NULL));
	report_works(f);
}

static void reset_in_flight(struct fixture *f, const void *unused)
{
	report_answer("suspended", suspend(f));
	report_no_interrupt(f);
	report_answer("reset", user_ioctl(&f->user, VFIO_DEVICE_RESET, NULL));
	report_no_interrupt(f);
	report("control %04x", user_scsw_ctrl(&f->user));
	report_works(f);
}

/* A reset while status of an earlier program has not been read. */
static void reset_unread(struct fixture *f, const void *unused)
{
	struct status status = {};

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_answer("start", user_start(&f->user, PROGRAM));
	event_wait(f->user.event[IRQ_IO], 5000);
	report_answer("reset", user_ioctl(&f->user, VFIO_DEVICE_RESET, NULL));
	user_io_status(&f->user, &status);
	report("control %04x", status.ctrl);
	report_works(f);
}

static void reset_often(struct fixture *f, const void *unused)
{
	int good = 0;

	for (int i = 0; i < 10; i++)
		good += !user_ioctl(&f->user, VFIO_DEVICE_RESET, NULL);
	report("%d of 10", good);
	report_works(f);
}

static void reopen(struct fixture *f, const void *unused)
{
	for (int i = 0; i < 3; i++) {
		fixture_close(f);
		report_answer("open", fixture_open(f, f->user.interface));
	}
	report_works(f);
}

static void close_in_flight(struct fixture *f, const void *unused)
{
	report_answer("suspended", suspend(f));
	fixture_close(f);
	report_answer("open", fixture_open(f, f->user.interface));
	report("control %04x", user_scsw_ctrl(&f->user));
	report_works(f);
}

static void open_twice(struct fixture *f, const void *unused)
{
	struct user other;

	report_answer("open", user_open(&other, f->user.interface, &f->dev));
	user_close(&other);
	report_works(f);
}

static const __u32 commands[] = { HALT, CLEAR, 0, HALT | CLEAR, 4, ~0u };

const struct side_case life_cases[] = {
	{ "halt-idle", twice, &commands[0] },
	{ "clear-idle", twice, &commands[1] },
	{ "async-none", idle, &commands[2] },
	{ "async-both", idle, &commands[3] },
	{ "async-4", idle, &commands[4] },
	{ "async-all", idle, &commands[5] },
	{ "async-in-part", in_part },
	{ "halt-in-flight", in_flight, &commands[0] },
	{ "clear-in-flight", in_flight, &commands[1] },
	{ "halt-unread", unread, &commands[0] },
	{ "clear-unread", unread, &commands[1] },
	{ "reset", reset },
	{ "reset-in-flight", reset_in_flight },
	{ "reset-unread", reset_unread },
	{ "reset-10", reset_often },
	{ "reopen", reopen },
	{ "close-in-flight", close_in_flight },
	{ "open-twice", open_twice },
	{}
};

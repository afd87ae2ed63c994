// SPDX-License-Identifier: GPL-2.0-only
/* Halt, clear, reset, close: with and without a program to end. */
#include "scene.h"

#define HALT	VFIO_CCW_ASYNC_CMD_HSCH
#define CLEAR	VFIO_CCW_ASYNC_CMD_CSCH

static void idle(struct scene *s, const void *command)
{
	say_answer("write", user_async(&s->user, *(const __u32 *)command));
	say_no_interrupt(s);
	say_works(s);
}

static void twice(struct scene *s, const void *command)
{
	for (int i = 0; i < 2; i++) {
		say_answer("write", user_async(&s->user, *(const __u32 *)command));
		say_interrupt(s);
	}
	say_works(s);
}

static void in_flight(struct scene *s, const void *command)
{
	say_answer("suspended", suspend(s));
	say_no_interrupt(s);
	say_answer("write", user_async(&s->user, *(const __u32 *)command));
	say_interrupt(s);
	say_works(s);
}

/* The command comes while status has not been read. */
static void unread(struct scene *s, const void *command)
{
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	say_answer("start", user_start(&s->user, PROGRAM));
	event_wait(s->user.event[IRQ_IO], 5000);
	say_answer("write", user_async(&s->user, *(const __u32 *)command));
	say_interrupt(s);
	say_no_interrupt(s);
	say_works(s);
}

/* Writes of a part of the region, after the command or ending within it. */
static void in_part(struct scene *s, const void *unused)
{
	struct ccw_cmd_region region = { .command = CLEAR };

	say_answer("4 bytes", user_write(&s->user, REGION_ASYNC, 0, &region, 4));
	say_no_interrupt(s);
	say_answer("3 bytes", user_write(&s->user, REGION_ASYNC, 0, &region, 3));
	say_no_interrupt(s);
	say_answer("no byte", user_write(&s->user, REGION_ASYNC, 0, &region, 0));
	say_no_interrupt(s);
	say_answer("the answer", user_write(&s->user, REGION_ASYNC, 4, (__u8 *)&region + 4, 4));
	say_no_interrupt(s);
	say_works(s);
}

static void reset(struct scene *s, const void *unused)
{
	say_answer("reset", user_ioctl(&s->user, VFIO_DEVICE_RESET, NULL));
	say_no_interrupt(s);
	say_works(s);
	say_answer("reset", user_ioctl(&s->user, VFIO_DEVICE_RESET, NULL));
	say_works(s);
}

static void reset_in_flight(struct scene *s, const void *unused)
{
	say_answer("suspended", suspend(s));
	say_no_interrupt(s);
	say_answer("reset", user_ioctl(&s->user, VFIO_DEVICE_RESET, NULL));
	say_no_interrupt(s);
	say("control %04x", user_scsw_ctrl(&s->user));
	say_works(s);
}

/* A reset while status of an earlier program has not been read. */
static void reset_unread(struct scene *s, const void *unused)
{
	struct status status = {};

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	say_answer("start", user_start(&s->user, PROGRAM));
	event_wait(s->user.event[IRQ_IO], 5000);
	say_answer("reset", user_ioctl(&s->user, VFIO_DEVICE_RESET, NULL));
	user_io_status(&s->user, &status);
	say("control %04x", status.ctrl);
	say_works(s);
}

static void reset_often(struct scene *s, const void *unused)
{
	int good = 0;

	for (int i = 0; i < 10; i++)
		good += !user_ioctl(&s->user, VFIO_DEVICE_RESET, NULL);
	say("%d of 10", good);
	say_works(s);
}

static void reopen(struct scene *s, const void *unused)
{
	for (int i = 0; i < 3; i++) {
		scene_close(s);
		say_answer("open", scene_open(s, s->user.interface));
	}
	say_works(s);
}

static void close_in_flight(struct scene *s, const void *unused)
{
	say_answer("suspended", suspend(s));
	scene_close(s);
	say_answer("open", scene_open(s, s->user.interface));
	say("control %04x", user_scsw_ctrl(&s->user));
	say_works(s);
}

static void open_twice(struct scene *s, const void *unused)
{
	struct user other;

	say_answer("open", user_open(&other, s->user.interface, &s->dev));
	user_close(&other);
	say_works(s);
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

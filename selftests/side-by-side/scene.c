// SPDX-License-Identifier: GPL-2.0-only
/* Functions for all cases: facts, requests, and their results. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "scene.h"

#define PATIENCE_MS	5000	/* for an expected interrupt */
#define QUIET_MS	150	/* for an unexpected one, once nothing is pending */
#define FLAGS_CC	0x0300	/* deferred condition code */
#define CU_TYPE		0x3832

/* ---- Facts ---- */

static char facts[4096];
static size_t used;

void say(const char *format, ...)
{
	va_list args;

	if (used)
		used += snprintf(facts + used, sizeof(facts) - used, "; ");
	va_start(args, format);
	used += vsnprintf(facts + used, sizeof(facts) - used, format, args);
	va_end(args);
	if (used >= sizeof(facts))
		used = sizeof(facts) - 1;
}

/* Reports a number of bytes, or the name of an error. */
void say_answer(const char *what, long ret)
{
	if (ret == sizeof(struct ccw_io_region))
		say("%s all", what);
	else if (ret < 0)
		say("%s %s", what, strerrorname_np(-ret) ?: "unknown error");
	else
		say("%s %ld", what, ret);
}

void say_case(const char *interface, const char *name)
{
	printf("%s %s: %s\n", interface, name, facts);
	fflush(stdout);
	facts[0] = 0;
	used = 0;
}

/* ---- The scene ---- */

int scene_open(struct scene *s, enum vfio_interface interface)
{
	int err = user_open(&s->user, interface, &s->dev);

	s->guest.mem = NULL;
	if (!err)
		err = guest_create(&s->guest, &s->user);
	return err ? err : user_listen(&s->user);
}

void scene_close(struct scene *s)
{
	user_close(&s->user);
	guest_destroy(&s->guest);
}

/* ---- Requests ---- */

long write_request(const struct scene *s, struct orb orb, __u16 scsw)
{
	struct ccw_io_region io = {};

	put_be32(io.orb_area, 0x12345678);
	put_be32(io.orb_area + 4, orb.ctrl);
	put_be32(io.orb_area + 8, orb.cpa);
	put_be16(io.scsw_area + 2, scsw);
	return user_write(&s->user, REGION_IO, 0, &io, sizeof(io));
}

/* The guest's place for a CCW address; all host addresses read the same. */
static const char *place(__u32 cpa)
{
	static char text[16];

	if (cpa >= GUEST && cpa <= MEMORY_END + 8)
		snprintf(text, sizeof(text), "+%#x", cpa - PROGRAM);
	else if (cpa >= NOWHERE && cpa <= NOWHERE + 8)
		snprintf(text, sizeof(text), "nowhere+%u", cpa - NOWHERE);
	else
		snprintf(text, sizeof(text), "%s", cpa ? cpa == 8 ? "8" : "elsewhere" : "0");
	return text;
}

/*
 * The CCW address is meaningful with primary status only, the count without a
 * program check.  QEMU does not reset the deferred condition code.
 */
static void say_status(const struct status *status)
{
	if (!status->ctrl) {
		say("no status");
		return;
	}
	say("control %04x flags %04x unit %02x channel %02x", status->ctrl,
	    status->flags & ~FLAGS_CC, status->dstat, status->cstat);
	if (!(status->cstat & CSTAT_PROGRAM))
		say("count %u", status->count);
	if (status->ctrl & STCTL_PRIMARY)
		say("at %s", place(status->cpa));
	if (status->dstat & DSTAT_UNIT_CHECK)
		say("sense %02x", status->sense[0]);
}

static void say_next(const struct scene *s, int msecs)
{
	struct status status;

	if (!event_wait(s->user.event[IRQ_IO], msecs)) {
		say("no interrupt");
		return;
	}
	if (user_io_status(&s->user, &status))
		say("cannot be read");
	else
		say_status(&status);
}

/* An interrupt is expected. */
void say_interrupt(const struct scene *s)
{
	say_next(s, PATIENCE_MS);
}

/* No interrupt is expected: it would have arrived when nothing is pending any more. */
void say_no_interrupt(const struct scene *s)
{
	for (int i = 0; i < PATIENCE_MS && user_scsw_ctrl(&s->user) & STCTL_PENDING; i++)
		usleep(1000);
	say_next(s, QUIET_MS);
}

void say_run(const struct scene *s, struct orb orb)
{
	long ret = write_request(s, orb, FCTL_START);

	say_answer("start", ret);
	if (ret >= 0)
		say_interrupt(s);
}

void say_usual_run(const struct scene *s)
{
	say_run(s, (struct orb){ ORB_CTRL_USUAL, PROGRAM });
}

/* ---- Sense ID ---- */

static bool is_id(const __u8 *id)
{
	return id[0] == 0xff && get_be16(id + 1) == CU_TYPE;
}

__u32 put_sense_id(const struct scene *s, __u32 at, __u8 flags, __u16 count, __u32 cda)
{
	return put_ccw(&s->guest, at, CMD_SENSE_ID, flags | CCW_SLI, count, cda);
}

/* Reports whether the data were stored, and no byte beyond them. */
void say_data(const struct scene *s, __u32 at)
{
	const __u8 *data = guest_at(&s->guest, at);

	say("data %s", is_id(data) && !data[SENSE_ID_LEN] ? "there" : "not there");
}

/* Reports whether the device works after the case. */
void say_works(const struct scene *s)
{
	struct status status = {};
	__u8 *data;
	int err;

	if (!s->guest.mem) {
		say("then does not work: not open");
		return;
	}
	data = guest_at(&s->guest, OTHER);
	while (event_wait(s->user.event[IRQ_IO], 0))
		user_io_status(&s->user, &status);
	memset(data, 0, SENSE_ID_LEN);
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, OTHER);
	err = user_run(&s->user, PROGRAM, &status);
	if (err)
		say_answer("then does not work:", err);
	else if (status.ctrl != (FCTL_START | STCTL_FINAL) || !is_id(data))
		say("then does not work");
	else
		say("then works");
}

/* Begin a program that waits to be resumed: the subchannel is busy until then. */
int suspend(const struct scene *s)
{
	const struct orb orb = { ORB_CTRL_USUAL | (__u32)ORB_SUSPEND << 16, PROGRAM };
	long ret;

	put_sense_id(s, PROGRAM, CCW_CC, SENSE_ID_LEN, DATA);
	put_sense_id(s, PROGRAM + 8, CCW_SUSPEND, SENSE_ID_LEN, DATA + PAGE);
	ret = write_request(s, orb, FCTL_START);
	return ret < 0 ? ret : 0;
}

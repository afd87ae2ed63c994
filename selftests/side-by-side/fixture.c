// SPDX-License-Identifier: GPL-2.0-only
/* Functions for all cases: facts, requests, and their results. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

#define PATIENCE_MS	5000	/* for an expected interrupt */
#define QUIET_MS	150	/* for an unexpected one, once nothing is pending */
#define FLAGS_CC	0x0300	/* deferred condition code */
#define CU_TYPE		0x3832

/* ---- Facts ---- */

static char facts[4096];
static size_t used;

void report(const char *format, ...)
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
void report_answer(const char *what, long ret)
{
	if (ret == sizeof(struct ccw_io_region))
		report("%s all", what);
	else if (ret < 0)
		report("%s %s", what, strerrorname_np(-ret) ?: "unknown error");
	else
		report("%s %ld", what, ret);
}

void report_case(const char *interface, const char *name)
{
	printf("%s %s: %s\n", interface, name, facts);
	fflush(stdout);
	facts[0] = 0;
	used = 0;
}

/* ---- The fixture ---- */

int fixture_open(struct fixture *f, enum vfio_interface interface)
{
	int err = user_open(&f->user, interface, &f->dev);

	f->guest.mem = NULL;
	if (!err)
		err = guest_create(&f->guest, &f->user);
	return err ? err : user_listen(&f->user);
}

void fixture_close(struct fixture *f)
{
	user_close(&f->user);
	guest_destroy(&f->guest);
}

/* ---- Requests ---- */

long write_request(const struct fixture *f, struct orb orb, __u16 scsw)
{
	struct ccw_io_region io = {};

	put_be32(io.orb_area, 0x12345678);
	put_be32(io.orb_area + 4, orb.ctrl);
	put_be32(io.orb_area + 8, orb.cpa);
	put_be16(io.scsw_area + 2, scsw);
	return user_write(&f->user, REGION_IO, 0, &io, sizeof(io));
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
static void report_status(const struct status *status)
{
	if (!status->ctrl) {
		report("no status");
		return;
	}
	report("control %04x flags %04x unit %02x channel %02x", status->ctrl,
	    status->flags & ~FLAGS_CC, status->dstat, status->cstat);
	if (!(status->cstat & CSTAT_PROGRAM))
		report("count %u", status->count);
	if (status->ctrl & STCTL_PRIMARY)
		report("at %s", place(status->cpa));
	if (status->dstat & DSTAT_UNIT_CHECK)
		report("sense %02x", status->sense[0]);
}

static void report_next(const struct fixture *f, int msecs)
{
	struct status status;

	if (!event_wait(f->user.event[IRQ_IO], msecs)) {
		report("no interrupt");
		return;
	}
	if (user_io_status(&f->user, &status))
		report("cannot be read");
	else
		report_status(&status);
}

/* An interrupt is expected. */
void report_interrupt(const struct fixture *f)
{
	report_next(f, PATIENCE_MS);
}

/* No interrupt is expected: it would have arrived when nothing is pending any more. */
void report_no_interrupt(const struct fixture *f)
{
	for (int i = 0; i < PATIENCE_MS && user_scsw_ctrl(&f->user) & STCTL_PENDING; i++)
		usleep(1000);
	report_next(f, QUIET_MS);
}

void report_run(const struct fixture *f, struct orb orb)
{
	long ret = write_request(f, orb, FCTL_START);

	report_answer("start", ret);
	if (ret >= 0)
		report_interrupt(f);
}

void report_usual_run(const struct fixture *f)
{
	report_run(f, (struct orb){ ORB_CTRL_USUAL, PROGRAM });
}

/* ---- Sense ID ---- */

static bool is_id(const __u8 *id)
{
	return id[0] == 0xff && get_be16(id + 1) == CU_TYPE;
}

__u32 put_sense_id(const struct fixture *f, __u32 at, __u8 flags, __u16 count, __u32 cda)
{
	return put_ccw(&f->guest, at, CMD_SENSE_ID, flags | CCW_SLI, count, cda);
}

/* Reports whether the data were stored, and no byte beyond them. */
void report_data(const struct fixture *f, __u32 at)
{
	const __u8 *data = guest_at(&f->guest, at);

	report("data %s", is_id(data) && !data[SENSE_ID_LEN] ? "there" : "not there");
}

/* Reports whether the device works after the case. */
void report_works(const struct fixture *f)
{
	struct status status = {};
	__u8 *data;
	int err = 0;

	if (!f->guest.mem) {
		report("then does not work: not open");
		return;
	}
	data = guest_at(&f->guest, OTHER);
	while (event_wait(f->user.event[IRQ_IO], 0))
		user_io_status(&f->user, &status);
	memset(data, 0, SENSE_ID_LEN);
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, OTHER);
	/* The in-tree driver is busy now and then, for a moment after a path was varied. */
	for (int i = 0; i < PATIENCE_MS; i++) {
		err = user_run(&f->user, PROGRAM, &status);
		if (err != -EBUSY)
			break;
		usleep(1000);
	}
	if (err)
		report_answer("then does not work:", err);
	else if (status.ctrl != (FCTL_START | STCTL_FINAL) || !is_id(data))
		report("then does not work");
	else
		report("then works");
}

/* Begin a program that waits to be resumed: the subchannel is busy until then. */
int suspend(const struct fixture *f)
{
	const struct orb orb = { ORB_CTRL_USUAL | (__u32)ORB_SUSPEND << 16, PROGRAM };
	long ret;

	put_sense_id(f, PROGRAM, CCW_CC, SENSE_ID_LEN, DATA);
	put_sense_id(f, PROGRAM + 8, CCW_SUSPEND, SENSE_ID_LEN, DATA + PAGE);
	ret = write_request(f, orb, FCTL_START);
	return ret < 0 ? ret : 0;
}

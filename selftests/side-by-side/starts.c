// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests: ORBs and SCSWs of every kind, for a valid program.
 *
 * No program is resumed: QEMU does not store where it is suspended, so the result
 * depends on the program before.
 */
#include <string.h>

#include "scene.h"

/* Bits of word 1 of the ORB, numbered as the architecture does. */
#define BIT(n)	(1u << (31 - (n)))

static void usual(struct scene *s, const void *unused)
{
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	say_usual_run(s);
	say_data(s, DATA);
	say_works(s);
}

static void many(struct scene *s, const void *unused)
{
	int good = 0;

	for (int i = 0; i < 50; i++) {
		struct status status;

		put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
		good += !user_run(&s->user, PROGRAM, &status) && status.dstat == DSTAT_END;
	}
	say("%d of 50 are well", good);
}

static void format_0(struct scene *s, const void *unused)
{
	__u8 *ccw = guest_at(&s->guest, PROGRAM);

	put_be32(ccw, (__u32)CMD_SENSE_ID << 24 | DATA);
	put_be32(ccw + 4, (__u32)CCW_SLI << 24 | SENSE_ID_LEN);
	say_run(s, (struct orb){ ORB_CTRL_USUAL & ~BIT(8), PROGRAM });
	say_data(s, DATA);
}

/* In format 0 the rest of a TIC is ignored, and a count of zero is invalid. */
static void format_0_tic(struct scene *s, const void *unused)
{
	__u8 *ccw = guest_at(&s->guest, PROGRAM);

	put_be32(ccw, 0xf8u << 24 | (PROGRAM + 64));
	put_be32(ccw + 4, 0xff00ffff);
	put_be32(ccw + 64, (__u32)CMD_SENSE_ID << 24 | DATA);
	put_be32(ccw + 68, (__u32)CCW_SLI << 24 | SENSE_ID_LEN);
	say_run(s, (struct orb){ ORB_CTRL_USUAL & ~BIT(8), PROGRAM });
	say_data(s, DATA);
}

static void format_0_count_0(struct scene *s, const void *unused)
{
	__u8 *ccw = guest_at(&s->guest, PROGRAM);

	put_be32(ccw, (__u32)CMD_NOP << 24 | DATA);
	put_be32(ccw + 4, (__u32)CCW_SLI << 24);
	say_run(s, (struct orb){ ORB_CTRL_USUAL & ~BIT(8), PROGRAM });
	say_works(s);
}

/* One bit of word 1 is inverted. */
static void toggled(struct scene *s, const void *bit)
{
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	say_run(s, (struct orb){ ORB_CTRL_USUAL ^ *(const __u32 *)bit, PROGRAM });
	say_data(s, DATA);
	say_works(s);
}

static void paths(struct scene *s, const void *mask)
{
	const __u32 ctrl = (ORB_CTRL_USUAL & ~0xff00u) | *(const __u32 *)mask << 8;

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	say_run(s, (struct orb){ ctrl, PROGRAM });
	say_data(s, DATA);
	say_works(s);
}

static void function(struct scene *s, const void *control)
{
	long ret;

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	ret = write_request(s, (struct orb){ ORB_CTRL_USUAL, PROGRAM }, *(const __u32 *)control);
	say_answer("write", ret);
	say_no_interrupt(s);
	say_works(s);
}

/* The request has values in the fields of the driver's answer. */
static void answer_given(struct scene *s, const void *control)
{
	struct ccw_io_region io = { .ret_code = (__u32)-5 };

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	put_be32(io.orb_area + 4, ORB_CTRL_USUAL);
	put_be32(io.orb_area + 8, PROGRAM);
	put_be16(io.scsw_area + 2, *(const __u32 *)control);
	say_answer("write", user_write(&s->user, REGION_IO, 0, &io, sizeof(io)));
	say_no_interrupt(s);
	say_works(s);
}

static void address(struct scene *s, const void *cpa)
{
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	say_run(s, (struct orb){ ORB_CTRL_USUAL, *(const __u32 *)cpa });
	say_works(s);
}

/* A second program while the status of the first one has not been read. */
static void unread(struct scene *s, const void *unused)
{
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	put_sense_id(s, PROGRAM + 64, 0, SENSE_ID_LEN, DATA);
	say_answer("start", user_start(&s->user, PROGRAM));
	event_wait(s->user.event[IRQ_IO], 5000);
	say_answer("start", user_start(&s->user, PROGRAM + 64));
	say_interrupt(s);
	say_no_interrupt(s);
	say_works(s);
}

static void never_read(struct scene *s, const void *unused)
{
	int started = 0;

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA);
	for (int i = 0; i < 20; i++) {
		long ret = user_start(&s->user, PROGRAM);

		if (ret) {
			say_answer("then", ret);
			break;
		}
		started++;
		event_wait(s->user.event[IRQ_IO], 5000);
	}
	say("started %d of 20", started);
}

static void busy(struct scene *s, const void *unused)
{
	say_answer("suspended", suspend(s));
	say_no_interrupt(s);
	say_answer("start", user_start(&s->user, PROGRAM));
	say_no_interrupt(s);
	say_answer("clear", user_async(&s->user, VFIO_CCW_ASYNC_CMD_CSCH));
	say_interrupt(s);
	say_works(s);
}

#define TOGGLED(n)	{ "orb-bit-" #n, toggled, &(const __u32){ BIT(n) } }
#define PATHS(mask)	{ "start-paths-" #mask, paths, &(const __u32){ 0x ## mask } }
#define FUNCTION(name, control) \
	{ "function-" name, function, &(const __u32){ control } }, \
	{ "function-" name "-with-answer", answer_given, &(const __u32){ control } }
#define ADDRESS(name, cpa) { "start-at-" name, address, &(const __u32){ cpa } }

const struct side_case start_cases[] = {
	{ "start", usual },
	{ "start-50", many },
	{ "start-format-0", format_0 },
	{ "format-0-tic", format_0_tic },
	{ "format-0-count-0", format_0_count_0 },
	TOGGLED(0), TOGGLED(1), TOGGLED(2), TOGGLED(3), TOGGLED(4), TOGGLED(5), TOGGLED(6),
	TOGGLED(7), TOGGLED(9), TOGGLED(10), TOGGLED(11), TOGGLED(12), TOGGLED(13),
	TOGGLED(14), TOGGLED(15), TOGGLED(24), TOGGLED(25), TOGGLED(26), TOGGLED(27),
	TOGGLED(28), TOGGLED(29), TOGGLED(30), TOGGLED(31),
	PATHS(00), PATHS(80), PATHS(ff), PATHS(01),
	FUNCTION("none", 0),
	FUNCTION("halt", FCTL_HALT),
	FUNCTION("clear", FCTL_CLEAR),
	FUNCTION("halt-and-clear", FCTL_HALT | FCTL_CLEAR),
	FUNCTION("start-and-halt", FCTL_START | FCTL_HALT),
	FUNCTION("start-and-clear", FCTL_START | FCTL_CLEAR),
	FUNCTION("start", FCTL_START),
	FUNCTION("start-pending", FCTL_START | 0x0400),
	FUNCTION("resume-of-nothing", FCTL_START | ACTL_RESUME),
	ADDRESS("0", 0),
	ADDRESS("4", PROGRAM + 4),
	ADDRESS("1", PROGRAM + 1),
	ADDRESS("bit-0", PROGRAM | 0x80000000),
	ADDRESS("nowhere", NOWHERE),
	ADDRESS("memory-end", MEMORY_END),
	{ "start-unread", unread },
	{ "start-never-read", never_read },
	{ "start-busy", busy },
	{}
};

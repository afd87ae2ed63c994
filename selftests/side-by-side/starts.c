// SPDX-License-Identifier: GPL-2.0-only
/*
 * Requests: ORBs and SCSWs of every kind, for a valid program.
 *
 * No program is resumed: QEMU does not store where it is suspended, so the result
 * depends on the program before.
 */
#include <string.h>

#include "fixture.h"

/* Bits of word 1 of the ORB, numbered as the architecture does. */
#define BIT(n)	(1u << (31 - (n)))

static void usual(struct fixture *f, const void *unused)
{
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_usual_run(f);
	report_data(f, DATA);
	report_works(f);
}

static void many(struct fixture *f, const void *unused)
{
	int good = 0;

	for (int i = 0; i < 50; i++) {
		struct status status;

		put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
		good += !user_run(&f->user, PROGRAM, &status) && status.dstat == DSTAT_END;
	}
	report("%d of 50 are well", good);
}

static void format_0(struct fixture *f, const void *unused)
{
	__u8 *ccw = guest_at(&f->guest, PROGRAM);

	put_be32(ccw, (__u32)CMD_SENSE_ID << 24 | DATA);
	put_be32(ccw + 4, (__u32)CCW_SLI << 24 | SENSE_ID_LEN);
	report_run(f, (struct orb){ ORB_CTRL_USUAL & ~BIT(8), PROGRAM });
	report_data(f, DATA);
}

/* In format 0 the rest of a TIC is ignored, and a count of zero is invalid. */
static void format_0_tic(struct fixture *f, const void *unused)
{
	__u8 *ccw = guest_at(&f->guest, PROGRAM);

	put_be32(ccw, 0xf8u << 24 | (PROGRAM + 64));
	put_be32(ccw + 4, 0xff00ffff);
	put_be32(ccw + 64, (__u32)CMD_SENSE_ID << 24 | DATA);
	put_be32(ccw + 68, (__u32)CCW_SLI << 24 | SENSE_ID_LEN);
	report_run(f, (struct orb){ ORB_CTRL_USUAL & ~BIT(8), PROGRAM });
	report_data(f, DATA);
}

static void format_0_count_0(struct fixture *f, const void *unused)
{
	__u8 *ccw = guest_at(&f->guest, PROGRAM);

	put_be32(ccw, (__u32)CMD_NOP << 24 | DATA);
	put_be32(ccw + 4, (__u32)CCW_SLI << 24);
	report_run(f, (struct orb){ ORB_CTRL_USUAL & ~BIT(8), PROGRAM });
	report_works(f);
}

/* One bit of word 1 is inverted. */
static void toggled(struct fixture *f, const void *bit)
{
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_run(f, (struct orb){ ORB_CTRL_USUAL ^ *(const __u32 *)bit, PROGRAM });
	report_data(f, DATA);
	report_works(f);
}

static void paths(struct fixture *f, const void *mask)
{
	const __u32 ctrl = (ORB_CTRL_USUAL & ~0xff00u) | *(const __u32 *)mask << 8;

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_run(f, (struct orb){ ctrl, PROGRAM });
	report_data(f, DATA);
	report_works(f);
}

static void function(struct fixture *f, const void *control)
{
	long ret;

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	ret = write_request(f, (struct orb){ ORB_CTRL_USUAL, PROGRAM }, *(const __u32 *)control);
	report_answer("write", ret);
	report_no_interrupt(f);
	report_works(f);
}

/* The request has values in the fields of the driver's answer. */
static void answer_given(struct fixture *f, const void *control)
{
	struct ccw_io_region io = { .ret_code = (__u32)-5 };

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	put_be32(io.orb_area + 4, ORB_CTRL_USUAL);
	put_be32(io.orb_area + 8, PROGRAM);
	put_be16(io.scsw_area + 2, *(const __u32 *)control);
	report_answer("write", user_write(&f->user, REGION_IO, 0, &io, sizeof(io)));
	report_no_interrupt(f);
	report_works(f);
}

static void address(struct fixture *f, const void *cpa)
{
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	report_run(f, (struct orb){ ORB_CTRL_USUAL, *(const __u32 *)cpa });
	report_works(f);
}

/* A second program while the status of the first one has not been read. */
static void unread(struct fixture *f, const void *unused)
{
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	put_sense_id(f, PROGRAM + 64, 0, SENSE_ID_LEN, DATA);
	report_answer("start", user_start(&f->user, PROGRAM));
	event_wait(f->user.event[IRQ_IO], 5000);
	report_answer("start", user_start(&f->user, PROGRAM + 64));
	report_interrupt(f);
	report_no_interrupt(f);
	report_works(f);
}

static void never_read(struct fixture *f, const void *unused)
{
	int started = 0;

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA);
	for (int i = 0; i < 20; i++) {
		long ret = user_start(&f->user, PROGRAM);

		if (ret) {
			report_answer("then", ret);
			break;
		}
		started++;
		event_wait(f->user.event[IRQ_IO], 5000);
	}
	report("started %d of 20", started);
}

static void busy(struct fixture *f, const void *unused)
{
	report_answer("suspended", suspend(f));
	report_no_interrupt(f);
	report_answer("start", user_start(&f->user, PROGRAM));
	report_no_interrupt(f);
	report_answer("clear", user_async(&f->user, VFIO_CCW_ASYNC_CMD_CSCH));
	report_interrupt(f);
	report_works(f);
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

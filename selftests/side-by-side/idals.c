// SPDX-License-Identifier: GPL-2.0-only
/* Lists of data addresses, and data at addresses of every kind. */
#include <string.h>

#include "fixture.h"

/**
 * struct kind - a kind of IDAL
 * @orb: control of the ORB
 * @block: size of the block to whose end an IDAW reaches
 * @wide: IDAWs of 64 bits
 */
struct kind {
	__u32 orb;
	__u32 block;
	bool wide;
};

static const struct kind format_2_4k = { ORB_CTRL_USUAL, 4096, true };
static const struct kind format_2_2k = { ORB_CTRL_USUAL | 0x10000, 2048, true };
static const struct kind format_1 = { ORB_CTRL_USUAL & ~0x20000u, 2048, false };

static __u32 put_idaw(const struct fixture *f, const struct kind *kind, __u32 at, __u64 addr)
{
	return kind->wide ? put_idaw64(&f->guest, at, addr) : put_idaw32(&f->guest, at, addr);
}

static void run(struct fixture *f, const struct kind *kind, __u16 count, __u32 idal)
{
	put_sense_id(f, PROGRAM, CCW_IDA, count, idal);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
}

/* Two IDAWs: three bytes before a boundary, the others elsewhere. */
static void two(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;
	const __u32 first = DATA + kind->block - 3;
	__u8 *gathered = guest_at(&f->guest, DATA + 3 * PAGE);

	put_idaw(f, kind, put_idaw(f, kind, IDAL, first), OTHER);
	run(f, kind, SENSE_ID_LEN, IDAL);
	memcpy(gathered, guest_at(&f->guest, first), 3);
	memcpy(gathered + 3, guest_at(&f->guest, OTHER), 4);
	report_data(f, DATA + 3 * PAGE);
}

/* As many IDAWs as the count needs; data do not reach most of them. */
static void long_list(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;
	__u32 at = IDAL;

	for (int i = 0; i < 65536 / (int)kind->block; i++)
		at = put_idaw(f, kind, at, DATA + i % 8 * kind->block);
	run(f, kind, 65535, IDAL);
	report_data(f, DATA);
}

static void list_nowhere(struct fixture *f, const void *arg)
{
	run(f, arg, SENSE_ID_LEN, NOWHERE);
	report_works(f);
}

static void list_at_the_end(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;
	const __u32 size = kind->wide ? 8 : 4;

	put_idaw(f, kind, MEMORY_END - size, DATA);
	run(f, kind, SENSE_ID_LEN, MEMORY_END - size);
	report_data(f, DATA);
	/* The second IDAW would be beyond the end of memory. */
	put_idaw(f, kind, MEMORY_END - size, DATA + kind->block - 3);
	run(f, kind, SENSE_ID_LEN, MEMORY_END - size);
	report_works(f);
}

static void list_not_on_boundary(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;
	const __u32 size = kind->wide ? 8 : 4;

	put_idaw(f, kind, IDAL + size / 2, DATA);
	run(f, kind, SENSE_ID_LEN, IDAL + size / 2);
	report_works(f);
}

static void first_nowhere(struct fixture *f, const void *arg)
{
	put_idaw(f, arg, IDAL, NOWHERE);
	run(f, arg, SENSE_ID_LEN, IDAL);
	report_works(f);
}

static void second_nowhere(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(f, kind, put_idaw(f, kind, IDAL, DATA + kind->block - 3), NOWHERE);
	run(f, kind, SENSE_ID_LEN, IDAL);
	report_works(f);
}

/* An invalid IDAW that data do not reach. */
static void unused_nowhere(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(f, kind, put_idaw(f, kind, IDAL, DATA), NOWHERE);
	run(f, kind, kind->block + 1, IDAL);
	report_data(f, DATA);
	report_works(f);
}

static void second_not_on_boundary(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(f, kind, put_idaw(f, kind, IDAL, DATA + kind->block - 3), OTHER + 16);
	run(f, kind, SENSE_ID_LEN, IDAL);
	report_works(f);
}

static void bit_0(struct fixture *f, const void *arg)
{
	put_idaw(f, arg, IDAL, DATA | 0x80000000);
	run(f, arg, SENSE_ID_LEN, IDAL);
	report_works(f);
}

/* The same memory is also mapped where only 64-bit addresses reach. */
static void high(struct fixture *f, const void *arg)
{
	const __u64 at = 5ull << 30;

	report_answer("map", user_map(&f->user, at, f->guest.mem, GUEST_PAGES * PAGE, true));
	put_idaw(f, arg, IDAL, at + DATA - GUEST);
	run(f, arg, SENSE_ID_LEN, IDAL);
	report_data(f, DATA);
	put_idaw(f, arg, IDAL, at << 1);
	run(f, arg, SENSE_ID_LEN, IDAL);
	report_works(f);
}

static void count_0(struct fixture *f, const void *arg)
{
	put_idaw(f, arg, IDAL, DATA);
	run(f, arg, 0, IDAL);
	report_works(f);
}

static void no_op(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(f, kind, IDAL, DATA);
	put_ccw(&f->guest, PROGRAM, CMD_NOP, CCW_SLI | CCW_IDA, 1, IDAL);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
	put_ccw(&f->guest, PROGRAM, CMD_NOP, CCW_SLI | CCW_IDA, 1, NOWHERE);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
	report_works(f);
}

static void out(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;

	put_be16(guest_at(&f->guest, DATA + kind->block - 2), 2);
	put_be16(guest_at(&f->guest, OTHER), 0);
	put_idaw(f, kind, put_idaw(f, kind, IDAL, DATA + kind->block - 2), OTHER);
	put_ccw(&f->guest, PROGRAM, SET_REVISION, CCW_SLI | CCW_IDA, 4, IDAL);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
}

/* ---- Without a list, but by the same rules ---- */

static void direct(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, DATA + kind->block - 3);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
	report_data(f, DATA + kind->block - 3);
	put_sense_id(f, PROGRAM, 0, 65535, DATA + 16);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
	report_data(f, DATA + 16);
}

static void direct_last_bytes(struct fixture *f, const void *arg)
{
	const struct kind *kind = arg;

	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, MEMORY_END - SENSE_ID_LEN);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
	put_sense_id(f, PROGRAM, 0, SENSE_ID_LEN, MEMORY_END - 3);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
	/* The transfer does not get so far. */
	put_sense_id(f, PROGRAM, 0, 2 * PAGE, MEMORY_END - PAGE);
	report_run(f, (struct orb){ kind->orb, PROGRAM });
	report_data(f, MEMORY_END - PAGE);
	report_works(f);
}

#define KINDS(name, run) \
	{ "idal-" name "-format-2-4k", run, &format_2_4k }, \
	{ "idal-" name "-format-2-2k", run, &format_2_2k }, \
	{ "idal-" name "-format-1", run, &format_1 }

const struct side_case idal_cases[] = {
	KINDS("two", two),
	KINDS("long", long_list),
	KINDS("out", out),
	KINDS("list-nowhere", list_nowhere),
	KINDS("list-at-the-end", list_at_the_end),
	KINDS("list-not-on-boundary", list_not_on_boundary),
	KINDS("first-nowhere", first_nowhere),
	KINDS("second-nowhere", second_nowhere),
	KINDS("unused-nowhere", unused_nowhere),
	KINDS("second-not-on-boundary", second_not_on_boundary),
	KINDS("count-0", count_0),
	KINDS("no-op", no_op),
	{ "idal-bit-0-format-1", bit_0, &format_1 },
	{ "idal-high-format-2-4k", high, &format_2_4k },
	{ "idal-high-format-2-2k", high, &format_2_2k },
	{ "direct-format-2-4k", direct, &format_2_4k },
	{ "direct-format-2-2k", direct, &format_2_2k },
	{ "direct-format-1", direct, &format_1 },
	{ "direct-at-the-end-format-2-4k", direct_last_bytes, &format_2_4k },
	{ "direct-at-the-end-format-2-2k", direct_last_bytes, &format_2_2k },
	{ "direct-at-the-end-format-1", direct_last_bytes, &format_1 },
	{}
};

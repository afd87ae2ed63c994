// SPDX-License-Identifier: GPL-2.0-only
/* Lists of data addresses, and data at addresses of every kind. */
#include <string.h>

#include "scene.h"

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

static __u32 put_idaw(const struct scene *s, const struct kind *kind, __u32 at, __u64 addr)
{
	return kind->wide ? put_idaw64(&s->guest, at, addr) : put_idaw32(&s->guest, at, addr);
}

static void run(struct scene *s, const struct kind *kind, __u16 count, __u32 idal)
{
	put_sense_id(s, PROGRAM, CCW_IDA, count, idal);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
}

/* Two IDAWs: three bytes before a boundary, the others elsewhere. */
static void two(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;
	const __u32 first = DATA + kind->block - 3;
	__u8 *gathered = guest_at(&s->guest, DATA + 3 * PAGE);

	put_idaw(s, kind, put_idaw(s, kind, IDAL, first), OTHER);
	run(s, kind, SENSE_ID_LEN, IDAL);
	memcpy(gathered, guest_at(&s->guest, first), 3);
	memcpy(gathered + 3, guest_at(&s->guest, OTHER), 4);
	say_data(s, DATA + 3 * PAGE);
}

/* As many IDAWs as the count needs; data do not reach most of them. */
static void long_list(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;
	__u32 at = IDAL;

	for (int i = 0; i < 65536 / (int)kind->block; i++)
		at = put_idaw(s, kind, at, DATA + i % 8 * kind->block);
	run(s, kind, 65535, IDAL);
	say_data(s, DATA);
}

static void list_nowhere(struct scene *s, const void *arg)
{
	run(s, arg, SENSE_ID_LEN, NOWHERE);
	say_works(s);
}

static void list_at_the_end(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;
	const __u32 size = kind->wide ? 8 : 4;

	put_idaw(s, kind, MEMORY_END - size, DATA);
	run(s, kind, SENSE_ID_LEN, MEMORY_END - size);
	say_data(s, DATA);
	/* The second IDAW would be beyond the end of memory. */
	put_idaw(s, kind, MEMORY_END - size, DATA + kind->block - 3);
	run(s, kind, SENSE_ID_LEN, MEMORY_END - size);
	say_works(s);
}

static void list_not_on_boundary(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;
	const __u32 size = kind->wide ? 8 : 4;

	put_idaw(s, kind, IDAL + size / 2, DATA);
	run(s, kind, SENSE_ID_LEN, IDAL + size / 2);
	say_works(s);
}

static void first_nowhere(struct scene *s, const void *arg)
{
	put_idaw(s, arg, IDAL, NOWHERE);
	run(s, arg, SENSE_ID_LEN, IDAL);
	say_works(s);
}

static void second_nowhere(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(s, kind, put_idaw(s, kind, IDAL, DATA + kind->block - 3), NOWHERE);
	run(s, kind, SENSE_ID_LEN, IDAL);
	say_works(s);
}

/* An invalid IDAW that data do not reach. */
static void unused_nowhere(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(s, kind, put_idaw(s, kind, IDAL, DATA), NOWHERE);
	run(s, kind, kind->block + 1, IDAL);
	say_data(s, DATA);
	say_works(s);
}

static void second_not_on_boundary(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(s, kind, put_idaw(s, kind, IDAL, DATA + kind->block - 3), OTHER + 16);
	run(s, kind, SENSE_ID_LEN, IDAL);
	say_works(s);
}

static void bit_0(struct scene *s, const void *arg)
{
	put_idaw(s, arg, IDAL, DATA | 0x80000000);
	run(s, arg, SENSE_ID_LEN, IDAL);
	say_works(s);
}

/* The same memory is also mapped where only 64-bit addresses reach. */
static void high(struct scene *s, const void *arg)
{
	const __u64 at = 5ull << 30;

	say_answer("map", user_map(&s->user, at, s->guest.mem, GUEST_PAGES * PAGE, true));
	put_idaw(s, arg, IDAL, at + DATA - GUEST);
	run(s, arg, SENSE_ID_LEN, IDAL);
	say_data(s, DATA);
	put_idaw(s, arg, IDAL, at << 1);
	run(s, arg, SENSE_ID_LEN, IDAL);
	say_works(s);
}

static void count_0(struct scene *s, const void *arg)
{
	put_idaw(s, arg, IDAL, DATA);
	run(s, arg, 0, IDAL);
	say_works(s);
}

static void no_op(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;

	put_idaw(s, kind, IDAL, DATA);
	put_ccw(&s->guest, PROGRAM, CMD_NOP, CCW_SLI | CCW_IDA, 1, IDAL);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
	put_ccw(&s->guest, PROGRAM, CMD_NOP, CCW_SLI | CCW_IDA, 1, NOWHERE);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
	say_works(s);
}

static void out(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;

	put_be16(guest_at(&s->guest, DATA + kind->block - 2), 2);
	put_be16(guest_at(&s->guest, OTHER), 0);
	put_idaw(s, kind, put_idaw(s, kind, IDAL, DATA + kind->block - 2), OTHER);
	put_ccw(&s->guest, PROGRAM, SET_REVISION, CCW_SLI | CCW_IDA, 4, IDAL);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
}

/* ---- Without a list, but by the same rules ---- */

static void direct(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, DATA + kind->block - 3);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
	say_data(s, DATA + kind->block - 3);
	put_sense_id(s, PROGRAM, 0, 65535, DATA + 16);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
	say_data(s, DATA + 16);
}

static void direct_last_bytes(struct scene *s, const void *arg)
{
	const struct kind *kind = arg;

	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, MEMORY_END - SENSE_ID_LEN);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
	put_sense_id(s, PROGRAM, 0, SENSE_ID_LEN, MEMORY_END - 3);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
	/* The transfer does not get so far. */
	put_sense_id(s, PROGRAM, 0, 2 * PAGE, MEMORY_END - PAGE);
	say_run(s, (struct orb){ kind->orb, PROGRAM });
	say_data(s, MEMORY_END - PAGE);
	say_works(s);
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

// SPDX-License-Identifier: GPL-2.0-only
/* The translation of a guest's program for the channel. */
#include "simtests/suite.h"

#include "core/cp/internal.h"
#include "simtests/port/arena.h"
#include "simtests/port/platform.h"

#define MEMORY		(1u << 20)
#define PROGRAM		0x1000u
#define FORMAT1		(CSS_ORB_F | CSS_ORB_P | 0x80 << CSS_ORB_LPM_SHIFT)
#define FORMAT2_IDAW	(FORMAT1 | CSS_ORB_H)
#define READ		CSS_CMD_READ
#define WRITE		CSS_CMD_WRITE
#define CC		CSS_CCW_CC
#define CD		CSS_CCW_CD

/* A guest, and the translation of one program of it. */
struct fixture {
	struct arena *arena;
	struct channel_program cp;
	struct css_orb orb;		/* the translated one */
};

static struct fixture *create(void)
{
	static struct fixture w;

	memset(&w, 0, sizeof(w));
	w.arena = arena_create(MEMORY);
	cp_setup(&w.cp, &arena_host_ops, w.arena);
	arena_lock(w.arena);
	return &w;
}

static void destroy(struct fixture *w)
{
	cp_free(&w->cp);
	assert_int_equal(arena_counts(w->arena)->held_pages, 0);
	cp_release(&w->cp);
	arena_unlock(w->arena);
	arena_destroy(w->arena);
	assert_int_equal(platform_live_bytes(), 0);
}

static void put(struct fixture *w, u32 addr, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw1 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count), .cda = cpu_to_be32(cda),
	};

	memcpy(arena_guest(w->arena, addr, sizeof(ccw)), &ccw, sizeof(ccw));
}

static void put0(struct fixture *w, u32 addr, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw0 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count),
		.cda = { cda >> 16, cda >> 8, cda },
	};

	memcpy(arena_guest(w->arena, addr, sizeof(ccw)), &ccw, sizeof(ccw));
}

static void put_idaw1(struct fixture *w, u32 addr, u32 idaw)
{
	const __be32 word = cpu_to_be32(idaw);

	memcpy(arena_guest(w->arena, addr, sizeof(word)), &word, sizeof(word));
}

static void put_idaw2(struct fixture *w, u32 addr, u64 idaw)
{
	const __be64 word = cpu_to_be64(idaw);

	memcpy(arena_guest(w->arena, addr, sizeof(word)), &word, sizeof(word));
}

static int translate_at(struct fixture *w, u32 ctrl, u32 cpa)
{
	const struct css_orb orb = { .ctrl = cpu_to_be32(ctrl), .cpa = cpu_to_be32(cpa) };
	int err;

	cp_free(&w->cp);
	err = cp_init(&w->cp, &orb);
	if (err)
		return err;
	err = cp_prefetch(&w->cp);
	if (err) {
		cp_free(&w->cp);
		return err;
	}
	cp_get_orb(&w->cp, &w->orb, 0xff);
	return 0;
}

static int translate(struct fixture *w, u32 ctrl)
{
	return translate_at(w, ctrl, PROGRAM);
}

/* Storage as the channel sees it; everything must have been handed to it. */
static void *storage(struct fixture *w, u64 addr, u32 len)
{
	void *ptr = NULL;

	assert_true(arena_storage_ops.granted(w->arena, addr, len, false));
	assert_int_equal(arena_storage_ops.map(w->arena, addr, len, false, &ptr), SIM_STORAGE_OK);
	return ptr;
}

/* The nth CCW from where the ORB points. */
static struct css_ccw1 ccw(struct fixture *w, int n)
{
	struct css_ccw1 ccw;

	memcpy(&ccw, storage(w, be32_to_cpu(w->orb.cpa) + n * 8, 8), sizeof(ccw));
	return ccw;
}

/* The kth IDAW of the nth CCW. */
static u64 idaw(struct fixture *w, int n, int k)
{
	struct css_ccw1 c = ccw(w, n);
	__be64 word;

	assert_true(c.flags & CSS_CCW_IDA);
	memcpy(&word, storage(w, be32_to_cpu(c.cda) + k * 8, 8), sizeof(word));
	return be64_to_cpu(word);
}

/* Does an absolute address lead to a byte of the guest? */
static bool leads_to(struct fixture *w, u64 addr, u32 guest)
{
	return storage(w, addr, 1) == arena_guest(w->arena, guest, 1);
}

static bool is_stop(struct css_ccw1 c)
{
	return c.cmd == 0 && c.flags == 0 && !c.count;
}

/* The channel refuses the CCW's list before it moves a byte. */
static bool has_no_list(struct css_ccw1 c)
{
	return c.flags & CSS_CCW_IDA && be32_to_cpu(c.cda) % 8;
}

static u32 guest_of(struct fixture *w, int n)
{
	u32 guest = 0xffffffff;

	assert_true(cp_guest_ccw(&w->cp, be32_to_cpu(w->orb.cpa) + n * 8, &guest));
	return guest;
}

/* ---- One CCW ---- */

static void direct_data_become_an_idal(void **state)
{
	struct fixture *w = create();
	struct css_ccw1 c;

	put(w, PROGRAM, READ, CSS_CCW_SLI | CSS_CCW_PCI, 0x2000, 0x4321);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(be32_to_cpu(w->orb.ctrl), FORMAT1 | CSS_ORB_H);
	c = ccw(w, 0);
	assert_int_equal(c.cmd, READ);
	assert_int_equal(c.flags, CSS_CCW_SLI | CSS_CCW_PCI | CSS_CCW_IDA);
	assert_int_equal(be16_to_cpu(c.count), 0x2000);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x4321));
	assert_true(leads_to(w, idaw(w, 0, 1), 0x5000));
	assert_true(leads_to(w, idaw(w, 0, 2), 0x6000));
	assert_int_equal(arena_counts(w->arena)->held_pages, 3);
	assert_int_equal(arena_counts(w->arena)->pins, 1);
	destroy(w);
}

static void only_stores_pin_for_writing(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, WRITE, 0, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_false(arena_storage_ops.granted(w->arena, idaw(w, 0, 0), 16, true));
	put(w, PROGRAM, CSS_CMD_SENSE, 0, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(arena_storage_ops.granted(w->arena, idaw(w, 0, 0), 16, true));
	destroy(w);
}

static void program_at_the_end_of_memory(void **state)
{
	struct fixture *w = create();

	put(w, MEMORY - 8, READ, 0, 16, 0x4000);
	assert_int_equal(translate_at(w, FORMAT1, MEMORY - 8), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x4000));
	assert_true(is_stop(ccw(w, 1)));
	destroy(w);
}

static void program_before_a_hole(void **state)
{
	struct fixture *w = create();

	arena_unmap(w->arena, 0x2000, 0x1000);
	put(w, 0x1ff0, CSS_CMD_NOP, CC, 0, 0);
	put(w, 0x1ff8, READ, 0, 16, 0x4000);
	assert_int_equal(translate_at(w, FORMAT1, 0x1ff0), 0);
	assert_true(leads_to(w, idaw(w, 1, 0), 0x4000));
	destroy(w);
}

static void chain_into_a_hole_ends_in_a_stop(void **state)
{
	struct fixture *w = create();

	arena_unmap(w->arena, 0x2000, 0x1000);
	put(w, 0x1ff8, CSS_CMD_NOP, CC, 1, 0);
	assert_int_equal(translate_at(w, FORMAT1, 0x1ff8), 0);
	assert_int_equal(ccw(w, 0).flags, CC);
	assert_true(is_stop(ccw(w, 1)));
	assert_int_equal(guest_of(w, 1), 0x2000);
	assert_int_equal(guest_of(w, 2), 0x2008);
	destroy(w);
}

static void program_that_cannot_be_fetched_is_a_stop(void **state)
{
	static const u32 nowhere[] = { MEMORY, 0x7ffffff8, 0x1004, 0x1ffc, 0x1000001 };
	struct fixture *w = create();

	put(w, 0x1004, CSS_CMD_NOP, 0, 1, 0);
	put(w, 0x1ffc, CSS_CMD_NOP, 0, 1, 0);
	for (u32 i = 0; i < ARRAY_SIZE(nowhere); i++) {
		assert_int_equal(translate_at(w, FORMAT1, nowhere[i]), 0);
		assert_true(is_stop(ccw(w, 0)));
		assert_int_equal(guest_of(w, 1), (nowhere[i] + 8) & ~CSS_ADDR31_INVALID);
		assert_int_equal(arena_counts(w->arena)->held_pages, 0);
	}
	/* A format-0 program has no addresses above 16 MiB. */
	assert_int_equal(translate_at(w, FORMAT1 & ~CSS_ORB_F, 0x1000000), 0);
	assert_true(is_stop(ccw(w, 0)));
	destroy(w);
}

/* Should a device ask for the bytes after all, it gets zeroes of ours. */
static void check_zeroes(struct fixture *w, int n, u32 block)
{
	struct css_ccw1 c = ccw(w, n);
	u32 count = be16_to_cpu(c.count);

	for (u32 i = 0; i < count; i++) {
		u64 addr = be32_to_cpu(c.cda) + i;

		if (c.flags & CSS_CCW_IDA)
			addr = idaw(w, n, i / block) + i % block;
		assert_int_equal(*(u8 *)storage(w, addr, 1), 0);
	}
}

static void nothing_is_pinned_for_commands_without_data(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, CC | CSS_CCW_SLI, 9000, 0x900000);
	put(w, PROGRAM + 8, READ, CC | CSS_CCW_SKIP | CSS_CCW_IDA, 80, 0x900001);
	put(w, PROGRAM + 16, WRITE, CC, 0, 0x900000);
	put(w, PROGRAM + 24, CSS_CMD_NOP, CD, 5000, 0x5000);
	put(w, PROGRAM + 32, READ, 0, 100, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->pins, 0);
	for (int n = 0; n < 5; n++) {
		struct css_ccw1 c = ccw(w, n);

		if (c.flags & CSS_CCW_SKIP)
			assert_false(c.flags & CSS_CCW_IDA);
		else
			check_zeroes(w, n, 4096);
	}
	destroy(w);
}

/* One page of them, whatever the count; a list of it where that is larger. */
static void largest_count_without_data(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, CC, 0xffff, 0x900000);
	put(w, PROGRAM + 8, CSS_CMD_NOP, CC, 4096, 0x900000);
	put(w, PROGRAM + 16, CSS_CMD_NOP, CC, 4097, 0x900000);
	put(w, PROGRAM + 24, READ, CC, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->held_channel, 2 * HOST_PAGE_SIZE);
	for (int n = 0; n < 3; n++)
		check_zeroes(w, n, 4096);
	assert_true(ccw(w, 0).flags & CSS_CCW_IDA);
	assert_false(ccw(w, 1).flags & CSS_CCW_IDA);
	assert_true(ccw(w, 2).flags & CSS_CCW_IDA);
	/* The list is one of 2 KiB blocks where all are. */
	put(w, PROGRAM + 24, READ, CC | CSS_CCW_IDA, 16, 0x3000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(be32_to_cpu(w->orb.ctrl) & CSS_ORB_T);
	for (int n = 0; n < 3; n++)
		check_zeroes(w, n, 2048);
	destroy(w);
}

static void scratch_area_holds_nothing_of_an_earlier_program(void **state)
{
	struct fixture *w = create();
	u32 cda;

	put(w, PROGRAM, READ, 0, 0xffff, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	put(w, PROGRAM, CSS_CMD_NOP, 0, 200, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	cda = be32_to_cpu(ccw(w, 0).cda);
	for (u32 i = 0; i < 200; i++)
		assert_int_equal(*(u8 *)storage(w, cda + i, 1), 0);
	destroy(w);
}

static void skip_means_nothing_for_output(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, WRITE, CSS_CCW_SKIP, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x4000));
	destroy(w);
}

static void read_backward_lists_the_ends_of_blocks(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_READ_BACKWARD, 0, 0x1800, 0x6400);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x6400));
	assert_true(leads_to(w, idaw(w, 0, 1), 0x5fff));
	assert_true(leads_to(w, idaw(w, 0, 2), 0x4fff));
	assert_int_equal(arena_counts(w->arena)->held_pages, 3);
	destroy(w);
}

static void read_backward_below_address_zero(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_READ_BACKWARD, 0, 0x1000, 0x10);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x10));
	assert_true(idaw(w, 0, 1) % 2048 != 2047);
	destroy(w);
}

/*
 * All codes, by the rule: bits 6 and 7 tell write, read and control apart; without them bits
 * 4 and 5 tell sense, read backward and TIC.
 */
static void every_command_code_moves_data_in_its_direction(void **state)
{
	struct fixture *w = create();

	for (u32 code = 0; code < 256; code++) {
		bool in = (code & 0x03) == 0x02 || (code & 0x07) == 0x04;
		bool out = code & 0x01;

		if (code == CSS_CMD_NOP || code == CSS_CMD_TIC)
			continue;
		put(w, PROGRAM, (u8)code, 0, 16, 0x4800);
		assert_int_equal(translate(w, FORMAT1), 0);
		assert_int_equal(arena_counts(w->arena)->held_pages, in || out ? 1 : 0);
		if (!in && !out)
			continue;
		assert_int_equal(arena_storage_ops.granted(w->arena, idaw(w, 0, 0) & ~0xfffull,
							   16, true), in);
		/* Chained data go the same way, whatever their own code. */
		put(w, PROGRAM, (u8)code, CD, 16, 0x4800);
		put(w, PROGRAM + 8, in ? WRITE : READ, 0, 16, 0x6800);
		assert_int_equal(translate(w, FORMAT1), 0);
		assert_int_equal(arena_storage_ops.granted(w->arena, idaw(w, 1, 0) & ~0xfffull,
							   16, true), in);
		/* In descending order there is another page below. */
		put(w, PROGRAM, (u8)code, 0, 16, 0x4000);
		assert_int_equal(translate(w, FORMAT1), 0);
		assert_int_equal(arena_counts(w->arena)->held_pages,
				 (code & 0x0f) == CSS_CMD_READ_BACKWARD ? 2 : 1);
	}
	destroy(w);
}

/* ---- Format 0 ---- */

static void format_0_becomes_format_1(void **state)
{
	struct fixture *w = create();
	struct css_ccw1 c;

	put0(w, PROGRAM, READ, CC | CSS_CCW_SLI, 80, 0x45678);
	put0(w, PROGRAM + 8, 0x58, 0xff, 0x1234, PROGRAM + 24);
	put0(w, PROGRAM + 24, WRITE, 0, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1 & ~CSS_ORB_F), 0);
	assert_true(be32_to_cpu(w->orb.ctrl) & CSS_ORB_F);
	c = ccw(w, 0);
	assert_int_equal(c.flags, CC | CSS_CCW_SLI | CSS_CCW_IDA);
	assert_int_equal(be16_to_cpu(c.count), 80);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x45678));
	c = ccw(w, 1);
	assert_int_equal(c.cmd, CSS_CMD_TIC);
	assert_int_equal(c.flags, 0);
	assert_int_equal(be16_to_cpu(c.count), 0);
	/* Three stops behind the TIC, and the other segment. */
	assert_int_equal(be32_to_cpu(c.cda), be32_to_cpu(w->orb.cpa) + 5 * 8);
	destroy(w);
}

/* As many as there is room for at first: the notes about them lie behind. */
static void format_0_ccws_may_fill_their_room(void **state)
{
	const u32 n = CP_MAX_CHAIN + 1;
	struct fixture *w = create();

	for (u32 i = 0; i < n; i++) {
		u32 at = PROGRAM + i * 8;

		if (i % 200 == 199)
			put0(w, at, CSS_CMD_TIC, 0, 0, at + 8);
		else
			put0(w, at, READ, i + 1 < n ? CC : 0, 16, 0x8000);
	}
	put0(w, PROGRAM, READ, CD, 16, 0x8000);
	assert_int_equal(translate(w, FORMAT1 & ~CSS_ORB_F), 0);
	assert_int_equal(w->cp.n_ccws, n);
	assert_int_equal(ccw(w, 0).cmd, READ);
	for (u32 i = 0; i < n; i++)
		if (i % 200 != 199)
			assert_true(leads_to(w, idaw(w, (int)i, 0), 0x8000));
	destroy(w);
}

/* Format 1 would let it pass. */
static void format_0_count_of_zero_is_a_stop(void **state)
{
	struct fixture *w = create();

	put0(w, PROGRAM, READ, 0, 0, 0x4000);
	assert_int_equal(translate(w, FORMAT1 & ~CSS_ORB_F), 0);
	assert_true(is_stop(ccw(w, 0)));
	destroy(w);
}

static void format_0_data_end_at_16_mib(void **state)
{
	struct fixture w = { .arena = arena_create(32u << 20) };

	cp_setup(&w.cp, &arena_host_ops, w.arena);
	arena_lock(w.arena);
	put0(&w, PROGRAM, READ, 0, 0x1800, 0xfff800);
	assert_int_equal(translate(&w, FORMAT1 & ~CSS_ORB_F), 0);
	assert_true(leads_to(&w, idaw(&w, 0, 0), 0xfff800));
	assert_true(idaw(&w, 0, 1) % 2048);
	destroy(&w);
}

/* ---- IDALs ---- */

static void idal_of_format_2(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, CSS_CCW_IDA, 0x1800, 0x3000);
	put_idaw2(w, 0x3000, 0x8c00);
	put_idaw2(w, 0x3008, 0x5000);
	put_idaw2(w, 0x3010, 0x7000);
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_int_equal(be32_to_cpu(w->orb.ctrl), FORMAT2_IDAW);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x8c00));
	assert_true(leads_to(w, idaw(w, 0, 1), 0x5000));
	assert_true(leads_to(w, idaw(w, 0, 2), 0x7000));
	assert_int_equal(arena_counts(w->arena)->held_pages, 3);
	assert_int_equal(arena_counts(w->arena)->pins, 2);
	assert_int_equal(arena_counts(w->arena)->reads, 2);
	destroy(w);
}

static void idal_of_format_2_with_2k_blocks(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, CSS_CCW_IDA, 0x1000, 0x3000);
	put_idaw2(w, 0x3000, 0x8400);
	put_idaw2(w, 0x3008, 0x5800);
	put_idaw2(w, 0x3010, 0x5000);
	assert_int_equal(translate(w, FORMAT2_IDAW | CSS_ORB_T), 0);
	assert_int_equal(be32_to_cpu(w->orb.ctrl), FORMAT2_IDAW | CSS_ORB_T);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x8400));
	assert_true(leads_to(w, idaw(w, 0, 1), 0x5800));
	assert_true(leads_to(w, idaw(w, 0, 2), 0x5000));
	assert_int_equal(arena_counts(w->arena)->held_pages, 2);
	destroy(w);
}

static void idal_of_format_1(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, CC | CSS_CCW_IDA, 0x1400, 0x3004);
	put_idaw1(w, 0x3004, 0x8700);
	put_idaw1(w, 0x3008, 0x5800);
	put_idaw1(w, 0x300c, 0x6000);
	put_idaw1(w, 0x3010, 0x9800);
	put(w, PROGRAM + 8, WRITE, 0, 0x1000, 0xa000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(be32_to_cpu(w->orb.ctrl), FORMAT1 | CSS_ORB_H | CSS_ORB_T);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x8700));
	assert_true(leads_to(w, idaw(w, 0, 1), 0x5800));
	assert_true(leads_to(w, idaw(w, 0, 2), 0x6000));
	assert_true(leads_to(w, idaw(w, 0, 3), 0x9800));
	/* All IDAWs of a program are alike, those for direct data too. */
	assert_true(leads_to(w, idaw(w, 1, 0), 0xa000));
	assert_true(leads_to(w, idaw(w, 1, 1), 0xa800));
	/* But not those of the next one. */
	assert_int_equal(translate_at(w, FORMAT1, PROGRAM + 8), 0);
	assert_int_equal(be32_to_cpu(w->orb.ctrl), FORMAT1 | CSS_ORB_H);
	destroy(w);
}

static void malformed_idals_stop_where_they_are_wrong(void **state)
{
	struct fixture *w = create();

	/* The list itself is not on its boundary, or not there. */
	put(w, PROGRAM, READ, CSS_CCW_IDA, 16, 0x3004);
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_true(has_no_list(ccw(w, 0)));
	put(w, PROGRAM, READ, CSS_CCW_IDA, 16, 0x3002);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(has_no_list(ccw(w, 0)));
	put(w, PROGRAM, READ, CSS_CCW_IDA, 16, MEMORY);
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_true(has_no_list(ccw(w, 0)));
	/* An address of 32 bits in a word for 31. */
	put(w, PROGRAM, READ, CSS_CCW_IDA, 16, 0x3000);
	put_idaw1(w, 0x3000, 0x80004000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(has_no_list(ccw(w, 0)));
	/* The second word not on a boundary. */
	put(w, PROGRAM, READ, CSS_CCW_IDA, 0x2000, 0x3000);
	put_idaw2(w, 0x3000, 0x4000);
	put_idaw2(w, 0x3008, 0x5008);
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x4000));
	assert_true(idaw(w, 0, 1) % 4096);
	assert_int_equal(arena_counts(w->arena)->held_pages, 1);
	/*
	 * On a channel that does not check boundaries, it must not designate storage of the
	 * host.
	 */
	assert_true(idaw(w, 0, 1) >> 63);
	destroy(w);
}

/* It is no address at all, not one that the guest happens not to have. */
static void format_1_idaw_of_32_bits_is_never_pinned(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, CSS_CCW_IDA, 16, 0x3000);
	put_idaw1(w, 0x3000, CSS_ADDR31_INVALID | 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(has_no_list(ccw(w, 0)));
	assert_int_equal(arena_counts(w->arena)->pins, 0);
	destroy(w);
}

static void idal_at_the_end_of_memory(void **state)
{
	struct fixture *w = create();

	/* Two words are all it takes, and all there is. */
	put(w, PROGRAM, READ, CSS_CCW_IDA, 0x2000, MEMORY - 16);
	put_idaw2(w, MEMORY - 16, 0x4000);
	put_idaw2(w, MEMORY - 8, 0x6000);
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x4000));
	assert_true(leads_to(w, idaw(w, 0, 1), 0x6000));
	/* A third would be needed. */
	put_idaw2(w, MEMORY - 16, 0x4008);
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_true(leads_to(w, idaw(w, 0, 1), 0x6000));
	assert_true(idaw(w, 0, 2) % 4096);
	destroy(w);
}

static void data_in_a_hole(void **state)
{
	struct fixture *w = create();

	arena_unmap(w->arena, 0x5000, 0x1000);
	put(w, PROGRAM, READ, CC, 0x3000, 0x4000);
	put(w, PROGRAM + 8, READ, 0, 16, 0x5ff8);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x4000));
	assert_true(idaw(w, 0, 1) % 4096);
	assert_true(has_no_list(ccw(w, 1)));
	assert_int_equal(arena_counts(w->arena)->held_pages, 2);
	destroy(w);
}

static void nothing_is_stored_into_read_only_memory(void **state)
{
	struct fixture *w = create();

	arena_protect(w->arena, 0x5000, 0x1000, true);
	put(w, PROGRAM, WRITE, CC, 0x1000, 0x5000);
	put(w, PROGRAM + 8, READ, 0, 0x1000, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x5000));
	assert_true(has_no_list(ccw(w, 1)));
	assert_false(arena_storage_ops.granted(w->arena, idaw(w, 0, 0), 16, true));
	destroy(w);
}

/* ---- Data chaining: the command in effect decides ---- */

static void chained_data_continue_the_command(void **state)
{
	struct fixture *w = create();

	/* Read into 4000, 5000, 6000; the codes of the last two mean nothing. */
	put(w, PROGRAM, READ, CD, 16, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_NOP, CD, 16, 0x5000);
	put(w, PROGRAM + 16, WRITE, CSS_CCW_SKIP, 16, 0x6000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 1, 0), 0x5000));
	assert_true(arena_storage_ops.granted(w->arena, idaw(w, 1, 0), 16, true));
	/* Skipping counts here, since data go into storage. */
	assert_false(ccw(w, 2).flags & CSS_CCW_IDA);
	/* And does not where they come from there. */
	put(w, PROGRAM, WRITE, CD, 16, 0x4000);
	put(w, PROGRAM + 8, READ, CSS_CCW_SKIP, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 1, 0), 0x5000));
	assert_false(arena_storage_ops.granted(w->arena, idaw(w, 1, 0), 16, true));
	destroy(w);
}

/* A status modifier may lead there: to no command that it was not translated for. */
static void rest_of_a_command_is_no_command(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, WRITE, CD, 16, 0x4000);
	put(w, PROGRAM + 8, READ, CD, 16, 0x5000);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 32);
	put(w, PROGRAM + 32, CSS_CMD_NOP, CD | CSS_CCW_SKIP, 16, 0x6000);
	/* No TIC of format 1: a program check, by data chaining too. */
	put(w, PROGRAM + 40, 0x18, 0, 16, 0x7000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(ccw(w, 0).cmd, WRITE);
	assert_int_equal(ccw(w, 1).cmd, 0);
	assert_true(leads_to(w, idaw(w, 1, 0), 0x5000));
	assert_int_equal(ccw(w, 2).cmd, CSS_CMD_TIC);
	/* Three stops, and the other segment. */
	assert_int_equal(be32_to_cpu(ccw(w, 2).cda), be32_to_cpu(w->orb.cpa) + 6 * 8);
	assert_int_equal(ccw(w, 6).cmd, 0);
	assert_int_equal(ccw(w, 7).cmd, 0x18);
	destroy(w);
}

/* One CCW, reached as a command of its own and as the rest of another. */
static void ccw_reached_in_two_ways_serves_both(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, WRITE, CC, 16, 0x4000);
	put(w, PROGRAM + 8, READ, CD, 16, 0x5000);
	put(w, PROGRAM + 16, WRITE, CC, 16, 0x6000);
	put(w, PROGRAM + 24, CSS_CMD_TIC, 0, 0, PROGRAM + 16);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 2, 0), 0x6000));
	assert_true(arena_storage_ops.granted(w->arena, idaw(w, 2, 0), 16, true));
	assert_int_equal(ccw(w, 2).cmd, WRITE);
	destroy(w);
}

static void no_list_serves_both_directions_of_address(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_READ_BACKWARD, CD, 16, 0x5000);
	put(w, PROGRAM + 8, READ, CC, 16, 0x6000);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(ccw(w, 1)));
	destroy(w);
}

static void data_chaining_goes_through_a_tic(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, CD, 16, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0xffff, 0x2000);
	put(w, 0x2000, WRITE, 0, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->held_pages, 2);
	assert_true(arena_storage_ops.granted(w->arena, idaw(w, 0, 0), 16, true));
	destroy(w);
}

/* ---- TIC ---- */

static void tic_leads_into_the_translated_program(void **state)
{
	struct fixture *w = create();
	u32 cpa;

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	assert_int_equal(translate(w, FORMAT1), 0);
	cpa = be32_to_cpu(w->orb.cpa);
	assert_int_equal(be32_to_cpu(ccw(w, 2).cda), cpa + 8);
	destroy(w);
}

static void segments_below_the_first_ccw(void **state)
{
	struct fixture *w = create();
	u32 cpa, guest;

	put(w, 0x3000, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x3008, CSS_CMD_TIC, 0, 0, 0x2000);
	put(w, 0x2000, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x2008, CSS_CMD_TIC, 0, 0, 0x1000);
	put(w, 0x1000, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate_at(w, FORMAT1, 0x3000), 0);
	cpa = be32_to_cpu(w->orb.cpa);
	assert_true(cp_guest_ccw(&w->cp, cpa, &guest));
	assert_int_equal(guest, 0x3000);
	assert_true(cp_guest_ccw(&w->cp, be32_to_cpu(ccw(w, 1).cda), &guest));
	assert_int_equal(guest, 0x2000);
	destroy(w);
}

static void check_tic_to(u32 target)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, target);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(ccw(w, 1).cmd, CSS_CMD_TIC);
	assert_true(be32_to_cpu(ccw(w, 1).cda) % 8);
	destroy(w);
}

static void tic_to_nowhere_stays_one(void **state)
{
	check_tic_to(MEMORY);
	check_tic_to(PROGRAM + 4);
	check_tic_to(0x80000000 | PROGRAM);
	check_tic_to(0xfffffff8);
}

static void tic_to_a_tic_is_left_to_the_channel(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 16);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 16);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(ccw(w, 2).cmd, CSS_CMD_TIC);
	assert_int_equal(be32_to_cpu(ccw(w, 2).cda), be32_to_cpu(w->orb.cpa) + 16);
	destroy(w);
}

/* No command chains to the second one, so no status modifier leads over it. */
static void behind_a_tic_from_a_tic_there_is_a_stop(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x2000);
	put(w, 0x2000, CSS_CMD_TIC, 0, 0, 0x2000);
	put(w, 0x2008, READ, 0, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_ccws, 3);
	assert_int_equal(arena_counts(w->arena)->held_pages, 0);
	/* What a search before them finds is behind the first one. */
	put(w, PROGRAM, 0x31, CC, 5, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(guest_of(w, 3), PROGRAM + 24);
	assert_false(cp_guest_ccw(&w->cp, be32_to_cpu(ccw(w, 1).cda) + 5 * 8, &(u32){ 0 }));
	assert_int_equal(arena_counts(w->arena)->held_pages, 1);
	destroy(w);
}

/* What is read ahead may reach into CCWs that the program has already. */
static void row_that_runs_into_another_one_ends_there(void **state)
{
	const u32 behind = 16, start = PROGRAM + behind * 8;
	struct fixture *w = create();

	for (u32 i = 0; i < behind + 8; i++)
		put(w, PROGRAM + i * 8, READ, CC, 16, 0x4000);
	put(w, PROGRAM + (behind + 8) * 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	/* The second time the first read brings all of it. */
	for (u32 i = 0; i < 2; i++) {
		assert_int_equal(translate_at(w, FORMAT1, start), 0);
		assert_int_equal(w->cp.segments[0].n, behind);
		assert_int_equal(w->cp.segments[1].n, 9);
		/* And the CCW to which a status modifier leads over the TIC. */
		assert_int_equal(w->cp.n_ccws, behind + 9 + 1);
	}
	destroy(w);
}

/* ---- Status modifier ---- */

static void ccw_after_the_tic_of_a_search_belongs_to_the_program(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, 0x31, CC, 5, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	put(w, PROGRAM + 16, READ, 0, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 2, 0), 0x5000));
	destroy(w);
}

static void ccw_after_the_end_of_a_search_belongs_to_the_program(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, 0x31, CC, 5, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_NOP, 0, 1, 0);
	put(w, PROGRAM + 16, READ, 0, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 2, 0), 0x5000));
	destroy(w);
}

static void beyond_other_commands_there_is_a_stop(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, CC, 5, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_NOP, 0, 1, 0);
	put(w, PROGRAM + 16, READ, 0, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(ccw(w, 2)));
	assert_int_equal(guest_of(w, 2), PROGRAM + 16);
	assert_int_equal(guest_of(w, 3), PROGRAM + 24);
	assert_int_equal(arena_counts(w->arena)->held_pages, 1);
	destroy(w);
}

/* Records of a longer program must not be used for this one. */
static void search_of_the_program_before_is_forgotten(void **state)
{
	struct fixture *w = create();

	for (u32 i = 0; i < 3; i++)
		put(w, 0x2000 + i * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x2018, 0x31, CC, 5, 0x4000);
	put(w, 0x2020, CSS_CMD_TIC, 0, 0, 0x2018);
	put(w, 0x2028, READ, 0, 16, 0x5000);
	assert_int_equal(translate_at(w, FORMAT1, 0x2000), 0);
	assert_int_equal(w->cp.n_ccws, 6);
	put(w, PROGRAM, 0x31, CC, 5, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	put(w, PROGRAM + 16, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_ccws, 3);
	destroy(w);
}

/* Arbitrary bytes behind the TIC never make the program fail. */
static void garbage_behind_a_search_is_harmless(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, 0x31, CC, 5, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	for (u32 addr = PROGRAM + 16; addr < MEMORY; addr += 8)
		put(w, addr, READ, CC, 0xffff, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(ccw(w, 1).cmd, CSS_CMD_TIC);
	put(w, PROGRAM + 16, READ, CSS_CCW_MIDA, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_D), 0);
	assert_true(is_stop(ccw(w, 2)));
	destroy(w);
}

/* ---- Where a status modifier does not lead ---- */

/* Remains of an older program behind the TIC, with large data areas or without memory. */
static void leftovers_behind_a_tic_are_no_part_of_the_program(void **state)
{
	struct fixture *w = create();
	u64 reads;

	put(w, PROGRAM, 0xe4, CC, 7, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x2000);
	for (u32 i = 0; i < 80; i++)
		put(w, PROGRAM + 16 + i * 8, READ, i < 79 ? CC : 0, 0x8000, 0x20000 + i * 0x2000);
	put(w, PROGRAM + 16, READ, CC | CSS_CCW_IDA, 0x8000, 0x9000);
	put(w, 0x2000, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_int_equal(arena_counts(w->arena)->pinned_pages, 1);
	assert_int_equal(w->cp.n_ccws, 3);
	assert_true(is_stop(ccw(w, 2)));
	assert_int_equal(guest_of(w, 2), PROGRAM + 16);
	/* One run of CCWs each, as the last program had them, and nothing else. */
	reads = arena_counts(w->arena)->reads;
	assert_int_equal(translate(w, FORMAT2_IDAW), 0);
	assert_int_equal(arena_counts(w->arena)->reads - reads, 2);
	destroy(w);
}

static void over_a_tic_back_into_its_own_chain_there_is_a_ccw(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, 0x07, CC, 5, 0x4000);
	put(w, PROGRAM + 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 16, CSS_CMD_SENSE, CC, 5, 0x4000);
	put(w, PROGRAM + 24, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	put(w, PROGRAM + 32, READ, 0, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 4, 0), 0x5000));
	/* Entered behind the CCW that the TIC leads to. */
	assert_int_equal(translate_at(w, FORMAT1, PROGRAM + 16), 0);
	assert_true(leads_to(w, idaw(w, 2, 0), 0x5000));
	/* Right back, and to itself. */
	put(w, PROGRAM + 24, CSS_CMD_TIC, 0, 0, PROGRAM + 16);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 4, 0), 0x5000));
	put(w, PROGRAM + 24, CSS_CMD_TIC, 0, 0, PROGRAM + 24);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 4, 0), 0x5000));
	destroy(w);
}

/* One TIC back within the way of another: over a search's, and one that leads back itself. */
static void tic_back_over_other_tics_back(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, 0x31, CC, 5, 0x4000);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	put(w, PROGRAM + 24, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 32, CSS_CMD_TIC, 0, 0, PROGRAM + 24);
	put(w, PROGRAM + 40, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 48, CSS_CMD_TIC, 0, 0, PROGRAM);
	put(w, PROGRAM + 56, READ, 0, 16, 0x5000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(leads_to(w, idaw(w, 7, 0), 0x5000));
	destroy(w);
}

/* The CCW behind it is never read, though the program may have a stop there. */
static void check_stop_behind(struct fixture *w, u32 cpa, int n)
{
	assert_int_equal(translate_at(w, FORMAT1, cpa), 0);
	assert_true(is_stop(ccw(w, n)));
	assert_int_equal(arena_counts(w->arena)->held_pages, 0);
}

static void over_a_tic_that_only_seems_to_lead_back_there_is_a_stop(void **state)
{
	struct fixture *w = create();

	/* Back to where another chain ends; to what lies before a gap; and across an end. */
	put(w, PROGRAM, CSS_CMD_NOP, 0, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM);
	put(w, PROGRAM + 24, READ, 0, 16, 0x5000);
	check_stop_behind(w, PROGRAM + 8, 2);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM - 8);
	put(w, PROGRAM - 8, CSS_CMD_NOP, 0, 1, 0);
	check_stop_behind(w, PROGRAM + 8, 2);
	put(w, PROGRAM - 8, CSS_CMD_NOP, CC, 1, 0);
	check_stop_behind(w, PROGRAM + 8, 2);
	/* Not on a boundary, and before all there is. */
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 12);
	check_stop_behind(w, PROGRAM + 8, 2);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, 0);
	check_stop_behind(w, PROGRAM + 8, 2);
	/* Farther back than a chain is long, or just as far. */
	for (u32 i = 0; i < 256; i++)
		put(w, 0x2000 + i * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x2000 + 200 * 8, 0x31, CC, 5, 0x5000);
	put(w, 0x2000 + 201 * 8, CSS_CMD_TIC, 0, 0, 0x2000 + 200 * 8);
	put(w, 0x2000 + 256 * 8, CSS_CMD_TIC, 0, 0, 0x2000);
	put(w, 0x2000 + 257 * 8, READ, 0, 16, 0x6000);
	assert_int_equal(translate_at(w, FORMAT1, 0x2000), 0);
	assert_true(is_stop(ccw(w, 257)));
	put(w, 0x2000 + 256 * 8, CSS_CMD_TIC, 0, 0, 0x2008);
	assert_int_equal(translate_at(w, FORMAT1, 0x2000), 0);
	assert_true(leads_to(w, idaw(w, 257, 0), 0x6000));
	destroy(w);
}

/* ---- What only a status modifier leads to never makes a program fail ---- */

#define FAULTS	3u

/* The translation with the nth calls of a kind refused; of the program at PROGRAM. */
static int translate_refused(struct fixture *w, u32 ctrl, enum sim_fault_when when, int err,
			     const u64 *nth, u32 n)
{
	struct sim_fault faults[FAULTS] = {};
	struct sim_plan plan = { faults, n };
	int ret;

	for (u32 i = 0; i < n; i++)
		faults[i] = (struct sim_fault){
			.when = when, .n = nth[i], .what = SIM_FAULT_ERRNO, .arg = (u64)err,
		};
	arena_set_plan(w->arena, &plan);
	ret = translate(w, ctrl);
	arena_set_plan(w->arena, NULL);
	for (u32 i = 0; i < n; i++)
		assert_true(faults[i].fired);
	return ret;
}

static int translate_with(struct fixture *w, u32 ctrl, enum sim_fault_when when, int err, u64 nth)
{
	return translate_refused(w, ctrl, when, err, &nth, 1);
}

/* A search, its TIC, and a read of @count bytes at @cda when it has found. */
static void put_search(struct fixture *w, u8 flags, u16 count, u32 cda)
{
	put(w, PROGRAM, 0x31, CC, 5, 0x8000);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	put(w, PROGRAM + 16, READ, flags, count, cda);
}

static void page_that_cannot_be_pinned_behind_a_search_is_nowhere(void **state)
{
	static const int errors[] = { ENOMEM, EIO, EINVAL, EBUSY };
	struct fixture *w = create();

	put_search(w, 0, 16, 0x5000);
	for (u32 i = 0; i < ARRAY_SIZE(errors); i++) {
		int err = errors[i];

		/* Although its address is lower, it is pinned after the search's. */
		assert_int_equal(translate_with(w, FORMAT1, SIM_WHEN_PIN, err, 1), -err);
		assert_int_equal(arena_counts(w->arena)->held_pages, 0);
		/* Refused as a run, and then as a page. */
		assert_int_equal(translate_refused(w, FORMAT1, SIM_WHEN_PIN, err,
						   (const u64 []){ 2, 3 }, 2), 0);
		assert_true(leads_to(w, idaw(w, 0, 0), 0x8000));
		assert_true(has_no_list(ccw(w, 2)));
		assert_int_equal(arena_counts(w->arena)->held_pages, 1);
		assert_int_equal(translate(w, FORMAT1), 0);
		assert_true(leads_to(w, idaw(w, 2, 0), 0x5000));
	}
	destroy(w);
}

/* Pins fail there only temporarily: the request is to be repeated. */
static void page_that_is_being_unmapped_behind_a_search_refuses(void **state)
{
	struct fixture *w = create();

	put_search(w, 0, 16, 0x5000);
	assert_int_equal(translate_with(w, FORMAT1, SIM_WHEN_PIN, EAGAIN, 2), -EAGAIN);
	assert_int_equal(arena_counts(w->arena)->held_pages, 0);
	put_search(w, 0, 0x3000, 0x5000);
	assert_int_equal(translate_refused(w, FORMAT1, SIM_WHEN_PIN, ENOMEM,
					   (const u64 []){ 2 }, 1), 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	destroy(w);
}

/* Pages are pinned as far as the limit allows; but the number of attempts is bounded. */
static void pages_behind_a_search_are_pinned_as_far_as_it_goes(void **state)
{
	struct fixture *w = create();
	u64 pins;

	put_search(w, CC, 0x3000, 0x5000);
	put(w, PROGRAM + 24, READ, 0, 0x1000, 0xa000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->held_pages, 5);
	pins = arena_counts(w->arena)->pins;
	assert_int_equal(translate_refused(w, FORMAT1, SIM_WHEN_PIN, ENOMEM,
					   (const u64 []){ 2, 4 }, 2), 0);
	/* The search's, the run, the first page of it, the second one. */
	assert_int_equal(arena_counts(w->arena)->pins - pins, 4);
	assert_int_equal(arena_counts(w->arena)->held_pages, 2);
	assert_true(leads_to(w, idaw(w, 2, 0), 0x5000));
	assert_true(idaw(w, 2, 1) >> 63);
	assert_true(has_no_list(ccw(w, 3)));
	/* A hole does not end it. */
	arena_unmap(w->arena, 0x6000, 0x1000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->held_pages, 4);
	assert_true(leads_to(w, idaw(w, 3, 0), 0xa000));
	destroy(w);
}

static void page_that_is_needed_anyway_is_pinned_with_the_others(void **state)
{
	struct fixture *w = create();

	put_search(w, 0, 16, 0x8800);
	assert_int_equal(translate_with(w, FORMAT1, SIM_WHEN_PIN, ENOMEM, 1), -ENOMEM);
	assert_int_equal(arena_counts(w->arena)->pins, 1);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->pins, 2);
	assert_true(leads_to(w, idaw(w, 2, 0), 0x8800));
	/* First noted behind the search, then by what is certain: at once, and later. */
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x2000);
	put(w, PROGRAM + 16, READ, 0, 16, 0x9000);
	put(w, 0x2000, READ, 0, 16, 0x9100);
	assert_int_equal(translate_with(w, FORMAT1, SIM_WHEN_PIN, ENOMEM, 2), -ENOMEM);
	put(w, 0x2000, READ, CC, 16, 0x7000);
	put(w, 0x2008, READ, 0, 16, 0x9100);
	assert_int_equal(translate_with(w, FORMAT1, SIM_WHEN_PIN, ENOMEM, 3), -ENOMEM);
	/* Neighbours of which one is certain, and both are for the same access. */
	put(w, 0x2000, READ, 0, 16, 0xa000);
	assert_int_equal(translate_with(w, FORMAT1, SIM_WHEN_PIN, ENOMEM, 2), -ENOMEM);
	destroy(w);
}

static void idal_that_cannot_be_read_behind_a_search_is_a_stop(void **state)
{
	static const int errors[] = { ENOMEM, EAGAIN, EIO };
	struct fixture *w = create();

	put_search(w, CC | CSS_CCW_IDA, 16, 0x3000);
	put_idaw2(w, 0x3000, 0x5000);
	put(w, PROGRAM + 24, READ, 0, 16, 0x6000);
	for (u32 i = 0; i < ARRAY_SIZE(errors); i++) {
		assert_int_equal(translate_with(w, FORMAT2_IDAW, SIM_WHEN_READ, errors[i], 2), 0);
		assert_true(is_stop(ccw(w, 2)));
		assert_true(leads_to(w, idaw(w, 3, 0), 0x6000));
		assert_int_equal(arena_counts(w->arena)->held_pages, 2);
		assert_int_equal(translate(w, FORMAT2_IDAW), 0);
		assert_true(leads_to(w, idaw(w, 2, 0), 0x5000));
	}
	destroy(w);
}

static void ccws_that_cannot_be_read_behind_a_search_are_stops(void **state)
{
	static const int errors[] = { ENOMEM, EAGAIN, EIO };
	struct fixture *w = create();

	put_search(w, CC, 16, 0x5000);
	for (u32 i = 3; i < 20; i++)
		put(w, PROGRAM + i * 8, READ, i < 19 ? CC : 0, 16, 0x5000);
	for (u32 i = 0; i < ARRAY_SIZE(errors); i++) {
		w->cp.read_ahead = CP_READ_AHEAD;
		assert_int_equal(translate_with(w, FORMAT1, SIM_WHEN_READ, errors[i], 2), 0);
		assert_true(leads_to(w, idaw(w, CP_READ_AHEAD - 1, 0), 0x5000));
		assert_true(is_stop(ccw(w, CP_READ_AHEAD)));
	}
	destroy(w);
}

static int tics(struct fixture *w, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		put(w, PROGRAM + i * 32, CSS_CMD_NOP, CC, 1, 0);
		put(w, PROGRAM + i * 32 + 8, CSS_CMD_TIC, 0, 0, PROGRAM + (i + 1) * 32);
		/* A gap, and what no status modifier leads to. */
		put(w, PROGRAM + i * 32 + 16, CSS_CMD_NOP, 0, 1, 0);
	}
	put(w, PROGRAM + n * 32, CSS_CMD_NOP, 0, 1, 0);
	return translate(w, FORMAT1);
}

/* Beyond a limit there are stops, too: here that of segments, elsewhere that of CCWs. */
static void more_segments_behind_a_search_are_stops(void **state)
{
	const u32 far = 0x40000;
	struct fixture *w = create();

	assert_int_equal(tics(w, CP_MAX_SEGMENTS - 1), 0);
	assert_int_equal(w->cp.n_segments, CP_MAX_SEGMENTS);
	put(w, PROGRAM, 0x31, CC, 5, 0x8000);
	put(w, PROGRAM + 16, CSS_CMD_TIC, 0, 0, far);
	put(w, far, READ, 0, 16, 0x9000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(ccw(w, 2)));
	assert_int_equal(arena_counts(w->arena)->held_pages, 1);
	/* With one segment less, there is room for the TIC, but not for its target. */
	put(w, PROGRAM + (CP_MAX_SEGMENTS - 2) * 32 + 8, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(ccw(w, 2).cmd, CSS_CMD_TIC);
	assert_true(be32_to_cpu(ccw(w, 2).cda) % 8);
	assert_int_equal(arena_counts(w->arena)->held_pages, 1);
	destroy(w);
}

/* Each allocation: what is only behind the search is given up before the program is. */
static void without_memory_what_is_behind_a_search_is_given_up(void **state)
{
	u32 refused = 0, given_up = 0, grown = 0;

	for (u64 nth = 1; nth <= 7; nth++) {
		struct fixture *w = create();
		int err;

		put_search(w, CC, 16, 0x5000);
		for (u32 i = 3; i < 300; i++)
			put(w, PROGRAM + i * 8, READ, i < 299 ? CC : 0, 16, 0x5000);
		if (nth == 7) {
			assert_int_equal(translate(w, FORMAT1), 0);
			assert_int_equal(arena_counts(w->arena)->allocs, 4);
			assert_int_equal(arena_counts(w->arena)->channel_allocs, 2);
			destroy(w);
			break;
		}
		err = translate_with(w, FORMAT1, SIM_WHEN_ALLOC, ENOMEM, nth);
		assert_int_equal(arena_counts(w->arena)->held_pages, err ? 0 :
				 is_stop(ccw(w, 2)) ? 1 : 2);
		refused += err == -ENOMEM;
		given_up += !err && is_stop(ccw(w, 2));
		grown += !err && !is_stop(ccw(w, 2)) && is_stop(ccw(w, CP_MAX_CHAIN + 1));
		assert_int_equal(translate(w, FORMAT1), 0);
		assert_true(leads_to(w, idaw(w, 299, 0), 0x5000));
		destroy(w);
	}
	/* Tables, CCWs, and the piece that they go into; pages, and more pieces; more CCWs. */
	assert_int_equal(refused, 3);
	assert_int_equal(given_up, 2);
	assert_int_equal(grown, 1);
}

/* ---- Limits ---- */

static int nops(struct fixture *w, u32 n, u32 addr)
{
	for (u32 i = 0; i < n; i++)
		put(w, addr + i * 8, CSS_CMD_NOP, i + 1 < n ? CC : 0, 1, 0);
	return translate_at(w, FORMAT1, addr);
}

/* A new device does not know how long programs are: it reads twice as much each time. */
static void long_chain_takes_few_reads(void **state)
{
	struct fixture *w = create();

	assert_int_equal(nops(w, CP_MAX_CHAIN, PROGRAM), 0);
	assert_int_equal(arena_counts(w->arena)->reads, 5);
	assert_int_equal(nops(w, CP_MAX_CHAIN, PROGRAM), 0);
	assert_int_equal(arena_counts(w->arena)->reads, 6);
	destroy(w);
}

/* What lies behind a TIC comes with it, and is not looked at unless it is reached. */
static void segments_take_one_read_each(void **state)
{
	const u32 n = 16, apart = 256;
	struct fixture *w = create();
	u64 before;

	for (u32 i = 0; i < n; i++) {
		put(w, PROGRAM + i * apart, CSS_CMD_NOP, i + 1 < n ? CC : 0, 1, 0);
		put(w, PROGRAM + i * apart + 8, CSS_CMD_TIC, 0, 0, PROGRAM + (i + 1) * apart);
		put(w, PROGRAM + i * apart + 16, READ, CSS_CCW_MIDA, 16, 0x4000);
	}
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_D), 0);
	before = arena_counts(w->arena)->reads;
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_D), 0);
	assert_int_equal(arena_counts(w->arena)->reads - before, n);
	assert_true(is_stop(ccw(w, 2)));
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 16);
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_D), -EOPNOTSUPP);
	destroy(w);
}

static void chain_length(void **state)
{
	struct fixture *w = create();

	assert_int_equal(nops(w, CP_MAX_CHAIN, PROGRAM), 0);
	assert_int_equal(nops(w, CP_MAX_CHAIN + 1, PROGRAM), -EINVAL);
	assert_int_equal(nops(w, 20000, PROGRAM), -EINVAL);
	assert_int_equal(arena_counts(w->arena)->held_pages, 0);
	destroy(w);
}

/* However it was entered, in the middle first or at the start. */
static void chain_length_of_a_chain_entered_in_the_middle(void **state)
{
	struct fixture *w = create();

	nops(w, 300, 0x2000);
	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x2000 + 100 * 8);
	assert_int_equal(translate(w, FORMAT1), 0);
	put(w, 0x2000 + 299 * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x2000 + 300 * 8, CSS_CMD_TIC, 0, 0, 0x2000);
	assert_int_equal(translate(w, FORMAT1), -EINVAL);
	destroy(w);
}

/* Two chains that adjoin are two chains. */
static void adjoining_chains_count_apart(void **state)
{
	struct fixture *w = create();

	nops(w, 200, 0x2000);
	nops(w, 200, 0x2000 + 200 * 8);
	put(w, 0x2000 + 199 * 8, CSS_CMD_TIC, 0, 0, 0x2000 + 200 * 8);
	assert_int_equal(translate_at(w, FORMAT1, 0x2000), 0);
	/* The second as long as may be, and reached from elsewhere. */
	put(w, 0x2000, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x2008, CSS_CMD_TIC, 0, 0, PROGRAM);
	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x2010);
	nops(w, CP_MAX_CHAIN, 0x2010);
	assert_int_equal(translate_at(w, FORMAT1, 0x2000), 0);
	assert_int_equal(w->cp.n_ccws, 4 + CP_MAX_CHAIN);
	destroy(w);
}

/* A chain that runs into a hole, and a chain that leads there, are two. */
static void chain_before_a_hole_counts_apart(void **state)
{
	const u32 hole = 0x4000, start = hole - 200 * 8;
	struct fixture *w = create();

	nops(w, 200, start);
	put(w, hole - 8, CSS_CMD_NOP, CC, 1, 0);
	arena_unmap(w->arena, hole, 0x1000);
	nops(w, 200, 0x6000);
	put(w, 0x6000 + 199 * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x6000 + 200 * 8, CSS_CMD_TIC, 0, 0, start);
	assert_int_equal(translate_at(w, FORMAT1, 0x6000), 0);
	arena_map(w->arena, hole, 0x1000);
	destroy(w);
}

/* The chains that count are those of this program, not of one that was refused. */
static void chains_of_a_refused_program_are_forgotten(void **state)
{
	struct fixture *w = create();

	nops(w, 1000, 0x2000);
	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x2000);
	assert_int_equal(translate(w, FORMAT1), -EINVAL);
	nops(w, 129, 0x6000);
	nops(w, 129, 0x6000 + 129 * 8);
	put(w, 0x6000 + 128 * 8, CSS_CMD_TIC, 0, 0, 0x6000 + 129 * 8);
	assert_int_equal(translate_at(w, FORMAT1, 0x6000), 0);
	destroy(w);
}

/* Chains of 250, of which the last is cut short. */
static int many_nops(struct fixture *w, u32 n)
{
	u32 addr = PROGRAM;

	for (u32 i = 1; i < n; i++, addr += 8) {
		if (i % 250)
			put(w, addr, CSS_CMD_NOP, CC, 1, 0);
		else
			put(w, addr, CSS_CMD_TIC, 0, 0, addr + 8);
	}
	put(w, addr, CSS_CMD_NOP, 0, 1, 0);
	return translate(w, FORMAT1);
}

static void number_of_ccws(void **state)
{
	struct fixture *w = create();

	assert_int_equal(many_nops(w, CP_MAX_CCWS), 0);
	assert_int_equal(w->cp.n_ccws, CP_MAX_CCWS);
	assert_int_equal(many_nops(w, CP_MAX_CCWS + 1), -EINVAL);
	assert_int_equal(many_nops(w, 10), 0);
	destroy(w);
}

static void number_of_segments(void **state)
{
	struct fixture *w = create();

	assert_int_equal(tics(w, CP_MAX_SEGMENTS - 1), 0);
	assert_int_equal(tics(w, CP_MAX_SEGMENTS), -EINVAL);
	assert_int_equal(tics(w, 16), 0);
	destroy(w);
}

/* Chains of 250 times 64 KiB, of which each takes 16 words. */
static int many_reads(struct fixture *w, u32 n)
{
	u32 addr = PROGRAM;

	for (u32 i = 1; i < n; i++, addr += 8) {
		put(w, addr, READ, CC, 0xffff, 0x10000);
		if (i % 250)
			continue;
		addr += 8;
		put(w, addr, CSS_CMD_TIC, 0, 0, addr + 8);
	}
	put(w, addr, READ, 0, 0xffff, 0x10000);
	return translate(w, FORMAT1);
}

static void number_of_idaws(void **state)
{
	struct fixture *w = create();

	assert_int_equal(many_reads(w, CP_MAX_IDAWS / 16 + 1), -EINVAL);
	assert_int_equal(arena_counts(w->arena)->channel_allocs, 0);
	assert_int_equal(many_reads(w, CP_MAX_IDAWS / 16), 0);
	assert_int_equal(w->cp.n_idaws, CP_MAX_IDAWS);
	destroy(w);
}

/* CCWs behind a search have a limit of their own, beyond which they are stops. */
static void number_of_idaws_behind_a_search(void **state)
{
	const u32 fit = CP_MAX_SPECULATIVE_IDAWS / 16;
	struct fixture *w = create();

	put(w, PROGRAM, 0x31, CC, 5, 0x10000);
	put(w, PROGRAM + 8, CSS_CMD_NOP, 0, 1, 0);
	for (u32 i = 0; i <= fit; i++)
		put(w, PROGRAM + 16 + i * 8, READ, i < fit ? CC : 0, 0xffff, 0x10000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(ccw(w, 2).cmd, READ);
	assert_int_equal(ccw(w, 2 + fit - 1).cmd, READ);
	assert_true(is_stop(ccw(w, 2 + fit)));
	destroy(w);
}

static void midaws_are_not_supported(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, CSS_CCW_MIDA, 16, 0x3000);
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_D), -EOPNOTSUPP);
	/* Without the ORB's consent the channel knows none either. */
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(ccw(w, 0)));
	/* Nor in the midst of a row of which the others are plain. */
	put(w, PROGRAM, READ, CC, 16, 0x4000);
	put(w, PROGRAM + 8, READ, CC | CSS_CCW_MIDA, 16, 0x3000);
	put(w, PROGRAM + 16, READ, 0, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_D), -EOPNOTSUPP);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(ccw(w, 1)));
	destroy(w);
}

static void data_address_of_32_bits_is_a_stop(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, READ, 0, 16, 0x80004000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(ccw(w, 0)));
	destroy(w);
}

/* ---- Pieces of memory ---- */

#define PIECE_CCWS	509u		/* and three stops */

/* The CCW that stands for one of the guest's. */
static struct css_ccw1 ccw_at(struct fixture *w, u32 guest)
{
	struct css_ccw1 ccw;
	u32 place, index;

	assert_true(cp_find(&w->cp, guest, &place, &index));
	memcpy(&ccw, storage(w, cp_word_addr(&w->cp, place), sizeof(ccw)), sizeof(ccw));
	return ccw;
}

/* The address of the CCW, and the nth behind it. */
static u32 addr_of(struct fixture *w, u32 guest, u32 nth)
{
	u32 place, index;

	assert_true(cp_find(&w->cp, guest, &place, &index));
	return cp_word_addr(&w->cp, place) + nth * CSS_CCW_SIZE;
}

static struct css_ccw1 behind(struct fixture *w, u32 guest, u32 nth)
{
	struct css_ccw1 ccw;

	memcpy(&ccw, storage(w, addr_of(w, guest, nth), sizeof(ccw)), sizeof(ccw));
	return ccw;
}

/* Chains of 200 that adjoin, each with a TIC to the next, up to @n CCWs from PROGRAM on. */
static void put_row(struct fixture *w, u32 n)
{
	for (u32 i = 0; i + 1 < n; i++) {
		u32 at = PROGRAM + i * 8;

		if (i % 201 == 200)
			put(w, at, CSS_CMD_TIC, 0, 0, at + 8);
		else
			put(w, at, CSS_CMD_NOP, CC, 1, 0);
	}
	put(w, PROGRAM + (n - 1) * 8, CSS_CMD_NOP, 0, 1, 0);
}

/* Is the row cut before the @nth CCW, with a TIC of ours? */
static bool cut_before(struct fixture *w, u32 nth)
{
	const u32 next = PROGRAM + nth * 8;
	struct css_ccw1 c = behind(w, next - 8, 1);
	u32 guest;

	if (c.cmd != CSS_CMD_TIC || c.flags || c.count ||
	    be32_to_cpu(c.cda) != addr_of(w, next, 0) ||
	    !is_stop(behind(w, next - 8, 2)) || !is_stop(behind(w, next - 8, 3)))
		return false;
	for (u32 i = 0; i < 3; i++) {
		assert_true(cp_guest_ccw(&w->cp, addr_of(w, next - 8, 1 + i), &guest));
		assert_int_equal(guest, next + i * 8);
	}
	assert_true(cp_guest_ccw(&w->cp, addr_of(w, next, 0), &guest));
	assert_int_equal(guest, next);
	assert_false(addr_of(w, next, 0) & HOST_PAGE_MASK);
	return true;
}

static void row_that_fills_a_piece_is_not_cut(void **state)
{
	struct fixture *w = create();

	put_row(w, PIECE_CCWS);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_ccw_words, 512);
	for (u32 i = 0; i < PIECE_CCWS; i++)
		assert_int_equal(guest_of(w, i), PROGRAM + i * 8);
	assert_true(is_stop(behind(w, PROGRAM, PIECE_CCWS)));
	destroy(w);
}

static void row_longer_than_a_piece_is_cut_by_a_tic(void **state)
{
	struct fixture *w = create();

	put_row(w, PIECE_CCWS + 1);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, PIECE_CCWS));
	put_row(w, 2 * PIECE_CCWS + 1);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, PIECE_CCWS));
	assert_true(cut_before(w, 2 * PIECE_CCWS));
	assert_int_equal(w->cp.n_pieces, 3);
	/* TICs of the guest lead to where their targets are now. */
	assert_int_equal(be32_to_cpu(ccw_at(w, PROGRAM + 602 * 8).cda),
			 addr_of(w, PROGRAM + 603 * 8, 0));
	destroy(w);
}

/* Adjoining CCWs of the previous program are not part of this one. */
static void row_ends_where_the_program_does(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 0x100);
	put(w, PROGRAM + 0x100, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 0x108, CSS_CMD_TIC, 0, 0, PROGRAM + 600 * 8);
	for (u32 i = 0; i < 10; i++)
		put(w, PROGRAM + (600 + i) * 8, CSS_CMD_NOP, i < 9 ? CC : 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_segments, 3);
	put_row(w, 600);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, PIECE_CCWS));
	assert_int_equal(w->cp.n_ccw_words, 600 + 2 * CP_STOPS);
	destroy(w);
}

/* Not before a TIC, and not between a search and the CCW that it may lead over. */
static void row_is_cut_where_a_tic_may_stand(void **state)
{
	struct fixture *w = create();

	put_row(w, 700);
	put(w, PROGRAM + PIECE_CCWS * 8, CSS_CMD_TIC, 0, 0, PROGRAM + (PIECE_CCWS + 1) * 8);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, PIECE_CCWS - 1));
	put(w, PROGRAM + PIECE_CCWS * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + (PIECE_CCWS - 1) * 8, 0x31, CC, 5, 0x8000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, PIECE_CCWS - 1));
	put(w, PROGRAM + (PIECE_CCWS - 2) * 8, 0x31, CC, 5, 0x8000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, PIECE_CCWS - 2));
	/* Behind the TIC of a search: that is where the search leads. */
	put(w, PROGRAM + (PIECE_CCWS - 1) * 8, CSS_CMD_TIC, 0, 0, PROGRAM + (PIECE_CCWS - 2) * 8);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, PIECE_CCWS));
	destroy(w);
}

/* Only searches, to which nothing but status modifiers leads; and only TICs. */
static void row_without_a_place_for_a_tic_is_cut_by_stops(void **state)
{
	const u32 last = PROGRAM + (PIECE_CCWS - 1) * 8;
	struct fixture *w = create();

	put(w, PROGRAM, 0x31, CC, 5, 0x8000);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
	for (u32 i = 2; i < 2000; i++)
		put(w, PROGRAM + i * 8, 0x31, i < 1999 ? CC : 0, 5, 0x8000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(behind(w, last, 1)));
	assert_true(is_stop(behind(w, last, 2)));
	assert_false(addr_of(w, last + 8, 0) & HOST_PAGE_MASK);

	for (u32 i = 1; i < 2000; i++)
		put(w, PROGRAM + i * 8, CSS_CMD_TIC, 0, 0, PROGRAM + (i + 1) * 8);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(is_stop(behind(w, last, 1)));
	assert_int_equal(be32_to_cpu(ccw_at(w, last).cda), addr_of(w, last + 8, 0));
	assert_false(addr_of(w, last + 8, 0) & HOST_PAGE_MASK);
	destroy(w);
}

/* It may stand as near to the begin of a piece as a chain is shorter than the piece. */
static void row_is_cut_at_the_first_place_if_it_is_the_only_one(void **state)
{
	const u32 only = PIECE_CCWS - CP_MAX_CHAIN;
	struct fixture *w = create();

	put_row(w, only - 2);
	put(w, PROGRAM + (only - 3) * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + (only - 2) * 8, 0x31, CC, 5, 0x8000);
	put(w, PROGRAM + (only - 1) * 8, CSS_CMD_TIC, 0, 0, PROGRAM + (only - 2) * 8);
	for (u32 i = only; i < 700; i++)
		put(w, PROGRAM + i * 8, 0x31, i < 699 ? CC : 0, 5, 0x8000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, only));
	destroy(w);
}

/* The longest chain of searches that there may be does not keep a row from being cut. */
static void row_with_a_chain_of_searches_is_cut_at_its_end(void **state)
{
	struct fixture *w = create();
	const u32 first = PIECE_CCWS - CP_MAX_CHAIN + 1;	/* of them; a TIC counts, too */

	put_row(w, 1000);
	put(w, PROGRAM + (first - 1) * 8, CSS_CMD_TIC, 0, 0, PROGRAM + first * 8);
	for (u32 i = first; i < PIECE_CCWS; i++)
		put(w, PROGRAM + i * 8, 0x31, CC, 5, 0x8000);
	put(w, PROGRAM + PIECE_CCWS * 8, CSS_CMD_TIC, 0, 0, PROGRAM + (PIECE_CCWS + 1) * 8);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(cut_before(w, first));
	destroy(w);
}

/* All limits of core/limits.h reached at once, in the worst combination. */
static void largest_program_has_room(void **state)
{
	const u32 reads = CP_MAX_IDAWS / 33, skips = CP_MAX_SPECULATIVE_IDAWS / 33;
	struct fixture *w = create();
	u32 at = PROGRAM, n = 0;

	/* Runs apart, of reads in 2 KiB blocks; no-ops with large counts between. */
	for (u32 s = 0; s < CP_MAX_SEGMENTS - 3; s++, at += 16) {
		put(w, at, CSS_CMD_NOP, CC, 0xffff, 0);
		at += 8;
		for (u32 i = 0; i < 6 && n < reads; i++, n++, at += 8)
			put(w, at, READ, CC, 0xffff, 0x20002);
		put(w, at, CSS_CMD_TIC, 0, 0, at + 16);
	}
	/* A search, behind which there is more; and a row up to the limit. */
	put(w, at, READ, CC | CSS_CCW_IDA, 1, 0x80000);
	put(w, at + 8, 0x31, CC, 5, 0x8000);
	put(w, at + 16, CSS_CMD_TIC, 0, 0, 0x40000);
	for (u32 i = 0; i < skips; i++)
		put(w, at + 24 + i * 8, READ, i + 1 < skips ? CC : 0, 0xffff, 0x20002);
	for (u32 i = 0; i < 3200; i++)
		put(w, 0x40000 + i * 8, i % 201 == 200 ? CSS_CMD_TIC : CSS_CMD_NOP,
		    i % 201 == 200 ? 0 : CC, i % 201 == 200 ? 0 : 1,
		    i % 201 == 200 ? 0x40000 + (i + 1) * 8 : 0);
	n = CP_MAX_CCWS - 3 - (CP_MAX_SEGMENTS - 3) * 2 - reads;
	put(w, 0x40000 + (n - 1) * 8, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_ccws, CP_MAX_CCWS);
	assert_true(w->cp.n_idaws > CP_MAX_IDAWS - 33);
	assert_true(w->cp.n_pieces > 40 && w->cp.n_pieces <= CP_MAX_PIECES);
	/* Without those, behind the search. */
	put(w, 0x40000 + (n - skips - 1) * 8, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_true(w->cp.n_speculative_idaws > CP_MAX_SPECULATIVE_IDAWS - 33);
	assert_true(w->cp.n_pieces <= CP_MAX_PIECES);
	destroy(w);
}

/* Nothing is written behind a piece: one that is full to the last word of a list. */
static void lists_may_fill_a_piece(void **state)
{
	const u32 long_ones = 29, pages = 512 - CP_STOPS - long_ones * 17 - 1;
	struct fixture *w = create();

	for (u32 i = 0; i < long_ones; i++)
		put(w, PROGRAM + i * 8, READ, CC, 0xffff, 0x10000 + i * 0x8000);
	/* With a word of zeroes. */
	put(w, PROGRAM + long_ones * 8, READ, 0, (u16)((pages - 1) * 0x1000), 0x10000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_pieces, 1);
	assert_int_equal(w->cp.n_words, 512);
	put(w, PROGRAM + long_ones * 8, READ, 0, (u16)(pages * 0x1000), 0x10000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_idaws, long_ones * 16 + pages);
	assert_true(leads_to(w, idaw(w, (int)long_ones, (int)pages - 1), 0xf000 + pages * 0x1000));
	assert_false((be32_to_cpu(ccw(w, (int)long_ones).cda) + pages * 8) & HOST_PAGE_MASK);
	/* And lists of the guest, in which there is one for a block that may be begun. */
	for (u32 i = 0; i < 14; i++)
		put(w, PROGRAM + i * 8, READ, CC | CSS_CCW_IDA, 0xffff, 0x8000);
	put(w, PROGRAM + 14 * 8, READ, CSS_CCW_IDA, 31 * 2048 - 100, 0x8000);
	for (u32 i = 0; i < 33; i++)
		put_idaw1(w, 0x8000 + i * 4, 0x10000 + i * 0x800 + (i ? 0 : 2));
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(w->cp.n_idaws, 14 * 33 + 32);
	assert_true(leads_to(w, idaw(w, 14, 30), 0x10000 + 30 * 0x800));
	assert_false((be32_to_cpu(ccw(w, 14).cda) + 32 * 8) & HOST_PAGE_MASK);
	for (u32 i = 0; i < 33; i++)
		put_idaw2(w, 0x8000 + i * 8, 0x10000 + i * 0x800 + (i ? 0 : 2));
	assert_int_equal(translate(w, FORMAT2_IDAW | CSS_ORB_T), 0);
	assert_int_equal(w->cp.n_idaws, 14 * 33 + 32);
	assert_true(leads_to(w, idaw(w, 14, 30), 0x10000 + 30 * 0x800));
	assert_false((be32_to_cpu(ccw(w, 14).cda) + 32 * 8) & HOST_PAGE_MASK);
	destroy(w);
}

/* Memory is kept, and allocated piece by piece: nothing leaks when an allocation fails. */
static void every_piece_is_refused_in_turn(void **state)
{
	u32 refused = 0;

	for (u64 nth = 4; ; nth++) {
		struct fixture *w = create();
		int err;

		put_row(w, 1500);
		for (u32 i = 0; i < 150; i++)
			put(w, PROGRAM + i * 8, READ, CC, 0xffff, 0x20002);
		err = translate_with(w, FORMAT1, SIM_WHEN_ALLOC, ENOMEM, nth);
		refused += err == -ENOMEM;
		assert_int_equal(arena_counts(w->arena)->held_pages, 0);
		assert_int_equal(translate(w, FORMAT1), 0);
		if (nth == arena_counts(w->arena)->channel_allocs + 4) {
			destroy(w);
			break;
		}
		destroy(w);
	}
	assert_true(refused > 8);
}

static void resume_across_a_cut(void **state)
{
	const u32 at = PROGRAM + PIECE_CCWS * 8;
	struct fixture *w = create();

	put_row(w, 700);
	put(w, at, CSS_CMD_NOP, CC | CSS_CCW_S, 1, 0);
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_S), 0);
	assert_true(cut_before(w, PIECE_CCWS));
	assert_int_equal(ccw_at(w, at).flags, CC | CSS_CCW_S);
	put(w, at, CSS_CMD_NOP, CC, 1, 0);
	/* Not with the address of another CCW, nor of what lies behind a run. */
	assert_int_equal(cp_resume(&w->cp, addr_of(w, at - 16, 0)), -EINVAL);
	assert_int_equal(cp_resume(&w->cp, addr_of(w, at, 2)), -EINVAL);
	/* With its own, or one past; or that of our TIC, which stands for it. */
	for (u32 i = 0; i < 3; i++) {
		u32 host = i < 2 ? addr_of(w, at, i) : addr_of(w, at - 8, 1);

		put(w, at, CSS_CMD_NOP, CC | CSS_CCW_S, 1, 0);
		assert_int_equal(translate(w, FORMAT1 | CSS_ORB_S), 0);
		put(w, at, CSS_CMD_NOP, CC, 1, 0);
		assert_int_equal(cp_resume(&w->cp, host), 0);
		assert_int_equal(ccw_at(w, at).flags, CC);
	}
	destroy(w);
}

/* Memory in a piece behind its last run does not belong to the program. */
static void gap_at_the_end_of_a_piece_has_no_guest_address(void **state)
{
	struct fixture *w = create();
	u32 guest;

	nops(w, 200, 0x2000);
	nops(w, 200, 0x3000);
	nops(w, 200, 0x4000);
	put(w, 0x2000 + 199 * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x2000 + 200 * 8, CSS_CMD_TIC, 0, 0, 0x3000);
	put(w, 0x3000 + 199 * 8, CSS_CMD_NOP, CC, 1, 0);
	put(w, 0x3000 + 200 * 8, CSS_CMD_TIC, 0, 0, 0x4000);
	assert_int_equal(translate_at(w, FORMAT1, 0x2000), 0);
	assert_false(addr_of(w, 0x4000, 0) & HOST_PAGE_MASK);
	assert_true(cp_guest_ccw(&w->cp, addr_of(w, 0x3000, 203), &guest));
	assert_int_equal(guest, 0x3000 + 203 * 8);
	assert_false(cp_guest_ccw(&w->cp, addr_of(w, 0x3000, 204), &guest));
	assert_false(cp_guest_ccw(&w->cp, addr_of(w, 0x4000, 0) - 8, &guest));
	destroy(w);
}

/* ---- The answer ---- */

static void every_address_a_channel_may_store_is_known(void **state)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(FORMAT1), .cpa = cpu_to_be32(PROGRAM),
	};
	struct fixture *w = create();
	u32 guest;

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_TIC, 0, 0, 0x3000);
	put(w, 0x3000, READ, 0, 16, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	for (int n = 0; n <= 3; n++)
		assert_int_equal(guest_of(w, n), PROGRAM + n * 8);
	for (int n = 0; n <= 2; n++) {
		assert_true(cp_guest_ccw(&w->cp, be32_to_cpu(ccw(w, 1).cda) + n * 8, &guest));
		assert_int_equal(guest, 0x3000 + n * 8);
	}
	assert_false(cp_guest_ccw(&w->cp, be32_to_cpu(w->orb.cpa) + 4, &guest));
	assert_false(cp_guest_ccw(&w->cp, be32_to_cpu(w->orb.cpa) - 8, &guest));
	assert_false(cp_guest_ccw(&w->cp, 0x7ffffff8, &guest));
	/* The last one is that of the second stop behind the second chain. */
	assert_true(cp_guest_ccw(&w->cp, be32_to_cpu(ccw(w, 1).cda) + 3 * 8, &guest));
	assert_false(cp_guest_ccw(&w->cp, be32_to_cpu(ccw(w, 1).cda) + 4 * 8, &guest));
	cp_free(&w->cp);
	assert_false(cp_guest_ccw(&w->cp, be32_to_cpu(w->orb.cpa), &guest));
	/* A program that has been read only has no addresses yet. */
	assert_int_equal(cp_init(&w->cp, &orb), 0);
	assert_false(cp_guest_ccw(&w->cp, be32_to_cpu(w->orb.cpa), &guest));
	destroy(w);
}

static void scsw_repeats_the_guests_orb(void **state)
{
	struct fixture *w = create();
	struct css_scsw scsw = {
		.flags = cpu_to_be16(CSS_SCSW_F | CSS_SCSW_P | CSS_SCSW_E | 0x0100),
	};

	put0(w, PROGRAM, READ, 0, 16, 0x4000);
	assert_int_equal(translate(w, 0x50000000 | CSS_ORB_A | CSS_ORB_P), 0);
	scsw.cpa = cpu_to_be32(be32_to_cpu(w->orb.cpa) + 8);
	cp_update_scsw(&w->cp, &scsw);
	assert_int_equal(be16_to_cpu(scsw.flags),
			 0x5000 | CSS_SCSW_A | CSS_SCSW_P | CSS_SCSW_E | 0x0100);
	assert_int_equal(be32_to_cpu(scsw.cpa), PROGRAM + 8);
	/* Without a program there is no ORB to repeat. */
	cp_free(&w->cp);
	scsw.flags = 0;
	cp_update_scsw(&w->cp, &scsw);
	assert_int_equal(be16_to_cpu(scsw.flags), 0);
	assert_int_equal(be32_to_cpu(scsw.cpa), 0);
	destroy(w);
}

static void path_mask_of_zero_means_any(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, CSS_ORB_F), 0);
	assert_int_equal(be32_to_cpu(w->orb.ctrl) & CSS_ORB_LPM, CSS_ORB_LPM);
	destroy(w);
}

/* Nor what not every machine's START SUBCHANNEL takes. */
static void the_guest_does_not_choose_host_keys_or_limits(void **state)
{
	const u32 masked = CSS_ORB_KEY | CSS_ORB_C | CSS_ORB_M | CSS_ORB_Y | CSS_ORB_A |
			   CSS_ORB_D | CSS_ORB_X;
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1 | masked), 0);
	assert_int_equal(be32_to_cpu(w->orb.ctrl), FORMAT1 | CSS_ORB_H);
	assert_int_equal(be32_to_cpu(w->orb.intparm), 0);
	destroy(w);
}

static void holes_are_not_pinned(void **state)
{
	struct fixture *w = create();

	arena_unmap(w->arena, 0x5000, 0x1000);
	put(w, PROGRAM, READ, 0, 0x3000, 0x4000);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->held_pages, 2);
	assert_true(leads_to(w, idaw(w, 0, 0), 0x4000));
	assert_true(idaw(w, 0, 1) >> 63);
	destroy(w);
}

/* ---- Cost ---- */

static void page_is_pinned_once_and_neighbours_together(void **state)
{
	struct fixture *w = create();
	static const u32 order[] = { 0x9000, 0x4800, 0x7000, 0x4000, 0x5000, 0x9800, 0x6000 };

	for (u32 i = 0; i < ARRAY_SIZE(order); i++)
		put(w, PROGRAM + i * 8, READ, i + 1 < ARRAY_SIZE(order) ? CC : 0, 0x800, order[i]);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->held_pages, 5);
	assert_int_equal(arena_counts(w->arena)->pins, 2);
	for (u32 i = 0; i < ARRAY_SIZE(order); i++)
		assert_true(leads_to(w, idaw(w, i, 0), order[i]));
	destroy(w);
}

static void same_program_again_costs_no_allocation_and_one_read(void **state)
{
	struct fixture *w = create();
	struct arena_counts before;

	for (u32 i = 0; i < 255; i++)
		put(w, PROGRAM + i * 8, CSS_CMD_NOP, i < 254 ? CC : 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	before = *arena_counts(w->arena);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->reads - before.reads, 1);
	assert_int_equal(arena_counts(w->arena)->allocs, before.allocs);
	assert_int_equal(arena_counts(w->arena)->channel_allocs, before.channel_allocs);
	/* And with pages, of which it needs as many as before. */
	for (u32 i = 0; i < 255; i++)
		put(w, PROGRAM + i * 8, READ, i < 254 ? CC : 0, 16, 0x10000 + i * 0x1000 % 0x80000);
	assert_int_equal(translate(w, FORMAT1), 0);
	before = *arena_counts(w->arena);
	assert_int_equal(translate(w, FORMAT1), 0);
	assert_int_equal(arena_counts(w->arena)->allocs, before.allocs);
	assert_int_equal(arena_counts(w->arena)->channel_allocs, before.channel_allocs);
	destroy(w);
}

/* ---- Resume ---- */

static void resume_sees_the_suspend_flag_anew(void **state)
{
	struct fixture *w = create();
	u32 cpa;

	put(w, PROGRAM, CSS_CMD_NOP, CC, 1, 0);
	put(w, PROGRAM + 8, CSS_CMD_NOP, CSS_CCW_S, 1, 0);
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_S), 0);
	cpa = be32_to_cpu(w->orb.cpa);
	assert_int_equal(ccw(w, 1).flags, CSS_CCW_S);
	assert_int_equal(cp_resume(&w->cp, cpa + 0x800), -EINVAL);
	assert_int_equal(cp_resume(&w->cp, cpa + 8), 0);
	assert_int_equal(ccw(w, 1).flags, CSS_CCW_S);

	put(w, PROGRAM + 8, WRITE, 0, 1, 0);
	assert_int_equal(cp_resume(&w->cp, cpa + 8), -EOPNOTSUPP);
	put(w, PROGRAM + 8, CSS_CMD_NOP, CC, 1, 0);
	assert_int_equal(cp_resume(&w->cp, cpa + 8), -EOPNOTSUPP);
	put(w, PROGRAM + 8, CSS_CMD_NOP, 0, 2, 0);
	assert_int_equal(cp_resume(&w->cp, cpa + 8), -EOPNOTSUPP);
	put(w, PROGRAM + 8, CSS_CMD_NOP, 0, 1, 8);
	assert_int_equal(cp_resume(&w->cp, cpa + 8), -EOPNOTSUPP);
	arena_unmap(w->arena, PROGRAM, 0x1000);
	assert_int_equal(cp_resume(&w->cp, cpa + 8), -EOPNOTSUPP);
	arena_map(w->arena, PROGRAM, 0x1000);
	assert_int_equal(ccw(w, 1).flags, CSS_CCW_S);

	/* The CCW address may be that of the CCW, or one past it. */
	put(w, PROGRAM + 8, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(cp_resume(&w->cp, cpa + 16), 0);
	assert_int_equal(ccw(w, 1).flags, 0);
	destroy(w);
}

/* ---- What cannot be translated at all ---- */

static void orbs_that_cannot_be(void **state)
{
	struct fixture *w = create();

	put(w, PROGRAM, CSS_CMD_NOP, 0, 1, 0);
	assert_int_equal(translate(w, FORMAT1 | CSS_ORB_B), -EOPNOTSUPP);
	for (u32 bit = 0x02; bit < CSS_ORB_D; bit <<= 1)
		assert_int_equal(translate(w, FORMAT1 | bit), -EINVAL);
	assert_int_equal(translate_at(w, FORMAT1, CSS_ADDR31_INVALID | PROGRAM), -EINVAL);
	assert_int_equal(arena_counts(w->arena)->reads, 0);
	assert_int_equal(translate(w, FORMAT1), 0);
	destroy(w);
}

/* Without memory there is not even a stop for a program that is nowhere. */
static void no_memory_for_a_program_that_is_nowhere(void **state)
{
	struct sim_fault fault = { .when = SIM_WHEN_ALLOC, .what = SIM_FAULT_ERRNO };
	struct sim_plan plan = { &fault, 1 };

	for (fault.n = 1; fault.n <= 3; fault.n++) {
		struct fixture *w = create();

		fault.fired = false;
		fault.arg = ENOMEM;
		arena_set_plan(w->arena, &plan);
		assert_int_equal(translate_at(w, FORMAT1, MEMORY + 4), -ENOMEM);
		assert_true(fault.fired);
		assert_int_equal(translate_at(w, FORMAT1, MEMORY + 4), 0);
		assert_true(is_stop(ccw(w, 0)));
		arena_set_plan(w->arena, NULL);
		destroy(w);
	}
}

static const struct CMUnitTest cp_cases[] = {
	cmocka_unit_test(direct_data_become_an_idal),
	cmocka_unit_test(only_stores_pin_for_writing),
	cmocka_unit_test(program_at_the_end_of_memory),
	cmocka_unit_test(program_before_a_hole),
	cmocka_unit_test(chain_into_a_hole_ends_in_a_stop),
	cmocka_unit_test(program_that_cannot_be_fetched_is_a_stop),
	cmocka_unit_test(nothing_is_pinned_for_commands_without_data),
	cmocka_unit_test(largest_count_without_data),
	cmocka_unit_test(scratch_area_holds_nothing_of_an_earlier_program),
	cmocka_unit_test(skip_means_nothing_for_output),
	cmocka_unit_test(read_backward_lists_the_ends_of_blocks),
	cmocka_unit_test(read_backward_below_address_zero),
	cmocka_unit_test(every_command_code_moves_data_in_its_direction),
	cmocka_unit_test(format_0_becomes_format_1),
	cmocka_unit_test(format_0_ccws_may_fill_their_room),
	cmocka_unit_test(format_0_count_of_zero_is_a_stop),
	cmocka_unit_test(format_0_data_end_at_16_mib),
	cmocka_unit_test(idal_of_format_2),
	cmocka_unit_test(idal_of_format_2_with_2k_blocks),
	cmocka_unit_test(idal_of_format_1),
	cmocka_unit_test(malformed_idals_stop_where_they_are_wrong),
	cmocka_unit_test(format_1_idaw_of_32_bits_is_never_pinned),
	cmocka_unit_test(idal_at_the_end_of_memory),
	cmocka_unit_test(data_in_a_hole),
	cmocka_unit_test(nothing_is_stored_into_read_only_memory),
	cmocka_unit_test(chained_data_continue_the_command),
	cmocka_unit_test(rest_of_a_command_is_no_command),
	cmocka_unit_test(ccw_reached_in_two_ways_serves_both),
	cmocka_unit_test(no_list_serves_both_directions_of_address),
	cmocka_unit_test(data_chaining_goes_through_a_tic),
	cmocka_unit_test(tic_leads_into_the_translated_program),
	cmocka_unit_test(segments_below_the_first_ccw),
	cmocka_unit_test(tic_to_nowhere_stays_one),
	cmocka_unit_test(tic_to_a_tic_is_left_to_the_channel),
	cmocka_unit_test(behind_a_tic_from_a_tic_there_is_a_stop),
	cmocka_unit_test(row_that_runs_into_another_one_ends_there),
	cmocka_unit_test(ccw_after_the_tic_of_a_search_belongs_to_the_program),
	cmocka_unit_test(ccw_after_the_end_of_a_search_belongs_to_the_program),
	cmocka_unit_test(search_of_the_program_before_is_forgotten),
	cmocka_unit_test(beyond_other_commands_there_is_a_stop),
	cmocka_unit_test(garbage_behind_a_search_is_harmless),
	cmocka_unit_test(leftovers_behind_a_tic_are_no_part_of_the_program),
	cmocka_unit_test(over_a_tic_back_into_its_own_chain_there_is_a_ccw),
	cmocka_unit_test(tic_back_over_other_tics_back),
	cmocka_unit_test(over_a_tic_that_only_seems_to_lead_back_there_is_a_stop),
	cmocka_unit_test(page_that_cannot_be_pinned_behind_a_search_is_nowhere),
	cmocka_unit_test(page_that_is_being_unmapped_behind_a_search_refuses),
	cmocka_unit_test(pages_behind_a_search_are_pinned_as_far_as_it_goes),
	cmocka_unit_test(page_that_is_needed_anyway_is_pinned_with_the_others),
	cmocka_unit_test(idal_that_cannot_be_read_behind_a_search_is_a_stop),
	cmocka_unit_test(ccws_that_cannot_be_read_behind_a_search_are_stops),
	cmocka_unit_test(more_segments_behind_a_search_are_stops),
	cmocka_unit_test(without_memory_what_is_behind_a_search_is_given_up),
	cmocka_unit_test(long_chain_takes_few_reads),
	cmocka_unit_test(segments_take_one_read_each),
	cmocka_unit_test(chain_length),
	cmocka_unit_test(chain_length_of_a_chain_entered_in_the_middle),
	cmocka_unit_test(adjoining_chains_count_apart),
	cmocka_unit_test(chain_before_a_hole_counts_apart),
	cmocka_unit_test(chains_of_a_refused_program_are_forgotten),
	cmocka_unit_test(number_of_ccws),
	cmocka_unit_test(number_of_segments),
	cmocka_unit_test(number_of_idaws),
	cmocka_unit_test(number_of_idaws_behind_a_search),
	cmocka_unit_test(midaws_are_not_supported),
	cmocka_unit_test(data_address_of_32_bits_is_a_stop),
	cmocka_unit_test(row_that_fills_a_piece_is_not_cut),
	cmocka_unit_test(row_longer_than_a_piece_is_cut_by_a_tic),
	cmocka_unit_test(row_ends_where_the_program_does),
	cmocka_unit_test(row_is_cut_where_a_tic_may_stand),
	cmocka_unit_test(row_without_a_place_for_a_tic_is_cut_by_stops),
	cmocka_unit_test(row_is_cut_at_the_first_place_if_it_is_the_only_one),
	cmocka_unit_test(row_with_a_chain_of_searches_is_cut_at_its_end),
	cmocka_unit_test(largest_program_has_room),
	cmocka_unit_test(lists_may_fill_a_piece),
	cmocka_unit_test(every_piece_is_refused_in_turn),
	cmocka_unit_test(resume_across_a_cut),
	cmocka_unit_test(gap_at_the_end_of_a_piece_has_no_guest_address),
	cmocka_unit_test(every_address_a_channel_may_store_is_known),
	cmocka_unit_test(scsw_repeats_the_guests_orb),
	cmocka_unit_test(path_mask_of_zero_means_any),
	cmocka_unit_test(the_guest_does_not_choose_host_keys_or_limits),
	cmocka_unit_test(holes_are_not_pinned),
	cmocka_unit_test(page_is_pinned_once_and_neighbours_together),
	cmocka_unit_test(same_program_again_costs_no_allocation_and_one_read),
	cmocka_unit_test(resume_sees_the_suspend_flag_anew),
	cmocka_unit_test(orbs_that_cannot_be),
	cmocka_unit_test(no_memory_for_a_program_that_is_nowhere),
};

SUITE(cp)

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generated channel programs, each run twice: through the core, and as it is.
 *
 *	PROPERTY_SEED=N		begin with another seed
 *	PROPERTY_BATCH=N	only this batch, and show what happens
 *	PROPERTY_PROGRAMS=N	so many programs
 */
#include "simtests/port/twin.h"
#include "simtests/port/world.h"
#include "simtests/suite.h"

/* A few seconds, with sanitizers; the other byte order is an emulator's. */
#define FULL		16000u
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PROGRAMS	FULL
#else
#define PROGRAMS	3000u
#endif
#define BATCH		16u	/* programs on one pair of machines */
#define SEED		1u
#define MAX_FAILURES	5u

#define PROGRAM		0x1000u
#define BUFFER		0x20000u

/* ---- Programs that always work ---- */

static void put(u8 *memory, u32 at, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw1 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count),
		.cda = cpu_to_be32(cda),
	};

	memcpy(memory + at, &ccw, sizeof(ccw));
}

static struct generated simple(struct twin *twin, const char *kind)
{
	return (struct generated){
		.memory = twin_memory(twin, 0), .kind = kind,
		.orb.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM),
		.orb.cpa = cpu_to_be32(PROGRAM),
	};
}

/* Forget what the device could sense, and let its buffer be what searches find. */
static bool prime(struct twin *twin, struct dice *dice)
{
	struct generated g = simple(twin, "priming");

	dice_fill(dice, g.memory + GENERATOR_KEY, 0x2000);
	memset(g.memory + GENERATOR_KEY, GENERATOR_KEY_BYTE, GENERATOR_KEY_SIZE);
	put(g.memory, PROGRAM, 0x04, CSS_CCW_CC | CSS_CCW_SLI, 32, BUFFER);
	put(g.memory, PROGRAM + 8, 0x01, CSS_CCW_SLI, (u16)(64 + dice_below(dice, 8000)),
	    GENERATOR_KEY);
	return twin_run(twin, &g, dice) == TWIN_SAME;
}

/* The device's buffer is part of what the program did. */
static bool read_back(struct twin *twin, struct dice *dice)
{
	struct generated g = simple(twin, "reading back");

	put(g.memory, PROGRAM, 0x02, CSS_CCW_SLI, 65535, BUFFER);
	return twin_run(twin, &g, dice) == TWIN_SAME;
}

/* ---- Generated programs ---- */

static void add(struct twin_stats *sum, const struct twin_stats *stats)
{
	const u32 *from = (const u32 *)stats;
	u32 *to = (u32 *)sum;
	size_t i;

	for (i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

/* Machines that went apart are left as they are, for a debugger. */
static struct twin *apart[MAX_FAILURES];
static u32 n_apart;

/* Return: programs run; 0 if one differed. */
static u32 run_batch(u64 seed, u32 batch, bool verbose, struct twin_stats *sum)
{
	struct twin *twin = twin_create(GENERATOR_MEMORY, verbose);
	enum twin_verdict verdict = TWIN_SAME;
	struct dice dice;
	bool good = true;
	u32 i;

	dice_seed(&dice, seed << 32 | batch);
	for (i = 0; i < BATCH && verdict == TWIN_SAME; i++) {
		struct generated g = { .memory = twin_memory(twin, 0) };

		good = prime(twin, &dice);
		if (!good)
			break;
		*twin_stats(twin) = (struct twin_stats){};
		generate(&dice, &g);
		if (verbose)
			world_print("program %u: %s\n", i, g.kind);
		verdict = twin_run(twin, &g, &dice);
		add(sum, twin_stats(twin));
		good = verdict != TWIN_SAME || read_back(twin, &dice);
		if (!good)
			break;
	}
	if (verdict == TWIN_DIFFERENT || !good) {
		world_print("PROPERTY_SEED=%u PROPERTY_BATCH=%u, program %u\n", (u32)seed, batch,
			    i);
		apart[n_apart++] = twin;
		return 0;
	}
	twin_destroy(twin);
	return i;
}

static void print_stats(const struct twin_stats *s, u32 programs)
{
	world_print("# %u programs%s\n", programs,
		    FULL - PROGRAMS ? ", fewer than natively" : "");
	world_print("# same %u, refused %u, self-modifying %u, ambiguous %u\n",
		    s->verdicts[TWIN_SAME], s->verdicts[TWIN_REFUSED],
		    s->verdicts[TWIN_CHANGED_ITSELF], s->verdicts[TWIN_AMBIGUOUS]);
	world_print("# normal %u, program check %u, incorrect length %u, unit check %u\n",
		    s->normal, s->program_checks, s->lengths, s->unit_checks);
	world_print("# suspended %u, intermediate %u, cut %u, not started %u\n", s->suspensions,
		    s->intermediate, s->cut, s->not_started);
}

/* If the dice fell on one side only, the test would prove little. */
static void assert_variety(const struct twin_stats *s, u32 programs)
{
	assert_true(s->verdicts[TWIN_SAME] > programs * 7 / 10);
	assert_true(s->normal > programs / 20);
	assert_true(s->program_checks > programs / 20);
	assert_true(s->lengths > programs / 100);
	assert_true(s->unit_checks > programs / 100);
	assert_true(s->suspensions > programs / 200);
	assert_true(s->intermediate > programs / 100);
	assert_true(s->cut > programs / 200);
	assert_true(s->not_started > 0);
}

static void generated_programs(void **state)
{
	u32 programs = world_setting("PROPERTY_PROGRAMS", PROGRAMS);
	u32 seed = world_setting("PROPERTY_SEED", SEED);
	u32 only = world_setting("PROPERTY_BATCH", ~0u);
	struct twin_stats sum = {};
	u32 batch, n, done = 0, failures = 0;

	if (only != ~0u) {
		assert_true(run_batch(seed, only, true, &sum));
		return;
	}
	for (batch = 0; done < programs && failures < MAX_FAILURES; batch++) {
		n = run_batch(seed, batch, false, &sum);
		failures += !n;
		done += n;
	}
	print_stats(&sum, done);
	assert_int_equal(failures, 0);
	assert_variety(&sum, done);
}

/*
 * A loop that comes back to a CCW in another way than before, with three
 * hundred CCWs behind it that no chain leads to.
 */
static void what_lies_behind_a_loop_is_no_part_of_it(void **state)
{
	struct twin *twin = twin_create(GENERATOR_MEMORY, false);
	struct generated g = simple(twin, "loop");
	struct dice dice;
	u32 i;

	dice_seed(&dice, 0);
	put(g.memory, PROGRAM, 0x01, CSS_CCW_CD, 8, BUFFER);
	put(g.memory, PROGRAM + 8, 0x03, CSS_CCW_CC | CSS_CCW_SLI, 8, BUFFER);
	put(g.memory, PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	for (i = 3; i < 300; i++)
		put(g.memory, PROGRAM + i * 8, 0x03, CSS_CCW_CC | CSS_CCW_SLI, 8, BUFFER);
	assert_int_equal(twin_run(twin, &g, &dice), TWIN_SAME);
	twin_destroy(twin);
}

/* ---- Rows of CCWs that are longer than a piece of the translation's memory ---- */

#define NOP		0x03
#define SEARCH		0x21
#define CC		CSS_CCW_CC
#define CD		CSS_CCW_CD
#define SLI		CSS_CCW_SLI
#define ROW_BEGIN	400u		/* of the chain that is cut; more follows */
#define ROW_CUT		509u		/* where it is, or some CCWs before */
#define ROW_TAIL	530u		/* there are no-ops, again */
#define ROW_END		640u

static void row_put(u8 *memory, u32 nth, u8 cmd, u8 flags, u16 count, u32 cda)
{
	put(memory, PROGRAM + nth * 8, cmd, flags, count, cda);
}

/*
 * Chains that adjoin: two of no-ops, and the one under test.  One leads to that one's
 * end, and from there the other one to its beginning, so that all of it belongs to the
 * program whatever stands in its middle; but searches find shorter ways.
 */
static void row_fill(u8 *memory)
{
	u32 i;

	for (i = 3; i + 1 < ROW_END; i++)
		row_put(memory, i, NOP, CC | SLI, 1, 0);
	row_put(memory, 0, SEARCH, CC | SLI, 8, GENERATOR_KEY);
	row_put(memory, 1, CSS_CMD_TIC, 0, 0, PROGRAM + 3 * 8);
	row_put(memory, 2, CSS_CMD_TIC, 0, 0, PROGRAM + ROW_BEGIN * 8);
	row_put(memory, 199, CSS_CMD_TIC, 0, 0, PROGRAM + ROW_TAIL * 8);
	row_put(memory, ROW_END - 1, CSS_CMD_TIC, 0, 0, PROGRAM + (ROW_END + 1) * 8);
	row_put(memory, ROW_END + 1, SEARCH, CC | SLI, 8, GENERATOR_KEY);
	row_put(memory, ROW_END + 2, CSS_CMD_TIC, 0, 0, PROGRAM + 200 * 8);
	row_put(memory, ROW_END + 3, NOP, SLI, 1, 0);
	row_put(memory, ROW_BEGIN - 1, CSS_CMD_TIC, 0, 0, PROGRAM + ROW_BEGIN * 8);
}

static void row_nops(u8 *memory, u32 pad)
{
}

/* One that is suspended, makes an interruption, has no command, or checks its count. */
static void row_suspends(u8 *memory, u32 pad)
{
	row_put(memory, ROW_CUT - 4 + pad, NOP, CC | SLI | CSS_CCW_S, 1, 0);
}

static void row_interrupts(u8 *memory, u32 pad)
{
	row_put(memory, ROW_CUT - 4 + pad, NOP, CC | SLI | CSS_CCW_PCI, 1, 0);
}

static void row_is_invalid(u8 *memory, u32 pad)
{
	row_put(memory, ROW_CUT - 4 + pad, 0, CC | SLI, 1, 0);
}

static void row_is_too_long(u8 *memory, u32 pad)
{
	row_put(memory, ROW_CUT - 4 + pad, 0x02, CC, 65535, BUFFER);
}

/* Searches that find, with their TICs and reads; and with no-ops instead of TICs. */
static void row_searches(u8 *memory, u32 pad)
{
	u32 at;

	for (at = ROW_BEGIN + pad; at + 3 < ROW_TAIL; at += 3) {
		row_put(memory, at, SEARCH, CC | SLI, 8, GENERATOR_KEY);
		row_put(memory, at + 1, CSS_CMD_TIC, 0, 0, PROGRAM + at * 8);
		row_put(memory, at + 2, 0x02, CC | SLI, 64, BUFFER + at * 64);
	}
}

static void row_searches_over_commands(u8 *memory, u32 pad)
{
	u32 at;

	for (at = ROW_BEGIN + pad; at + 3 < ROW_TAIL; at += 3) {
		row_put(memory, at, SEARCH, CC | SLI, 8, GENERATOR_KEY);
		row_put(memory, at + 1, 0x01, CC | SLI, 8, BUFFER);
		row_put(memory, at + 2, 0x02, CC | SLI, 64, BUFFER + at * 64);
	}
}

/* Searches only: each finds, and leads over the next one. */
static void row_only_searches(u8 *memory, u32 pad)
{
	u32 at;

	for (at = ROW_BEGIN + pad; at + 1 < ROW_TAIL; at++)
		row_put(memory, at, SEARCH, CC | SLI, 8, GENERATOR_KEY);
}

/* One command's data, in areas of their own; and again, and again. */
static void row_chains_data(u8 *memory, u32 pad)
{
	u32 at;

	for (at = ROW_BEGIN + pad; at + 1 < ROW_TAIL; at++)
		row_put(memory, at, 0x02, at % 50 ? CD | SLI : CC | SLI, 5, BUFFER + at * 64);
}

/* A TIC after each command: cuts are behind TICs, and over them. */
static void row_of_tics(u8 *memory, u32 pad)
{
	u32 at;

	for (at = ROW_BEGIN + pad; at + 3 < ROW_TAIL; at += 2) {
		row_put(memory, at, 0x02, at % 4 ? CC | SLI : CD | SLI, 5, BUFFER + at * 64);
		row_put(memory, at + 1, CSS_CMD_TIC, 0, 0, PROGRAM + (at + 2) * 8);
	}
}

/* A status modifier leads over TICs that lead back. */
static void row_of_tics_back(u8 *memory, u32 pad)
{
	u32 at;

	for (at = ROW_BEGIN + pad; at + 5 < ROW_TAIL; at += 5) {
		row_put(memory, at + 2, SEARCH, CC | SLI, 8, GENERATOR_KEY);
		row_put(memory, at + 3, CSS_CMD_TIC, 0, 0, PROGRAM + at * 8);
	}
}

/* TICs only, which end in a program check. */
static void row_only_tics(u8 *memory, u32 pad)
{
	u32 at;

	for (at = ROW_CUT - 300; at < ROW_CUT - 4 + pad; at++)
		row_put(memory, at, CSS_CMD_TIC, 0, 0, PROGRAM + (at + 1) * 8);
	row_put(memory, ROW_BEGIN, NOP, CC | SLI, 1, 0);
}

static void row_run(void (*build)(u8 *memory, u32 pad))
{
	struct twin *twin = twin_create(GENERATOR_MEMORY, false);
	struct dice dice;
	u32 pad;

	dice_seed(&dice, 0);
	for (pad = 0; pad < 9; pad++) {
		struct generated g = simple(twin, "row");

		g.orb.ctrl |= cpu_to_be32(CSS_ORB_S);
		assert_true(prime(twin, &dice));
		row_fill(g.memory);
		build(g.memory, pad);
		assert_int_equal(twin_run(twin, &g, &dice), TWIN_SAME);
		/* It was cut. */
		assert_true(twin_translation(twin)->n_slots > 512);
		assert_true(read_back(twin, &dice));
	}
	twin_destroy(twin);
}

static void rows_longer_than_a_piece(void **state)
{
	void (*const rows[])(u8 *memory, u32 pad) = {
		row_nops, row_suspends, row_interrupts, row_is_invalid, row_is_too_long,
		row_searches, row_searches_over_commands, row_only_searches, row_chains_data,
		row_of_tics, row_of_tics_back, row_only_tics,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		row_run(rows[i]);
}

/* ---- Where addresses end ---- */

/* A place near the last address of a format, and programs of few CCWs there. */
struct corner {
	struct twin *twin;
	struct dice dice;
	struct generated g;
	u32 limit;		/* first address that the format does not have */
};

static void corner_put(struct corner *c, u32 at, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw1 one = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count), .cda = cpu_to_be32(cda),
	};
	const struct css_ccw0 zero = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count),
		.cda = { (u8)(cda >> 16), (u8)(cda >> 8), (u8)cda },
	};
	bool format1 = be32_to_cpu(c->g.orb.ctrl) & CSS_ORB_F;

	memcpy(c->g.memory + (at - c->g.base), format1 ? (const void *)&one : &zero,
	       CSS_CCW_SIZE);
}

static void corner_run(struct corner *c, u32 cpa)
{
	c->g.orb.cpa = cpu_to_be32(cpa);
	assert_int_equal(twin_run(c->twin, &c->g, &c->dice), TWIN_SAME);
}

/* Chains across the limit; a search that finds, in front of it. */
static void corner_chains(struct corner *c)
{
	u32 before, at;

	for (before = 8; before <= 32; before += 8) {
		for (at = c->limit - before; at < c->limit + 64; at += 8)
			corner_put(c, at, 0x03, CSS_CCW_CC | CSS_CCW_SLI, 1, 0);
		corner_run(c, c->limit - before);
		corner_put(c, c->limit - 8, 0x01, CSS_CCW_CD, 64, c->limit - 4096);
		corner_run(c, c->limit - before);
		corner_put(c, c->limit - before, 0x21, CSS_CCW_CC, 4, c->limit - 0x1000);
		corner_run(c, c->limit - before);
		corner_put(c, c->limit - 0x2000, 0x03, CSS_CCW_CC | CSS_CCW_SLI, 1, 0);
		corner_put(c, c->limit - 0x2000 + 8, CSS_CMD_TIC, 0, 0, c->limit - before);
		corner_run(c, c->limit - 0x2000);
	}
	/* To where the format has no addresses, but the guest has memory. */
	for (at = c->limit; at < c->limit + 64; at += 8) {
		corner_put(c, at, 0x03, CSS_CCW_CC | CSS_CCW_SLI, 1, 0);
		corner_put(c, c->limit - 0x2000 + 8, CSS_CMD_TIC, 0, 0, at);
		corner_run(c, c->limit - 0x2000);
		corner_run(c, at);
	}
}

/* Data across the limit, forward and backward, and lists of them. */
static void corner_data(struct corner *c)
{
	static const u8 commands[] = { 0x01, 0x02, 0x0c };
	const u32 program = c->limit - 0x4000;
	u32 before, i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		for (before = 0; before <= 0x1800; before += 0x400) {
			corner_put(c, program, 0x01, CSS_CCW_CC, 0x2000, program);
			corner_put(c, program + 8, commands[i], CSS_CCW_SLI, 0x1000,
				   c->limit - before);
			corner_run(c, program);
		}
		for (before = 4; before <= 32; before += 4) {
			u32 list = c->limit - before;

			memset(c->g.memory + (list - c->g.base), 0, 64);
			corner_put(c, program + 8, commands[i], CSS_CCW_SLI | CSS_CCW_IDA, 0x1800,
				   list);
			corner_run(c, program);
		}
	}
}

static void corner_test(u32 format, u32 limit)
{
	struct corner c = {
		.twin = twin_create((u64)limit + 0x20000, false), .limit = limit,
	};

	dice_seed(&c.dice, limit);
	c.g = (struct generated){
		.base = limit - 0x20000, .kind = "corner",
		.memory = twin_memory(c.twin, limit - 0x20000),
		.orb.ctrl = cpu_to_be32(format | CSS_ORB_P | CSS_ORB_LPM),
	};
	dice_fill(&c.dice, c.g.memory, GENERATOR_MEMORY);
	corner_chains(&c);
	corner_data(&c);
	c.g.orb.ctrl |= cpu_to_be32(CSS_ORB_H);
	corner_data(&c);
	twin_destroy(c.twin);
}

static void where_format_0_ends(void **state)
{
	corner_test(0, 0x01000000);
}

static void where_format_1_ends(void **state)
{
	corner_test(CSS_ORB_F, 0x80000000);
}

static const struct CMUnitTest property_cases[] = {
	cmocka_unit_test(what_lies_behind_a_loop_is_no_part_of_it),
	cmocka_unit_test(rows_longer_than_a_piece),
	cmocka_unit_test(where_format_0_ends),
	cmocka_unit_test(where_format_1_ends),
	cmocka_unit_test(generated_programs),
};

SUITE(property)

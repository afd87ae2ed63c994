// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that presents an unexpected status modifier: wherever that leads, the channel stays
 * in the translated program and the pinned pages.
 */
#include "simtests/suite.h"

#include "hw-sim/dev/device.h"
#include "simtests/port/machine.h"

#define PROGRAM		0x1000u
#define DATA		0x4000u
#define OTHER		0x5000u
#define FORMAT1		(CSS_ORB_F | CSS_ORB_P | 0x80 << CSS_ORB_LPM_SHIFT)
#define READ		CSS_CMD_READ
#define WRITE		CSS_CMD_WRITE
#define CC		CSS_CCW_CC
#define CD		CSS_CCW_CD

/*
 * The parameters, and how many bytes moved. @asked: the device respects the count;
 * @last: the command that fails
 */
struct rogue {
	struct sim_device dev;
	bool asked;
	u32 last;
	u32 commands;
	size_t moved;
	u8 buffer[65536];
};

static struct rogue rogue;

static void rogue_command(struct sim_device *dev, struct sim_channel *ch,
			  const struct sim_command *cmd, struct sim_reply *reply)
{
	bool first = !rogue.commands++ && !rogue.asked;

	reply->status = CSS_DSTAT_CE | CSS_DSTAT_DE | (first ? CSS_DSTAT_SM : 0);
	if (rogue.commands == rogue.last)
		reply->status |= CSS_DSTAT_UC;
	if (cmd->code & WRITE)
		rogue.moved = sim_channel_get_all(ch, rogue.buffer,
						  first ? 16 : sizeof(rogue.buffer));
	else
		rogue.moved = sim_channel_put(ch, rogue.buffer, 16);
}

static void rogue_destroy(struct sim_device *dev)
{
}

static const struct sim_device_ops rogue_ops = {
	.type = "rogue",
	.command = rogue_command,
	.destroy = rogue_destroy,
};

static struct machine *create(void)
{
	const struct machine_config config = { .device = &rogue.dev, .memory = 1 << 20 };
	struct machine *m;

	memset(&rogue, 0, sizeof(rogue));
	rogue.dev.ops = &rogue_ops;
	m = machine_create(&config);
	assert_non_null(m);
	memset(arena_guest(m->arena, DATA, 0x1000), 0x55, 0x1000);
	memset(arena_guest(m->arena, OTHER, 0x1000), 0x55, 0x1000);
	return m;
}

static void put(struct machine *m, u32 n, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw1 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count), .cda = cpu_to_be32(cda),
	};

	memcpy(arena_guest(m->arena, PROGRAM + n * CSS_CCW_SIZE, sizeof(ccw)), &ccw, sizeof(ccw));
}

/* Strict mode reports every access that was not granted. */
static void check_from(struct machine *m, u32 begin, u8 cstat, u32 commands, u32 ccws)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(FORMAT1), .cpa = cpu_to_be32(PROGRAM + begin * CSS_CCW_SIZE),
	};
	struct css_irb irb;

	assert_true(machine_start(m, &orb) > 0);
	machine_run(m, 1000);
	machine_read_irb(m, &irb);
	assert_int_equal(irb.scsw.cstat, cstat);
	assert_int_equal(rogue.commands, commands);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM + ccws * CSS_CCW_SIZE);
	assert_int_equal(css_sim_violations(m->sim), 0);
	assert_int_equal(*(u8 *)arena_guest(m->arena, OTHER, 1), 0x55);
	machine_destroy(m);
}

static void check(struct machine *m, u8 cstat, u32 commands, u32 ccws)
{
	check_from(m, 0, cstat, commands, ccws);
}

/* The page of a write is pinned for reading, and may be the guest's for reading only. */
static void rest_of_a_write_never_reads(void **state)
{
	struct machine *m = create();

	arena_protect(m->arena, OTHER, 0x1000, true);
	put(m, 0, WRITE, CC, 16, DATA);
	put(m, 1, WRITE, CD, 16, DATA);
	put(m, 2, READ, CSS_CCW_SLI, 16, OTHER);
	check(m, CSS_CSTAT_PROGRAM, 1, 3);
}

/* Data that are skipped have no area, of which a write would send what lies behind it. */
static void skipped_rest_of_a_read_never_writes(void **state)
{
	struct machine *m = create();

	put(m, 0, WRITE, CC, 16, DATA);
	put(m, 1, READ, CD, 16, DATA);
	put(m, 2, WRITE, CSS_CCW_SKIP | CSS_CCW_SLI, 65535, OTHER);
	check(m, CSS_CSTAT_PROGRAM, 1, 3);
}

/* A TIC has no command: it leads to the rest that it led to before. */
static void tic_to_the_rest_of_a_write_never_reads(void **state)
{
	struct machine *m = create();

	arena_protect(m->arena, OTHER, 0x1000, true);
	put(m, 0, WRITE, CC, 16, DATA);
	put(m, 1, WRITE, CD, 16, DATA);
	put(m, 2, CSS_CMD_TIC, 0, 0, PROGRAM + 4 * CSS_CCW_SIZE);
	put(m, 4, READ, CSS_CCW_SLI, 16, OTHER);
	check(m, CSS_CSTAT_PROGRAM, 1, 5);
}

/* Remains of an older program. */
static void over_a_tic_that_leads_away_there_is_a_stop(void **state)
{
	struct machine *m = create();

	put(m, 0, WRITE, CC, 16, DATA);
	put(m, 1, CSS_CMD_TIC, 0, 0, PROGRAM + 8 * CSS_CCW_SIZE);
	put(m, 2, READ, CSS_CCW_SLI, 16, OTHER);
	put(m, 8, WRITE, 0, 16, DATA);
	check(m, CSS_CSTAT_PROGRAM, 1, 3);
}

/* A device that asks for bytes of a command without data gets zeroes, as many as it may. */
static void large_count_without_data_is_of_zeroes(void **state)
{
	static const u8 zeroes[65535];

	for (u32 idals = 0; idals < 2; idals++) {
		struct machine *m = create();

		rogue.asked = true;
		memset(rogue.buffer, 0x55, sizeof(rogue.buffer));
		put(m, 0, CSS_CMD_NOP, idals ? CC : 0, 65535, OTHER);
		put(m, 1, READ, CSS_CCW_IDA, 16, DATA);
		put(m, 2, CSS_CMD_NOP, 0, 65535, OTHER);
		/* An IDAL makes all blocks of the program 2 KiB; its first word is not valid. */
		check(m, idals ? CSS_CSTAT_PROGRAM : 0, idals ? 2 : 1, idals ? 2 : 1);
		if (!idals)
			assert_int_equal(rogue.moved, 65535);
		assert_memory_equal(rogue.buffer, zeroes, sizeof(zeroes));
	}
}

/*
 * Around the cut in a row that is longer than a piece of memory: from before the last CCW
 * of the piece, a TIC of ours leads to where the modifier does; from that CCW, a stop is
 * in its way.
 */
static void status_modifier_around_a_cut(void **state)
{
	const u32 cut = 509, begin = 400, end = 600, commands = 20;

	for (u32 from = cut - 6; from < cut + 3; from++) {
		struct machine *m = create();

		for (u32 i = 0; i < end; i++)
			put(m, i, CSS_CMD_NOP, CC | CSS_CCW_SLI, 16, 0);
		put(m, 199, CSS_CMD_TIC, 0, 0, PROGRAM + 200 * CSS_CCW_SIZE);
		put(m, begin - 1, CSS_CMD_TIC, 0, 0, PROGRAM + begin * CSS_CCW_SIZE);
		put(m, end - 1, CSS_CMD_TIC, 0, 0, PROGRAM);
		rogue.last = commands;
		if (from == cut - 1)
			check_from(m, from, CSS_CSTAT_PROGRAM, 1, from + 3);
		else
			check_from(m, from, 0, commands, from + commands + 1);
	}
}

static const struct CMUnitTest containment_cases[] = {
	cmocka_unit_test(rest_of_a_write_never_reads),
	cmocka_unit_test(skipped_rest_of_a_read_never_writes),
	cmocka_unit_test(tic_to_the_rest_of_a_write_never_reads),
	cmocka_unit_test(over_a_tic_that_leads_away_there_is_a_stop),
	cmocka_unit_test(large_count_without_data_is_of_zeroes),
	cmocka_unit_test(status_modifier_around_a_cut),
};

SUITE(containment)

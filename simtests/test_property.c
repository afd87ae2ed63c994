// SPDX-License-Identifier: GPL-2.0-only
/*
 * Generated channel programs, each run three times: through the core, as it is, and by the
 * judge.
 *
 *	PROPERTY_SEED=N		begin with another seed
 *	PROPERTY_BATCH=N	only this batch of a case, and show what happens
 *	PROPERTY_PROGRAMS=N	so many programs for the echo device, and in proportion for others
 */
#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/tape.h"
#include "simtests/judge/dasd.h"
#include "simtests/judge/tape.h"
#include "simtests/port/device_programs.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/twin.h"
#include "simtests/port/port.h"
#include "simtests/suite.h"

/* A few seconds, with sanitizers; the other byte order is an emulator's. */
#define FULL		6000u
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PROGRAMS	FULL
#else
#define PROGRAMS	3000u
#endif
#define BATCH		16u	/* programs on one set of machines */
#define ALL_BATCHES	~0u
#define SEED		1u
#define MAX_FAILURES	5u

static u32 wanted_programs(void)
{
	return port_setting("PROPERTY_PROGRAMS", PROGRAMS);
}

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

	twin_settle(twin, true);
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

	twin_settle(twin, true);
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

/* Machines that differ are not destroyed, for use with a debugger. */
static struct twin *apart[MAX_FAILURES];
static u32 n_apart;

/* Return: programs run; 0 if one differed. */
static u32 run_batch(u64 seed, u32 batch, bool restless, bool verbose, struct twin_stats *sum)
{
	struct twin *twin = twin_create_echo(GENERATOR_MEMORY, restless, verbose);
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
		twin_settle(twin, !restless);
		if (verbose)
			port_print("program %u: %s\n", i, g.kind);
		verdict = twin_run(twin, &g, &dice);
		add(sum, twin_stats(twin));
		good = verdict != TWIN_SAME || read_back(twin, &dice);
		if (!good)
			break;
	}
	if (verdict == TWIN_DIFFERENT || !good) {
		port_print("PROPERTY_SEED=%u PROPERTY_BATCH=%u, program %u\n", (u32)seed, batch,
			   i);
		apart[n_apart++] = twin;
		return 0;
	}
	twin_destroy(twin);
	return i;
}

static void print_stats(const struct twin_stats *s, u32 programs)
{
	port_print("# %u programs%s\n", programs,
		   wanted_programs() < FULL ? ", fewer than natively" : "");
	port_print("# same %u, refused %u, self-modifying %u, ambiguous %u\n",
		   s->verdicts[TWIN_SAME], s->verdicts[TWIN_REFUSED],
		   s->verdicts[TWIN_CHANGED_ITSELF], s->verdicts[TWIN_AMBIGUOUS]);
	port_print("# normal %u, program check %u, incorrect length %u, unit check %u\n",
		   s->normal, s->program_checks, s->lengths, s->unit_checks);
	port_print("# suspended %u, intermediate %u, cut %u, not started %u, unsure %u\n",
		   s->suspensions, s->intermediate, s->cut, s->not_started,
		   s->verdicts[TWIN_UNSURE]);
	port_print("# halted %u, cleared %u, resumed %u, reset %u, changed memory %u\n", s->halts,
		   s->clears, s->resumes, s->resets, s->changes);
	port_print("# busy %u, lost paths %u, no path %u\n", s->busy, s->lost_paths, s->no_path);
	port_print("# with MIDAWs %u\n", s->midaws);
}

/* If all programs went the same way, the test would prove little. */
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
	assert_true(s->halts > programs / 400);
	assert_true(s->clears > programs / 400);
	assert_true(s->resets > programs / 400);
	assert_true(s->resumes > programs / 400);
	assert_true(s->changes > programs / 400);
	assert_true(s->busy > programs / 100);
	assert_true(s->lost_paths > programs / 200);
	assert_true(s->no_path > programs / 400);
	assert_true(s->midaws > programs / 1000);
}

static void generated_programs(void **state)
{
	const u32 programs = wanted_programs();
	u32 seed = port_setting("PROPERTY_SEED", SEED);
	u32 only = port_setting("PROPERTY_BATCH", ALL_BATCHES);
	struct twin_stats sum = {};
	u32 batch, n, done = 0, failures = 0;

	if (only != ALL_BATCHES) {
		assert_true(run_batch(seed, only, only % 2, true, &sum));
		return;
	}
	for (batch = 0; done < programs && failures < MAX_FAILURES; batch++) {
		n = run_batch(seed, batch, batch % 2, false, &sum);
		failures += !n;
		done += n;
	}
	print_stats(&sum, done);
	assert_int_equal(failures, 0);
	assert_variety(&sum, done);
}

/* ---- Programs for a disk and for a tape drive ---- */

#define DEVICE_PROGRAMS	(wanted_programs() / 4)
#define DEVICE_BATCH	8u
#define ANSWERS		3u
#define INSTRUCTION_RUNS	(wanted_programs() / 20)
#define TAPE_ROOM	(1u << 20)

/* A tape, or a disk's volume, of which each machine has one. */
struct medium {
	struct sim_image image;
	u8 bytes[TAPE_ROOM];
};

static u8 *medium_bytes(struct sim_image *image, u64 offset, size_t len)
{
	platform_assert(offset <= TAPE_ROOM && len <= TAPE_ROOM - offset);
	return container_of(image, struct medium, image)->bytes + offset;
}

static int medium_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	memcpy(buf, medium_bytes(image, offset, len), len);
	return 0;
}

static int medium_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	memcpy(medium_bytes(image, offset, len), buf, len);
	if (image->size < offset + len)
		image->size = offset + len;
	return 0;
}

static int medium_cut(struct sim_image *image, u64 size)
{
	image->size = size;
	return 0;
}

/* Empty, or a small volume. */
static void medium_begin(struct medium *m, bool disk)
{
	static const struct sim_image_ops ops = {
		.read = medium_read, .write = medium_write, .cut = medium_cut,
	};
	struct sim_image *volume;

	memset(m, 0, sizeof(*m));
	m->image.ops = &ops;
	if (!disk)
		return;
	volume = memory_volume_create();
	platform_assert(volume && volume->size <= sizeof(m->bytes));
	platform_assert(!volume->ops->read(volume, 0, m->bytes, volume->size));
	m->image.size = volume->size;
	memory_volume_destroy(volume);
}

/**
 * struct devices - three machines with a disk or a tape drive, and their media
 * @answers: the simulated disk's identification, which the judge's disk returns, too
 * @left: what the judge makes of the medium of @plain
 * @expected: what the judge's own medium holds
 */
struct devices {
	struct twin *twin;
	bool disk;
	struct judge_device *judge;
	struct medium core, plain;
	u8 answers[ANSWERS][TWIN_ANSWER];
	u8 left[TAPE_ROOM], expected[TAPE_ROOM];
};

static struct sim_device *a_device(struct devices *d, struct medium *m)
{
	const struct tape_config config = tape_config_of(TAPE_3480);

	medium_begin(m, d->disk);
	return d->disk ? dasd_create(&m->image, NULL, NULL) : tape_create(&m->image, &config, NULL);
}

static void devices_begin(struct devices *d, bool verbose)
{
	struct twin_config config = {
		.memory = GENERATOR_MEMORY, .core = a_device(d, &d->core),
		.plain = a_device(d, &d->plain), .pim = 0x80, .verbose = verbose, .restless = true,
	};

	if (d->disk) {
		config.judge = judge_dasd_create(d->plain.bytes, d->plain.image.size);
		config.unsure = judge_dasd_is_unsure;
		config.judge_destroy = judge_dasd_destroy;
		config.sense = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 7;
	} else {
		config.judge = judge_tape_create(d->plain.bytes, 0);
		config.unsure = judge_tape_is_unsure;
		config.judge_destroy = judge_tape_destroy;
		config.sense = 1 << 3;
	}
	d->judge = config.judge;
	d->twin = twin_create(&config);
}

/* Gives the judge's disk the identification of the simulated one. */
static void disks_begin(struct devices *d, bool verbose)
{
	static const u8 codes[ANSWERS] = { 0xe4, 0x64, 0xfa };
	u32 i, len[ANSWERS];

	devices_begin(d, false);
	for (i = 0; i < ANSWERS; i++)
		len[i] = twin_ask(d->twin, codes[i], d->answers[i]);
	twin_destroy(d->twin);
	devices_begin(d, verbose);
	for (i = 0; i < ANSWERS; i++)
		judge_dasd_set_answer(d->judge, codes[i], d->answers[i], len[i]);
}

/* A medium in the judge's own words: what lies between its records does not matter. */
static size_t in_its_words(struct devices *d, const struct medium *m, u8 *image)
{
	struct judge_device *dev;
	size_t len = m->image.size;

	dev = d->disk ? judge_dasd_create(m->bytes, len) : judge_tape_create(m->bytes, len);
	if (!dev)
		return 0;
	memset(image, 0, TAPE_ROOM);
	if (d->disk)
		judge_dasd_image(dev, image, len);
	else
		len = judge_tape_image(dev, image, TAPE_ROOM);
	(d->disk ? judge_dasd_destroy : judge_tape_destroy)(dev);
	return len;
}

static bool same_simulated_media(const struct devices *d)
{
	if (d->core.image.size == d->plain.image.size &&
	    !memcmp(d->core.bytes, d->plain.bytes, TAPE_ROOM))
		return true;
	port_print("the media of the simulators differ\n");
	return false;
}

static bool judge_agrees_on_medium(struct devices *d)
{
	size_t left = in_its_words(d, &d->plain, d->left), expected = left;

	memset(d->expected, 0, TAPE_ROOM);
	if (d->disk)
		judge_dasd_image(d->judge, d->expected, d->plain.image.size);
	else
		expected = judge_tape_image(d->judge, d->expected, TAPE_ROOM);
	if (left == expected && !memcmp(d->left, d->expected, TAPE_ROOM))
		return true;
	port_print("the judge's medium differs\n");
	return false;
}

/* Do simulators and judge agree on the media, as far as the verdict says anything of them? */
static bool media_follow(struct devices *d, enum twin_verdict verdict)
{
	if (verdict != TWIN_SAME && verdict != TWIN_UNSURE)
		return true;
	return same_simulated_media(d) && (verdict == TWIN_UNSURE || judge_agrees_on_medium(d));
}

/* Return: how many programs were run, or -1 if the machines disagreed on one. */
static int device_batch(struct devices *d, u32 batch, bool verbose, struct twin_stats *sum)
{
	const u32 seed = port_setting("PROPERTY_SEED", SEED);
	enum twin_verdict verdict = TWIN_SAME;
	struct dice dice;
	int i;

	dice_seed(&dice, seed * 1000000ull + batch);
	(d->disk ? disks_begin : devices_begin)(d, verbose);
	for (i = 0; i < (int)DEVICE_BATCH && verdict == TWIN_SAME; i++) {
		struct generated g = { .memory = twin_memory(d->twin, 0) };

		if (d->disk)
			generate_dasd(&dice, &g);
		else
			generate_tape(&dice, &g);
		*twin_stats(d->twin) = (struct twin_stats){};
		twin_settle(d->twin, true);
		twin_settle(d->twin, batch % 2);
		verdict = twin_run(d->twin, &g, &dice);
		add(sum, twin_stats(d->twin));
		if (!media_follow(d, verdict))
			verdict = TWIN_DIFFERENT;
	}
	if (verdict == TWIN_DIFFERENT) {
		port_print("PROPERTY_SEED=%u PROPERTY_BATCH=%u, %s, program %d\n", seed, batch,
			   d->disk ? "disk" : "tape", i - 1);
		return -1;
	}
	twin_destroy(d->twin);
	return i;
}

static void device_programs(bool disk)
{
	u32 only = port_setting("PROPERTY_BATCH", ALL_BATCHES);
	struct devices *d = port_zalloc(sizeof(*d));
	u32 batch, done = 0, failures = 0;
	struct twin_stats sum = {};
	int n;

	platform_assert(d);
	d->disk = disk;
	if (only != ALL_BATCHES) {
		assert_true(device_batch(d, only, true, &sum) > 0);
		port_free(d);
		return;
	}
	for (batch = 0; done < DEVICE_PROGRAMS && failures < MAX_FAILURES; batch++) {
		n = device_batch(d, batch, false, &sum);
		failures += n < 0;
		done += n < 0 ? 0 : (u32)n;
	}
	print_stats(&sum, done);
	assert_int_equal(failures, 0);
	assert_true(sum.normal > done / 10 && sum.unit_checks > done / 20);
	assert_true(sum.verdicts[TWIN_UNSURE] < done / 4);
	port_free(d);
}

static void disk_programs(void **state)
{
	device_programs(true);
}

static void tape_programs(void **state)
{
	device_programs(false);
}

/* Status that is taken late, instructions that come too early: condition codes, mostly. */
static void instructions_at_any_time(void **state)
{
	u32 i, failures = 0, cancels = 0;

	for (i = 0; i < INSTRUCTION_RUNS && failures < MAX_FAILURES; i++) {
		struct twin *twin = twin_create_echo(GENERATOR_MEMORY, false, false);
		struct generated g = { .memory = twin_memory(twin, 0) };
		struct dice dice;

		dice_seed(&dice, port_setting("PROPERTY_SEED", SEED) * 1000000ull + i);
		generate(&dice, &g);
		if (twin_instruct(twin, &g, &dice) != TWIN_SAME) {
			port_print("instructions, run %u\n", i);
			failures++;
		}
		cancels += twin_stats(twin)->cancels;
		twin_destroy(twin);
	}
	assert_int_equal(failures, 0);
	assert_true(cancels > INSTRUCTION_RUNS / 20);
}

/*
 * A loop that comes back to a CCW in another way than before, with three
 * hundred CCWs behind it that no chain leads to.
 */
static void what_lies_behind_a_loop_is_no_part_of_it(void **state)
{
	struct twin *twin = twin_create_echo(GENERATOR_MEMORY, false, false);
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
	struct twin *twin = twin_create_echo(GENERATOR_MEMORY, false, false);
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
		assert_true(twin_translation(twin)->n_ccw_words > 512);
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
		.twin = twin_create_echo((u64)limit + 0x20000, false, false), .limit = limit,
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

/* ---- Data above 2 GiB, where only IDAWs of format 2 reach ---- */

#define HIGH		0x80000000ull
#define HIGH_PROGRAMS	(wanted_programs() / 20)
#define HIGH_IDALS	0x8000u
#define GRAIN		64u	/* all pieces are larger than a CCW, and mistaken for none */

/* A list for @count bytes: of pages above 2 GiB, or on their way there. */
static void high_list(struct dice *dice, u8 *list, u32 count, bool backward)
{
	const u32 block = 4096;
	u32 edge = GRAIN * dice_below(dice, block / GRAIN);
	u32 offset = backward ? edge + GRAIN - 1 : edge;
	u32 before = backward ? block - 1 - offset : offset;
	u32 i, n = (before + count + block - 1) / block;

	for (i = 0; i < n; i++) {
		u64 page = HIGH + block * (u64)dice_below(dice, GENERATOR_MEMORY / block);
		__be64 word;

		if (dice_percent(dice, 25))
			page -= HIGH - 0x20000;
		if (i)
			offset = backward ? block - 1 : 0;
		word = cpu_to_be64(page + offset);
		memcpy(list + i * sizeof(word), &word, sizeof(word));
	}
}

static void high_program(struct dice *dice, struct generated *g)
{
	static const u8 commands[] = { 0x01, 0x02, 0x0c };
	u32 n = 1 + dice_below(dice, 6), i;

	for (i = 0; i < n; i++) {
		u8 cmd = commands[dice_below(dice, ARRAY_SIZE(commands))];
		u8 flags = i + 1 < n ? CSS_CCW_CC : 0;
		u16 count = (u16)(GRAIN * (1 + dice_below(dice, 300)));
		u32 list = HIGH_IDALS + i * 64;

		high_list(dice, g->memory + list, count, cmd == 0x0c);
		put(g->memory, PROGRAM + i * 8, cmd, CSS_CCW_SLI | CSS_CCW_IDA | flags, count,
		    list);
	}
}

static void data_above_2_gib(void **state)
{
	struct twin *twin = twin_create_echo(HIGH + GENERATOR_MEMORY, false, false);
	struct generated g = simple(twin, "high");
	struct dice dice;
	u32 i;

	g.orb.ctrl |= cpu_to_be32(CSS_ORB_H);
	dice_seed(&dice, HIGH);
	for (i = 0; i < HIGH_PROGRAMS; i++) {
		high_program(&dice, &g);
		assert_int_equal(twin_run(twin, &g, &dice), TWIN_SAME);
		if (i % 16 == 0)
			assert_true(twin_same_memory(twin, HIGH));
	}
	assert_true(twin_stats(twin)->normal > HIGH_PROGRAMS * 9 / 10);
	assert_true(twin_same_memory(twin, HIGH));
	twin_destroy(twin);
}

static const struct CMUnitTest property_cases[] = {
	cmocka_unit_test(what_lies_behind_a_loop_is_no_part_of_it),
	cmocka_unit_test(rows_longer_than_a_piece),
	cmocka_unit_test(where_format_0_ends),
	cmocka_unit_test(where_format_1_ends),
	cmocka_unit_test(instructions_at_any_time),
	cmocka_unit_test(data_above_2_gib),
	cmocka_unit_test(generated_programs),
	cmocka_unit_test(disk_programs),
	cmocka_unit_test(tape_programs),
};

SUITE(property)

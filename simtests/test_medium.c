// SPDX-License-Identifier: GPL-2.0-only
/*
 * The medium rules must be able to fail: valid changes of a disk or a tape are accepted, and
 * each invalid change, alone, is found and named.
 *
 * In the first cases the test is channel and device at once: it tells what a trace would
 * tell, and writes what a device would write.  In the last ones a disk tears records.
 */
#include "simtests/suite.h"

#include "hw-sim/dev/dasd.h"
#include "simtests/port/machine.h"
#include "simtests/port/memory_volume.h"
#include "ccwtools/replay/medium.h"

#define ENDED		(CSS_DSTAT_CE | CSS_DSTAT_DE)
#define HEADER		512u
#define TRACK		0x3400u
#define TRACK_AT(t)	(HEADER + (t) * TRACK)
/* On each track of a memory volume: home address, R0, R1 to R3, R4 with a key. */
#define R0		5u
#define R1		(R0 + 16)
#define R2		(R1 + 8 + 4096)
#define R4		(R2 + 2 * (8 + 4096))
#define TRACK_END	(R4 + 8 + 8 + 100)

static const u8 end_mark[8] = { 255, 255, 255, 255, 255, 255, 255, 255 };
static u8 bytes[8192];

static struct medium *judge;
static struct sim_image *volume, *front;

static int set_up(void **state)
{
	memset(bytes, 0xa5, sizeof(bytes));
	judge = medium_create(FAMILY_DASD);
	volume = memory_volume_create();
	front = medium_front(judge, volume);
	return 0;
}

static int tear_down(void **state)
{
	medium_destroy(judge);
	memory_volume_destroy(volume);
	return 0;
}

static void begin_chained(u8 code, u16 count, u8 flags)
{
	const struct sim_trace record = {
		.kind = SIM_TRACE_CCW, .code = code,
		.ccw = { .cmd = code, .flags = flags, .count = cpu_to_be16(count) },
	};

	medium_trace(judge, &record);
}

static void begin(u8 code, u16 count)
{
	begin_chained(code, count, CSS_CCW_CC);
}

static void take(const u8 *data, u32 len)
{
	const struct sim_trace record = {
		.kind = SIM_TRACE_DATA_OUT, .data = data, .len = len,
	};

	medium_trace(judge, &record);
}

static void end(u8 dstat, u8 cstat)
{
	const struct sim_trace record = {
		.kind = SIM_TRACE_CCW_END, .dstat = dstat, .cstat = cstat,
	};

	medium_trace(judge, &record);
}

static void put(u64 offset, const void *data, size_t len)
{
	assert_int_equal(front->ops->write(front, offset, data, len), 0);
}

static void assert_right(void)
{
	struct text why = { 0 };

	if (!medium_is_right(judge, &why))
		fail_msg("%s", why.buf);
}

static void assert_wrong(const char *because)
{
	struct text why = { 0 };

	assert_false(medium_is_right(judge, &why));
	if (!strstr(why.buf, because))
		fail_msg("\"%s\" instead of \"%s\"", why.buf, because);
	/* It is said once. */
	assert_right();
}

/* ---- Update writes ---- */

/* Write Data of @count bytes to R1 of the first track; the record gets @len bytes, rest zeroes. */
static void write_data(u16 count, u32 len, u8 dstat, u8 cstat)
{
	static u8 record[4096];

	memset(record, 0, sizeof(record));
	memcpy(record, bytes, len);
	begin(0x05, count);
	take(bytes, len);
	put(TRACK_AT(0) + R1 + 8, record, sizeof(record));
	if (dstat || cstat)
		end(dstat, cstat);
}

static void records_that_were_written(void **state)
{
	write_data(4096, 4096, ENDED, 0);
	assert_right();
	write_data(100, 100, ENDED, CSS_CSTAT_IL);
	assert_right();
	/* Longer than the record: the device takes no more than that. */
	write_data(5000, 4096, ENDED, CSS_CSTAT_IL);
	assert_right();
	/* It has not ended, and the new one is there. */
	write_data(4096, 4096, 0, 0);
	assert_right();
	write_data(4096, 4096, 0, CSS_CSTAT_INTERFACE);
	assert_right();
	/* It has not ended, and the old one is there. */
	begin(0x05, 4096);
	take(bytes, 4096);
	assert_right();
	begin(0x05, 4096);
	end(ENDED | CSS_DSTAT_UC, 0);
	assert_right();
	/* Chained data: the end of the first CCW is none of the command. */
	begin_chained(0x05, 1000, CSS_CCW_CD);
	take(bytes, 1000);
	end(0, 0);
	begin_chained(0x05, 3096, CSS_CCW_CC);
	take(bytes + 1000, 3096);
	put(TRACK_AT(1) + R1 + 8, bytes, 4096);
	end(ENDED, 0);
	assert_right();
	begin(0x0d, 108);
	take(bytes, 108);
	put(TRACK_AT(1) + R4 + 8, bytes, 108);
	end(ENDED, 0);
	assert_right();
}

static void records_of_commands_that_were_not_done(void **state)
{
	static const struct {
		u8 dstat;
		u8 cstat;
	} ends[] = {
		{ ENDED, CSS_CSTAT_PROGRAM }, { ENDED, CSS_CSTAT_PROTECTION },
		{ ENDED, CSS_CSTAT_DATA }, { ENDED, CSS_CSTAT_CHAINING },
		{ ENDED | CSS_DSTAT_UC, 0 }, { CSS_DSTAT_BUSY, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		write_data(4096, 4096, ends[i].dstat, ends[i].cstat);
		assert_wrong("it was not done, and has written");
	}
	/* Zeroes over zeroes are a record that was wiped, too. */
	write_data(4096, 0, ENDED, CSS_CSTAT_PROGRAM);
	assert_wrong("took 0 of 4096 bytes: it was not done");
}

static void records_that_are_torn(void **state)
{
	/* The channel had more. */
	write_data(4096, 2048, ENDED, 0);
	assert_wrong("neither");
	write_data(4096, 2048, 0, 0);
	assert_wrong("neither");
	write_data(4096, 2048, 0, CSS_CSTAT_INTERFACE);
	assert_wrong("neither");
	/* Only a part of it was written. */
	begin(0x05, 4096);
	take(bytes, 4096);
	put(TRACK_AT(0) + R2 + 8, bytes, 2048);
	end(ENDED, 0);
	assert_wrong("neither");
	/* The one behind it was written, too. */
	begin(0x05, 4096);
	take(bytes, 4096);
	put(TRACK_AT(0) + R1 + 8, bytes, 4104);
	end(ENDED, 0);
	assert_wrong("neither");
	/* Nothing was, or something on two tracks, or before all tracks. */
	begin(0x05, 4096);
	bytes[0] = 0x11;
	take(bytes, 4096);
	end(ENDED, 0);
	assert_wrong("does not have the record");
	write_data(4096, 4096, 0, 0);
	put(TRACK_AT(1) + R1 + 8, bytes, 4096);
	end(ENDED, 0);
	assert_wrong("neither");
	begin(0x05, 4096);
	put(HEADER - 1, bytes, 1);
	end(ENDED, 0);
	assert_wrong("neither");
}

static void what_is_no_write(void **state)
{
	begin(0x06, 4096);
	put(TRACK_AT(0) + R1 + 8, bytes, 4096);
	end(ENDED, 0);
	assert_wrong("Read Data with unit status 0c, channel status 00");
	put(TRACK_AT(0) + R1 + 8, bytes, 4096);
	assert_wrong("not by a command");
}

static void set_extent(u8 code, u8 cylinder)
{
	u8 parameters[44] = { 0 };
	u8 *extent = code == 0xe7 ? parameters + 12 : parameters;

	extent[9] = cylinder;
	extent[13] = cylinder;
	extent[15] = 1;
	begin(code, sizeof(parameters));
	take(parameters, sizeof(parameters));
	end(ENDED, 0);
}

static void records_outside_of_the_extent(void **state)
{
	const struct sim_trace start = { .kind = SIM_TRACE_START };

	set_extent(0x63, 0);
	write_data(4096, 4096, ENDED, 0);
	assert_right();
	set_extent(0x63, 1);
	write_data(4096, 4096, ENDED, 0);
	assert_wrong("neither");
	set_extent(0xe7, 1);
	write_data(4096, 4096, ENDED, 0);
	assert_wrong("neither");
	medium_trace(judge, &start);
	write_data(4096, 4096, ENDED, 0);
	assert_right();
}

/* ---- Format writes ---- */

/* A record of 10 bytes behind R1 of the first track. */
static void format(u8 code, u32 at, u16 count, u32 len)
{
	u8 record[8 + 10 + 8] = { 0, 0, 0, 0, 9, 0, 0, 10 };

	memset(record + 8, 0x77, 10);
	begin(code, count);
	take(record, len);
	memset(record + len, 0, 18 - len);
	memcpy(record + 18, end_mark, 8);
	put(TRACK_AT(0) + at, record, sizeof(record));
}

static void tracks_that_were_formatted(void **state)
{
	format(0x1d, R2, 18, 18);
	end(ENDED, 0);
	assert_right();
	format(0x1d, R2, 12, 12);
	end(ENDED, CSS_CSTAT_IL);
	assert_right();
	format(0x9d, R1, 18, 18);
	end(ENDED, 0);
	assert_right();
	format(0x15, R0, 18, 18);
	end(ENDED, 0);
	assert_right();
	begin(0x11, 8);
	take(bytes, 8);
	put(TRACK_AT(1) + R1, end_mark, 8);
	end(ENDED, 0);
	assert_right();
	/* The head is the second of the first cylinder. */
	begin(0x19, 5);
	take((const u8 []){ 0, 0, 0, 0, 1 }, 5);
	put(TRACK_AT(1) + R0, end_mark, 8);
	end(ENDED, 0);
	assert_right();
}

static void tracks_that_are_torn(void **state)
{
	format(0x1d, R2, 18, 12);
	end(ENDED, 0);
	assert_wrong("neither");
	format(0x1d, R2, 18, 18);
	end(ENDED, CSS_CSTAT_PROGRAM);
	assert_wrong("it was not done");
	/* Each has its place. */
	format(0x9d, R2, 18, 18);
	end(ENDED, 0);
	assert_wrong("neither");
	format(0x1d, R0, 18, 18);
	end(ENDED, 0);
	assert_wrong("neither");
	begin(0x11, 8);
	put(TRACK_AT(1) + R1 + 1, end_mark, 8);
	end(ENDED, 0);
	assert_wrong("neither");
	/* A record that has no end behind it. */
	begin(0x1d, 8);
	take((const u8 []){ 0, 0, 0, 0, 9, 0, 0x40, 0 }, 8);
	put(TRACK_AT(1) + R1, (const u8 []){ 0, 0, 0, 0, 9, 0, 0x40, 0 }, 8);
	end(ENDED, CSS_CSTAT_IL);
	assert_wrong("neither");
	begin(0x19, 5);
	take((const u8 []){ 0, 0, 0, 0, 2 }, 5);
	put(TRACK_AT(1) + R0, end_mark, 8);
	end(ENDED, 0);
	assert_wrong("neither");
}

static void locate(u8 code, u8 operation, u8 count)
{
	u8 parameters[64] = { 0 };
	u8 *at = code == 0xe7 ? parameters + 44 : parameters;

	/* All of the volume. */
	parameters[25] = 9;
	at[0] = operation;
	at[3] = count;
	begin(code, sizeof(parameters));
	take(parameters, sizeof(parameters));
	end(ENDED, 0);
}

/* Locate Record for Write Track, with a count of 1: behind R0 there is nothing any more. */
static void tracks_of_one_record(void **state)
{
	u8 record0[16] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	memcpy(record0 + 8, end_mark, 8);
	locate(0x47, 0x0b, 1);
	begin(0x05, 8);
	take(record0, 8);
	put(TRACK_AT(0) + R0 + 8, record0, 8);
	end(ENDED, 0);
	assert_wrong("neither");
	locate(0xe7, 0x8b, 1);
	begin(0x05, 8);
	take(record0, 8);
	put(TRACK_AT(0) + R0 + 8, record0, 16);
	end(ENDED, 0);
	assert_right();
	/* Only the first one does so, and only there. */
	begin(0x05, 8);
	take(record0, 8);
	put(TRACK_AT(1) + R0 + 8, record0, 16);
	end(ENDED, 0);
	assert_wrong("neither");
	locate(0x4b, 0x0b, 2);
	begin(0x05, 8);
	take(record0, 8);
	put(TRACK_AT(1) + R0 + 8, record0, 8);
	end(ENDED, 0);
	assert_right();
}

static void tracks_that_were_written_whole(void **state)
{
	u8 track[16 + 12 + 8] = { 0 };

	track[7] = 8;
	track[20] = 1;
	track[23] = 4;
	memcpy(track + 28, end_mark, 8);
	begin(0x95, sizeof(track));
	take(track, sizeof(track));
	put(TRACK_AT(0) + R0, track, sizeof(track));
	end(ENDED, 0);
	assert_right();
	/* Its end is in the data. */
	begin(0x95, 28);
	take(track, 28);
	put(TRACK_AT(1) + R0, track, sizeof(track));
	end(ENDED, 0);
	assert_wrong("neither");
	begin(0x95, sizeof(track));
	take(track, sizeof(track));
	put(TRACK_AT(0) + R0, track, 28);
	put(TRACK_AT(0) + R0 + 24, bytes, 4);
	end(ENDED, 0);
	assert_wrong("neither");
}

static void present(u8 sense0)
{
	struct css_irb irb = {
		.scsw.flags = cpu_to_be16(CSS_SCSW_E), .scsw.dstat = ENDED | CSS_DSTAT_UC,
		.ecw = { sense0 },
	};
	const struct sim_trace record = {
		.kind = SIM_TRACE_STATUS, .data = (const u8 *)&irb, .len = 64,
	};

	medium_trace(judge, &record);
}

/* The last command was done, and with its status comes that the domain was not used up. */
static void domains_that_are_not_used_up(void **state)
{
	write_data(4096, 4096, ENDED | CSS_DSTAT_UC, 0);
	present(0x01);
	assert_right();
	write_data(4096, 2048, ENDED | CSS_DSTAT_UC, 0);
	present(0x01);
	assert_wrong("neither");
	write_data(4096, 4096, ENDED | CSS_DSTAT_UC, 0);
	present(0x08);
	assert_wrong("it was not done");
}

/* ---- Tapes ---- */

/* struct tape - two blocks of four bytes and a mark */
static struct tape {
	struct sim_image image;
	u8 bytes[256];
} tape;

static const u8 some_blocks[] = {
	4, 0, 0, 0, 0xa0, 0, 1, 2, 3, 4,
	4, 0, 4, 0, 0xa0, 0, 5, 6, 7, 8,
	0, 0, 4, 0, 0x40, 0,
};

static int tape_read_bytes(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	memcpy(buf, tape.bytes + offset, len);
	return 0;
}

static int tape_write_bytes(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	assert_true(offset <= image->size && offset + len <= sizeof(tape.bytes));
	memcpy(tape.bytes + offset, buf, len);
	image->size = max(image->size, offset + (u64)len);
	return 0;
}

static int cut_tape(struct sim_image *image, u64 size)
{
	image->size = size;
	return 0;
}

static const struct sim_image_ops tape_ops = {
	.read = tape_read_bytes, .write = tape_write_bytes, .cut = cut_tape,
};

static int set_up_tape(void **state)
{
	judge = medium_create(FAMILY_TAPE);
	tape.image.ops = &tape_ops;
	tape.image.size = sizeof(some_blocks);
	memcpy(tape.bytes, some_blocks, sizeof(some_blocks));
	front = medium_front(judge, &tape.image);
	return 0;
}

static int tear_down_tape(void **state)
{
	medium_destroy(judge);
	return 0;
}

static void rewind_tape(void)
{
	medium_destroy(judge);
	set_up_tape(NULL);
}

/* The drive takes @len bytes of @count, and writes a block of @size at @at. */
static void write_block(u64 at, u8 previous, u16 count, u8 len, u8 size)
{
	const u8 header[] = { size, 0, previous, 0, 0xa0, 0 };

	begin(0x01, count);
	take(bytes, len);
	assert_int_equal(front->ops->cut(front, at), 0);
	put(at, header, sizeof(header));
	put(at + sizeof(header), bytes, size);
}

static void blocks_that_were_written(void **state)
{
	const u8 mark[] = { 0, 0, 4, 0, 0x40, 0 };

	write_block(10, 4, 6, 6, 6);
	end(ENDED, 0);
	assert_right();
	assert_int_equal(front->size, 22);
	rewind_tape();
	write_block(26, 0, 6, 6, 6);
	end(ENDED | CSS_DSTAT_UX, 0);
	assert_right();
	rewind_tape();
	begin(0x1f, 1);
	assert_int_equal(front->ops->cut(front, 10), 0);
	put(10, mark, sizeof(mark));
	end(ENDED, 0);
	assert_right();
	begin(0x97, 1);
	assert_int_equal(front->ops->cut(front, 0), 0);
	end(ENDED, 0);
	assert_right();
	/* Nothing is written of nothing; what was erased is. */
	begin(0x01, 6);
	end(ENDED, CSS_CSTAT_PROGRAM);
	begin(0x97, 1);
	end(ENDED, 0);
	begin(0x01, 0);
	end(ENDED, 0);
	assert_right();
}

static void blocks_that_are_torn(void **state)
{
	write_block(10, 4, 6, 3, 3);
	end(ENDED, 0);
	assert_wrong("neither");
	rewind_tape();
	write_block(10, 4, 6, 3, 3);
	end(ENDED, CSS_CSTAT_PROGRAM);
	assert_wrong("it was not done");
	rewind_tape();
	write_block(10, 4, 6, 6, 5);
	end(ENDED, 0);
	assert_wrong("neither");
	rewind_tape();
	write_block(10, 3, 6, 6, 6);
	end(ENDED, 0);
	assert_wrong("neither");
	rewind_tape();
	write_block(9, 4, 6, 6, 6);
	end(ENDED, 0);
	assert_wrong("neither");
	/* The one before it is another one, too. */
	rewind_tape();
	write_block(10, 4, 6, 6, 6);
	put(8, bytes, 1);
	end(ENDED, 0);
	assert_wrong("neither");
	rewind_tape();
	begin(0x01, 6);
	take(bytes, 6);
	end(ENDED, 0);
	assert_wrong("does not have the record");
	begin(0x1f, 1);
	end(ENDED, 0);
	assert_wrong("does not have the record");
	/* Spacing over a block erases nothing. */
	begin(0x37, 1);
	assert_int_equal(front->ops->cut(front, 10), 0);
	end(ENDED, 0);
	assert_wrong("it is no write");
}

/* ---- A disk of the simulator, and one that tears records ---- */

#define PROGRAM		0x1000u
#define PARAMETERS	0x2000u
#define DATA		0x3000u
#define HOLE		0x5000u

/* struct torn - the memory volume, but for the last bytes of what is written at a time */
static struct torn {
	struct sim_image image;
	u32 lost;
} torn;

static int torn_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	return volume->ops->read(volume, offset, buf, len);
}

static int torn_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	return volume->ops->write(volume, offset, buf, len - min_t(size_t, len, torn.lost));
}

static const struct sim_image_ops torn_ops = { .read = torn_read, .write = torn_write };

static struct machine *machine_on(u32 lost)
{
	struct machine_config config = {
		.memory = 0x8000, .trace = medium_trace, .trace_data = judge,
	};

	torn.image = *volume;
	torn.image.ops = &torn_ops;
	torn.lost = lost;
	config.device = dasd_create(medium_front(judge, &torn.image), NULL, NULL);
	return machine_create(&config);
}

static struct css_ccw1 ccw(u8 cmd, u8 flags, u16 count, u32 cda)
{
	return (struct css_ccw1){
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count),
		.cda = cpu_to_be32(cda),
	};
}

/* Define Extent, Locate Record, Write Data to R1 of the first track. */
static void write_r1(struct machine *m, u32 data)
{
	static const u8 parameters[] = {
		0x80, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1,
		0x01, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0x10, 0,
	};
	const struct css_ccw1 program[] = {
		ccw(0x63, CSS_CCW_CC, 16, PARAMETERS), ccw(0x47, CSS_CCW_CC, 16, PARAMETERS + 16),
		ccw(0x85, 0, 4096, data),
	};
	struct css_orb orb = {
		.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM),
		.cpa = cpu_to_be32(PROGRAM),
	};
	struct css_irb irb;

	memcpy(arena_guest(m->arena, PARAMETERS, sizeof(parameters)), parameters,
	       sizeof(parameters));
	memcpy(arena_guest(m->arena, PROGRAM, sizeof(program)), program, sizeof(program));
	memset(arena_guest(m->arena, DATA, 0x1000), 0x5a, 0x1000);
	assert_true(machine_start(m, &orb) > 0);
	machine_run(m, 1000);
	machine_read_irb(m, &irb);
	assert_int_equal(be32_to_cpu(irb.scsw.cpa), PROGRAM + sizeof(program));
}

static void a_disk_writes(void **state)
{
	struct machine *m = machine_on(0);

	write_r1(m, DATA);
	machine_destroy(m);
	assert_right();
}

static void a_disk_tears(void **state)
{
	struct machine *m = machine_on(2048);

	write_r1(m, DATA);
	machine_destroy(m);
	assert_wrong("Write Data (MT) with unit status 0c, channel status 00");
}

/* A hole in guest memory: a record is not padded with zeroes for that. */
static void a_disk_meets_a_hole(void **state)
{
	struct machine *m = machine_on(0);

	arena_unmap(m->arena, HOLE, 0x1000);
	write_r1(m, HOLE);
	machine_destroy(m);
	assert_right();
	m = machine_on(0);
	arena_unmap(m->arena, HOLE, 0x1000);
	write_r1(m, HOLE - 2048);
	machine_destroy(m);
	assert_right();
}

#define DISK(test)	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define TAPE(test)	cmocka_unit_test_setup_teardown(test, set_up_tape, tear_down_tape)

static const struct CMUnitTest medium_cases[] = {
	DISK(records_that_were_written),
	DISK(records_of_commands_that_were_not_done),
	DISK(records_that_are_torn),
	DISK(what_is_no_write),
	DISK(records_outside_of_the_extent),
	DISK(tracks_that_were_formatted),
	DISK(tracks_that_are_torn),
	DISK(tracks_of_one_record),
	DISK(tracks_that_were_written_whole),
	DISK(domains_that_are_not_used_up),
	TAPE(blocks_that_were_written),
	TAPE(blocks_that_are_torn),
	DISK(a_disk_writes),
	DISK(a_disk_tears),
	DISK(a_disk_meets_a_hole),
};

SUITE(medium)

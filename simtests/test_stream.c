// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the recorder's stream to a recording, and its replay: all of it in one process.
 * What a driver cannot know is not made up.
 */
#include "simtests/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/echo.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/recording_host.h"
#include "simtests/record/assemble.h"
#include "simtests/replay/compare.h"

#define PROGRAM		0x1000u
#define DATA		0x8000u
#define OTHER		0x20000u
#define ROOM		(1u << 20)
#define FORMAT1		(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM)

static struct machine *m;
static char path[40];
static struct problem problem;
static struct assembly_counts counts;

static void create(struct sim_device *device)
{
	const struct machine_config config = { .device = device, .host = &recording_host_ops };
	int fd;

	strcpy(path, "/tmp/stream-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0 && close(fd) == 0);
	m = machine_create(&config);
	recording_host_start(m, ROOM);
}

static void destroy(void)
{
	recording_host_stop();
	machine_destroy(m);
	unlink(path);
}

static void put(u32 addr, u8 cmd, u8 flags, u16 count, u32 cda)
{
	const struct css_ccw1 ccw = {
		.cmd = cmd, .flags = flags, .count = cpu_to_be16(count), .cda = cpu_to_be32(cda),
	};

	memcpy(arena_guest(m->arena, addr, sizeof(ccw)), &ccw, sizeof(ccw));
}

static void run(void)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(FORMAT1), .cpa = cpu_to_be32(PROGRAM),
	};
	struct css_irb irb;

	assert_true(recording_host_start_program(m, &orb) > 0);
	machine_run(m, 10000);
	machine_read_irb(m, &irb);
}

/* Into a file, in pieces of @piece bytes. */
static bool assemble(const u8 *at, u32 len, u32 piece)
{
	struct sink *sink = sink_open(path, &problem);
	struct assembly *a = assembly_create(sink, "test");
	u32 have = 0, done = 0;
	bool ok = true;

	sink_header(sink, "test");
	while (ok && have < len) {
		size_t used;

		have = min(have + piece, len);
		ok = assembly_feed(a, at + done, have - done, &used, &problem);
		done += (u32)used;
	}
	counts = *assembly_counts(a);
	assembly_destroy(a);
	assert_true(sink_close(sink, &problem));
	return ok && done == len;
}

static void make(struct recording *rec)
{
	const u8 *bytes;
	u32 len = recording_host_stream(&bytes);

	if (!assemble(bytes, len, ROOM) || !recording_read(rec, path, &problem)) {
		print_error("%s\n", problem.text);
		fail();
	}
}

/* The same programs on a fresh device: do they agree? */
static bool agrees(const struct recording *rec, struct sim_device *device)
{
	struct runner *runner = runner_create_on_paths(device, MACHINE_SCHID, 1 << 20, NULL,
						       &rec->pmcw);
	struct exceptions none = {};
	bool all = true;

	for (u32 i = 0; i < rec->n_programs; i++) {
		struct verdict verdict;
		struct run run;

		runner_run(runner, &rec->programs[i], &run);
		compare_run(&rec->programs[i], &run, &none, &verdict);
		for (u32 d = 0; d < verdict.n; d++)
			print_message("%s: %s, %s\n", verdict.differences[d].what,
				      verdict.differences[d].recorded,
				      verdict.differences[d].replayed);
		all &= verdict_agrees(&verdict);
		verdict_free(&verdict);
		run_free(&run);
	}
	runner_destroy(runner);
	return all;
}

static void program_comes_back_as_it_was(void **state)
{
	struct recording rec;
	const struct rec_program *p;

	create(echo_create());
	memset(arena_guest(m->arena, DATA, 16), 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 24);
	put(PROGRAM + 24, ECHO_READ, CSS_CCW_SLI, 20, OTHER);
	run();
	make(&rec);
	assert_true(rec.has_pmcw);
	assert_int_equal(rec.n_programs, 1);
	p = &rec.programs[0];
	assert_int_equal(p->n_steps, 3);
	assert_false(p->steps[0].no_res);
	assert_true(p->steps[0].no_immediate);
	assert_int_equal(p->steps[2].res, 4);
	assert_int_equal(p->steps[2].in.len, 16);
	assert_int_equal(p->steps[2].in.data[15], 0x5a);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* Of a read that is not the last nobody knows how much it stored. */
static void residual_count_in_the_middle_is_not_made_up(void **state)
{
	struct recording rec;

	create(echo_create());
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, ECHO_READ, CSS_CCW_SLI | CSS_CCW_CC, 40, OTHER);
	put(PROGRAM + 16, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	run();
	make(&rec);
	assert_true(rec.programs[0].steps[1].no_res);
	assert_int_equal(rec.programs[0].steps[1].in.len, 40);
	/* There were zeroes beyond; in a replay there is what it fills with. */
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void search_hides_what_was_executed(void **state)
{
	struct recording rec;

	create(echo_create());
	memset(arena_guest(m->arena, DATA, 16), 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 8, ECHO_SEARCH, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	put(PROGRAM + 24, ECHO_READ, CSS_CCW_SLI, 4, OTHER);
	run();
	make(&rec);
	assert_true(rec.programs[0].no_steps);
	assert_int_equal(rec.programs[0].n_steps, 0);
	assert_int_equal(rec.programs[0].ccws[3].stored.len, 4);
	assert_true(agrees(&rec, echo_create()));
	/* What was stored is compared all the same. */
	((u8 *)rec.programs[0].ccws[3].stored.data)[1] ^= 1;
	assert_false(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void data_chaining_hides_it_too(void **state)
{
	struct recording rec;

	create(echo_create());
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CD, 8, DATA);
	put(PROGRAM + 8, 0, 0, 8, DATA + 64);
	run();
	make(&rec);
	assert_true(rec.programs[0].no_steps);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void disk_agrees_with_itself(void **state)
{
	static const u8 extent[16] = {
		0x40, 0xc0, [13] = MEMORY_VOLUME_CYLINDERS - 1, [15] = MEMORY_VOLUME_HEADS - 1,
	};
	static const u8 locate[16] = { 0x06, 0, 0, 1, [12] = 1, [14] = 0x10 };
	struct sim_image *volume = memory_volume_create(), *again = memory_volume_create();
	struct recording rec;

	create(dasd_create(volume, NULL, NULL));
	memcpy(arena_guest(m->arena, DATA, 16), extent, 16);
	memcpy(arena_guest(m->arena, DATA + 16, 16), locate, 16);
	put(PROGRAM, 0x63, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, 0x47, CSS_CCW_CC, 16, DATA + 16);
	put(PROGRAM + 16, 0x06, CSS_CCW_SLI, 4096, OTHER);
	run();
	/* A command that no disk has. */
	put(PROGRAM, 0xfe, 0, 1, OTHER);
	run();
	make(&rec);
	assert_int_equal(rec.n_programs, 2);
	assert_int_equal(rec.programs[1].steps[0].dstat, CSS_DSTAT_UC);
	assert_int_equal(rec.programs[1].steps[0].sense.len, CSS_SENSE_SIZE);
	assert_true(agrees(&rec, dasd_create(again, NULL, NULL)));
	recording_free(&rec);
	destroy();
	memory_volume_destroy(volume);
	memory_volume_destroy(again);
}

static void stream_may_come_in_any_pieces(void **state)
{
	struct recording rec;
	const u8 *bytes;
	u32 len;

	create(echo_create());
	put(PROGRAM, ECHO_WRITE, 0, 5000, DATA);
	run();
	len = recording_host_stream(&bytes);
	for (u32 piece = 1; piece < 100; piece += 7) {
		assert_true(assemble(bytes, len, piece));
		assert_true(recording_read(&rec, path, &problem));
		assert_int_equal(rec.programs[0].ccws[0].out.len, 5000);
		recording_free(&rec);
	}
	destroy();
}

/* Each record in turn is missing: the program is lost, or a part that is not needed. */
static void dropped_records_are_noticed(void **state)
{
	static u8 without[ROOM];
	struct recording rec;
	const u8 *bytes;
	u32 len, at, size;

	create(echo_create());
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, ECHO_READ, 0, 16, OTHER);
	run();
	run();
	len = recording_host_stream(&bytes);
	for (at = 0; at < len; at += size) {
		struct record_head head;

		memcpy(&head, bytes + at, sizeof(head));
		size = be32_to_cpu(head.size);
		if (be16_to_cpu(head.kind) == RECORD_STREAM || at + size == len)
			continue;
		memcpy(without, bytes, at);
		memcpy(without + at, bytes + at + size, len - at - size);
		assert_true(assemble(without, len - size, ROOM));
		assert_int_equal(counts.dropped, 1);
		assert_true(recording_read(&rec, path, &problem));
		assert_non_null(rec.foreign);
		assert_true(rec.n_programs >= 1);
		recording_free(&rec);
	}
	destroy();
}

/* Whatever stands in a stream: it is refused, or makes a recording. */
static void damaged_stream_does_no_harm(void **state)
{
	static u8 damaged[ROOM];
	struct recording rec;
	const u8 *bytes;
	u32 len;

	create(echo_create());
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, ECHO_READ, 0, 16, OTHER);
	run();
	len = recording_host_stream(&bytes);
	for (u32 i = 0; i < len; i++) {
		memcpy(damaged, bytes, len);
		damaged[i] ^= 0xff;
		if (assemble(damaged, len, ROOM) && recording_read(&rec, path, &problem))
			recording_free(&rec);
	}
	damaged[len - 1] = bytes[len - 1];
	damaged[0] = 0x7f;
	assert_false(assemble(damaged, len, ROOM));
	assert_non_null(strstr(problem.text, "is no stream of records"));
	destroy();
}

static void refused_requests_do_not_hinder_a_replay(void **state)
{
	const struct css_orb transport = {
		.ctrl = cpu_to_be32(FORMAT1 | CSS_ORB_B), .cpa = cpu_to_be32(PROGRAM),
	};
	struct recording rec;

	create(echo_create());
	assert_int_equal(recording_host_start_program(m, &transport), -EOPNOTSUPP);
	put(PROGRAM, ECHO_SENSE_ID, CSS_CCW_SLI, 7, OTHER);
	run();
	make(&rec);
	assert_int_equal(counts.refused, 1);
	assert_int_equal(counts.programs, 1);
	assert_null(rec.foreign);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void halt_and_clear_are_what_no_replay_repeats(void **state)
{
	struct recording rec;
	struct css_irb irb;

	create(echo_create());
	assert_true(machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	machine_run(m, 1000);
	machine_read_irb(m, &irb);
	make(&rec);
	assert_non_null(rec.foreign);
	assert_string_equal(rec.foreign, "csch");
	recording_free(&rec);
	destroy();
}

static const struct CMUnitTest stream_cases[] = {
	cmocka_unit_test(program_comes_back_as_it_was),
	cmocka_unit_test(residual_count_in_the_middle_is_not_made_up),
	cmocka_unit_test(search_hides_what_was_executed),
	cmocka_unit_test(data_chaining_hides_it_too),
	cmocka_unit_test(disk_agrees_with_itself),
	cmocka_unit_test(stream_may_come_in_any_pieces),
	cmocka_unit_test(dropped_records_are_noticed),
	cmocka_unit_test(damaged_stream_does_no_harm),
	cmocka_unit_test(refused_requests_do_not_hinder_a_replay),
	cmocka_unit_test(halt_and_clear_are_what_no_replay_repeats),
};

SUITE(stream)

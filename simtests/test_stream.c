// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the recorder's stream to a recording, and its replay, all in one process. Values that a
 * driver cannot know must not be invented.
 */
#include "simtests/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hw-sim/dev/dasd.h"
#include "hw-sim/dev/echo.h"
#include "simtests/port/memory_volume.h"
#include "simtests/port/recording_host.h"
#include "ccwtools/record/assemble.h"
#include "ccwtools/recording/recording_write.h"
#include "ccwtools/recording/times.h"
#include "ccwtools/replay/compare.h"

#define PROGRAM		0x1000u
#define IDAL		0x3000u
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
	struct rec_writer *writer = rec_writer_open(path, &problem);
	struct assembly *a = assembly_create(writer, "test");
	u32 have = 0, done = 0;
	bool ok = true;

	rec_writer_header(writer, "test");
	while (ok && have < len) {
		size_t used;

		have = min(have + piece, len);
		ok = assembly_feed(a, at + done, have - done, &used, &problem);
		done += (u32)used;
	}
	counts = *assembly_counts(a);
	assembly_destroy(a);
	assert_true(rec_writer_close(writer, &problem));
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

static bool is_good(struct verdict *verdict)
{
	bool good = verdict_agrees(verdict);

	for (u32 d = 0; d < verdict->n; d++)
		print_message("%s: %s, %s\n", verdict->differences[d].what,
			      verdict->differences[d].recorded, verdict->differences[d].replayed);
	verdict_free(verdict);
	return good;
}

static bool events_agree(struct runner *runner, const struct rec_event *act)
{
	struct exceptions none = {};
	bool all = true;

	for (; act; act = act->next) {
		struct verdict verdict;
		struct event_result done;

		runner_event(runner, act, &done);
		compare_event(act, &done, &none, &verdict);
		all &= is_good(&verdict);
	}
	return all;
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

		all &= events_agree(runner, rec->programs[i].before);
		runner_run(runner, &rec->programs[i], &run);
		compare_run(&rec->programs[i], &run, &none, &verdict);
		all &= is_good(&verdict);
		run_free(&run);
	}
	all &= events_agree(runner, rec->after);
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

/* When the stream's only record of a kind was made. */
static u64 when(u16 kind)
{
	struct record_head head;
	const u8 *bytes;
	u32 len = recording_host_stream(&bytes);

	for (u32 at = 0; at < len; at += be32_to_cpu(head.size)) {
		memcpy(&head, bytes + at, sizeof(head));
		if (be16_to_cpu(head.kind) == kind)
			return be64_to_cpu(head.ns);
	}
	return 0;
}

static void check_times(const struct rec_times *times)
{
	u64 ns;

	assert_int_equal(times->request, when(RECORD_REQUEST));
	assert_int_equal(times->translated, when(RECORD_TRANSLATED));
	assert_int_equal(times->start, when(RECORD_START));
	assert_int_equal(times->end, when(RECORD_INTERRUPT));
	assert_true(rec_times_duration(times, &ns));
	assert_int_equal(ns, when(RECORD_INTERRUPT) - when(RECORD_START));
	assert_true(rec_times_translation(times, &ns));
	assert_int_equal(ns, when(RECORD_TRANSLATED) - when(RECORD_REQUEST));
	assert_true(rec_times_issue(times, &ns));
	assert_int_equal(ns, when(RECORD_START) - when(RECORD_TRANSLATED));
}

static void times_come_back_as_they_were(void **state)
{
	struct recording rec, again;

	create(echo_create());
	put(PROGRAM, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	run();
	make(&rec);
	assert_int_equal(rec.n_programs, 1);
	check_times(&rec.programs[0].times);
	/* Edits keep them. */
	assert_true(recording_write(&rec, path, &problem));
	assert_true(recording_read(&again, path, &problem));
	check_times(&again.programs[0].times);
	recording_free(&again);
	recording_free(&rec);
	destroy();
}

/* How much a read other than the last one stored is not known. */
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

/* Only the number of passes is unknown, not the CCWs. */
static void search_is_a_loop(void **state)
{
	struct recording rec;
	const struct rec_program *p;

	create(echo_create());
	memset(arena_guest(m->arena, DATA, 16), 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 8, ECHO_SEARCH, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	put(PROGRAM + 24, ECHO_READ, CSS_CCW_SLI, 4, OTHER);
	run();
	make(&rec);
	p = &rec.programs[0];
	assert_false(p->no_steps);
	assert_int_equal(p->n_steps, 3);
	assert_int_equal(p->steps[1].loop, 1);
	assert_int_equal(p->steps[1].dstat, CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_SM);
	assert_int_equal(p->steps[2].ccw.addr, PROGRAM + 24);
	assert_int_equal(p->steps[2].in.len, 4);
	assert_true(agrees(&rec, echo_create()));
	((u8 *)p->steps[2].in.data)[1] ^= 1;
	assert_false(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* Record 1 comes first: the comparison fails, and the program goes back. */
static void put_search(u8 record)
{
	u8 *id = arena_guest(m->arena, DATA, 5);

	memset(id, 0, 5);
	id[4] = record;
	memset(arena_guest(m->arena, DATA + 64, 6), 0, 6);
	put(PROGRAM, 0x07, CSS_CCW_CC, 6, DATA + 64);
	put(PROGRAM + 8, 0x31, CSS_CCW_CC, 5, DATA);
	put(PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	put(PROGRAM + 24, 0x06, CSS_CCW_SLI, 4096, OTHER);
}

static void search_on_a_disk_goes_round(void **state)
{
	struct sim_image *volume = memory_volume_create(), *again = memory_volume_create();
	struct recording rec;

	create(dasd_create(volume, NULL, NULL));
	put_search(2);
	run();
	/* A record that is not there. */
	put_search(99);
	run();
	make(&rec);
	assert_int_equal(rec.programs[0].n_steps, 3);
	assert_int_equal(rec.programs[0].steps[1].loop, 1);
	assert_false(rec.programs[0].steps[1].no_res);
	assert_int_equal(rec.programs[0].steps[2].dstat, CSS_DSTAT_CE | CSS_DSTAT_DE);
	assert_int_equal(rec.programs[1].n_steps, 2);
	assert_int_equal(rec.programs[1].steps[1].loop, 1);
	assert_int_equal(rec.programs[1].steps[1].dstat & CSS_DSTAT_UC, CSS_DSTAT_UC);
	assert_true(agrees(&rec, dasd_create(again, NULL, NULL)));
	recording_free(&rec);
	destroy();
	memory_volume_destroy(volume);
	memory_volume_destroy(again);
}

/* Both ways lead on: which of them was it? */
static void search_without_a_loop_hides_what_was_executed(void **state)
{
	struct recording rec;

	create(echo_create());
	memset(arena_guest(m->arena, DATA, 16), 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 8, ECHO_SEARCH, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 16, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
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

/* A search that finds nothing, or over whose TIC it comes to the same CCW. */
static void two_ways_around_a_tic_hide_what_was_executed(void **state)
{
	struct recording rec;

	create(echo_create());
	put(PROGRAM, ECHO_SEARCH, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
	put(PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 24);
	put(PROGRAM + 16, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
	put(PROGRAM + 24, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	run();
	/* What would be there leads elsewhere. */
	put(PROGRAM + 16, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	run();
	make(&rec);
	assert_true(rec.programs[0].no_steps);
	assert_int_equal(rec.programs[1].n_steps, 3);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* It ended at a search that is too long; but had that been found before? */
static void search_that_leads_back_hides_what_was_executed(void **state)
{
	struct recording rec;

	create(echo_create());
	put(PROGRAM, ECHO_SEARCH, CSS_CCW_CC, 100, DATA);
	put(PROGRAM + 8, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	put(PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM);
	run();
	put(PROGRAM + 16, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
	run();
	make(&rec);
	assert_true(rec.programs[0].no_steps);
	assert_int_equal(rec.programs[1].n_steps, 1);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void data_chaining_is_followed(void **state)
{
	struct recording rec;
	const struct rec_program *p;

	create(echo_create());
	for (u32 i = 0; i < 80; i++)
		*(u8 *)arena_guest(m->arena, DATA + i, 1) = (u8)i;
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CD | CSS_CCW_SLI, 8, DATA);
	put(PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM + 24);
	put(PROGRAM + 24, 0, CSS_CCW_CC, 8, DATA + 64);
	put(PROGRAM + 32, ECHO_READ, CSS_CCW_CD | CSS_CCW_SKIP, 6, OTHER);
	put(PROGRAM + 40, 0, CSS_CCW_SLI, 20, OTHER + 64);
	run();
	make(&rec);
	p = &rec.programs[0];
	assert_int_equal(p->n_steps, 5);
	assert_true(p->steps[2].ccw.chained);
	assert_int_equal(p->steps[0].dstat, 0);
	assert_int_equal(p->steps[2].xcmd, ECHO_WRITE);
	assert_int_equal(p->steps[2].dstat, CSS_DSTAT_CE | CSS_DSTAT_DE);
	for (u32 i = 0; i < p->n_steps; i++)
		assert_false(p->steps[i].no_res || p->steps[i].no_immediate);
	assert_int_equal(p->steps[4].res, 10);
	assert_int_equal(p->steps[4].in.len, 10);
	assert_int_equal(p->steps[4].in.data[0], 6);
	assert_int_equal(p->steps[4].in.data[2], 64);
	assert_true(agrees(&rec, echo_create()));
	((u8 *)p->steps[0].ccw.out.data)[3] ^= 1;
	assert_false(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* The device ended first, so its count is what remains: no other CCW was touched. */
static void data_chain_that_ends_early_is_followed_to_there(void **state)
{
	struct recording rec;

	create(echo_create());
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 5, DATA);
	put(PROGRAM + 8, ECHO_READ, CSS_CCW_CD, 8, OTHER);
	put(PROGRAM + 16, 0, CSS_CCW_CD, 8, OTHER + 8);
	put(PROGRAM + 24, 0, 0, 8, OTHER + 16);
	run();
	/* Just as many as there is room for: the next CCW is the last one used. */
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 8, DATA);
	run();
	make(&rec);
	assert_int_equal(rec.programs[0].n_steps, 2);
	assert_int_equal(rec.programs[0].steps[1].res, 3);
	assert_int_equal(rec.programs[1].n_steps, 3);
	assert_int_equal(rec.programs[1].steps[1].res, 0);
	assert_int_equal(rec.programs[1].steps[2].res, 8);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* Two of them share a CCW; and the one whose data are chained is a search. */
static void data_chained_search_is_one(void **state)
{
	struct recording rec;

	create(echo_create());
	memset(arena_guest(m->arena, DATA, 16), 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 8, ECHO_SEARCH, CSS_CCW_CD, 2, DATA);
	put(PROGRAM + 16, ECHO_WRITE, CSS_CCW_CC, 2, DATA);
	put(PROGRAM + 24, CSS_CMD_TIC, 0, 0, PROGRAM + 8);
	put(PROGRAM + 32, ECHO_READ, CSS_CCW_SLI, 4, OTHER);
	run();
	put(PROGRAM + 24, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
	run();
	make(&rec);
	assert_int_equal(rec.programs[0].n_steps, 4);
	assert_int_equal(rec.programs[0].steps[2].loop, 2);
	assert_int_equal(rec.programs[0].steps[2].xcmd, ECHO_SEARCH);
	assert_true(rec.programs[1].no_steps);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void backward_data_come_back_as_they_were(void **state)
{
	static u8 wanted[9000];
	struct recording rec;
	const struct rec_step *step;

	create(echo_create());
	for (u32 i = 0; i < sizeof(wanted); i++)
		wanted[i] = (u8)(i * 7);
	memcpy(arena_guest(m->arena, DATA, sizeof(wanted)), wanted, sizeof(wanted));
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, sizeof(wanted), DATA);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, CSS_CCW_SLI, 9500, OTHER + 9876);
	run();
	make(&rec);
	step = &rec.programs[0].steps[1];
	assert_true(step->ccw.backward);
	assert_int_equal(step->in.len, sizeof(wanted));
	assert_memory_equal(step->in.data, wanted, sizeof(wanted));
	assert_true(agrees(&rec, echo_create()));
	((u8 *)step->in.data)[4321] ^= 1;
	assert_false(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* Along an IDAL, and by data chaining to a CCW whose own code goes forward. */
static void backward_data_chain_comes_back_as_it_was(void **state)
{
	const __be32 idal[] = { cpu_to_be32(OTHER + 0x2003), cpu_to_be32(OTHER + 0x17ff) };
	const __be32 one = cpu_to_be32(OTHER + 0x27fe);
	struct recording rec;
	const struct rec_program *p;

	create(echo_create());
	memcpy(arena_guest(m->arena, DATA, 10), "abcdefghij", 10);
	memcpy(arena_guest(m->arena, IDAL, sizeof(idal)), idal, sizeof(idal));
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 10, DATA);
	put(PROGRAM + 8, ECHO_READ_BACKWARD, CSS_CCW_CD | CSS_CCW_IDA, 6, IDAL);
	put(PROGRAM + 16, ECHO_READ, 0, 4, OTHER + 0x103);
	run();
	/* All of it lies before the address. */
	memcpy(arena_guest(m->arena, IDAL, sizeof(one)), &one, sizeof(one));
	run();
	make(&rec);
	assert_false(rec.programs[1].ccws[1].no_idal);
	p = &rec.programs[0];
	assert_true(p->steps[2].ccw.backward && p->steps[2].ccw.chained);
	assert_memory_equal(p->steps[1].in.data, "abcdef", 6);
	assert_memory_equal(p->steps[2].in.data, "ghij", 4);
	assert_true(agrees(&rec, echo_create()));
	((u8 *)p->steps[2].in.data)[3] ^= 1;
	assert_false(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* Of two reads into the same place the second one's data are there in the end. */
static void data_that_were_overwritten_are_not_made_up(void **state)
{
	struct recording rec;
	const struct rec_program *p;

	create(echo_create());
	memset(arena_guest(m->arena, DATA, 16), 0x5a, 16);
	memset(arena_guest(m->arena, OTHER, 16), 0x77, 16);
	put(PROGRAM, ECHO_SENSE_ID, CSS_CCW_CC, 7, OTHER);
	put(PROGRAM + 8, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 16, ECHO_READ, CSS_CCW_CC, 16, OTHER + 4);
	put(PROGRAM + 24, ECHO_WRITE, CSS_CCW_CC, 8, OTHER + 8);
	put(PROGRAM + 32, ECHO_READ, 0, 8, OTHER + 64);
	run();
	make(&rec);
	p = &rec.programs[0];
	assert_true(p->steps[0].in.cut && !p->steps[0].in.len);
	assert_false(p->steps[1].ccw.out.cut);
	assert_false(p->steps[2].in.cut);
	assert_true(p->steps[3].ccw.out.cut && !p->steps[3].ccw.out.len);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* An end in the middle of what may have gone round: how often, and what else? */
static void end_within_a_loop_hides_what_was_executed(void **state)
{
	struct recording rec;

	create(echo_create());
	put(PROGRAM, ECHO_READ, CSS_CCW_CC, 4, OTHER);
	put(PROGRAM + 8, ECHO_NOP, CSS_CCW_CC | CSS_CCW_SLI, 1, DATA);
	put(PROGRAM + 16, CSS_CMD_TIC, 0, 0, PROGRAM);
	run();
	make(&rec);
	assert_true(rec.programs[0].no_steps);
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
	const __be32 idaw = cpu_to_be32(OTHER + 64);
	struct recording rec;
	const u8 *bytes;
	u32 len;

	create(echo_create());
	memcpy(arena_guest(m->arena, IDAL, sizeof(idaw)), &idaw, sizeof(idaw));
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CD, 8, DATA);
	put(PROGRAM + 8, 0, CSS_CCW_CC, 8, DATA);
	put(PROGRAM + 16, ECHO_SEARCH, CSS_CCW_CC, 4, DATA);
	put(PROGRAM + 24, CSS_CMD_TIC, 0, 0, PROGRAM + 16);
	put(PROGRAM + 32, ECHO_READ, CSS_CCW_CC, 16, OTHER);
	put(PROGRAM + 40, ECHO_READ_BACKWARD, CSS_CCW_IDA, 16, IDAL);
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

/* ---- What is no program ---- */

static void let_run(u32 events)
{
	while (events--)
		css_sim_run(m->sim, css_sim_next(m->sim), 1);
}

static void put_three(void)
{
	memset(arena_guest(m->arena, DATA, 16), 0x5a, 16);
	put(PROGRAM, ECHO_WRITE, CSS_CCW_CC, 16, DATA);
	put(PROGRAM + 8, ECHO_READ, CSS_CCW_CC | CSS_CCW_SLI, 16, OTHER);
	put(PROGRAM + 16, ECHO_NOP, CSS_CCW_SLI, 1, DATA);
}

/* It is under way; each event is a command that begins, or its status. */
static void begin(u32 events)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(FORMAT1), .cpa = cpu_to_be32(PROGRAM),
	};

	sim_device_of(m->sch)->latency = 1000;
	put_three();
	assert_true(recording_host_start_program(m, &orb) > 0);
	let_run(events);
}

static void finish(void)
{
	struct css_irb irb;

	machine_run(m, 10000);
	machine_read_irb(m, &irb);
}

/* All that was recorded comes again, and a bit that is not the same is seen. */
static void check_program(enum hold_kind hold)
{
	struct rec_program *p;
	struct recording rec;
	struct rec_event *last;

	run();
	make(&rec);
	assert_null(rec.foreign);
	assert_int_equal(rec.n_programs, 2);
	p = &rec.programs[0];
	assert_int_equal(rec_program_hold(p).kind, hold);
	assert_true(rec_program_is_disturbed(p) && !p->driver_stop);
	assert_true(agrees(&rec, echo_create()));
	for (last = p->during; last->next; last = last->next)
		;
	last->ret = -EBUSY;
	assert_false(agrees(&rec, echo_create()));
	last->ret = 0;
	p->scsw[3] ^= 1;
	assert_true(agrees(&rec, echo_create()) == p->hidden_end);
	recording_free(&rec);
	destroy();
}

static void halted_before_it_began(void **state)
{
	create(echo_create());
	begin(0);
	assert_true(machine_async(m, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
	finish();
	check_program(HOLD_START);
}

/* After each of its commands */
static void halted_in_its_midst(void **state)
{
	for (u32 events = 1; events <= 5; events += 2) {
		create(echo_create());
		begin(events);
		assert_true(machine_async(m, VFIO_CCW_ASYNC_CMD_HSCH) > 0);
		finish();
		check_program(HOLD_CCW);
	}
}

/* By the driver: its user has asked for nothing. */
static void stopped_by_the_driver(void **state)
{
	struct recording rec;

	for (u32 events = 0; events <= 3; events += 3) {
		create(echo_create());
		begin(events);
		arena_lock(m->arena);
		vfio_ccw_terminate(&m->vc, functions_program(&m->vc.functions));
		arena_unlock(m->arena);
		finish();
		make(&rec);
		assert_null(rec.programs[0].during);
		assert_true(rec.programs[0].driver_stop);
		assert_true(rec_program_is_disturbed(&rec.programs[0]));
		assert_true(agrees(&rec, echo_create()));
		recording_free(&rec);
		destroy();
	}
}

static void cleared_in_its_midst(void **state)
{
	for (u32 events = 0; events <= 4; events++) {
		create(echo_create());
		begin(events);
		assert_true(machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
		finish();
		check_program(HOLD_START);
	}
}

/* Its interrupt was lost: it cannot be halted, and is cleared. */
static void interrupt_that_was_lost(void **state)
{
	create(echo_create());
	m->deaf = true;
	begin(6);
	assert_int_equal(machine_async(m, VFIO_CCW_ASYNC_CMD_HSCH), -EBUSY);
	assert_true(machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	machine_hear(m);
	finish();
	check_program(HOLD_STATUS);
}

static void interrupt_that_was_late(void **state)
{
	struct recording rec;

	create(echo_create());
	m->deaf = true;
	begin(6);
	assert_int_equal(machine_async(m, VFIO_CCW_ASYNC_CMD_HSCH), -EBUSY);
	machine_hear(m);
	finish();
	make(&rec);
	assert_true(rec_program_ends_late(&rec.programs[0]));
	assert_int_equal(rec_program_hold(&rec.programs[0]).kind, HOLD_STATUS);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* It ended by itself after all: the function has status of its own. */
static void clear_that_came_too_late(void **state)
{
	struct recording rec;

	create(echo_create());
	begin(6);
	assert_true(machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH) > 0);
	finish();
	make(&rec);
	assert_false(rec_program_is_disturbed(&rec.programs[0]));
	assert_non_null(rec.after);
	assert_true(rec.after->has_irb);
	assert_true(agrees(&rec, echo_create()));
	rec.after->irb[2] ^= 0x40;
	assert_false(agrees(&rec, echo_create()));
	rec.after->irb[2] ^= 0x40;
	rec.after->ret = -ENODEV;
	assert_false(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void functions_without_a_program(void **state)
{
	struct recording rec;

	create(echo_create());
	machine_async(m, VFIO_CCW_ASYNC_CMD_HSCH);
	finish();
	/* The end of a clear function is that of the halt function, too. */
	machine_async(m, VFIO_CCW_ASYNC_CMD_HSCH);
	machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH);
	finish();
	assert_int_equal(machine_async(m, 0), -EINVAL);
	put_three();
	run();
	make(&rec);
	assert_null(rec.foreign);
	assert_int_equal(rec.refused, 1);
	assert_true(rec.programs[0].before->has_irb);
	assert_false(rec.programs[0].before->next->has_irb);
	assert_true(rec.programs[0].before->next->next->has_irb);
	assert_null(rec.programs[0].before->next->next->next);
	assert_true(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

/* As the kernel does it: it is told of when it is done. */
static void end_use(struct recorder *recorder, enum record_kind kind)
{
	arena_lock(m->arena);
	if (kind == RECORD_RESET) {
		recorder_note(recorder, kind, vfio_ccw_reset(&m->vc));
	} else {
		vfio_ccw_close(&m->vc);
		recorder_note(recorder, kind, 0);
		recorder_note(recorder, RECORD_OPEN, vfio_ccw_open(&m->vc));
	}
	arena_unlock(m->arena);
}

/* Before it began there was no status at all; later, status that is not read. */
static void user_who_goes_in_its_midst(void **state)
{
	static const enum record_kind kinds[] = { RECORD_RESET, RECORD_CLOSE };

	for (u32 i = 0; i < 2 * ARRAY_SIZE(kinds); i++) {
		create(echo_create());
		begin(i / 2);
		end_use(recording_host_recorder(), kinds[i % 2]);
		check_program(HOLD_START);
	}
}

static void report(u16 flags, u16 rsid)
{
	const struct css_crw crw = { .flags = cpu_to_be16(flags), .rsid = cpu_to_be16(rsid) };
	struct recorder *recorder = recording_host_recorder();

	recorder->ops->put(recorder->data, RECORD_CRW, &crw, sizeof(crw), NULL, 0);
}

static void vary(u8 chpid, bool on)
{
	assert_int_equal(css_sim_path_vary(m->sim, chpid, on), 0);
	report(CSS_CRW_RSC_PATH | (on ? CSS_CRW_ERC_INIT : CSS_CRW_ERC_PERM_NINIT), chpid);
}

static void path_that_goes_in_its_midst(void **state)
{
	create(echo_create());
	begin(3);
	vary(0x40, false);
	finish();
	vary(0x40, true);
	check_program(HOLD_CCW);
}

/* What it has used went afterwards; then nothing can begin. */
static void path_that_goes_unnoticed(void **state)
{
	const struct css_orb orb = {
		.ctrl = cpu_to_be32(FORMAT1), .cpa = cpu_to_be32(PROGRAM),
	};
	struct recording rec;

	create(echo_create());
	begin(6);
	vary(0x40, false);
	finish();
	assert_int_equal(recording_host_start_program(m, &orb), -ENODEV);
	vary(0x40, true);
	run();
	make(&rec);
	assert_int_equal(rec.n_programs, 3);
	assert_null(rec.programs[0].during);
	assert_int_equal(rec.programs[1].before->kind, REC_PATH_OFF);
	assert_int_equal(rec.programs[1].cc, 3);
	assert_int_equal(rec.programs[1].ret, -ENODEV);
	assert_true(agrees(&rec, echo_create()));
	rec.programs[1].ret = -EACCES;
	assert_false(agrees(&rec, echo_create()));
	rec.programs[1].ret = -ENODEV;
	rec.programs[1].before->crw.rsid = cpu_to_be16(0x41);
	assert_false(agrees(&rec, echo_create()));
	recording_free(&rec);
	destroy();
}

static void what_no_replay_repeats_is_named(void **state)
{
	struct recording rec;

	create(echo_create());
	put_three();
	run();
	report(CSS_CRW_RSC_SUBCHANNEL | CSS_CRW_ERC_PERM_NINIT, 0);
	recorder_note(recording_host_recorder(), RECORD_GONE, 0);
	make(&rec);
	assert_string_equal(rec.foreign, "crw");
	recording_free(&rec);
	destroy();
}

/* ---- Whatever a program looks like, and whatever its device does ---- */

#define MOODS		1000u
#define SLOTS		8u

/** struct moody - a device whose answers are random, but reproducible */
struct moody {
	struct sim_device dev;
	u32 mood;
};

static u32 roll(u32 *mood, u32 sides)
{
	*mood = *mood * 1664525 + 1013904223;
	return (*mood >> 16) % sides;
}

static void moody_command(struct sim_device *dev, struct sim_channel *ch,
			  const struct sim_command *cmd, struct sim_reply *reply)
{
	struct moody *moody = container_of(dev, struct moody, dev);
	bool search = (cmd->code & 3) == CSS_CMD_WRITE && cmd->code & 0x60;
	u32 n = roll(&moody->mood, 40);
	u8 buf[40];

	for (u32 i = 0; i < n; i++)
		buf[i] = (u8)roll(&moody->mood, 256);
	reply->status = CSS_DSTAT_CE | CSS_DSTAT_DE;
	if (cmd->code == CSS_CMD_NOP)
		reply->immediate = true;
	else if (cmd->code & 1)
		sim_channel_get(ch, buf, n);
	else
		sim_channel_put(ch, buf, n);
	if (search && !roll(&moody->mood, 3))
		reply->status |= CSS_DSTAT_SM;
	dev->sense_len = CSS_SENSE_SIZE;
	if (!roll(&moody->mood, 30))
		reply->status |= CSS_DSTAT_UC;
}

static void moody_destroy(struct sim_device *dev)
{
	platform_free(container_of(dev, struct moody, dev));
}

static const struct sim_device_ops moody_ops = {
	.type = "moody", .command = moody_command, .destroy = moody_destroy,
};

static struct sim_device *moody_create(u32 mood)
{
	struct moody *moody = platform_zalloc(sizeof(*moody));

	assert_non_null(moody);
	moody->dev.ops = &moody_ops;
	moody->mood = mood;
	return &moody->dev;
}

/* The last time it may store less than before: the rest is still there. */
static void loop_that_stores_more_and_less_agrees(void **state)
{
	struct recording rec;

	for (u32 mood = 0; mood < 40; mood++) {
		create(moody_create(mood));
		put(PROGRAM, ECHO_READ, CSS_CCW_CC | CSS_CCW_SLI, 30, OTHER);
		put(PROGRAM + 8, CSS_CMD_TIC, 0, 0, PROGRAM);
		run();
		make(&rec);
		assert_int_equal(rec.programs[0].n_steps, 1);
		assert_int_equal(rec.programs[0].steps[0].loop, 1);
		assert_true(agrees(&rec, moody_create(mood)));
		recording_free(&rec);
		destroy();
	}
}

/* Words that point to the edges of blocks, one or the other, but for the first. */
static void put_some_idal(u32 *dice, u32 slot)
{
	for (u32 i = 0; i < 4; i++) {
		u32 edge = roll(dice, 2) ? 0x7ff : 0;
		u32 offset = i ? edge : roll(dice, 0x800);
		__be32 word = cpu_to_be32(DATA + 0x800 * roll(dice, 8) + offset);

		memcpy(arena_guest(m->arena, IDAL + 16 * slot + 4 * i, 4), &word, 4);
	}
}

static void put_some_ccw(u32 *dice, u32 slot)
{
	static const u8 cmds[] = { 0x01, 0x02, 0x02, 0x03, 0x04, 0x0c, 0x13, 0x21, 0x31, 0x31 };
	static const u8 chains[] = {
		0, CSS_CCW_CC, CSS_CCW_CC, CSS_CCW_CC, CSS_CCW_CD, CSS_CCW_CD,
	};
	u32 addr = PROGRAM + slot * CSS_CCW_SIZE;
	u32 back = roll(dice, min(slot + 1, 3u));
	u8 flags = chains[roll(dice, ARRAY_SIZE(chains))];
	u32 cda = DATA + (roll(dice, 2) ? 64 * slot + 16 : roll(dice, 64));

	/* As programs that search have it. */
	if (back && *(u8 *)arena_guest(m->arena, addr - CSS_CCW_SIZE, 1) & 0x20) {
		put(addr, CSS_CMD_TIC, 0, 0, addr - back * CSS_CCW_SIZE);
		return;
	}
	if (!roll(dice, 4)) {
		put(addr, CSS_CMD_TIC, 0, 0, PROGRAM + CSS_CCW_SIZE * roll(dice, SLOTS));
		return;
	}
	flags |= roll(dice, 2) ? CSS_CCW_SLI : 0;
	flags |= roll(dice, 8) ? 0 : CSS_CCW_SKIP;
	if (!roll(dice, 4)) {
		put_some_idal(dice, slot);
		flags |= CSS_CCW_IDA;
		cda = IDAL + 16 * slot;
	}
	put(addr, cmds[roll(dice, ARRAY_SIZE(cmds))], flags, (u16)(1 + roll(dice, 16)), cda);
}

static bool ends_by_itself(u32 ctrl)
{
	const struct css_orb orb = { .ctrl = cpu_to_be32(ctrl), .cpa = cpu_to_be32(PROGRAM) };
	struct css_irb irb;
	bool ended;

	assert_true(recording_host_start_program(m, &orb) > 0);
	machine_run(m, 300);
	ended = m->vc.state == VFIO_CCW_IDLE || irb_queue_waiting(&m->vc.irbs);
	if (!ended)
		machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH);
	machine_run(m, 10000);
	machine_read_irb(m, &irb);
	return ended;
}

struct known {
	u32 programs;
	u32 with_steps;
	u32 chained;
	u32 backward;
	u32 loops;
};

static void count_known(struct known *known, const struct rec_program *p)
{
	known->programs++;
	known->with_steps += !p->no_steps;
	for (u32 i = 0; i < p->n_steps; i++) {
		known->chained += p->steps[i].ccw.chained;
		known->backward += p->steps[i].ccw.backward && p->steps[i].in.len;
		known->loops += p->steps[i].loop != 0;
	}
}

static void one_mood(u32 mood, struct known *known)
{
	u32 dice = mood;
	struct recording rec;

	create(moody_create(mood));
	for (u32 i = 0; i < SLOTS; i++)
		put_some_ccw(&dice, i);
	if (ends_by_itself(FORMAT1 | (roll(&dice, 2) ? CSS_ORB_L : 0))) {
		make(&rec);
		assert_int_equal(rec.n_programs, 1);
		count_known(known, &rec.programs[0]);
		if (!agrees(&rec, moody_create(mood))) {
			print_error("mood %u\n", mood);
			fail();
		}
		recording_free(&rec);
	}
	destroy();
}

static void what_is_claimed_is_true(void **state)
{
	struct known known = {};

	for (u32 mood = 0; mood < MOODS; mood++)
		one_mood(mood, &known);
	print_message("%u programs, %u with steps: %u by data chaining, %u backward, %u loops\n",
		      known.programs, known.with_steps, known.chained, known.backward,
		      known.loops);
	assert_true(known.with_steps > MOODS / 4 && known.chained > 50 && known.backward > 50 &&
		    known.loops > 30);
}

static const struct CMUnitTest stream_cases[] = {
	cmocka_unit_test(program_comes_back_as_it_was),
	cmocka_unit_test(times_come_back_as_they_were),
	cmocka_unit_test(residual_count_in_the_middle_is_not_made_up),
	cmocka_unit_test(search_is_a_loop),
	cmocka_unit_test(search_on_a_disk_goes_round),
	cmocka_unit_test(search_without_a_loop_hides_what_was_executed),
	cmocka_unit_test(end_within_a_loop_hides_what_was_executed),
	cmocka_unit_test(two_ways_around_a_tic_hide_what_was_executed),
	cmocka_unit_test(search_that_leads_back_hides_what_was_executed),
	cmocka_unit_test(data_chaining_is_followed),
	cmocka_unit_test(data_chain_that_ends_early_is_followed_to_there),
	cmocka_unit_test(data_chained_search_is_one),
	cmocka_unit_test(backward_data_come_back_as_they_were),
	cmocka_unit_test(backward_data_chain_comes_back_as_it_was),
	cmocka_unit_test(data_that_were_overwritten_are_not_made_up),
	cmocka_unit_test(disk_agrees_with_itself),
	cmocka_unit_test(stream_may_come_in_any_pieces),
	cmocka_unit_test(dropped_records_are_noticed),
	cmocka_unit_test(damaged_stream_does_no_harm),
	cmocka_unit_test(refused_requests_do_not_hinder_a_replay),
	cmocka_unit_test(halted_before_it_began),
	cmocka_unit_test(halted_in_its_midst),
	cmocka_unit_test(stopped_by_the_driver),
	cmocka_unit_test(cleared_in_its_midst),
	cmocka_unit_test(interrupt_that_was_lost),
	cmocka_unit_test(interrupt_that_was_late),
	cmocka_unit_test(clear_that_came_too_late),
	cmocka_unit_test(functions_without_a_program),
	cmocka_unit_test(user_who_goes_in_its_midst),
	cmocka_unit_test(path_that_goes_in_its_midst),
	cmocka_unit_test(path_that_goes_unnoticed),
	cmocka_unit_test(what_no_replay_repeats_is_named),
	cmocka_unit_test(loop_that_stores_more_and_less_agrees),
	cmocka_unit_test(what_is_claimed_is_true),
};

SUITE(stream)

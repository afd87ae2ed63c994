// SPDX-License-Identifier: GPL-2.0-only
/*
 * Removal of parts of a recording: what is removed, what remains, and that the result is a
 * valid recording.
 */
#include "simtests/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ccwtools/recording/subset.h"
#include "ccwtools/replay/ddmin.h"
#include "ccwtools/replay/minimise.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/recording_write.h"

#define FOLDER		"simtests/recordings/"
#define CYCLES		200u	/* enough for 64 things */

static const char *const names[] = {
	"dasd-online", "dasd-format", "dasd-rw", "dasd-rw-ida", "dasd-fs", "dasd-ro", "tape-3480",
	"guest-online",
};

/* ---- Which of some things are needed ---- */

struct need {
	u64 all;		/* needed together, as bits */
	u32 runs;
};

static bool needs_them(void *data, const u32 *items, u32 n)
{
	struct need *need = data;
	u64 there = 0;
	u32 i;

	need->runs++;
	for (i = 0; i < n; i++) {
		assert_true(!i || items[i] > items[i - 1]);
		there |= 1ull << items[i];
	}
	return (there & need->all) == need->all;
}

static void exactly_those_that_are_needed_are_left(void **state)
{
	static const u64 needs[] = {
		1, 1ull << 63, 1ull << 63 | 1, 0x8000000180000001, 0xff, 0xaaaaaaaaaaaaaaaa, ~0ull,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needs); i++) {
		struct need need = { .all = needs[i] };
		u32 items[64], n, k;
		u64 left = 0;

		for (k = 0; k < 64; k++)
			items[k] = k;
		n = ddmin(items, 64, needs_them, &need);
		for (k = 0; k < n; k++)
			left |= 1ull << items[k];
		assert_true(left == needs[i]);
		assert_true(need.runs < CYCLES);
	}
}

/* The first of two is needed for the second one only, and seems needed at first. */
static bool needs_seven(void *data, const u32 *items, u32 n)
{
	bool third = false, fourth = false, seventh = false;
	u32 i;

	for (i = 0; i < n; i++) {
		third |= items[i] == 3;
		fourth |= items[i] == 4;
		seventh |= items[i] == 7;
	}
	return seventh && (third || !fourth);
}

static void what_is_needed_for_something_left_out_goes_too(void **state)
{
	u32 items[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

	assert_int_equal(ddmin(items, 8, needs_seven, NULL), 1);
	assert_int_equal(items[0], 7);
}

/* ---- What is written can be read ---- */

static void same_bytes(const struct bytes *a, const struct bytes *b)
{
	assert_int_equal(a->len, b->len);
	assert_int_equal(a->cut, b->cut);
	if (a->len)
		assert_memory_equal(a->data, b->data, a->len);
}

static void same_ccw(const struct rec_ccw *a, const struct rec_ccw *b)
{
	u32 i;

	assert_int_equal(a->addr, b->addr);
	assert_memory_equal(a->raw, b->raw, sizeof(a->raw));
	assert_int_equal(a->n_idaws, b->n_idaws);
	for (i = 0; i < a->n_idaws; i++) {
		assert_int_equal(a->idaws[i].addr, b->idaws[i].addr);
		assert_true(a->idaws[i].value == b->idaws[i].value);
	}
	assert_int_equal(a->no_idal, b->no_idal);
	same_bytes(&a->out, &b->out);
	same_bytes(&a->stored, &b->stored);
}

static void same_step(const struct rec_step *a, const struct rec_step *b)
{
	same_ccw(&a->ccw, &b->ccw);
	assert_int_equal(a->executed, b->executed);
	assert_int_equal(a->xcmd, b->xcmd);
	assert_int_equal(a->immediate, b->immediate);
	assert_int_equal(a->no_immediate, b->no_immediate);
	assert_int_equal(a->no_res, b->no_res);
	assert_int_equal(a->res, b->res);
	assert_int_equal(a->dstat, b->dstat);
	assert_int_equal(a->cstat, b->cstat);
	same_bytes(&a->in, &b->in);
	same_bytes(&a->sense, &b->sense);
}

static void same_program(const struct rec_program *a, const struct rec_program *b)
{
	const struct rec_mount *m, *n;
	u32 i;

	assert_int_equal(a->sid, b->sid);
	assert_int_equal(a->devno, b->devno);
	assert_memory_equal(&a->orb, &b->orb, sizeof(a->orb));
	assert_memory_equal(a->scsw, b->scsw, sizeof(a->scsw));
	assert_int_equal(a->has_irb, b->has_irb);
	assert_memory_equal(a->irb, b->irb, sizeof(a->irb));
	assert_int_equal(a->n_ccws, b->n_ccws);
	for (i = 0; i < a->n_ccws; i++)
		same_ccw(&a->ccws[i], &b->ccws[i]);
	assert_int_equal(a->no_steps, b->no_steps);
	assert_int_equal(a->n_steps, b->n_steps);
	for (i = 0; i < a->n_steps; i++)
		same_step(&a->steps[i], &b->steps[i]);
	for (m = a->mounts, n = b->mounts; m && n; m = m->next, n = n->next) {
		assert_int_equal(strcmp(m->tape, n->tape), 0);
		assert_int_equal(m->readonly, n->readonly);
		assert_memory_equal(m->irb, n->irb, sizeof(m->irb));
	}
	assert_true(!m && !n);
}

static void read_named(struct recording *rec, const char *name)
{
	struct problem problem;
	char path[80];

	snprintf(path, sizeof(path), FOLDER "%s.jsonl.xz", name);
	if (!recording_read(rec, path, &problem))
		fail_msg("%s", problem.text);
}

/* Through a file, and back. */
static void write_and_read(const struct recording *rec, struct recording *again)
{
	static char path[32];
	struct problem problem;
	int fd;

	strcpy(path, "/tmp/minimise-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_true(recording_write(rec, path, &problem));
	if (!recording_read(again, path, &problem))
		fail_msg("%s", problem.text);
	unlink(path);
}

static void what_is_written_is_what_was_read(void **state)
{
	struct recording rec, again;
	size_t i;
	u32 k;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		read_named(&rec, names[i]);
		write_and_read(&rec, &again);
		assert_int_equal(strcmp(rec.emulator, again.emulator), 0);
		assert_int_equal(rec.n_programs, again.n_programs);
		for (k = 0; k < rec.n_programs; k++)
			same_program(&rec.programs[k], &again.programs[k]);
		assert_null(again.foreign);
		assert_int_equal(rec.has_pmcw, again.has_pmcw);
		assert_memory_equal(&rec.pmcw, &again.pmcw, sizeof(rec.pmcw));
		assert_int_equal(rec.lossy, again.lossy);
		recording_free(&again);
		recording_free(&rec);
	}
}

static void what_cannot_be_written_is_said(void **state)
{
	struct problem problem;
	struct recording rec;

	read_named(&rec, "dasd-online");
	assert_false(recording_write(&rec, "/dev/full", &problem));
	assert_non_null(strstr(problem.text, "/dev/full"));
	assert_false(recording_write(&rec, "/nowhere/x", &problem));
	recording_free(&rec);
}

/* ---- Fewer CCWs ---- */

static const struct rec_program *find(const struct recording *rec, u64 seq)
{
	u32 i;

	for (i = 0; i < rec->n_programs; i++)
		if (rec->programs[i].seq == seq)
			return &rec->programs[i];
	fail_msg("no program %u", (u32)seq);
	return NULL;
}

/* Define Extent, Locate Record, sixteen times Read Data. */
static void ccws_in_the_middle_go_and_the_others_move_together(void **state)
{
	static const u32 keep[] = { 0, 1, 9 };
	struct rec_program cut;
	const struct rec_program *p;
	struct recording rec;
	u32 base;

	read_named(&rec, "dasd-rw");
	p = find(&rec, 128);
	base = p->ccws[0].addr;
	assert_int_equal(p->n_steps, 18);
	assert_true(subset_is_straight(p));
	cut = subset_keep(p, keep, 3, rec.arena);
	assert_int_equal(cut.n_steps, 3);
	assert_int_equal(cut.n_ccws, 3);
	assert_int_equal(cut.ccws[2].addr, base + 16);
	assert_int_equal(cut.ccws[2].cda, p->steps[9].ccw.cda);
	assert_int_equal(cut.ccws[1].flags & CSS_CCW_CC, CSS_CCW_CC);
	assert_int_equal(cut.ccws[2].flags & CSS_CCW_CC, 0);
	assert_int_equal(cut.ccws[2].raw[1], cut.ccws[2].flags);
	assert_int_equal(cut.scsw[7], (base + 24) & 0xff);
	assert_int_equal(cut.scsw[8], CSS_DSTAT_CE | CSS_DSTAT_DE);
	assert_false(cut.has_irb);
	/* What it was made of is as it was. */
	assert_int_equal(p->steps[9].ccw.flags & CSS_CCW_CC, CSS_CCW_CC);
	recording_free(&rec);
}

/* No-operation, a transfer in channel, and the rest of an error recovery, which fails. */
static void a_program_with_tic_is_cut_at_its_end(void **state)
{
	const struct rec_program *p = NULL;
	struct rec_program cut;
	struct recording rec;
	u32 i;

	read_named(&rec, "dasd-ro");
	for (i = 0; i < rec.n_programs && !p; i++)
		if (rec.programs[i].n_steps == 4 && rec.programs[i].steps[1].ccw.tic)
			p = &rec.programs[i];
	assert_non_null(p);
	assert_false(subset_is_straight(p));
	assert_false(subset_after(p, 2, rec.arena, &cut));
	assert_true(subset_after(p, 3, rec.arena, &cut));
	assert_int_equal(cut.n_steps, 3);
	assert_int_equal(cut.n_ccws, 3);
	assert_int_equal(cut.scsw[8], CSS_DSTAT_CE | CSS_DSTAT_DE);
	/* The whole ended with unit check, an alert, and sense. */
	assert_int_equal(p->scsw[8] & CSS_DSTAT_UC, CSS_DSTAT_UC);
	assert_int_equal(cut.scsw[3], 0x07);
	assert_int_equal(cut.scsw[1] & CSS_SCSW_E, 0);
	recording_free(&rec);
}

/* ---- All of it ---- */

/* The failing command has another command before it in its program. */
static bool fails_by_command(void *data, const struct recording *rec)
{
	const u8 *cmd = data;
	u32 i, k;

	for (i = 0; i < rec->n_programs; i++) {
		bool before = false;

		for (k = 0; k < rec->programs[i].n_steps; k++) {
			before |= rec->programs[i].steps[k].ccw.cmd == cmd[0];
			if (before && rec->programs[i].steps[k].ccw.cmd == cmd[1])
				return true;
		}
	}
	return false;
}

static void what_is_left_is_as_small_as_it_can_be(void **state)
{
	static u8 cmd[] = { 0x63, 0x85 };	/* Define Extent, Write Data */
	struct minimise m = { .fails = fails_by_command, .data = cmd };
	struct recording rec, small, again;

	read_named(&rec, "dasd-fs");
	assert_true(minimise_recording(&m, &rec, &small));
	assert_int_equal(small.n_programs, 1);
	assert_int_equal(minimise_ccws(&small), 2);
	write_and_read(&small, &again);
	assert_true(fails_by_command(cmd, &again));
	assert_int_equal(minimise_ccws(&again), 2);
	recording_free(&again);
	recording_free(&rec);
}

static bool fails_never(void *data, const struct recording *rec)
{
	return false;
}

static void what_fails_as_a_whole_only_stays_whole(void **state)
{
	struct minimise m = { .fails = fails_never };
	struct recording rec, small;

	read_named(&rec, "dasd-rw");
	assert_true(minimise_recording(&m, &rec, &small));
	assert_int_equal(small.n_programs, rec.n_programs);
	assert_int_equal(minimise_ccws(&small), minimise_ccws(&rec));
	recording_free(&rec);
}

static const struct CMUnitTest minimise_cases[] = {
	cmocka_unit_test(exactly_those_that_are_needed_are_left),
	cmocka_unit_test(what_is_needed_for_something_left_out_goes_too),
	cmocka_unit_test(what_is_written_is_what_was_read),
	cmocka_unit_test(what_cannot_be_written_is_said),
	cmocka_unit_test(ccws_in_the_middle_go_and_the_others_move_together),
	cmocka_unit_test(a_program_with_tic_is_cut_at_its_end),
	cmocka_unit_test(what_is_left_is_as_small_as_it_can_be),
	cmocka_unit_test(what_fails_as_a_whole_only_stays_whole),
};

SUITE(minimise)

// SPDX-License-Identifier: GPL-2.0-only
/* Each field that a replay compares is changed in turn; the difference must be found. */
#include "simtests/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hw-sim/dev/dasd.h"
#include "simtests/port/machine.h"
#include "ccwtools/replay/compare.h"
#include "ccwtools/replay/volume.h"

#define RECORDING	"simtests/recordings/dasd-ro.jsonl.xz"
#define IMAGE		"simtests/recordings/images/formatted.3390.xz"
#define MEMORY		(256ull << 20)

/* One program of the recording, and its run, to be modified by a test. */
struct replayed {
	struct recording rec;
	struct volume volume;
	struct runner *runner;
	struct exceptions exceptions;
	struct rec_program *program;
	struct run run;
	struct verdict verdict;
};

static bool is_wanted(const struct rec_program *p, u8 cmd)
{
	u32 i;

	for (i = 0; i < p->n_steps; i++)
		if (p->steps[i].ccw.cmd == cmd)
			return true;
	return false;
}

/* Run up to the first program in which @cmd is executed. */
static void replay_until(struct replayed *r, u8 cmd)
{
	struct dasd_config config = dasd_default_config;
	struct problem problem;
	u32 i;

	memset(r, 0, sizeof(*r));
	assert_true(recording_read(&r->rec, RECORDING, &problem));
	assert_true(volume_open(&r->volume, IMAGE, true, &problem));
	config.readonly = true;
	r->runner = runner_create(dasd_create(&r->volume.image, &config, NULL), MACHINE_SCHID,
				  MEMORY, NULL);
	for (i = 0; i < r->rec.n_programs; i++) {
		r->program = &r->rec.programs[i];
		runner_run(r->runner, r->program, &r->run);
		if (is_wanted(r->program, cmd))
			break;
		run_free(&r->run);
	}
	assert_true(i < r->rec.n_programs);
	compare_run(r->program, &r->run, &r->exceptions, &r->verdict);
	assert_int_equal(r->verdict.n, 0);
	assert_true(verdict_agrees(&r->verdict));
	verdict_free(&r->verdict);
}

static void finish(struct replayed *r)
{
	run_free(&r->run);
	runner_destroy(r->runner);
	volume_close(&r->volume);
	exceptions_free(&r->exceptions);
	recording_free(&r->rec);
}

static void assert_differs(struct replayed *r, const char *what, u32 step)
{
	bool seen = false;
	u32 i;

	compare_run(r->program, &r->run, &r->exceptions, &r->verdict);
	for (i = 0; i < r->verdict.n; i++)
		seen |= !strcmp(r->verdict.differences[i].what, what) &&
			r->verdict.differences[i].step == step;
	if (!seen)
		fail_msg("a difference of \"%s\" goes unseen", what);
	assert_false(verdict_agrees(&r->verdict));
	verdict_free(&r->verdict);
}

/* Change a member, see that it is noticed, change it back. */
#define assert_seen(r, member, value, what, step) \
	do { \
		__typeof__(member) was_ = (member); \
		(member) = (value); \
		assert_differs(r, what, step); \
		(member) = was_; \
	} while (0)

static void each_ccw_is_compared(void **state)
{
	struct replayed r;
	struct rec_step *step;
	struct run_step *ran;

	replay_until(&r, 0x86);
	step = &r.program->steps[2];
	ran = &r.run.steps[2];
	assert_seen(&r, step->ccw.addr, step->ccw.addr + 8, "address", 2);
	assert_seen(&r, ran->known, false, "address", 2);
	assert_seen(&r, step->ccw.cmd, 0x06, "command", 2);
	assert_seen(&r, step->dstat, 0x0d, "unit status", 2);
	assert_seen(&r, step->cstat, 0x40, "channel status", 2);
	assert_seen(&r, step->res, 1, "residual", 2);
	assert_seen(&r, step->immediate, true, "immediate", 2);
	assert_seen(&r, ran->ended, false, "execution", 2);
	assert_seen(&r, step->in.len, 4095, "data in", 2);
	assert_seen(&r, ran->in.len, 4095, "data in", 2);
	assert_seen(&r, ((u8 *)ran->in.data)[4095], 0x99, "data in", 2);
	assert_seen(&r, ((u8 *)r.run.steps[1].out.data)[15], 0x99, "data out", 1);
	assert_seen(&r, r.run.steps[1].out.len, 15, "data out", 1);
	assert_seen(&r, r.program->n_steps, 2, "CCWs executed", AT_THE_END);
	assert_seen(&r, r.run.n_steps, 2, "CCWs executed", AT_THE_END);
	finish(&r);
}

/* A command that took nothing of what its count designates. */
static void nothing_sent_is_compared(void **state)
{
	struct replayed r;
	struct rec_step *step;
	struct run_step *ran;

	replay_until(&r, 0x86);
	step = &r.program->steps[1];
	ran = &r.run.steps[1];
	step->res = (u16)step->ccw.out.len;
	ran->res = step->res;
	ran->out.len = 0;
	compare_run(r.program, &r.run, &r.exceptions, &r.verdict);
	assert_int_equal(r.verdict.n, 0);
	verdict_free(&r.verdict);
	assert_seen(&r, ran->out.len, 1, "data out", 1);
	finish(&r);
}

static void status_of_a_mounted_tape_is_compared(void **state)
{
	struct exceptions exceptions = { 0 };
	struct rec_mount mount = { .seq = 1 };
	struct css_irb irb = { 0 };
	struct verdict verdict;

	mount.irb[8] = CSS_DSTAT_DE;
	irb.scsw.dstat = CSS_DSTAT_DE;
	compare_mount(&mount, &irb, &exceptions, &verdict);
	assert_int_equal(verdict.n, 0);
	verdict_free(&verdict);
	irb.scsw.dstat = CSS_DSTAT_ATTENTION;
	compare_mount(&mount, &irb, &exceptions, &verdict);
	assert_int_equal(verdict.n, 1);
	assert_int_equal(strcmp(verdict.differences[0].what, "IRB SCSW"), 0);
	verdict_free(&verdict);
}

static bool event_differs(const struct rec_event *act, const struct event_result *done,
			  const char *what)
{
	struct exceptions exceptions = { 0 };
	struct verdict verdict;
	bool seen = false;
	u32 i;

	compare_event(act, done, &exceptions, &verdict);
	for (i = 0; i < verdict.n; i++)
		seen |= !strcmp(verdict.differences[i].what, what);
	assert_true(seen || !verdict.n);
	verdict_free(&verdict);
	return seen;
}

static void what_is_no_program_is_compared(void **state)
{
	struct rec_event halt = { .kind = REC_HALT, .has_irb = true };
	struct rec_event path = { .kind = REC_PATH_OFF, .chpid = 0x40 };
	struct event_result done = { .interrupted = true };

	assert_false(event_differs(&halt, &done, "halt"));
	done.ret = -EBUSY;
	assert_true(event_differs(&halt, &done, "halt"));
	halt.ret = -EBUSY;
	assert_false(event_differs(&halt, &done, "halt"));
	done.interrupted = false;
	assert_true(event_differs(&halt, &done, "interrupts"));
	done.interrupted = true;
	halt.irb[2] = 0x20;
	assert_true(event_differs(&halt, &done, "IRB SCSW"));
	/* Without a recorded IRB there is nothing to compare with. */
	halt.has_irb = false;
	assert_false(event_differs(&halt, &done, "IRB SCSW"));
	done.ret = 0;
	assert_false(event_differs(&path, &done, "channel report"));
	path.crw.rsid = cpu_to_be16(0x40);
	assert_true(event_differs(&path, &done, "channel report"));
	done.ret = -ENODEV;
	done.crw = path.crw;
	assert_true(event_differs(&path, &done, "path off"));
}

static void assert_same(struct replayed *r)
{
	compare_run(r->program, &r->run, &r->exceptions, &r->verdict);
	assert_int_equal(r->verdict.n, 0);
	verdict_free(&r->verdict);
}

/* How a program was refused, and what was done in its midst. */
static void refusals_and_midsts_are_compared(void **state)
{
	struct rec_event clear = { .kind = REC_CLEAR };
	struct event_result done = { .ret = -ENODEV };
	struct replayed r;

	replay_until(&r, 0x86);
	r.program->cc = 3;
	assert_differs(&r, "submission", AT_THE_END);
	r.run.submitted = -EACCES;
	assert_same(&r);
	assert_seen(&r, r.program->ret, -ENODEV, "submission", AT_THE_END);
	assert_seen(&r, r.run.submitted, -EBUSY, "submission", AT_THE_END);
	r.program->cc = 0;
	r.run.submitted = 0;
	r.program->during = &clear;
	r.run.results = &done;
	r.run.n_results = 1;
	assert_differs(&r, "clear", AT_THE_END);
	done.ret = 0;
	assert_same(&r);
	assert_seen(&r, r.run.interrupts, 0, "interrupts", AT_THE_END);
	/* Status without a reader is not judged. */
	r.program->hidden_end = true;
	r.run.interrupts = 0;
	assert_same(&r);
	finish(&r);
}

static void transfers_in_channel_are_compared(void **state)
{
	struct replayed r;

	replay_until(&r, 0x08);
	assert_true(r.program->steps[1].ccw.tic);
	assert_seen(&r, r.program->steps[1].ccw.addr, 0x100, "address", 1);
	assert_seen(&r, r.run.steps[1].ccw.cmd, 0x03, "command", 1);
	finish(&r);
}

/* How far the command had come then is not known. */
static void path_went_away(struct replayed *r, bool away)
{
	const u8 change = away ? CSS_CSTAT_INTERFACE : r->program->irb[9] & CSS_CSTAT_INTERFACE;

	r->program->irb[9] ^= change;
	r->program->scsw[9] ^= change;
	r->run.irb.scsw.cstat ^= change;
}

/* Bytes 14 and 15 of an IRB: of a logout, what is valid, and how far the command had come. */
static void logout_is_compared(struct replayed *r)
{
	u8 *recorded = r->program->irb;

	r->run.irb.esw.logout |= cpu_to_be32(0x5402);
	assert_same(r);
	recorded[14] = 0x54;
	assert_differs(r, "IRB ESW", AT_THE_END);
	recorded[15] = 0x02;
	assert_same(r);
	r->run.irb.esw.logout &= cpu_to_be32(0xffff0000);
	assert_differs(r, "IRB ESW", AT_THE_END);
	r->run.irb.esw.logout |= cpu_to_be32(0x5404);
	assert_differs(r, "IRB ESW", AT_THE_END);
	path_went_away(r, true);
	assert_same(r);
	recorded[14] = 0x55;
	assert_differs(r, "IRB ESW", AT_THE_END);
	path_went_away(r, false);
	r->run.irb.esw.logout &= cpu_to_be32(0xffff0000);
	recorded[14] = 0;
	recorded[15] = 0;
	assert_same(r);
}

/* Bytes 0 to 3 of an SCSW and an IRB: flags, controls. */
static void orb_behind_a_clear_is_not_compared(struct replayed *r)
{
	u8 *scsw = r->program->scsw, *irb = r->program->irb;
	const u8 flags = scsw[1], controls = scsw[2];

	scsw[2] = CSS_FCTL_CLEAR >> 8;
	irb[2] = scsw[2];
	r->run.irb.scsw.ctrl = cpu_to_be16(irb[2] << 8 | irb[3]);
	assert_same(r);
	scsw[1] = flags ^ CSS_SCSW_F;
	irb[1] = scsw[1];
	assert_same(r);
	scsw[1] = flags ^ CSS_SCSW_Z;
	assert_differs(r, "SCSW flags", AT_THE_END);
	scsw[1] = flags;
	irb[1] = flags;
	scsw[2] = controls;
	irb[2] = controls;
	r->run.irb.scsw.ctrl = cpu_to_be16(irb[2] << 8 | irb[3]);
	assert_same(r);
}

static void the_end_is_compared(void **state)
{
	struct replayed r;
	struct run *run = &r.run;

	replay_until(&r, 0x86);
	assert_seen(&r, r.program->scsw[0], 0x01, "SCSW flags", AT_THE_END);
	assert_seen(&r, r.program->scsw[3], 0x17, "SCSW controls", AT_THE_END);
	assert_seen(&r, r.program->scsw[7], 0x01, "SCSW CCW address", AT_THE_END);
	assert_seen(&r, r.program->scsw[8], 0x0d, "SCSW unit status", AT_THE_END);
	assert_seen(&r, r.program->scsw[9], 0x40, "SCSW channel status", AT_THE_END);
	assert_seen(&r, r.program->scsw[11], 0x01, "SCSW count", AT_THE_END);
	assert_seen(&r, r.program->irb[11], 0x01, "IRB SCSW", AT_THE_END);
	assert_seen(&r, r.program->irb[13], 0x40, "IRB ESW", AT_THE_END);
	logout_is_compared(&r);
	orb_behind_a_clear_is_not_compared(&r);
	assert_seen(&r, r.program->irb[63], 0x40, "IRB ECW", AT_THE_END);
	assert_seen(&r, run->irb.emw[31], 0x40, "IRB EMW", AT_THE_END);
	assert_seen(&r, run->interrupts, 2, "interrupts", AT_THE_END);
	assert_seen(&r, run->violations, 1, "violations", AT_THE_END);
	assert_seen(&r, run->endless, true, "end", AT_THE_END);
	assert_seen(&r, run->submitted, -EBUSY, "submission", AT_THE_END);
	finish(&r);
}

static void sense_is_compared(void **state)
{
	struct replayed r;

	replay_until(&r, 0x08);
	assert_seen(&r, r.run.irb.ecw[31], 0x99, "sense", AT_THE_END);
	finish(&r);
}

/* The same program again, but a byte that the recording says was read is another. */
static void guest_memory_is_compared(void **state)
{
	struct replayed r;
	u8 *byte;

	replay_until(&r, 0x86);
	byte = (u8 *)&r.program->steps[2].in.data[100];
	*byte ^= 1;
	run_free(&r.run);
	runner_run(r.runner, r.program, &r.run);
	assert_false(r.run.memory_ok);
	assert_int_equal(r.run.surprise.addr, r.program->steps[2].ccw.cda + 100);
	assert_int_equal(r.run.surprise.bytes, 1);
	assert_differs(&r, "guest memory", AT_THE_END);
	finish(&r);
}

/* A program that begins with a transfer to itself never ends by itself. */
static void endless_program_is_stopped(void **state)
{
	struct replayed r;
	struct rec_program loop;
	struct rec_ccw ccws[2];

	replay_until(&r, 0x08);
	loop = *r.program;
	memcpy(ccws, loop.ccws, sizeof(ccws));
	ccws[1].raw[4] = (u8)(ccws[0].addr >> 24);
	ccws[1].raw[5] = (u8)(ccws[0].addr >> 16);
	ccws[1].raw[6] = (u8)(ccws[0].addr >> 8);
	ccws[1].raw[7] = (u8)ccws[0].addr;
	loop.ccws = ccws;
	loop.n_ccws = 2;
	run_free(&r.run);
	runner_run(r.runner, &loop, &r.run);
	assert_true(r.run.endless);
	assert_differs(&r, "end", AT_THE_END);
	run_free(&r.run);
	runner_run(r.runner, r.program, &r.run);
	compare_run(r.program, &r.run, &r.exceptions, &r.verdict);
	assert_true(verdict_agrees(&r.verdict));
	verdict_free(&r.verdict);
	finish(&r);
}

/* ---- Exceptions ---- */

static bool read_exceptions(const char *text, struct exceptions *ex, struct problem *problem)
{
	char path[] = "/tmp/exceptions-XXXXXX";
	int fd = mkstemp(path);
	bool ok;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	ok = exceptions_read(ex, path, "dasd-ro", problem);
	unlink(path);
	return ok;
}

static void an_exception_excuses_its_difference_alone(void **state)
{
	struct problem problem;
	struct replayed r;

	replay_until(&r, 0x86);
	assert_true(read_exceptions("{\"exceptions\":["
		"{\"recording\":\"dasd-rw\",\"seq\":100,\"what\":\"x\",\"reason\":\"no\"},"
		"{\"recording\":\"dasd-ro\",\"seq\":100,\"ccw\":3,\"what\":\"unit status\","
		"\"reason\":\"because\"}]}", &r.exceptions, &problem));
	assert_int_equal(r.exceptions.n, 1);
	assert_false(r.exceptions.list[0].met);
	assert_seen(&r, r.program->steps[1].dstat, 0x0d, "unit status", 1);
	assert_false(r.exceptions.list[0].met);
	r.program->steps[2].dstat = 0x0d;
	compare_run(r.program, &r.run, &r.exceptions, &r.verdict);
	assert_true(verdict_agrees(&r.verdict));
	assert_int_equal(r.verdict.n, 1);
	assert_int_equal(strcmp(r.verdict.differences[0].excepted, "because"), 0);
	assert_true(r.exceptions.list[0].met);
	verdict_free(&r.verdict);
	finish(&r);
}

static void assert_said(const struct problem *problem, const char *what)
{
	if (!strstr(problem->text, what))
		fail_msg("\"%s\" lacks \"%s\"", problem->text, what);
}

static void malformed_exceptions_are_refused(void **state)
{
	static const char *const texts[][2] = {
		{ "{", "is not JSON" },
		{ "{}", "has no array" },
		{ "{\"exceptions\":[{\"recording\":\"dasd-ro\",\"seq\":1,\"what\":\"x\"}]}",
		  "gives no \"reason\"" },
		{ "{\"exceptions\":[{\"recording\":\"dasd-ro\",\"seq\":1,\"what\":\"x\","
		  "\"reason\":\"\"}]}", "gives no \"reason\"" },
		{ "{\"exceptions\":[7]}", "exception 1 is no object" },
	};
	/* Behind a sound one, with the members that each needs, but for the one that is there. */
	static const char *const members[][3] = {
		{ "other", "\"seq\":1", "exception 2 has \"other\", which means nothing" },
		{ "what", "\"seq\":1", "exception 2 lacks \"what\"" },
		{ "recording", "\"seq\":1", "exception 2 lacks the name" },
		{ "", "\"ccw\":1", "exception 2 has no \"seq\", \"command\" or \"when\"" },
		{ "", "\"seq\":-1", "\"seq\" that is neither a number from 0 on" },
		{ "", "\"seq\":\"5\"", "\"seq\" that is neither" },
		{ "", "\"seq\":\"5-\"", "\"seq\" that is neither" },
		{ "", "\"seq\":\"5-4\"", "\"seq\" that is neither" },
		{ "", "\"seq\":\"4-5-6\"", "\"seq\" that is neither" },
		{ "", "\"seq\":\"-5-6\"", "\"seq\" that is neither" },
		{ "", "\"seq\":[4]", "\"seq\" that is neither" },
		{ "", "\"seq\":1,\"ccw\":0", "\"ccw\" that is neither a number from 1 on" },
		{ "", "\"seq\":1,\"ccw\":\"0-2\"", "\"ccw\" that is neither" },
		{ "", "\"command\":18", "\"command\" that is neither" },
		{ "", "\"command\":\"1\"", "\"command\" that is neither" },
		{ "", "\"command\":\"read-everything\"", "\"command\" that is neither" },
		{ "", "\"command\":[\"12\",7]", "\"command\" that is neither" },
		{ "", "\"command\":[]", "no command in \"command\"" },
		{ "", "\"when\":\"never\"", "\"when\" that is none of \"in-domain\"" },
		{ "", "\"when\":1", "\"when\" that is none of" },
		{ "what", "\"seq\":1,\"what\":[]", "no word in \"what\"" },
		{ "what", "\"seq\":1,\"what\":[\"x\",1]", "neither a word nor a list" },
		{ "what", "\"seq\":1,\"what\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\","
		  "\"9\"]", "more words" },
	};
	struct exceptions ex;
	struct problem problem;
	char text[512];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_false(read_exceptions(texts[i][0], &ex, &problem));
		assert_said(&problem, texts[i][1]);
	}
	for (i = 0; i < ARRAY_SIZE(members); i++) {
		const char *gone = members[i][0];

		snprintf(text, sizeof(text), "{\"exceptions\":[{\"recording\":\"x\",\"seq\":1,"
			 "\"what\":\"x\",\"reason\":\"y\"},{%s,\"reason\":\"y\"%s%s%s}]}",
			 members[i][1],
			 strcmp(gone, "recording") ? ",\"recording\":\"dasd-ro\"" : "",
			 strcmp(gone, "what") ? ",\"what\":\"x\"" : "",
			 strcmp(gone, "other") ? "" : ",\"other\":1");
		assert_false(read_exceptions(text, &ex, &problem));
		assert_said(&problem, members[i][2]);
	}
}

/* ---- Patterns ---- */

static u8 locate_parameters[16] = { 0x06, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2 };
static u8 counts[][8] = {
	{ 0, 0, 0, 1, 2 }, { 0, 0, 0, 1, 3 }, { 0, 0, 0, 1, 1 }, { 0, 0, 0, 1, 2 },
};

/* Locate Record, three Read Counts in its domain of three, one behind it. */
static struct rec_step counting[] = {
	{ .ccw = { .cmd = 0x47, .out = { locate_parameters, 16, false } }, .xcmd = 0x47 },
	{ .ccw.cmd = 0x12, .xcmd = 0x12, .in = { counts[0], 8, false } },
	{ .ccw.cmd = 0x12, .xcmd = 0x12, .in = { counts[1], 8, false } },
	{ .ccw = { .cmd = 0x08, .tic = true } },
	{ .ccw.cmd = 0x92, .xcmd = 0x92, .in = { counts[2], 8, false } },
	{ .ccw.cmd = 0x12, .xcmd = 0x12, .in = { counts[3], 8, false } },
};

static struct rec_program counting_program = {
	.seq = 70, .steps = counting, .n_steps = ARRAY_SIZE(counting),
};

/* The CCWs, from 1, at which a difference in the data that came in is excepted; a 0 behind them. */
static void assert_excepted(const char *members, const u32 *ccws)
{
	struct exception_place place = { &counting_program, 70, 0 };
	struct problem problem;
	struct exceptions ex;
	char text[512];

	snprintf(text, sizeof(text), "{\"exceptions\":[{\"recording\":\"dasd-*\",%s,"
		 "\"what\":[\"data in\",\"guest memory\"],\"reason\":\"y\"}]}", members);
	if (!read_exceptions(text, &ex, &problem))
		fail_msg("%s", problem.text);
	assert_int_equal(ex.n, 1);
	for (place.step = 0; place.step < ARRAY_SIZE(counting); place.step++) {
		bool excepted = exceptions_find(&ex, &place, "data in");

		if (excepted != (*ccws == place.step + 1))
			fail_msg("%s: CCW %u is%s excepted", members, place.step + 1,
				 excepted ? "" : " not");
		ccws += excepted;
		assert_null(exceptions_find(&ex, &place, "residual"));
	}
	exceptions_free(&ex);
}

static bool excepted_at_the_end(const char *members, u64 seq)
{
	const struct exception_place place = { &counting_program, seq, AT_THE_END };
	struct problem problem;
	struct exceptions ex;
	bool excepted;
	char text[512];

	snprintf(text, sizeof(text), "{\"exceptions\":[{\"recording\":\"dasd-ro\",%s,"
		 "\"what\":\"guest memory\",\"reason\":\"y\"}]}", members);
	assert_true(read_exceptions(text, &ex, &problem));
	excepted = exceptions_find(&ex, &place, "guest memory");
	assert_int_equal(ex.list[0].met, excepted);
	exceptions_free(&ex);
	return excepted;
}

static void exceptions_have_ranges_and_patterns(void **state)
{
	assert_excepted("\"seq\":70,\"ccw\":3", (const u32 []){ 3, 0 });
	assert_excepted("\"seq\":\"60-70\",\"ccw\":\"2-3\"", (const u32 []){ 2, 3, 0 });
	assert_excepted("\"seq\":\"71-80\",\"ccw\":\"2-3\"", (const u32 []){ 0 });
	assert_excepted("\"command\":\"12\"", (const u32 []){ 2, 3, 6, 0 });
	assert_excepted("\"command\":[\"47\",\"92\"]", (const u32 []){ 1, 5, 0 });
	assert_excepted("\"command\":\"read-count\"", (const u32 []){ 2, 3, 5, 6, 0 });
	assert_excepted("\"command\":\"12\",\"ccw\":\"3-9\"", (const u32 []){ 3, 6, 0 });
	assert_excepted("\"command\":\"read-count\",\"when\":\"in-domain\"",
			(const u32 []){ 2, 3, 5, 0 });
	assert_excepted("\"when\":\"wraps\"", (const u32 []){ 5, 0 });
	assert_excepted("\"when\":\"wraps\",\"seq\":69", (const u32 []){ 0 });
	/* The first one is before what was searched for, on the same track. */
	counts[0][4] = 1;
	assert_excepted("\"when\":\"wraps\"", (const u32 []){ 2, 5, 0 });
	counts[0][3] = 2;
	assert_excepted("\"when\":\"wraps\"", (const u32 []){ 5, 0 });
	counts[0][3] = 1;
	counts[0][4] = 2;
}

static void what_is_seen_at_the_end_comes_of_a_ccw(void **state)
{
	assert_true(excepted_at_the_end("\"seq\":70", 70));
	assert_false(excepted_at_the_end("\"seq\":70", 71));
	assert_false(excepted_at_the_end("\"seq\":70,\"ccw\":1", 70));
	assert_true(excepted_at_the_end("\"command\":\"92\"", 70));
	assert_false(excepted_at_the_end("\"command\":\"1d\"", 70));
	assert_true(excepted_at_the_end("\"when\":\"wraps\"", 70));
	assert_false(excepted_at_the_end("\"when\":\"wraps\",\"command\":\"12\"", 70));
}

static const struct CMUnitTest compare_cases[] = {
	cmocka_unit_test(each_ccw_is_compared),
	cmocka_unit_test(nothing_sent_is_compared),
	cmocka_unit_test(status_of_a_mounted_tape_is_compared),
	cmocka_unit_test(what_is_no_program_is_compared),
	cmocka_unit_test(refusals_and_midsts_are_compared),
	cmocka_unit_test(transfers_in_channel_are_compared),
	cmocka_unit_test(the_end_is_compared),
	cmocka_unit_test(sense_is_compared),
	cmocka_unit_test(guest_memory_is_compared),
	cmocka_unit_test(endless_program_is_stopped),
	cmocka_unit_test(an_exception_excuses_its_difference_alone),
	cmocka_unit_test(malformed_exceptions_are_refused),
	cmocka_unit_test(exceptions_have_ranges_and_patterns),
	cmocka_unit_test(what_is_seen_at_the_end_comes_of_a_ccw),
};

SUITE(compare)

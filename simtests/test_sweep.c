// SPDX-License-Identifier: GPL-2.0-only
/*
 * The checks of a sweep must be able to fail: valid answers pass, and each invalid one, alone,
 * is found and named.
 */
#include "simtests/suite.h"

#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/invariants.h"
#include "ccwtools/replay/conformance.h"
#include "ccwtools/replay/probe.h"
#include "ccwtools/replay/sweep_points.h"
#include "ccwtools/replay/sweep_pool.h"

#define CPA	0x1000u
#define TAKEN	((ssize_t)sizeof(struct ccw_io_region))
#define NORMAL	(CSS_FCTL_START | CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY | CSS_STCTL_PENDING)
#define ALERT	(NORMAL | CSS_STCTL_ALERT)
#define ENDED	(CSS_DSTAT_CE | CSS_DSTAT_DE)

/* ---- A program of two CCWs, and its answer ---- */

static struct rec_ccw ccws[] = {
	{ .addr = CPA, .cmd = 0x07, .count = 6, .flags = CSS_CCW_CC },
	{ .addr = CPA + 8, .cmd = 0x06, .count = 100 },
};

static struct rec_program program = { .ccws = ccws, .n_ccws = 2 };
static struct run run;
static struct reply reply;

static void set_scsw(struct css_irb *irb, u16 flags, u16 ctrl, u8 dstat, u8 cstat)
{
	irb->scsw.flags = cpu_to_be16(flags | CSS_SCSW_F | CSS_SCSW_P);
	irb->scsw.ctrl = cpu_to_be16(ctrl);
	irb->scsw.dstat = dstat;
	irb->scsw.cstat = cstat;
}

static void set_unit_check(struct css_irb *irb)
{
	set_scsw(irb, CSS_SCSW_E, ALERT, ENDED | CSS_DSTAT_UC, 0);
	irb->esw.erw = cpu_to_be32(CSS_ERW_CONS | 2 << CSS_ERW_SCNT_SHIFT);
	irb->ecw[0] = 0x10;
	irb->ecw[1] = 0x42;
}

static void set_unsolicited(struct css_irb *irb)
{
	set_scsw(irb, 0, CSS_STCTL_ALERT | CSS_STCTL_PENDING, CSS_DSTAT_ATTENTION, 0);
}

/* As the program ends without faults. */
static void as_recorded(void)
{
	program.orb.ctrl = cpu_to_be32(CSS_ORB_F | CSS_ORB_P | CSS_ORB_LPM);
	program.orb.cpa = cpu_to_be32(CPA);
	memset(&run, 0, sizeof(run));
	run.submitted = TAKEN;
	run.n_steps = 2;
	run.memory_partly = true;
	set_scsw(&run.irb, 0, NORMAL, ENDED, 0);
	run.irb.scsw.cpa = cpu_to_be32(CPA + 16);
	reply = (struct reply){ .program = &program, .run = &run, .agrees = true };
}

static void as_refused(int error)
{
	as_recorded();
	memset(&run.irb, 0, sizeof(run.irb));
	run.n_steps = 0;
	run.submitted = -error;
	reply.agrees = false;
}

static void as_silent(void)
{
	as_recorded();
	memset(&run.irb, 0, sizeof(run.irb));
	reply.agrees = false;
}

static void as_channel_check(u8 cstat, u16 flags)
{
	as_recorded();
	set_scsw(&run.irb, flags, ALERT, 0, cstat);
	reply.agrees = false;
}

static void as_deferred(u8 cc)
{
	as_recorded();
	set_scsw(&run.irb, (u16)(cc << CSS_SCSW_CC_SHIFT) | (cc == 3 ? CSS_SCSW_N : 0),
		 cc == 3 ? ALERT : CSS_FCTL_START | CSS_STCTL_ALERT | CSS_STCTL_PENDING, 0, 0);
	run.irb.scsw.cpa = cpu_to_be32(CPA);
	run.n_steps = 0;
	reply.agrees = false;
}

static void assert_legal(void)
{
	struct text why = { 0 };

	if (!reply_conforms(&reply, &why))
		fail_msg("%s", why.buf);
}

static void assert_illegal(const char *because)
{
	struct text why = { 0 };

	assert_false(reply_conforms(&reply, &why));
	if (!strstr(why.buf, because))
		fail_msg("\"%s\" instead of \"%s\"", why.buf, because);
}

/* ---- IRBs ---- */

static void answers_that_are_legal(void **state)
{
	as_recorded();
	assert_legal();
	set_unit_check(&run.irb);
	assert_legal();
	as_recorded();
	set_unsolicited(&run.more[run.n_more++]);
	assert_legal();
	as_channel_check(CSS_CSTAT_INTERFACE, CSS_SCSW_L);
	assert_legal();
	as_channel_check(CSS_CSTAT_PROGRAM, 0);
	assert_legal();
	as_deferred(1);
	assert_legal();
	as_deferred(3);
	assert_legal();
	as_silent();
	assert_legal();
	as_refused(EBUSY);
	assert_legal();
}

static void set_ctrl(u16 on, u16 off)
{
	u16 ctrl = be16_to_cpu(run.irb.scsw.ctrl);

	run.irb.scsw.ctrl = cpu_to_be16((ctrl | on) & (u16)~off);
}

static void set_flags(u16 on, u16 off)
{
	u16 flags = be16_to_cpu(run.irb.scsw.flags);

	run.irb.scsw.flags = cpu_to_be16((flags | on) & (u16)~off);
}

static void each_rule_for_all_status(void **state)
{
	as_recorded();
	set_ctrl(0, CSS_STCTL_PENDING);
	assert_illegal("not pending");
	as_recorded();
	set_ctrl(CSS_FCTL_CLEAR, 0);
	assert_illegal("do not go together");
	as_channel_check(CSS_CSTAT_PROGRAM, 0);
	set_ctrl(0, CSS_STCTL_ALERT);
	assert_illegal("no alert");
	as_recorded();
	set_ctrl(CSS_STCTL_ALERT, 0);
	assert_illegal("nothing unusual");
	as_channel_check(CSS_CSTAT_INTERFACE, 0);
	assert_illegal("logout");
	as_channel_check(CSS_CSTAT_PROGRAM, CSS_SCSW_L);
	assert_illegal("logout");
}

static void sense_goes_with_its_marks(void **state)
{
	as_recorded();
	set_unit_check(&run.irb);
	run.irb.esw.erw = 0;
	assert_illegal("sense");
	set_unit_check(&run.irb);
	run.irb.esw.erw = cpu_to_be32(CSS_ERW_CONS);
	assert_illegal("sense");
	set_unit_check(&run.irb);
	set_flags(0, CSS_SCSW_E);
	assert_illegal("sense");
	as_recorded();
	run.irb.ecw[31] = 1;
	assert_illegal("sense");
}

static void no_host_storage_is_named(void **state)
{
	as_recorded();
	run.irb.esw.fsa[1] = cpu_to_be32(1);
	assert_illegal("host storage");
	as_recorded();
	run.irb.esw.erw = cpu_to_be32(CSS_ERW_FSAVF);
	assert_illegal("host storage");
	as_recorded();
	run.irb.esw.secondary_cpa = cpu_to_be32(CPA);
	assert_illegal("host storage");
	as_recorded();
	run.irb.emw[0] = 1;
	assert_illegal("host storage");
	as_recorded();
	run.irb.scsw.cpa = cpu_to_be32(0x40000010);
	assert_illegal("not of the program");
}

static void each_rule_for_a_start(void **state)
{
	as_recorded();
	run.irb.scsw.count = cpu_to_be16(101);
	assert_illegal("a count");
	as_recorded();
	set_flags(CSS_SCSW_S, 0);
	assert_illegal("flags");
	as_recorded();
	set_flags(0, CSS_SCSW_F);
	assert_illegal("flags");
	as_recorded();
	set_ctrl(CSS_ACTL_DEVACT, 0);
	assert_illegal("activity");
	set_ctrl(CSS_ACTL_SCHACT, CSS_ACTL_DEVACT | CSS_STCTL_SECONDARY);
	assert_illegal("activity");
	as_deferred(3);
	set_flags(0, CSS_SCSW_N);
	assert_illegal("deferred condition code");
	as_deferred(2);
	assert_illegal("deferred condition code");
	as_deferred(1);
	run.irb.scsw.cstat = CSS_CSTAT_PROGRAM;
	assert_illegal("deferred condition code");
	/* The first CCW had its flag before the device refused it. */
	as_deferred(1);
	run.irb.scsw.cstat = CSS_CSTAT_PCI;
	assert_legal();
	as_recorded();
	run.irb.scsw.dstat = CSS_DSTAT_CE;
	assert_illegal("without an end");
}

/* ---- Answers as a whole ---- */

static void answers_that_are_not_legal(void **state)
{
	as_refused(ENOENT);
	assert_illegal("errno");
	as_refused(EBUSY);
	run.n_steps = 1;
	assert_illegal("executed");
	as_refused(EBUSY);
	set_scsw(&run.irb, 0, NORMAL, ENDED, 0);
	assert_illegal("has status");
	as_recorded();
	run.submitted = 24;
	assert_illegal("another length");
	as_recorded();
	run.memory_partly = false;
	assert_illegal("guest memory");
	reply.follows = true;
	assert_legal();
	as_recorded();
	run.more[run.n_more++] = run.irb;
	assert_illegal("second time");
	set_ctrl(0, CSS_STCTL_PENDING);
	run.more[0].scsw.ctrl = run.irb.scsw.ctrl;
	set_ctrl(CSS_STCTL_PENDING, 0);
	assert_illegal("not pending");
}

/* ---- What a fault leads to ---- */

static struct sim_fault fault_of(enum sim_fault_when when, enum sim_fault_what what, u64 arg)
{
	return (struct sim_fault){ .when = when, .what = what, .arg = arg };
}

static void judge(const struct sim_fault *fault, bool good)
{
	struct text why = { 0 };

	assert_legal();
	if (reply_conforms_to_fault(&reply, fault, &why) == good)
		return;
	fail_msg("fault %u at %u: %s", fault->what, fault->when,
		 good ? why.buf : "was let through");
}

static void what_a_start_is_answered(void **state)
{
	struct sim_fault fault = fault_of(SIM_WHEN_START, SIM_FAULT_CC, 1);

	as_refused(EBUSY);
	judge(&fault, true);
	as_refused(ENODEV);
	judge(&fault, false);
	fault.arg = 3;
	judge(&fault, true);
	as_refused(EACCES);
	judge(&fault, false);
	reply.other_paths = true;
	judge(&fault, true);
	as_recorded();
	judge(&fault, false);
	fault = fault_of(SIM_WHEN_START, SIM_FAULT_DEFERRED_CC, 3);
	judge(&fault, false);
	as_deferred(1);
	judge(&fault, false);
	as_deferred(3);
	judge(&fault, true);
	run.n_steps = 1;
	judge(&fault, false);
}

static void what_a_program_is_answered(void **state)
{
	struct sim_fault fault = fault_of(SIM_WHEN_CCW, SIM_FAULT_CHANNEL_CHECK, CSS_CSTAT_DATA);

	as_recorded();
	judge(&fault, false);
	as_channel_check(CSS_CSTAT_DATA | CSS_CSTAT_IL, CSS_SCSW_L);
	judge(&fault, true);
	as_channel_check(CSS_CSTAT_CONTROL, CSS_SCSW_L);
	judge(&fault, false);
	as_recorded();
	fault.when = SIM_WHEN_TIME;
	judge(&fault, true);
	fault = fault_of(SIM_WHEN_CCW, SIM_FAULT_UNIT_CHECK, 0);
	fault.sense[0] = 0x10;
	fault.sense_len = 2;
	set_unit_check(&run.irb);
	reply.agrees = false;
	judge(&fault, false);
	fault.sense[1] = 0x42;
	judge(&fault, true);
	run.irb.scsw.dstat |= CSS_DSTAT_UX;
	judge(&fault, false);
}

static void what_an_interrupt_comes_to(void **state)
{
	struct sim_fault fault = fault_of(SIM_WHEN_INTERRUPT, SIM_FAULT_INT_LOSE, 0);

	as_recorded();
	judge(&fault, false);
	as_silent();
	judge(&fault, true);
	fault.what = SIM_FAULT_INT_DOUBLE;
	judge(&fault, false);
	as_recorded();
	judge(&fault, true);
	set_unsolicited(&run.more[run.n_more++]);
	judge(&fault, false);
	fault = fault_of(SIM_WHEN_INTERRUPT, SIM_FAULT_UNSOLICITED, CSS_DSTAT_ATTENTION);
	judge(&fault, true);
	fault.arg = CSS_DSTAT_ATTENTION | CSS_DSTAT_DE;
	judge(&fault, false);
	as_recorded();
	judge(&fault, false);
}

static void what_a_loss_comes_to(void **state)
{
	struct sim_fault fault = fault_of(SIM_WHEN_START, SIM_FAULT_PATH_OFF, 0x40);

	as_refused(ENODEV);
	judge(&fault, false);
	reply.crws = 1;
	judge(&fault, true);
	reply.other_paths = true;
	judge(&fault, false);
	as_recorded();
	reply.agrees = false;
	reply.crws = 1;
	judge(&fault, false);
	reply.other_paths = true;
	judge(&fault, true);
	fault.when = SIM_WHEN_CCW;
	judge(&fault, false);
	as_channel_check(CSS_CSTAT_INTERFACE, CSS_SCSW_L);
	reply.crws = 1;
	judge(&fault, true);
	fault.what = SIM_FAULT_DEVICE_GONE;
	judge(&fault, false);
	as_silent();
	reply.crws = 1;
	judge(&fault, true);
	fault.when = SIM_WHEN_INTERRUPT;
	judge(&fault, false);
	as_recorded();
	reply.crws = 1;
	judge(&fault, true);
	reply.crws = 2;
	judge(&fault, false);
}

static void what_the_host_refuses(void **state)
{
	struct sim_fault fault = fault_of(SIM_WHEN_PIN, SIM_FAULT_ERRNO, EAGAIN);

	as_refused(EAGAIN);
	judge(&fault, true);
	as_refused(ENOMEM);
	judge(&fault, false);
	fault.when = SIM_WHEN_ALLOC;
	judge(&fault, true);
	fault = fault_of(SIM_WHEN_PIN, SIM_FAULT_ERRNO, EFAULT);
	judge(&fault, false);
	as_channel_check(CSS_CSTAT_PROGRAM, 0);
	judge(&fault, true);
	as_recorded();
	judge(&fault, true);
	reply.agrees = false;
	judge(&fault, false);
}

/* ---- Invariants ---- */

static void assert_broken(const struct aftermath *after, const char *because)
{
	struct text why = { 0 };

	assert_false(invariants_hold(after, &why));
	assert_non_null(strstr(why.buf, because));
}

static void each_invariant_can_be_broken(void **state)
{
	const struct aftermath good = { .state = VFIO_CCW_IDLE };
	struct aftermath after = good;
	struct text why = { 0 };

	assert_true(invariants_hold(&after, &why));
	after.endless = true;
	assert_broken(&after, "does not end");
	after = good;
	after.violations = 1;
	assert_broken(&after, "outside");
	after = good;
	after.held_pages = 1;
	assert_broken(&after, "pinned");
	after = good;
	after.pending = CSS_FCTL_CLEAR;
	assert_broken(&after, "still to come");
	after = good;
	after.irb_waits = true;
	assert_broken(&after, "not told");
	after = good;
	after.busy = true;
	assert_broken(&after, "busy");
	after = good;
	after.state = VFIO_CCW_CP_PENDING;
	assert_broken(&after, "CP_PENDING instead of IDLE");
	after.state = VFIO_CCW_NOT_OPER;
	assert_broken(&after, "NOT_OPER instead of IDLE");
	after.gone = true;
	assert_true(invariants_hold(&after, &why));
	after.state = VFIO_CCW_IDLE;
	assert_broken(&after, "IDLE instead of NOT_OPER");
}

static void each_leftover_is_found(void **state)
{
	const struct leftover none = { .state = VFIO_CCW_STANDBY };
	struct leftover left[4] = { none, none, none, none };
	struct text why = { 0 };
	size_t i;

	assert_true(nothing_is_left(&none, &why));
	left[0].blocks = 1;
	left[1].held_pages = 1;
	left[2].held_channel = 1;
	left[3].state = VFIO_CCW_IDLE;
	for (i = 0; i < ARRAY_SIZE(left); i++)
		assert_false(nothing_is_left(&left[i], &why));
}

/* ---- The probe ---- */

static bool probe_passes(const struct probe *probe, const struct css_irb *irb)
{
	struct text why = { 0 };

	return probe_judge(probe, irb, &why);
}

static void the_probe_is_particular(void **state)
{
	struct sim_image medium = { .size = 1 };
	struct probe probe = { .family = FAMILY_DASD, .medium = &medium };

	as_recorded();
	assert_true(probe_passes(&probe, &run.irb));
	run.irb.scsw.cstat = CSS_CSTAT_IL;
	assert_false(probe_passes(&probe, &run.irb));
	as_silent();
	assert_false(probe_passes(&probe, &run.irb));
	as_recorded();
	set_unit_check(&run.irb);
	run.irb.ecw[0] = 0x40;
	assert_false(probe_passes(&probe, &run.irb));
	probe.family = FAMILY_TAPE;
	assert_true(probe_passes(&probe, &run.irb));
	run.irb.ecw[0] = 0x10;
	assert_false(probe_passes(&probe, &run.irb));
	medium.size = 0;
	assert_true(probe_passes(&probe, &run.irb));
}

/* ---- Points ---- */

static struct sweep_points some_points(void)
{
	struct sweep_points points = {
		.chpid = 0x40, .start = 7, .ccws = 3, .interrupts = { 9, 2 }, .pins = { 20, 4 },
		.reads = { 30, 5 }, .allocs = { 40, 1 },
	};

	sweep_note_time(&points, 1500);
	sweep_note_time(&points, 2000);
	sweep_note_time(&points, 1500);
	return points;
}

/* A failure that is reported as a line of text must reproduce that fault. */
static void assert_same_as_text(const struct sim_fault *fault)
{
	char line[SIM_PLAN_LINE + 1], again[SIM_PLAN_LINE + 1];
	struct sim_plan_error error;
	struct sim_plan plan;
	u32 len = sim_fault_format(fault, line);

	if (sim_plan_parse(line, len, &plan, &error))
		fail_msg("%s: %s", line, error.message);
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.faults[0].when, fault->when);
	assert_int_equal(plan.faults[0].n, fault->n);
	assert_int_equal(max(plan.faults[0].n, plan.faults[0].last), max(fault->n, fault->last));
	assert_int_equal(plan.faults[0].ccw, fault->ccw);
	assert_int_equal(plan.faults[0].what, fault->what);
	assert_int_equal(plan.faults[0].arg, fault->arg);
	assert_memory_equal(plan.faults[0].sense, fault->sense, CSS_SENSE_SIZE);
	sim_fault_format(plan.faults, again);
	assert_memory_equal(line, again, len + 1);
	sim_plan_free(&plan);
}

static void each_kind_at_each_point(void **state)
{
	struct sweep_points points = some_points();
	u32 by_moment[SIM_WHEN_ALLOC + 1] = { 0 };
	u32 kind, n, all = 0;

	assert_int_equal(points.n_times, 2);
	for (kind = 0; kind < SWEEP_KINDS; kind++)
		for (n = 0; n < sweep_count(&points, kind); n++, all++) {
			const struct sim_fault fault = sweep_fault(&points, kind, n);

			assert_same_as_text(&fault);
			by_moment[fault.when]++;
		}
	assert_int_equal(all, sweep_count_all(&points));
	for (n = 0; n <= SIM_WHEN_ALLOC; n++)
		assert_int_not_equal(by_moment[n], 0);
	assert_int_equal(by_moment[SIM_WHEN_CCW] % 3, 0);
	assert_int_equal(by_moment[SIM_WHEN_PIN] % 4, 0);
	assert_int_equal(by_moment[SIM_WHEN_READ] % 5, 0);
}

static void there_is_room_for_so_many_times(void **state)
{
	struct sweep_points points = { 0 };
	u32 i;

	for (i = 0; i < 2 * SWEEP_TIMES; i++)
		sweep_note_time(&points, i);
	assert_int_equal(points.n_times, SWEEP_TIMES);
}

/* ---- Copies of the process ---- */

struct task {
	u32 how;
	u32 over;
	char why[200];
};

static bool do_task(void *data, struct text *why)
{
	const struct task *task = data;

	if (task->how == 2)
		platform_assert(task->how == 0);
	text_add(why, "task %u", task->how);
	return task->how == 0;
}

static void task_over(void *data, const char *why)
{
	struct task *task = data;

	task->over++;
	snprintf(task->why, sizeof(task->why), "%s", why ? why : "well");
}

static void copies_say_how_it_went(void **state)
{
	struct sweep_pool *pool = sweep_pool_create(2);
	struct task tasks[9] = { 0 };
	u32 i;

	assert_non_null(pool);
	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		const struct sweep_job job = { do_task, task_over, &tasks[i] };

		tasks[i].how = i % 3;
		assert_true(sweep_pool_start(pool, &job));
	}
	sweep_pool_finish(pool);
	sweep_pool_destroy(pool);
	for (i = 0; i < ARRAY_SIZE(tasks); i++) {
		assert_int_equal(tasks[i].over, 1);
		if (i % 3 == 0)
			assert_memory_equal(tasks[i].why, "well", 5);
		else if (i % 3 == 1)
			assert_memory_equal(tasks[i].why, "task 1", 7);
		else
			assert_non_null(strstr(tasks[i].why, "died: simtests/test_"));
	}
}

static const struct CMUnitTest sweep_cases[] = {
	cmocka_unit_test(answers_that_are_legal),
	cmocka_unit_test(each_rule_for_all_status),
	cmocka_unit_test(sense_goes_with_its_marks),
	cmocka_unit_test(no_host_storage_is_named),
	cmocka_unit_test(each_rule_for_a_start),
	cmocka_unit_test(answers_that_are_not_legal),
	cmocka_unit_test(what_a_start_is_answered),
	cmocka_unit_test(what_a_program_is_answered),
	cmocka_unit_test(what_an_interrupt_comes_to),
	cmocka_unit_test(what_a_loss_comes_to),
	cmocka_unit_test(what_the_host_refuses),
	cmocka_unit_test(each_invariant_can_be_broken),
	cmocka_unit_test(each_leftover_is_found),
	cmocka_unit_test(the_probe_is_particular),
	cmocka_unit_test(each_kind_at_each_point),
	cmocka_unit_test(there_is_room_for_so_many_times),
	cmocka_unit_test(copies_say_how_it_went),
};

SUITE(sweep)

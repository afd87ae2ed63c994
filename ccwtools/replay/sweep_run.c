// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "simtests/port/platform.h"
#include "ccwtools/replay/invariants.h"
#include "ccwtools/replay/conformance.h"
#include "ccwtools/replay/stage.h"
#include "ccwtools/replay/sweep_run.h"

#define FIRST_CHPID	0x40	/* unless the recording says otherwise */
#define CRWS_MAX	32u	/* more than the queue of the device holds */
#define MAX_EVENTS	10000u

static bool has_other_paths(const struct machine *m)
{
	struct css_schib schib;
	u8 paths = 0;

	if (!sim_stsch(m->sch, &schib))
		paths = schib.pmcw.pim & schib.pmcw.pam;
	return paths & (paths - 1);
}

/* How often the faults of the plan have struck so far. */
static u64 strikes(const struct sim_plan *plan)
{
	u64 n = 0;
	u32 i;

	for (i = 0; i < plan->count; i++)
		n += plan->faults[i].struck;
	return n;
}

/* User space reads one per signal. */
static u32 take_crws(struct machine *m)
{
	struct ccw_crw_region crw;
	u32 n = 0;

	arena_lock(m->arena);
	while (n < CRWS_MAX) {
		vfio_ccw_region_read(&m->vc, VFIO_CCW_REGION_CRW, 0, &crw, sizeof(crw));
		if (!crw.crw)
			break;
		n++;
	}
	arena_unlock(m->arena);
	return n;
}

/* Status of the device's own accord is no difference. */
static bool agrees(struct sweep *sweep, const struct rec_program *program, const struct run *run)
{
	struct run bare = *run;
	struct verdict verdict;
	bool same;

	bare.interrupts -= min_t(u64, run->n_more, bare.interrupts);
	compare_run(program, &bare, sweep->exceptions, &verdict);
	same = verdict_agrees(&verdict);
	verdict_free(&verdict);
	return same;
}

/* A pin of a page that the guest does not have is refused each time. */
static bool is_first_strike(const struct sim_plan *plan, u64 before, u64 now)
{
	return plan->count == 1 && before == 0 &&
	       (now == 1 || (now && plan->faults->what == SIM_FAULT_ERRNO));
}

/*
 * With one strike, the answer is the one that this fault leads to; before any, the
 * recorded one; later it has to be legal.
 */
static bool answer_is_right(const struct sweep *sweep, const struct reply *reply, u64 before,
			    u64 now, struct text *why)
{
	const struct sim_plan *plan = sweep->plan;

	/*
	 * The rules do not cover programs that their user stopped, or that an earlier fault
	 * affects.
	 */
	if (!sweep_can_strike(reply->program) && (now || reply->agrees))
		return true;
	if (!reply_conforms(reply, why))
		return false;
	if (is_first_strike(plan, before, now))
		return reply_conforms_to_fault(reply, plan->faults, why);
	if (now || reply->agrees)
		return true;
	text_add(why, "it differs from what was recorded, and no fault has struck");
	return false;
}

bool sweep_can_strike(const struct rec_program *program)
{
	return !program->cc && !program->ipl && !rec_program_is_disturbed(program);
}

static bool run_one(struct sweep *sweep, u32 index, struct text *why)
{
	const struct rec_program *program = &sweep->recording->programs[index];
	struct machine *m = stage_sim_machine(runner_stage(sweep->runner));
	const bool other_paths = has_other_paths(m);
	u64 before = strikes(sweep->plan);
	struct aftermath after;
	struct reply reply;
	struct run run;
	bool good;

	if (rec_program_is_skipped(program))
		return true;
	runner_run(sweep->runner, program, &run);
	reply = (struct reply){
		.program = program,
		.run = &run,
		.agrees = agrees(sweep, program, &run),
		.follows = before,
		.other_paths = other_paths,
		.crws = take_crws(m),
	};
	after = aftermath_of(m, &run);
	/* One that ended only with its path, which a fault had taken before. */
	if (!sweep_can_strike(program) && strikes(sweep->plan))
		after.endless = false;
	good = invariants_hold(&after, why) && medium_is_right(sweep->medium, why) &&
	       answer_is_right(sweep, &reply, before, strikes(sweep->plan), why);
	run_free(&run);
	return good;
}

/* Add the program's number to the message. */
static bool not_after(const struct rec_program *program, struct text *why)
{
	text_add(why, ", after the program at %" PRIu64, program->seq);
	return false;
}

bool sweep_run_programs(struct sweep *sweep, u32 first, u32 n, struct text *why)
{
	const struct recording *rec = sweep->recording;
	u32 i;

	for (i = first; i < rec->n_programs && i - first < n; i++) {
		if (i > first && !sweep->before(sweep->data, i)) {
			text_add(why, "the operator can do nothing");
			return not_after(&rec->programs[i - 1], why);
		}
		if (!run_one(sweep, i, why))
			return not_after(&rec->programs[i], why);
	}
	return true;
}

u8 sweep_first_chpid(const struct machine *m)
{
	struct css_schib schib;
	u32 i;

	if (sim_stsch(m->sch, &schib))
		return FIRST_CHPID;
	for (i = 0; i < sizeof(schib.pmcw.chpid); i++)
		if (schib.pmcw.pim & schib.pmcw.pam & 0x80 >> i)
			return schib.pmcw.chpid[i];
	return schib.pmcw.chpid[0];
}

/* All paths are varied on again in the end. */
static bool restore_paths(struct machine *m, struct text *why)
{
	struct css_schib schib;
	struct css_irb irb;
	u32 i;

	if (sim_stsch(m->sch, &schib))
		return true;
	for (i = 0; i < sizeof(schib.pmcw.chpid); i++) {
		if (!(schib.pmcw.pim & ~schib.pmcw.pam & 0x80 >> i) ||
		    !css_sim_path_vary(m->sim, schib.pmcw.chpid[i], true))
			continue;
		text_add(why, "the path does not come back");
		return false;
	}
	/* Status that the device has presented meanwhile. */
	machine_run(m, MAX_EVENTS);
	machine_read_irb(m, &irb);
	return true;
}

static bool probe(struct sweep *sweep, struct text *why)
{
	struct machine *m = stage_sim_machine(runner_stage(sweep->runner));
	const struct run none = { 0 };
	struct aftermath after = aftermath_of(m, &none);

	if (after.gone)
		return true;
	if (!probe_run(&sweep->probe, m, why))
		return false;
	after = aftermath_of(m, &none);
	return invariants_hold(&after, why);
}

/* Pages and channel memory are counted in the machine, which must be there for it. */
static bool leave(struct sweep *sweep, struct text *why)
{
	struct machine *m = stage_sim_machine(runner_stage(sweep->runner));
	const struct run none = { 0 };
	struct leftover left = { .gone = aftermath_of(m, &none).gone };

	arena_lock(m->arena);
	vfio_ccw_close(&m->vc);
	arena_unlock(m->arena);
	left.state = m->vc.state;
	left.held_pages = arena_counts(m->arena)->held_pages;
	left.held_channel = arena_counts(m->arena)->held_channel;
	if (!nothing_is_left(&left, why))
		return false;
	runner_destroy(sweep->runner);
	sweep->runner = NULL;
	left.blocks = platform_live_blocks() - sweep->blocks;
	left.bytes = platform_live_bytes();
	return nothing_is_left(&left, why);
}

bool sweep_run_end(struct sweep *sweep, struct text *why)
{
	struct machine *m = stage_sim_machine(runner_stage(sweep->runner));

	if (!restore_paths(m, why) || !probe(sweep, why) ||
	    !medium_is_right(sweep->medium, why)) {
		text_add(why, ", when all was over");
		return false;
	}
	return leave(sweep, why);
}

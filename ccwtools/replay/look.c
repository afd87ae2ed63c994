// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/capture.h"
#include "ccwtools/replay/look.h"
#include "ccwtools/replay/page.h"
#include "ccwtools/recording/arena.h"

/**
 * struct look - a view of a replay
 * @recording: what is looked at
 * @family: what its device is
 * @told: programs that were shown so far
 * @plan: faults, or NULL
 * @struck: how often each of them had struck before this program
 * @strikes: those that struck during it
 * @begun: there is something to see
 * @problem: the recording could not be read once more
 */
struct look {
	const char *capture_path;
	const char *page_path;
	struct capture *capture;
	struct page *page;
	const struct recording *recording;
	enum device_family family;
	u32 told;
	const struct sim_plan *plan;
	u64 struck[SIM_PLAN_FAULTS];
	struct look_strike strikes[SIM_PLAN_FAULTS];
	struct mem_arena *arena;
	bool begun;
	bool failed;
	struct problem problem;
};

struct look *look_create(const char *capture, const char *page)
{
	struct mem_arena *arena;
	struct look *look;

	if (!capture && !page)
		return NULL;
	arena = mem_arena_create();
	look = mem_zalloc(arena, sizeof(*look));
	look->arena = arena;
	look->capture_path = capture;
	look->page_path = page;
	if (capture)
		look->capture = capture_create();
	if (page)
		look->page = page_create();
	return look;
}

void look_destroy(struct look *look)
{
	if (!look)
		return;
	capture_destroy(look->capture);
	page_destroy(look->page);
	mem_arena_destroy(look->arena);
}

void look_plan(struct look *look, const struct sim_plan *plan)
{
	if (look)
		look->plan = plan;
}

void look_begin(struct look *look, const struct report_subject *subject)
{
	if (!look)
		return;
	look->begun = true;
	look->recording = subject->recording;
	look->family = subject->device ? name_family(subject->device) : FAMILY_UNKNOWN;
	if (look->capture && !capture_begin(look->capture, subject, &look->problem))
		look->failed = true;
	if (look->page && !page_begin(look->page, subject, &look->problem))
		look->failed = true;
}

/* Counts go up while a program runs: what struck it is the difference. */
static u32 find_strikes(struct look *look)
{
	u32 i, n = 0;

	for (i = 0; look->plan && i < look->plan->count && i < SIM_PLAN_FAULTS; i++) {
		const struct sim_fault *fault = &look->plan->faults[i];

		if (fault->struck == look->struck[i])
			continue;
		look->strikes[n].fault = fault;
		look->strikes[n++].times = fault->struck - look->struck[i];
		look->struck[i] = fault->struck;
	}
	return n;
}

void look_at_program(struct look *look, enum device_family family,
		     const struct rec_program *program, const struct run *run,
		     const struct verdict *verdict)
{
	struct look_program what = {
		.family = family,
		.recorded = program,
		.run = run,
		.verdict = verdict,
	};

	if (!look || look->failed)
		return;
	look->told++;
	what.strikes = look->strikes;
	what.n_strikes = find_strikes(look);
	if (look->capture)
		capture_program(look->capture, &what);
	if (look->page)
		page_program(look->page, &what);
}

void look_at_mount(struct look *look, const struct rec_mount *mount, const struct css_irb *irb,
		   const struct verdict *verdict)
{
	if (!look || look->failed || !verdict)
		return;
	find_strikes(look);
	if (look->capture)
		capture_mount(look->capture, mount, irb, verdict);
	if (look->page)
		page_mount(look->page, mount, irb, verdict);
}

void look_at_act(struct look *look, const struct rec_event *act, const struct event_result *done,
		 const struct verdict *verdict)
{
	if (!look || look->failed || !verdict)
		return;
	find_strikes(look);
	if (look->capture)
		capture_act(look->capture, act, done, verdict);
	if (look->page)
		page_act(look->page, act, done, verdict);
}

void look_end(struct look *look, const struct report_totals *totals, bool replayed)
{
	if (!look || look->failed)
		return;
	/* A replay that stopped has not reached these. */
	while (look->told < look->recording->n_programs)
		look_at_program(look, look->family, &look->recording->programs[look->told], NULL,
				NULL);
	if (look->page)
		page_end(look->page, totals, look->plan, replayed);
}

bool look_write(struct look *look, struct problem *problem)
{
	if (!look || !look->begun)
		return true;
	if (look->failed) {
		*problem = look->problem;
		return false;
	}
	return (!look->capture || capture_write(look->capture, look->capture_path, problem)) &&
	       (!look->page || page_write(look->page, look->page_path, problem));
}

// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "hw-sim/plan_text.h"
#include "ccwtools/replay/capture.h"
#include "ccwtools/replay/output.h"
#include "ccwtools/replay/page.h"
#include "ccwtools/recording/arena.h"

/**
 * struct output - a view of a replay
 * @plan: faults, or NULL
 * @struck: how often each of them had struck before this program
 * @strikes: those that struck during it
 * @begun: there is something to see
 * @problem: the recording could not be read once more
 */
struct output {
	const char *capture_path;
	const char *page_path;
	struct capture *capture;
	struct page *page;
	const struct sim_plan *plan;
	u64 struck[SIM_PLAN_FAULTS];
	struct output_strike strikes[SIM_PLAN_FAULTS];
	struct mem_arena *arena;
	bool begun;
	bool failed;
	struct problem problem;
};

struct output *output_create(const char *capture, const char *page)
{
	struct mem_arena *arena;
	struct output *output;

	if (!capture && !page)
		return NULL;
	arena = mem_arena_create();
	output = mem_zalloc(arena, sizeof(*output));
	output->arena = arena;
	output->capture_path = capture;
	output->page_path = page;
	if (capture)
		output->capture = capture_create();
	if (page)
		output->page = page_create();
	return output;
}

void output_destroy(struct output *output)
{
	if (!output)
		return;
	capture_destroy(output->capture);
	page_destroy(output->page);
	mem_arena_destroy(output->arena);
}

void output_plan(struct output *output, const struct sim_plan *plan)
{
	if (output)
		output->plan = plan;
}

void output_begin(struct output *output, const struct report_subject *subject)
{
	if (!output)
		return;
	output->begun = true;
	if (output->capture && !capture_begin(output->capture, subject, &output->problem))
		output->failed = true;
	if (output->page && subject->recording->bytes > RECORDING_MAX_BYTES)
		output->failed = !problem_set(&output->problem, subject->recording->path, 0,
					      "holds more than the %llu bytes of which a page can "
					      "be made; \"ccwrecord filter\" keeps a part of it",
					      (unsigned long long)RECORDING_MAX_BYTES);
	else if (output->page && !page_begin(output->page, subject, &output->problem))
		output->failed = true;
}

static void show_line(void *data, json_t *event, u64 line, const struct rec_program *program)
{
	const struct output *output = data;

	if (!output->failed)
		capture_line(output->capture, event, line, program);
}

void output_lines(struct output *output, struct recording_reader *reader)
{
	if (output && output->capture)
		recording_show_lines(reader, show_line, output);
}

/* Counts go up while a program runs: what struck it is the difference. */
static u32 find_strikes(struct output *output)
{
	u32 i, n = 0;

	for (i = 0; output->plan && i < output->plan->count && i < SIM_PLAN_FAULTS; i++) {
		const struct sim_fault *fault = &output->plan->faults[i];

		if (fault->struck == output->struck[i])
			continue;
		output->strikes[n].fault = fault;
		output->strikes[n++].times = fault->struck - output->struck[i];
		output->struck[i] = fault->struck;
	}
	return n;
}

void output_program(struct output *output, enum device_family family,
		    const struct rec_program *program, const struct run *run,
		    const struct verdict *verdict)
{
	struct output_program what = {
		.family = family,
		.recorded = program,
		.run = run,
		.verdict = verdict,
	};

	if (!output || output->failed)
		return;
	what.strikes = output->strikes;
	what.n_strikes = find_strikes(output);
	if (output->capture)
		capture_program(output->capture, &what);
	if (output->page)
		page_program(output->page, &what);
}

void output_mount(struct output *output, const struct rec_mount *mount, const struct css_irb *irb,
		  const struct verdict *verdict)
{
	if (!output || output->failed || !verdict)
		return;
	find_strikes(output);
	if (output->capture)
		capture_mount(output->capture, mount, irb, verdict);
	if (output->page)
		page_mount(output->page, mount, irb, verdict);
}

void output_event(struct output *output, const struct rec_event *event,
		  const struct event_result *done, const struct verdict *verdict)
{
	if (!output || output->failed || !verdict)
		return;
	find_strikes(output);
	if (output->capture)
		capture_event(output->capture, event, done, verdict);
	if (output->page)
		page_event(output->page, event, done, verdict);
}

void output_end(struct output *output, const struct report_totals *totals, bool replayed)
{
	if (!output || output->failed)
		return;
	if (output->page)
		page_end(output->page, totals, output->plan, replayed);
}

bool output_write(struct output *output, struct problem *problem)
{
	if (!output || !output->begun)
		return true;
	if (output->failed) {
		*problem = output->problem;
		return false;
	}
	return (!output->capture ||
		capture_write(output->capture, output->capture_path, problem)) &&
	       (!output->page || page_write(output->page, output->page_path, problem));
}

// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "hw-sim/plan_text.h"
#include "simtests/port/generator.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/replay/stage.h"
#include "ccwtools/replay/sweep_pool.h"
#include "ccwtools/replay/sweep_run.h"

/* Programs run after the struck one: effects of the fault show in the next ones. */
#define FOLLOWING	2u

/**
 * struct survey - what a copy of the machine has found for the other copies
 * @probe: the probe, which knows the device now
 * @points: of each program
 */
struct survey {
	struct probe probe;
	struct sweep_points points[];
};

/**
 * struct sweeper - a sweep on its way
 * @chosen: runs chosen so far; @seen: considered so far
 * @all: runs there could be
 * @points: those of the program that is being surveyed
 * @starts: START SUBCHANNEL so far; @statuses: times that status became pending
 * @pending: it is
 * @begin: when it began
 */
struct sweeper {
	struct sweep *sweep;
	struct sweep_result *result;
	void (*failed)(void *data, const struct sweep_failure *failure);
	void *data;
	struct survey *survey;
	struct sweep_pool *pool;
	struct dice dice;
	u32 chosen, seen, all, over;
	struct sweep_points *points;
	u64 starts, statuses;
	bool pending;
	u64 begin;
	time_t shown;
};

/* struct one - a fault at a point */
struct one {
	struct sweeper *sweeper;
	u32 program;
	u32 kind;
	struct sim_fault fault;
};

/* ---- Which points there are: a copy of the machine runs everything ---- */

/* As a plan counts them. */
static void count(struct sweeper *s, const struct sim_trace *record)
{
	if (record->kind == SIM_TRACE_START)
		s->starts++;
	if (record->kind == SIM_TRACE_STATUS && !s->pending) {
		s->statuses++;
		s->pending = true;
	}
	if ((record->kind == SIM_TRACE_TSCH && !record->cc) ||
	    (record->kind == SIM_TRACE_INSTRUCTION && record->code == SIM_CSCH))
		s->pending = false;
}

/* A plan counts events after it, and a fault at a time needs a running program. */
static void note(void *data, const struct sim_trace *record)
{
	struct sweeper *s = data;

	medium_trace(s->sweep->medium, record);
	count(s, record);
	if (!s->points)
		return;
	if (record->kind == SIM_TRACE_CCW)
		s->points->ccws++;
	if (record->time > s->begin) {
		sweep_note_time(s->points, record->time - SWEEP_LATENCY / 2);
		sweep_note_time(s->points, record->time);
	}
}

/* Ordinals of what has happened so far, in a program without faults. */
static void begin_points(const struct sweeper *s, struct sweep_points *points,
			 const struct arena_counts *now, const struct arena_counts *zero)
{
	points->interrupts.first = s->statuses + 1;
	points->pins.first = now->pins - zero->pins + 1;
	points->reads.first = now->reads - zero->reads + 1;
	points->allocs.first = now->allocs + now->channel_allocs - zero->allocs -
			       zero->channel_allocs + 1;
}

static void end_points(const struct sweeper *s, struct sweep_points *points,
		       const struct arena_counts *now, const struct arena_counts *zero)
{
	struct sweep_points end;

	begin_points(s, &end, now, zero);
	points->interrupts.n = (u32)(end.interrupts.first - points->interrupts.first);
	points->pins.n = (u32)(end.pins.first - points->pins.first);
	points->reads.n = (u32)(end.reads.first - points->reads.first);
	points->allocs.n = (u32)(end.allocs.first - points->allocs.first);
}

static bool survey_program(struct sweeper *s, u32 i, const struct arena_counts *zero,
			   struct text *why)
{
	struct machine *m = stage_sim_machine(runner_stage(s->sweep->runner));
	struct arena_counts *now = arena_counts(m->arena);
	struct sweep_points *points = &s->survey->points[i];

	if (!s->sweep->before(s->sweep->data, i))
		return false;
	*points = (struct sweep_points){
		.start = s->starts + 1, .chpid = sweep_first_chpid(m),
		.none = !sweep_can_strike(&s->sweep->recording->programs[i]),
	};
	begin_points(s, points, now, zero);
	s->points = points;
	s->begin = css_sim_now(m->sim);
	if (!sweep_run_programs(s->sweep, i, 1, why))
		return false;
	s->points = NULL;
	end_points(s, points, now, zero);
	return true;
}

static bool survey(void *data, struct text *why)
{
	struct sweeper *s = data;
	struct machine *m = stage_sim_machine(runner_stage(s->sweep->runner));
	struct arena_counts zero = *arena_counts(m->arena);
	u32 i;

	stage_sim_watch(runner_stage(s->sweep->runner), note, s);
	for (i = 0; i < s->sweep->recording->n_programs; i++)
		if (!survey_program(s, i, &zero, why))
			return false;
	if (!sweep_run_end(s->sweep, why))
		return false;
	s->survey->probe = s->sweep->probe;
	return true;
}

static void surveyed(void *data, const char *why)
{
	struct text *result = data;

	if (why)
		text_add(result, "it cannot be swept: %s", why);
}

/* struct scout - a survey, and where its result goes */
struct scout {
	struct sweeper *s;
	struct text *why;
};

static bool scout(void *data, struct text *why)
{
	return survey(((struct scout *)data)->s, why);
}

static void scouted(void *data, const char *why)
{
	surveyed(((struct scout *)data)->why, why);
}

static bool find_points(struct sweeper *s, struct text *why)
{
	struct scout data = { s, why };
	const struct sweep_job job = { scout, scouted, &data };

	if (!sweep_pool_start(s->pool, &job)) {
		text_add(why, "no process can be made (%s)", strerror(errno));
		return false;
	}
	sweep_pool_finish(s->pool);
	return !why->len;
}

/* ---- One run, in a copy ---- */

/* What is counted goes on being counted; a time is counted from its plan on. */
static void arm(struct sweep *sweep, const struct sim_fault *fault)
{
	struct machine *m = stage_sim_machine(runner_stage(sweep->runner));

	sweep->plan->faults[0] = *fault;
	if (fault->when != SIM_WHEN_TIME)
		return;
	sweep->plan->faults[0].n -= css_sim_now(m->sim);
	css_sim_set_plan(m->sim, sweep->plan);
}

static bool strike(void *data, struct text *why)
{
	const struct one *one = data;
	struct sweep *sweep = one->sweeper->sweep;
	const struct sim_fault *fault = sweep->plan->faults;

	arm(sweep, &one->fault);
	if (!sweep_run_programs(sweep, one->program, 1, why))
		return false;
	if (!fault->struck && fault->when != SIM_WHEN_TIME) {
		text_add(why, "the fault has not struck");
		return false;
	}
	if (one->program + 1 < sweep->recording->n_programs) {
		if (!sweep->before(sweep->data, one->program + 1)) {
			text_add(why, "the operator cannot do the next thing");
			return false;
		}
		if (!sweep_run_programs(sweep, one->program + 1, FOLLOWING, why))
			return false;
	}
	return sweep_run_end(sweep, why);
}

static void show_progress(struct sweeper *s)
{
	time_t now = time(NULL);
	u32 all = s->sweep->limit ? min(s->sweep->limit, s->all) : s->all;

	if (!s->sweep->progress || now == s->shown)
		return;
	s->shown = now;
	fprintf(stderr, "\r  %u of %u runs, %u failures ", s->over, all, s->result->failures);
	fflush(stderr);
}

static void struck(void *data, const char *why)
{
	struct one *one = data;
	struct sweeper *s = one->sweeper;
	struct sweep_failure failure = {
		.program = &s->sweep->recording->programs[one->program],
		.fault = one->fault,
	};

	s->over++;
	if (why) {
		s->result->failures++;
		s->result->kinds[one->kind].failures++;
		snprintf(failure.why, sizeof(failure.why), "%s", why);
		s->failed(s->data, &failure);
	}
	show_progress(s);
	free(one);
}

/* ---- All of them ---- */

/* Each sample of the size wanted is as likely as any other. */
static bool is_chosen(struct sweeper *s)
{
	u32 left = s->all - s->seen++;

	if (s->sweep->limit && s->sweep->limit < s->all &&
	    dice_below(&s->dice, left) >= s->sweep->limit - s->chosen)
		return false;
	s->chosen++;
	return true;
}

static bool start_one(struct sweeper *s, u32 program, u32 kind, const struct sim_fault *fault)
{
	struct one *one = malloc(sizeof(*one));
	struct sweep_job job = { strike, struck, one };

	if (!one)
		return false;
	*one = (struct one){ s, program, kind, *fault };
	if (sweep_pool_start(s->pool, &job))
		return true;
	free(one);
	return false;
}

static bool sweep_kind(struct sweeper *s, u32 program, u32 kind)
{
	const struct sweep_points *points = &s->survey->points[program];
	struct sweep_kind *row = &s->result->kinds[kind];
	u32 n, count = sweep_count(points, kind);

	for (n = 0; n < count; n++) {
		const struct sim_fault fault = sweep_fault(points, kind, n);

		row->example = fault;
		row->points++;
		if (!is_chosen(s))
			continue;
		row->runs++;
		s->result->runs++;
		if (!start_one(s, program, kind, &fault))
			return false;
	}
	return true;
}

/* The original machine runs each program like a copy runs its first one. */
static bool sweep_program(struct sweeper *s, u32 program, struct text *why)
{
	u32 kind;

	if (!s->sweep->before(s->sweep->data, program))
		return false;
	for (kind = 0; kind < SWEEP_KINDS; kind++)
		if (!sweep_kind(s, program, kind)) {
			text_add(why, "no process can be made (%s)", strerror(errno));
			return false;
		}
	return sweep_run_programs(s->sweep, program, 1, why);
}

static void count_points(struct sweeper *s)
{
	u32 i, n = s->sweep->recording->n_programs;

	for (i = 0; i < n; i++) {
		const struct sweep_points *p = &s->survey->points[i];

		if (p->none)
			continue;
		s->all += sweep_count_all(p);
		s->result->points += 1 + p->ccws + p->interrupts.n + p->pins.n + p->reads.n +
				     p->allocs.n + p->n_times;
	}
}

static bool run_all(struct sweeper *s, struct text *why)
{
	u32 i;

	if (!find_points(s, why))
		return false;
	count_points(s);
	/* What it knows of the device; another tape may be in it by now. */
	memcpy(s->sweep->probe.id, s->survey->probe.id, sizeof(s->survey->probe.id));
	s->sweep->probe.id_len = s->survey->probe.id_len;
	for (i = 0; i < s->sweep->recording->n_programs; i++)
		if (!sweep_program(s, i, why))
			break;
	sweep_pool_finish(s->pool);
	if (s->sweep->progress)
		fprintf(stderr, "\r%60s\r", "");
	return i == s->sweep->recording->n_programs;
}

static void prepare(struct sweep *sweep)
{
	struct stage *stage = runner_stage(sweep->runner);

	sim_device_of(stage_sim_machine(stage)->sch)->latency = SWEEP_LATENCY;
	stage_sim_watch(stage, medium_trace, sweep->medium);
}

bool sweep_all(struct sweep *sweep, struct sweep_result *result,
	       void (*failed)(void *data, const struct sweep_failure *failure), void *data,
	       struct text *why)
{
	size_t size = sizeof(struct survey) +
		      sweep->recording->n_programs * sizeof(struct sweep_points);
	struct sweeper s = { .sweep = sweep, .result = result, .failed = failed, .data = data };
	bool good;

	memset(result, 0, sizeof(*result));
	dice_seed(&s.dice, sweep->seed);
	prepare(sweep);
	s.survey = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	s.pool = s.survey == MAP_FAILED ? NULL : sweep_pool_create(sweep->jobs);
	if (!s.pool) {
		text_add(why, "there is no memory, or no room for temporary files");
		return false;
	}
	good = run_all(&s, why);
	sweep_pool_destroy(s.pool);
	munmap(s.survey, size);
	return good;
}

bool sweep_plan(struct sweep *sweep, struct text *why)
{
	prepare(sweep);
	return sweep->before(sweep->data, 0) &&
	       sweep_run_programs(sweep, 0, sweep->recording->n_programs, why) &&
	       sweep_run_end(sweep, why);
}

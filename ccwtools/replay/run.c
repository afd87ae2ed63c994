// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/replay/stage.h"

struct runner {
	struct stage *stage;
};

struct runner *runner_on(struct stage *stage)
{
	struct runner *runner = calloc(1, sizeof(*runner));

	platform_assert(runner);
	runner->stage = stage;
	return runner;
}

struct runner *runner_create_on_paths(struct sim_device *device, u32 schid, u64 memory,
				      struct sim_plan *plan, const struct css_pmcw *pmcw)
{
	return runner_on(stage_sim(device, schid, memory, plan, pmcw));
}

struct runner *runner_create(struct sim_device *device, u32 schid, u64 memory,
			     struct sim_plan *plan)
{
	return runner_create_on_paths(device, schid, memory, plan, NULL);
}

void runner_destroy(struct runner *runner)
{
	runner->stage->ops->destroy(runner->stage);
	free(runner);
}

struct stage *runner_stage(const struct runner *runner)
{
	return runner->stage;
}

u64 runner_hash(const struct runner *runner)
{
	return runner->stage->ops->hash ? runner->stage->ops->hash(runner->stage) : 0;
}

/* A transfer in channel of the translation's own joins runs of CCWs. */
static bool is_own_tic(const struct rec_program *program, const struct run_step *step)
{
	u32 i;

	if ((step->ccw.cmd & 0x0f) != CSS_CMD_TIC)
		return false;
	for (i = 0; i < program->n_ccws; i++)
		if (step->known && program->ccws[i].tic && program->ccws[i].addr == step->guest)
			return false;
	return true;
}

static void drop_own_tics(const struct rec_program *program, struct run *run)
{
	u32 i, n = 0;

	for (i = 0; i < run->n_steps; i++)
		if (!is_own_tic(program, &run->steps[i]))
			run->steps[n++] = run->steps[i];
	run->n_steps = n;
}

/* A TIC that leads back from a step whose number of passes is not recorded? */
static bool goes_back(const struct rec_program *program, const struct run_step *tic,
		      const struct run_step *steps, u32 n)
{
	const struct rec_step *last;

	if (!n || n > program->n_steps || (tic->ccw.cmd & 0x0f) != CSS_CMD_TIC)
		return false;
	last = &program->steps[n - 1];
	return last->loop && last->ccw.addr == steps[n - 1].guest &&
	       tic->guest == last->ccw.addr + CSS_CCW_SIZE;
}

/* The recording has the last pass. */
static void drop_repetitions(const struct rec_program *program, struct run *run)
{
	u32 i, n = 0;

	for (i = 0; i < run->n_steps; i++)
		if (goes_back(program, &run->steps[i], run->steps, n))
			n -= program->steps[n - 1].loop;
		else
			run->steps[n++] = run->steps[i];
	run->n_steps = n;
}

/* ---- In the midst of a program ---- */

/* A driver does this without a request; here the stage has to do it. */
static void stop_as_driver(struct stage *stage, const struct rec_program *program)
{
	struct rec_event event = { .kind = REC_HALT };
	struct event_result done = { 0 };
	struct css_scsw scsw;

	memcpy(&scsw, program->scsw, sizeof(scsw));
	if (be16_to_cpu(scsw.ctrl) & CSS_FCTL_CLEAR)
		event.kind = REC_CLEAR;
	stage->ops->event(stage, &event, &done);
}

static void events_in_midst(struct stage *stage, const struct rec_program *program, struct run *run)
{
	const struct rec_event *event;

	for (event = program->during; event; event = event->next) {
		run->results = mem_grow(run->arena, run->results, run->n_results,
					sizeof(*run->results));
		memset(&run->results[run->n_results], 0, sizeof(*run->results));
		stage->ops->event(stage, event, &run->results[run->n_results++]);
	}
	if (program->driver_stop)
		stop_as_driver(stage, program);
}

void runner_event(struct runner *runner, const struct rec_event *event, struct event_result *done)
{
	struct stage *stage = runner->stage;
	struct css_irb ignored;

	memset(done, 0, sizeof(*done));
	stage->ops->event(stage, event, done);
	if (event->has_irb)
		done->interrupted = stage->ops->interrupt(stage, &done->irb);
	else if (rec_event_is_function(event) && !event->next)
		stage->ops->interrupt(stage, &ignored);
}

void runner_run(struct runner *runner, const struct rec_program *program, struct run *run)
{
	const struct hold hold = rec_program_hold(program);
	struct stage *stage = runner->stage;
	struct expectation *expectation;

	memset(run, 0, sizeof(*run));
	run->arena = mem_arena_create();
	run->blind = !stage->sees_steps;
	expectation = program_build(program, stage);
	stage->ops->submit(stage, program, &hold, run);
	events_in_midst(stage, program, run);
	stage->ops->await(stage, run);
	if (run->blind)
		run->n_steps = 0;
	drop_own_tics(program, run);
	drop_repetitions(program, run);
	run->memory_partly = expectation_partly(expectation, stage);
	run->memory_ok = expectation_check(expectation, stage, &run->surprise);
}

bool runner_mount(struct runner *runner, struct volume *tape, struct css_irb *irb,
		  struct problem *problem)
{
	return runner->stage->ops->mount(runner->stage, tape, irb, problem);
}

bool runner_finish(struct runner *runner, struct problem *problem)
{
	return runner->stage->ops->finish(runner->stage, problem);
}

void run_free(struct run *run)
{
	mem_arena_destroy(run->arena);
	memset(run, 0, sizeof(*run));
}

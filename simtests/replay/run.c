// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "simtests/replay/pool.h"
#include "simtests/replay/run.h"

/* A program of 255 CCWs takes some hundred events. */
#define MAX_EVENTS	100000u

/* The largest count, and what data chaining may add to a command. */
#define FIRST_BYTES	4096u

/* Nanoseconds that the guest waits for an interrupt: Linux gives a disk this long. */
#define PATIENCE	30000000000ull

/**
 * struct runner - the machine, and what is being watched
 * @run: the program under way, or NULL
 * @faulty: there is a plan of faults
 * @in_room: room behind the last step's @in; likewise @out_room
 */
struct runner {
	struct machine *m;
	struct run *run;
	bool faulty;
	u64 violations;
	u32 in_room;
	u32 out_room;
};

/* ---- What the trace tells ---- */

static void append(struct pool *pool, struct bytes *bytes, u32 *room, const u8 *data, u32 len)
{
	u32 need = bytes->len + len;
	u8 *larger;

	if (need > *room) {
		*room = max(2 * need, FIRST_BYTES);
		larger = pool_zalloc(pool, *room);
		if (bytes->len)
			memcpy(larger, bytes->data, bytes->len);
		bytes->data = larger;
	}
	memcpy((u8 *)bytes->data + bytes->len, data, len);
	bytes->len = need;
}

static void begin_step(struct runner *runner, const struct sim_trace *record)
{
	struct run *run = runner->run;
	struct run_step *step;

	run->steps = pool_grow(run->pool, run->steps, run->n_steps, sizeof(*step));
	step = &run->steps[run->n_steps++];
	memset(step, 0, sizeof(*step));
	step->host = (u32)record->addr;
	step->ccw = record->ccw;
	step->known = cp_guest_ccw(&runner->m->vc.cp, step->host, &step->guest);
	runner->in_room = 0;
	runner->out_room = 0;
}

static void end_step(struct run_step *step, const struct sim_trace *record)
{
	step->ended = true;
	step->immediate = record->immediate;
	step->res = record->count;
	step->dstat = record->dstat;
	step->cstat = record->cstat;
}

static void on_trace(void *data, const struct sim_trace *record)
{
	struct runner *runner = data;
	struct run *run = runner->run;
	struct run_step *step;

	if (!run)
		return;
	if (record->kind == SIM_TRACE_CCW)
		begin_step(runner, record);
	if (!run->n_steps)
		return;
	step = &run->steps[run->n_steps - 1];
	if (record->kind == SIM_TRACE_DATA_IN)
		append(run->pool, &step->in, &runner->in_room, record->data, record->len);
	else if (record->kind == SIM_TRACE_DATA_OUT)
		append(run->pool, &step->out, &runner->out_room, record->data, record->len);
	else if (record->kind == SIM_TRACE_CCW_END)
		end_step(step, record);
	else if (record->kind == SIM_TRACE_FAULT && !step->ended)
		step->struck = true;
}

/* ---- The machine ---- */

struct runner *runner_create_on_paths(struct sim_device *device, u32 schid, u64 memory,
				      struct sim_plan *plan, const struct css_pmcw *pmcw)
{
	struct runner *runner = calloc(1, sizeof(*runner));
	const struct machine_config config = {
		.memory = memory,
		.device = device,
		.schid = schid,
		.pmcw = pmcw,
		.plan = plan,
		.hash = true,
		.trace = on_trace,
		.trace_data = runner,
	};

	platform_assert(runner);
	runner->faulty = plan;
	runner->m = machine_create(&config);
	return runner;
}

struct runner *runner_create(struct sim_device *device, u32 schid, u64 memory,
			     struct sim_plan *plan)
{
	return runner_create_on_paths(device, schid, memory, plan, NULL);
}

void runner_destroy(struct runner *runner)
{
	/* They were reported; the machine need not stop the tool for them. */
	runner->m->violations_known = runner->violations != 0;
	machine_destroy(runner->m);
	free(runner);
}

u64 runner_hash(const struct runner *runner)
{
	return css_sim_hash(runner->m->sim);
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

/*
 * Until the program is over and nothing is due now, or the guest gives up.  A
 * fault of a plan that is due later waits for a program that takes so long.
 */
static u64 run_program(struct machine *m)
{
	u64 deadline = css_sim_now(m->sim) + PATIENCE;
	u64 events = 0, next;

	while (events < MAX_EVENTS && (next = css_sim_next(m->sim)) <= deadline) {
		if (next > css_sim_now(m->sim) && !sim_is_busy(m->sch))
			break;
		events += css_sim_run(m->sim, next, MAX_EVENTS - events);
	}
	return events;
}

/* The next program shall find the subchannel free. */
static void stop(struct machine *m)
{
	struct css_irb irb;

	machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH);
	run_program(m);
	machine_read_irb(m, &irb);
}

/* A fault may have taken the device away: its user's kernel is told. */
static void notice_device_gone(struct machine *m)
{
	struct css_schib schib;

	if (sim_stsch(m->sch, &schib) == 0)
		return;
	arena_lock(m->arena);
	vfio_ccw_gone(&m->vc);
	arena_unlock(m->arena);
}

/* An interrupt was lost, or the program does not end: begin anew. */
static void tidy_up(struct runner *runner, const struct run *run)
{
	struct machine *m = runner->m;

	if (runner->faulty)
		notice_device_gone(m);
	if (run->endless || m->vc.state == VFIO_CCW_CP_PENDING)
		stop(m);
}

void runner_run(struct runner *runner, const struct rec_program *program, struct run *run)
{
	struct machine *m = runner->m;
	struct arena_counts *counts = arena_counts(m->arena);
	u64 signals = counts->signals[VFIO_CCW_NOTIFY_IO];
	struct expectation *expectation;

	memset(run, 0, sizeof(*run));
	run->pool = pool_create();
	expectation = program_build(program, m->arena);
	runner->run = run;
	run->submitted = machine_start(m, &program->orb);
	if (run->submitted >= 0) {
		run->events = run_program(m);
		run->endless = run->events >= MAX_EVENTS;
	}
	runner->run = NULL;
	run->interrupts = counts->signals[VFIO_CCW_NOTIFY_IO] - signals;
	machine_read_irb(m, &run->irb);
	tidy_up(runner, run);
	drop_own_tics(program, run);
	run->memory_ok = expectation_check(expectation, m->arena, &run->surprise);
	run->violations = css_sim_violations(m->sim) - runner->violations;
	runner->violations += run->violations;
}

int runner_mount(struct runner *runner, struct sim_image *image, struct css_irb *irb)
{
	struct machine *m = runner->m;
	struct sim_device *drive = sim_device_of(m->sch);
	int err = tape_mount(drive, image);

	if (err)
		return err;
	sim_attention(m->sch, tape_ready_status(drive));
	machine_run(m, MAX_EVENTS);
	machine_read_irb(m, irb);
	return 0;
}

void run_free(struct run *run)
{
	pool_destroy(run->pool);
	memset(run, 0, sizeof(*run));
}

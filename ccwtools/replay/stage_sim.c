// SPDX-License-Identifier: GPL-2.0-only
/* The stage in userspace: region, core and simulator as parts of this program. */
#include <stdlib.h>

#include "hw-sim/dev/tape.h"
#include "simtests/port/machine.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/replay/stage.h"

/* A program of 255 CCWs takes some hundred events. */
#define MAX_EVENTS	100000u

/* The largest count, and what data chaining may add to a command. */
#define FIRST_BYTES	4096u

/* Nanoseconds that the guest waits for an interrupt: Linux gives a disk this long. */
#define PATIENCE	30000000000ull

/* Nanoseconds that a command takes while a program is to be interrupted at a given point. */
#define HELD_NSECS	((u64)1000)

#define NEVER		(~(u64)0)

/**
 * struct sim_stage - the machine, and what is being watched
 * @run: the program under way, or NULL
 * @signals: interrupts there were before it
 * @faulty: there is a plan of faults
 * @watch: another receiver of the trace, or NULL
 * @watch_data: its first argument
 * @violations: accesses outside what was given, so far
 * @backward: the command in effect reads backward
 * @in_room: room behind the last step's @in; likewise @out_room
 */
struct sim_stage {
	struct stage stage;
	struct machine *m;
	struct run *run;
	u64 signals;
	bool faulty;
	void (*watch)(void *data, const struct sim_trace *record);
	void *watch_data;
	u64 violations;
	bool backward;
	u32 in_room;
	u32 out_room;
};

static struct sim_stage *to_sim(struct stage *stage)
{
	return container_of(stage, struct sim_stage, stage);
}

/* ---- What the trace tells ---- */

static void append(struct mem_arena *arena, struct bytes *bytes, u32 *room, const u8 *data, u32 len)
{
	u32 need = bytes->len + len;
	u8 *larger;

	if (need > *room) {
		*room = max(2 * need, FIRST_BYTES);
		larger = mem_zalloc(arena, *room);
		if (bytes->len)
			memcpy(larger, bytes->data, bytes->len);
		bytes->data = larger;
	}
	memcpy((u8 *)bytes->data + bytes->len, data, len);
	bytes->len = need;
}

static void begin_step(struct sim_stage *s, const struct sim_trace *record)
{
	struct run *run = s->run;
	struct run_step *step;

	run->steps = mem_grow(run->arena, run->steps, run->n_steps, sizeof(*step));
	step = &run->steps[run->n_steps++];
	memset(step, 0, sizeof(*step));
	step->host = (u32)record->addr;
	step->ccw = record->ccw;
	step->known = cp_guest_ccw(&s->m->vc.cp, step->host, &step->guest);
	s->backward = (record->code & 0x0f) == CSS_CMD_READ_BACKWARD;
	s->in_room = 0;
	s->out_room = 0;
}

/* A piece as it lies in storage; bytes that go backward came in the other order. */
static void took_data(struct sim_stage *s, struct run_step *step, const struct sim_trace *record)
{
	u32 i;

	for (i = 0; s->backward && i < record->len; i++)
		append(s->run->arena, &step->in, &s->in_room,
		       record->data + record->len - 1 - i, 1);
	if (!s->backward)
		append(s->run->arena, &step->in, &s->in_room, record->data, record->len);
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
	struct sim_stage *s = data;
	struct run *run = s->run;
	struct run_step *step;

	if (s->watch)
		s->watch(s->watch_data, record);
	if (!run)
		return;
	if (record->kind == SIM_TRACE_CCW)
		begin_step(s, record);
	if (!run->n_steps)
		return;
	step = &run->steps[run->n_steps - 1];
	if (record->kind == SIM_TRACE_DATA_IN)
		took_data(s, step, record);
	else if (record->kind == SIM_TRACE_DATA_OUT)
		append(run->arena, &step->out, &s->out_room, record->data, record->len);
	else if (record->kind == SIM_TRACE_CCW_END)
		end_step(step, record);
	else if (record->kind == SIM_TRACE_FAULT && !step->ended)
		step->struck = true;
}

/* ---- One program ---- */

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

/* The subchannel must be free for the next program. */
static void stop(struct machine *m)
{
	struct css_irb irb;

	machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH);
	run_program(m);
	machine_read_irb(m, &irb);
}

/* A fault may have removed the device: report that to the core, as a kernel does. */
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
static void tidy_up(struct sim_stage *s, const struct run *run)
{
	struct machine *m = s->m;

	if (s->faulty)
		notice_device_gone(m);
	if (run->endless || m->vc.state == VFIO_CCW_CP_PENDING)
		stop(m);
}

/* Normally one interrupt; further ones must not be taken for the next program's. */
static void read_irbs(struct machine *m, struct run *run)
{
	machine_read_irb(m, &run->irb);
	while (run->n_more < ARRAY_SIZE(run->more) && irb_queue_waiting(&m->vc.irbs))
		machine_read_irb(m, &run->more[run->n_more++]);
}

static u64 signals_of(const struct machine *m)
{
	return arena_counts(m->arena)->signals[VFIO_CCW_NOTIFY_IO];
}

static bool is_at(const struct run *run, u32 cpa)
{
	const struct run_step *step = run->n_steps ? &run->steps[run->n_steps - 1] : NULL;

	return step && step->known && !step->ended && step->guest + CSS_CCW_SIZE == cpa;
}

static bool has_ended(const struct run *run, u32 ccws)
{
	u32 i, n = 0;

	for (i = 0; i < run->n_steps; i++)
		n += run->steps[i].ended;
	return n >= ccws;
}

static bool stands(const struct run *run, const struct hold *hold)
{
	return hold->kind == HOLD_CCW ? is_at(run, hold->cpa) : has_ended(run, hold->done);
}

/* Each command takes some time, so that the program can be stopped after any of them. */
static void run_up_to(struct sim_stage *s, const struct hold *hold)
{
	struct sim_device *device = sim_device_of(s->m->sch);
	const u64 latency = device->latency;
	u64 events = 0, next;

	device->latency = max(latency, HELD_NSECS);
	while (events < MAX_EVENTS && !stands(s->run, hold) && sim_is_busy(s->m->sch) &&
	       (next = css_sim_next(s->m->sim)) != NEVER)
		events += css_sim_run(s->m->sim, next, 1);
	device->latency = latency;
}

/* Run the program with interrupts off: its status stays pending. */
static void run_unheard(struct machine *m)
{
	m->deaf = true;
	run_program(m);
}

static void sim_submit(struct stage *stage, const struct rec_program *program,
		       const struct hold *hold, struct run *run)
{
	struct sim_stage *s = to_sim(stage);

	s->run = run;
	s->signals = signals_of(s->m);
	run->submitted = machine_start(s->m, &program->orb);
	if (run->submitted < 0)
		return;
	if (hold->kind == HOLD_CCW || hold->kind == HOLD_BETWEEN)
		run_up_to(s, hold);
	else if (hold->kind == HOLD_STATUS)
		run_unheard(s->m);
}

static void sim_await(struct stage *stage, struct run *run)
{
	struct sim_stage *s = to_sim(stage);
	struct machine *m = s->m;

	machine_hear(m);
	if (run->submitted >= 0 || run->n_results) {
		run->events = run_program(m);
		run->endless = run->events >= MAX_EVENTS;
	}
	s->run = NULL;
	run->interrupts = signals_of(m) - s->signals;
	read_irbs(m, run);
	tidy_up(s, run);
	run->violations = css_sim_violations(m->sim) - s->violations;
	s->violations += run->violations;
}

/* ---- Between programs, and in the midst of one ---- */

static s32 end_use(struct machine *m, bool close)
{
	int err = 0;

	arena_lock(m->arena);
	if (close) {
		vfio_ccw_close(&m->vc);
		err = vfio_ccw_open(&m->vc);
	} else {
		err = vfio_ccw_reset(&m->vc);
	}
	arena_unlock(m->arena);
	return err;
}

static struct css_crw read_crw(struct machine *m)
{
	struct ccw_crw_region region;
	struct css_crw crw;
	u16 words[2];

	arena_lock(m->arena);
	vfio_ccw_region_read(&m->vc, VFIO_CCW_REGION_CRW, 0, &region, sizeof(region));
	arena_unlock(m->arena);
	memcpy(words, &region.crw, sizeof(words));
	crw.flags = cpu_to_be16(words[0]);
	crw.rsid = cpu_to_be16(words[1]);
	return crw;
}

static s32 error_of(ssize_t ret)
{
	return ret < 0 ? (s32)ret : 0;
}

static void sim_event(struct stage *stage, const struct rec_event *event, struct event_result *done)
{
	struct machine *m = to_sim(stage)->m;

	/* After these functions the user takes interrupts again. */
	if (event->kind == REC_RESET || event->kind == REC_CLOSE || event->kind == REC_CLEAR)
		m->deaf = false;
	switch (event->kind) {
	case REC_HALT:
		done->ret = error_of(machine_async(m, VFIO_CCW_ASYNC_CMD_HSCH));
		break;
	case REC_CLEAR:
		done->ret = error_of(machine_async(m, VFIO_CCW_ASYNC_CMD_CSCH));
		break;
	case REC_RESET:
	case REC_CLOSE:
		done->ret = end_use(m, event->kind == REC_CLOSE);
		break;
	default:
		done->ret = css_sim_path_vary(m->sim, event->chpid, event->kind == REC_PATH_ON);
		done->crw = read_crw(m);
		break;
	}
}

static bool sim_interrupt(struct stage *stage, struct css_irb *irb)
{
	struct machine *m = to_sim(stage)->m;
	u64 signals = signals_of(m);

	run_program(m);
	machine_read_irb(m, irb);
	return signals_of(m) != signals;
}

static bool sim_mount(struct stage *stage, struct volume *tape, struct css_irb *irb,
		      struct problem *problem)
{
	struct machine *m = to_sim(stage)->m;
	struct sim_device *drive = sim_device_of(m->sch);
	int err = tape_mount(drive, volume_front(tape));

	if (err)
		return problem_set(problem, tape->path, 0,
				   "cannot be used as a tape (%s); is it an AWSTAPE image?",
				   strerror(-err));
	sim_attention(m->sch, tape_ready_status(drive));
	machine_run(m, MAX_EVENTS);
	machine_read_irb(m, irb);
	return true;
}

static void *sim_memory(struct stage *stage, u64 addr, u64 len)
{
	return arena_guest(to_sim(stage)->m->arena, addr, len);
}

/* Images and plan are in this process and need no copy. */
static bool sim_finish(struct stage *stage, struct problem *problem)
{
	return true;
}

static void sim_destroy(struct stage *stage)
{
	struct sim_stage *s = to_sim(stage);

	/* They were reported, so the machine must not abort for them. */
	s->m->violations_known = s->violations != 0;
	machine_destroy(s->m);
	free(s);
}

static u64 sim_hash(const struct stage *stage)
{
	return css_sim_hash(container_of(stage, const struct sim_stage, stage)->m->sim);
}

static const struct stage_ops sim_stage_ops = {
	.memory = sim_memory,
	.submit = sim_submit,
	.await = sim_await,
	.event = sim_event,
	.interrupt = sim_interrupt,
	.mount = sim_mount,
	.finish = sim_finish,
	.hash = sim_hash,
	.destroy = sim_destroy,
};

struct machine *stage_sim_machine(struct stage *stage)
{
	return to_sim(stage)->m;
}

void stage_sim_watch(struct stage *stage, void (*fn)(void *data, const struct sim_trace *record),
		     void *data)
{
	to_sim(stage)->watch = fn;
	to_sim(stage)->watch_data = data;
}

struct stage *stage_sim(struct sim_device *device, u32 schid, u64 memory, struct sim_plan *plan,
			const struct css_pmcw *pmcw)
{
	struct sim_stage *s = calloc(1, sizeof(*s));
	const struct machine_config config = {
		.memory = memory,
		.device = device,
		.schid = schid,
		.pmcw = pmcw,
		.plan = plan,
		.hash = true,
		.trace = on_trace,
		.trace_data = s,
	};

	platform_assert(s);
	s->stage.ops = &sim_stage_ops;
	s->stage.sees_steps = true;
	s->stage.sees_image = true;
	s->faulty = plan;
	s->m = machine_create(&config);
	return &s->stage;
}

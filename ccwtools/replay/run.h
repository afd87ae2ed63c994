/* SPDX-License-Identifier: GPL-2.0-only */
/* One program on a stage, observed as far as the stage allows. */
#ifndef REPLAY_RUN_H
#define REPLAY_RUN_H

#include "core/irb_queue.h"
#include "core/host_ops.h"
#include "hw-sim/dev/device.h"
#include "hw-sim/plan.h"
#include "ccwtools/recording/event.h"
#include "ccwtools/replay/program.h"
#include "ccwtools/replay/volume.h"

/**
 * struct event_result - what the replay of an event led to
 * @ret: 0, or a negative errno
 * @crw: the channel report that the user read; zeroes if none
 * @interrupted: an interrupt came, where one was recorded
 * @irb: the IRB that was read then
 */
struct event_result {
	s32 ret;
	struct css_crw crw;
	bool interrupted;
	struct css_irb irb;
};

/**
 * struct run_step - a CCW as the simulated channel executed it
 * @host: absolute address of the CCW in the translated program
 * @guest: address of the guest's CCW that it stands for
 * @known: @guest is valid
 * @ccw: the translated CCW
 * @struck: a fault of the plan struck it
 * @ended: the CCW was carried out; what follows is valid
 * @immediate: the device took it as an immediate command
 * @res: residual count
 * @dstat: unit status
 * @cstat: channel status
 * @in: bytes from the device
 * @out: bytes to the device
 */
struct run_step {
	u32 host;
	u32 guest;
	bool known;
	struct css_ccw1 ccw;
	bool struck;
	bool ended;
	bool immediate;
	u16 res;
	u8 dstat;
	u8 cstat;
	struct bytes in;
	struct bytes out;
};

/**
 * struct run - the result of one submitted program
 * @submitted: what the write to the I/O region returned, -errno on failure
 * @events: events of the channel subsystem until nothing was due
 * @endless: it was stopped because it ran for too long
 * @blind: CCWs and accesses are not seen on this stage: no @steps, no @violations
 * @steps: the CCWs executed; CCWs that the translation added are not among them
 * @n_steps: how many
 * @results: of the recorded events during it
 * @n_results: how many
 * @interrupts: how often the I/O notifier was signalled
 * @irb: what the I/O region gave then
 * @more: what it gave when it was read again, as long as something waited there: status
 *	that the device presented of its own accord
 * @n_more: how many
 * @memory_ok: guest memory is as it has to be
 * @surprise: where not
 * @memory_partly: each byte of it is as it was before, or as it has to be
 * @violations: accesses of the channel outside what it was given
 * @arena: what holds the steps
 */
struct run {
	ssize_t submitted;
	u64 events;
	bool endless;
	bool blind;
	struct run_step *steps;
	u32 n_steps;
	struct event_result *results;
	u32 n_results;
	u64 interrupts;
	struct css_irb irb;
	struct css_irb more[IRB_QUEUE_SIZE];
	u32 n_more;
	bool memory_ok;
	bool memory_partly;
	struct surprise surprise;
	u64 violations;
	struct mem_arena *arena;
};

struct runner;
struct stage;

/**
 * runner_create_on_paths() - a machine to run the programs of a recording in
 * @device: its device, owned by the runner from now on
 * @schid: subsystem-identification word of its subchannel
 * @memory: bytes of guest memory
 * @plan: faults, or NULL
 * @pmcw: tells which paths there are, or NULL: one
 */
struct runner *runner_create_on_paths(struct sim_device *device, u32 schid, u64 memory,
				      struct sim_plan *plan, const struct css_pmcw *pmcw);
/** runner_create() - the same with one path */
struct runner *runner_create(struct sim_device *device, u32 schid, u64 memory,
			     struct sim_plan *plan);
/** runner_on() - the same on any stage, owned by the runner from now on */
struct runner *runner_on(struct stage *stage);
void runner_destroy(struct runner *runner);
/** runner_stage() - where it runs them */
struct stage *runner_stage(const struct runner *runner);
/** runner_hash() - hash of the simulator's trace so far */
u64 runner_hash(const struct runner *runner);

/**
 * runner_run() - submit a program and wait for its end
 * @runner: the machine
 * @program: the program
 * @run: gets the outcome; run_free() is due
 */
void runner_run(struct runner *runner, const struct rec_program *program, struct run *run);

/**
 * runner_event() - halt, clear, reset, ... between two programs
 * @runner: the machine
 * @event: what; where it led to status, that is waited for
 * @done: gets what came of it
 */
void runner_event(struct runner *runner, const struct rec_event *event, struct event_result *done);

/**
 * runner_mount() - the operator mounts a tape
 * @runner: the runner, its device a tape drive
 * @tape: the tape; must outlive the runner
 * @irb: gets what the I/O region gave when the drive was ready
 * @problem: says why not
 */
bool runner_mount(struct runner *runner, struct volume *tape, struct css_irb *irb,
		  struct problem *problem);

/** runner_finish() - after the last program: bring images and plan up to date */
bool runner_finish(struct runner *runner, struct problem *problem);

void run_free(struct run *run);

#endif

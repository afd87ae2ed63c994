/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where programs are run: within this program, or in a kernel, through /dev/vfio. The code that
 * builds, compares and reports programs is the same for both.
 */
#ifndef REPLAY_STAGE_H
#define REPLAY_STAGE_H

#include "ccwtools/recording/event.h"
#include "ccwtools/replay/run.h"

struct machine;
struct sim_trace;
struct stage;

/**
 * struct stage_ops - what a stage does
 * @memory: @len bytes of guest memory at @addr
 * @submit: submit the program that lies in guest memory; where it stands then is said by
 *	@hold, and is where it stays
 * @await: let it go on, wait for its end, and fill in what is seen of it; the next one
 *	finds the subchannel free
 * @event: halt it, clear it, ...; with or without a program
 * @interrupt: without a program: wait for the interrupt that a function leads to.
 *	Return: it came
 * @mount: the operator mounts a tape
 * @finish: after the last program: bring images and plan up to date
 * @hash: hash of the simulator's trace so far; NULL if it is not accessible
 * @destroy: release everything, also after a failure
 */
struct stage_ops {
	void *(*memory)(struct stage *stage, u64 addr, u64 len);
	void (*submit)(struct stage *stage, const struct rec_program *program,
		       const struct hold *hold, struct run *run);
	void (*await)(struct stage *stage, struct run *run);
	void (*event)(struct stage *stage, const struct rec_event *event,
		      struct event_result *done);
	bool (*interrupt)(struct stage *stage, struct css_irb *irb);
	bool (*mount)(struct stage *stage, struct volume *tape, struct css_irb *irb,
		      struct problem *problem);
	bool (*finish)(struct stage *stage, struct problem *problem);
	u64 (*hash)(const struct stage *stage);
	void (*destroy)(struct stage *stage);
};

/**
 * struct stage - one of them
 * @ops: what it does
 * @sees_steps: each CCW is seen as it is executed, and each access
 * @sees_image: the image is known after the last program
 */
struct stage {
	const struct stage_ops *ops;
	bool sees_steps;
	bool sees_image;
};

/**
 * stage_sim() - region, core and simulator as parts of this program
 * @device: its device, owned by the stage from now on
 * @schid: subsystem-identification word of its subchannel
 * @memory: bytes of guest memory
 * @plan: faults, or NULL
 * @pmcw: tells which paths there are, or NULL: one
 */
struct stage *stage_sim(struct sim_device *device, u32 schid, u64 memory, struct sim_plan *plan,
			const struct css_pmcw *pmcw);
/** stage_sim_machine() - of a stage_sim(): what it works on */
struct machine *stage_sim_machine(struct stage *stage);
/** stage_sim_watch() - of a stage_sim(): be told of each trace record, too */
void stage_sim_watch(struct stage *stage, void (*fn)(void *data, const struct sim_trace *record),
		     void *data);

#endif

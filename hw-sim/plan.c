// SPDX-License-Identifier: GPL-2.0-only
/* The plan of faults: which one strikes now. */
#include "hw-sim/sim.h"

static bool plan_concerns(const struct sim_fault *fault, const struct sim_subchannel *sch)
{
	return !fault->schid || fault->schid == sch->schid;
}

/*
 * A random number that depends only on the seed and the number of the draw: a
 * step by an odd constant, whose bits are mixed.
 */
static u32 plan_random(u64 seed, u64 number)
{
	u64 z = (seed + number) * 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return (u32)((z ^ z >> 31) >> 32);
}

static bool plan_draw(struct sim_fault *fault)
{
	if (!fault->out_of)
		return true;
	fault->draws++;
	return (u64)plan_random(fault->seed, fault->draws) * fault->out_of >> 32 < fault->chance;
}

/* Is the @n th moment of this kind one of the fault's? */
static bool plan_is_moment(const struct sim_fault *fault, enum sim_fault_when when, u64 n)
{
	return !fault->fired && !fault->due && fault->when == when && n >= fault->n &&
	       n <= max(fault->n, fault->last);
}

static bool plan_matches_ccw(const struct sim_fault *fault, const struct sim_channel *ch)
{
	return ch->ccws >= fault->ccw && ch->ccws <= max(fault->ccw, fault->ccw_last) &&
	       (ch->cmd.code & fault->cmd_mask) == fault->cmd;
}

/* For a fault that names its subchannel only the events there are counted. */
static struct sim_fault *plan_find(struct sim_subchannel *sch, enum sim_fault_when when,
				   u64 all, u64 own)
{
	struct sim_plan *plan = sch->sim->plan;
	struct sim_fault *fault;
	u32 i;

	for (i = 0; i < plan->count; i++) {
		fault = &plan->faults[i];
		if (!plan_concerns(fault, sch) ||
		    !plan_is_moment(fault, when, fault->schid ? own : all))
			continue;
		if (when == SIM_WHEN_CCW && !plan_matches_ccw(fault, &sch->ch))
			continue;
		if (plan_draw(fault))
			return fault;
	}
	return NULL;
}

void sim_plan_strike(struct css_sim *sim, u32 schid, struct sim_fault *fault)
{
	struct sim_trace record = {
		.kind = SIM_TRACE_FAULT,
		.schid = schid,
		.code = (u8)fault->what,
		.word = (u32)fault->arg,
	};

	fault->fired = !fault->repeat;
	if (sim->tracing)
		sim_trace_emit(sim, &record);
}

static struct sim_fault *plan_find_and_strike(struct sim_subchannel *sch, enum sim_fault_when when,
					      u64 all, u64 own)
{
	struct sim_fault *fault = plan_find(sch, when, all, own);

	if (!fault)
		return NULL;
	fault->struck++;
	sim_plan_strike(sch->sim, sch->schid, fault);
	return fault;
}

/* START SUBCHANNEL was executed. */
const struct sim_fault *sim_plan_start(struct sim_subchannel *sch)
{
	sch->sim->starts++;
	sch->starts++;
	if (likely(!sch->sim->plan))
		return NULL;
	return plan_find_and_strike(sch, SIM_WHEN_START, sch->sim->starts, sch->starts);
}

/* A CCW was fetched. */
const struct sim_fault *sim_plan_ccw(struct sim_subchannel *sch)
{
	return plan_find_and_strike(sch, SIM_WHEN_CCW, sch->ch.start_all, sch->ch.start_own);
}

/* Status became pending. */
struct sim_fault *sim_plan_interrupt(struct sim_subchannel *sch)
{
	sch->sim->interrupts++;
	sch->interrupts++;
	if (likely(!sch->sim->plan))
		return NULL;
	return plan_find_and_strike(sch, SIM_WHEN_INTERRUPT, sch->sim->interrupts,
				    sch->interrupts);
}

/* When a fault acts in an event of its own; SIM_NEVER if it does not. */
static u64 plan_time(const struct css_sim *sim, const struct sim_fault *fault)
{
	if (fault->due)
		return 0;
	if (fault->when != SIM_WHEN_TIME || fault->fired)
		return SIM_NEVER;
	return fault->n < SIM_NEVER - sim->plan_start ? sim->plan_start + fault->n : SIM_NEVER;
}

struct sim_fault *sim_plan_next_timed(struct css_sim *sim)
{
	struct sim_plan *plan = sim->plan;
	struct sim_fault *next = NULL;
	u64 soonest = SIM_NEVER;
	u32 i;

	for (i = 0; plan && i < plan->count; i++) {
		if (plan_time(sim, &plan->faults[i]) >= soonest)
			continue;
		next = &plan->faults[i];
		soonest = plan_time(sim, next);
	}
	return next;
}

/* Queues the event for the next fault that has a time. */
void sim_plan_arm(struct css_sim *sim)
{
	struct sim_fault *next = sim_plan_next_timed(sim);

	sim_event_cancel(&sim->plan_event);
	if (next)
		sim_event_queue(sim, &sim->plan_event, max(plan_time(sim, next), sim->now));
}

/**
 * sim_plan_defer() - let a fault that must not act at once act in an event
 * @sch: the subchannel, which is presenting status
 * @fault: the fault
 *
 * It acts in the next event, at the same virtual time.
 */
void sim_plan_defer(struct sim_subchannel *sch, struct sim_fault *fault)
{
	fault->due = sch->schid;
	sim_plan_arm(sch->sim);
}

/**
 * css_sim_set_plan() - replace the plan of faults
 * @sim: the channel subsystem
 * @plan: the plan, or NULL
 *
 * Its counts begin at zero, and its times are relative to now.  The former plan
 * is not used any more, and faults of it that have not acted do not act.
 */
void css_sim_set_plan(struct css_sim *sim, struct sim_plan *plan)
{
	struct sim_subchannel *sch;

	for (sch = sim->first; sch; sch = sch->next) {
		sch->ch.fault = NULL;
		sch->ch.start_all = 0;
		sch->ch.start_own = 0;
		sch->starts = 0;
		sch->interrupts = 0;
	}
	sim->starts = 0;
	sim->interrupts = 0;
	sim->plan = plan && plan->count ? plan : NULL;
	sim->plan_start = sim->now;
	sim_plan_arm(sim);
}

int sim_plan_host(struct sim_plan *plan, enum sim_fault_when when, u64 n)
{
	struct sim_fault *fault;
	u32 i;

	if (!plan)
		return 0;
	for (i = 0; i < plan->count; i++) {
		fault = &plan->faults[i];
		if (!plan_is_moment(fault, when, n) || !plan_draw(fault))
			continue;
		fault->fired = !fault->repeat;
		fault->struck++;
		return -(int)fault->arg;
	}
	return 0;
}

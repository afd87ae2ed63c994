// SPDX-License-Identifier: GPL-2.0-only
/* The plan of faults: which one strikes now. */
#include "hw-sim/sim.h"

static bool concerns(const struct sim_fault *fault, const struct sim_subchannel *sch)
{
	return !fault->schid || fault->schid == sch->schid;
}

/* A fault that names its subchannel counts only what happens there. */
static struct sim_fault *find(struct sim_subchannel *sch, enum sim_fault_when when,
			      u64 all, u64 own, u32 ccw)
{
	struct sim_plan *plan = sch->sim->plan;
	struct sim_fault *fault;
	u32 i;

	for (i = 0; i < plan->count; i++) {
		fault = &plan->faults[i];
		if (fault->fired || fault->when != when || !concerns(fault, sch))
			continue;
		if (when == SIM_WHEN_CCW && fault->ccw != ccw)
			continue;
		if (fault->n == (fault->schid ? own : all))
			return fault;
	}
	return NULL;
}

static void strike(struct css_sim *sim, u32 schid, struct sim_fault *fault)
{
	struct sim_trace record = {
		.kind = SIM_TRACE_FAULT,
		.schid = schid,
		.code = (u8)fault->what,
		.word = (u32)fault->arg,
	};

	fault->fired = true;
	if (sim->tracing)
		sim_trace_emit(sim, &record);
}

static struct sim_fault *find_and_strike(struct sim_subchannel *sch, enum sim_fault_when when,
					 u64 all, u64 own, u32 ccw)
{
	struct sim_fault *fault = find(sch, when, all, own, ccw);

	if (fault)
		strike(sch->sim, sch->schid, fault);
	return fault;
}

/* START SUBCHANNEL was executed. */
const struct sim_fault *sim_plan_start(struct sim_subchannel *sch)
{
	sch->sim->starts++;
	sch->starts++;
	if (likely(!sch->sim->plan))
		return NULL;
	return find_and_strike(sch, SIM_WHEN_START, sch->sim->starts, sch->starts, 0);
}

/* A CCW was fetched. */
const struct sim_fault *sim_plan_ccw(struct sim_subchannel *sch)
{
	return find_and_strike(sch, SIM_WHEN_CCW, sch->ch.start_all, sch->ch.start_own,
			       sch->ch.ccws);
}

/* Status became pending. */
struct sim_fault *sim_plan_interrupt(struct sim_subchannel *sch)
{
	sch->sim->interrupts++;
	sch->interrupts++;
	if (likely(!sch->sim->plan))
		return NULL;
	return find_and_strike(sch, SIM_WHEN_INTERRUPT, sch->sim->interrupts,
			       sch->interrupts, 0);
}

/**
 * sim_plan_machine() - a fault that can strike at any moment
 * @sch: the subchannel it strikes
 * @fault: the fault
 *
 * Return: false if it is of another kind, and nothing happened.
 */
bool sim_plan_machine(struct sim_subchannel *sch, const struct sim_fault *fault)
{
	switch (fault->what) {
	case SIM_FAULT_UNSOLICITED:
		sim_attention(sch, (u8)fault->arg);
		return true;
	case SIM_FAULT_PATH_OFF:
		css_sim_path_vary(sch->sim, (u8)fault->arg, false);
		return true;
	case SIM_FAULT_PATH_ON:
		css_sim_path_vary(sch->sim, (u8)fault->arg, true);
		return true;
	case SIM_FAULT_DEVICE_GONE:
		css_sim_remove(sch->sim, sch);
		return true;
	default:
		return false;
	}
}

/* When a fault acts in an event of its own; SIM_NEVER if it does not. */
static u64 time_of(const struct sim_fault *fault)
{
	if (fault->due)
		return 0;
	return fault->when == SIM_WHEN_TIME && !fault->fired ? fault->n : SIM_NEVER;
}

static struct sim_fault *next_timed(struct sim_plan *plan)
{
	struct sim_fault *next = NULL;
	u64 soonest = SIM_NEVER;
	u32 i;

	for (i = 0; plan && i < plan->count; i++) {
		if (time_of(&plan->faults[i]) >= soonest)
			continue;
		next = &plan->faults[i];
		soonest = time_of(next);
	}
	return next;
}

/* Be woken for the next fault that has a time. */
void sim_plan_arm(struct css_sim *sim)
{
	struct sim_fault *next = next_timed(sim->plan);

	sim_event_cancel(&sim->plan_event);
	if (next)
		sim_event_queue(sim, &sim->plan_event, max(time_of(next), sim->now));
}

/**
 * sim_plan_defer() - a fault struck where it must not act at once
 * @sch: the subchannel, in the midst of presenting status
 * @fault: the fault
 *
 * It acts in the next event, at the same virtual time.
 */
void sim_plan_defer(struct sim_subchannel *sch, struct sim_fault *fault)
{
	fault->due = sch->schid;
	sim_plan_arm(sch->sim);
}

static void strike_timed(struct sim_subchannel *sch, const struct sim_fault *fault)
{
	struct sim_device *dev = sch->dev;

	if (sim_plan_machine(sch, fault) || sch->ch.phase == SIM_PHASE_IDLE)
		return;
	if (fault->what == SIM_FAULT_CHANNEL_CHECK) {
		sim_channel_abort(sch, 0, (u8)fault->arg);
	} else if (fault->what == SIM_FAULT_UNIT_CHECK) {
		dev->sense_len = min_t(u8, fault->sense_len, CSS_SENSE_SIZE);
		memcpy(dev->sense, fault->sense, sizeof(dev->sense));
		sim_channel_abort(sch, CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_UC, 0);
	}
}

void sim_plan_event(struct sim_event *event)
{
	struct css_sim *sim = container_of(event, struct css_sim, plan_event);
	struct sim_fault *fault = next_timed(sim->plan);
	struct sim_subchannel *sch = sim->first;
	u32 schid;

	if (!fault)
		return;
	schid = fault->due ? fault->due : fault->schid;
	while (sch && (sch->gone || (schid && schid != sch->schid)))
		sch = sch->next;
	if (!fault->due)
		strike(sim, schid, fault);
	fault->due = 0;
	if (sch)
		strike_timed(sch, fault);
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
		if (fault->fired || fault->when != when || fault->n != n)
			continue;
		fault->fired = true;
		return -(int)fault->arg;
	}
	return 0;
}

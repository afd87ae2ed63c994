// SPDX-License-Identifier: GPL-2.0-only
/* What the faults of the plan do. */
#include "hw-sim/channel.h"

/**
 * sim_fault_act() - a fault that can strike at any moment
 * @sch: the subchannel it strikes
 * @fault: the fault
 *
 * Return: false if it is of another kind, and nothing happened.
 */
bool sim_fault_act(struct sim_subchannel *sch, const struct sim_fault *fault)
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

/* Return: the fault had something to act on. */
static bool fault_act_timed(struct sim_subchannel *sch, const struct sim_fault *fault)
{
	struct sim_device *dev = sch->dev;

	if (sim_fault_act(sch, fault))
		return true;
	if (sch->ch.phase == SIM_PHASE_IDLE)
		return false;
	if (fault->what == SIM_FAULT_CHANNEL_CHECK) {
		sim_channel_abort(sch, 0, (u8)fault->arg);
	} else if (fault->what == SIM_FAULT_UNIT_CHECK) {
		dev->sense_len = min_t(u8, fault->sense_len, CSS_SENSE_SIZE);
		memcpy(dev->sense, fault->sense, sizeof(dev->sense));
		sim_channel_abort(sch, CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_UC, 0);
	}
	return true;
}

void sim_fault_event(struct sim_event *event)
{
	struct css_sim *sim = container_of(event, struct css_sim, plan_event);
	struct sim_fault *fault = sim_plan_next_timed(sim);
	struct sim_subchannel *sch = sim->first;
	bool timed;
	u32 schid;

	if (!fault)
		return;
	timed = !fault->due;
	schid = fault->due ? fault->due : fault->schid;
	while (sch && (sch->gone || (schid && schid != sch->schid)))
		sch = sch->next;
	if (timed)
		sim_plan_strike(sim, schid, fault);
	fault->due = 0;
	if (sch && fault_act_timed(sch, fault))
		fault->struck += timed;
	sim_plan_arm(sim);
}

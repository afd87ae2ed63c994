// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel paths that are varied off and on, and devices that are removed, while programs run.
 *
 * Source: Principles of Operation, "Basic I/O Functions" (path management),
 * "I/O Support Functions" (channel report).
 */
#include "hw-sim/channel.h"

/* The installed paths of a subchannel that go through a CHPID, as a mask. */
static u8 availability_paths(const struct sim_subchannel *sch, u8 chpid)
{
	u8 mask = 0;
	u32 i;

	for (i = 0; i < SIM_PATHS; i++)
		if (sch->pmcw.pim & 0x80 >> i && sch->pmcw.chpid[i] == chpid)
			mask |= (u8)(0x80 >> i);
	return mask;
}

static void availability_vary(struct sim_subchannel *sch, u8 paths, bool on)
{
	platform_assert(!(paths & ~sch->pmcw.pim));
	if (on) {
		sch->pmcw.pam |= paths;
		sim_status_present_waiting(sch);
		return;
	}
	sch->pmcw.pam &= (u8)~paths;
	if (sch->ch.cmd.path & paths)
		sim_channel_abort(sch, 0, CSS_CSTAT_INTERFACE);
}

int css_sim_path_vary(struct css_sim *sim, u8 chpid, bool on)
{
	struct sim_trace record = { .kind = SIM_TRACE_PATH, .code = chpid, .cc = on };
	struct sim_subchannel *sch;
	bool found = false;
	u8 paths;

	for (sch = sim->first; sch; sch = sch->next)
		found |= !sch->gone && availability_paths(sch, chpid);
	if (!found)
		return -ENODEV;
	if (sim->tracing)
		sim_trace_emit(sim, &record);
	for (sch = sim->first; sch; sch = sch->next) {
		paths = availability_paths(sch, chpid);
		if (paths && !sch->gone)
			availability_vary(sch, paths, on);
	}
	sim_crw(sim, CSS_CRW_RSC_PATH | (on ? CSS_CRW_ERC_INIT : CSS_CRW_ERC_PERM_NINIT), chpid);
	return 0;
}

void css_sim_remove(struct css_sim *sim, struct sim_subchannel *sch)
{
	if (sch->gone)
		return;
	sim_channel_drop(sch);
	sim_event_cancel(&sch->function_event);
	sim_event_cancel(&sch->waiting_event);
	sim_event_cancel(&sch->report_event);
	sch->gone = true;
	sim_crw(sim, CSS_CRW_RSC_SUBCHANNEL | CSS_CRW_ERC_PERM_NINIT, (u16)sch->schid);
}

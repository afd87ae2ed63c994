// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel paths: selection, varying, and the reports about them.
 *
 * Source: Principles of Operation, "Basic I/O Functions" (path management),
 * "I/O Support Functions" (channel report).
 */
#include "hw-sim/sim.h"

/* The paths of @lpm that a function may try. */
u8 sim_path_available(const struct sim_subchannel *sch, u8 lpm)
{
	return lpm & sch->pmcw.pim & sch->pmcw.pam;
}

/**
 * sim_path_select() - find a path to the device
 * @sch: the subchannel
 *
 * Tries them from the leftmost on; notes paths that do not answer in PNOM and POM.
 * Return: a path was found; it is the one last used.
 */
bool sim_path_select(struct sim_subchannel *sch)
{
	struct css_pmcw *pmcw = &sch->pmcw;
	u8 paths = sim_path_available(sch, pmcw->lpm);
	u8 path;

	for (path = 0x80; path; path >>= 1) {
		if (!(paths & path))
			continue;
		if (sch->attached & path) {
			pmcw->pom |= path;
			pmcw->pnom &= (u8)~path;
			pmcw->lpum = path;
			return true;
		}
		pmcw->pom &= (u8)~path;
		pmcw->pnom |= path;
		sch->scsw.flags |= CSS_SCSW_N;
	}
	return false;
}

void sim_path_attach(struct sim_subchannel *sch, u8 paths)
{
	sch->attached = paths;
}

/* If the queue is full, the report is lost, and the last one gets the overflow flag. */
void sim_crw(struct css_sim *sim, u16 flags, u16 rsid)
{
	struct sim_trace record = { .kind = SIM_TRACE_CRW, .word = (u32)flags << 16 | rsid };
	struct css_crw *crw;

	if (sim->crw_count == SIM_CRWS) {
		crw = &sim->crws[(sim->crw_head + SIM_CRWS - 1) % SIM_CRWS];
		crw->flags |= cpu_to_be16(CSS_CRW_R);
		return;
	}
	crw = &sim->crws[(sim->crw_head + sim->crw_count) % SIM_CRWS];
	sim->crw_count++;
	crw->flags = cpu_to_be16(flags);
	crw->rsid = cpu_to_be16(rsid);
	if (sim->tracing)
		sim_trace_emit(sim, &record);
	if (sim->callbacks->crw)
		sim->callbacks->crw(sim->callback_data);
}

int css_sim_stcrw(struct css_sim *sim, struct css_crw *crw)
{
	if (!sim->crw_count) {
		memset(crw, 0, sizeof(*crw));
		return 1;
	}
	*crw = sim->crws[sim->crw_head];
	sim->crw_head = (sim->crw_head + 1) % SIM_CRWS;
	sim->crw_count--;
	return 0;
}

/* The installed paths of a subchannel that go through a CHPID, as a mask. */
static u8 paths_of(const struct sim_subchannel *sch, u8 chpid)
{
	u8 mask = 0;
	u32 i;

	for (i = 0; i < SIM_PATHS; i++)
		if (sch->pmcw.pim & 0x80 >> i && sch->pmcw.chpid[i] == chpid)
			mask |= (u8)(0x80 >> i);
	return mask;
}

static void vary_subchannel(struct sim_subchannel *sch, u8 paths, bool on)
{
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
		found |= !sch->gone && paths_of(sch, chpid);
	if (!found)
		return -ENODEV;
	if (sim->tracing)
		sim_trace_emit(sim, &record);
	for (sch = sim->first; sch; sch = sch->next) {
		paths = paths_of(sch, chpid);
		if (paths && !sch->gone)
			vary_subchannel(sch, paths, on);
	}
	sim_crw(sim, CSS_CRW_RSC_PATH | (on ? CSS_CRW_ERC_INIT : CSS_CRW_ERC_PERM_NINIT), chpid);
	return 0;
}

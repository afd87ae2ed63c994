// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel reports that are pending.
 *
 * Source: Principles of Operation, "I/O Support Functions" (channel report).
 */
#include "hw-sim/sim.h"

/* If the queue is full, the report is lost, and the last one gets the overflow flag. */
void sim_crw(struct css_sim *sim, u16 flags, u16 rsid)
{
	struct sim_trace record = { .kind = SIM_TRACE_CRW, .word = (u32)flags << 16 | rsid };
	struct css_crw *crw;

	platform_assert(sim->crw_count <= SIM_CRWS && sim->crw_head < SIM_CRWS);
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

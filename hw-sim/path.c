// SPDX-License-Identifier: GPL-2.0-only
/*
 * Channel paths: selection.
 *
 * Source: Principles of Operation, "Basic I/O Functions" (path management).
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

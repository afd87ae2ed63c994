/* SPDX-License-Identifier: GPL-2.0-only */
/* The state of a channel, and how a channel program is loaded and ends. */
#ifndef HW_SIM_CHANNEL_H
#define HW_SIM_CHANNEL_H

#include "hw-sim/sim.h"

static inline void sim_channel_set_activity(struct sim_subchannel *sch, u16 actl)
{
	sch->scsw.ctrl = (u16)((sch->scsw.ctrl & ~CSS_ACTL) | actl);
}

static inline void sim_channel_set_position(struct sim_subchannel *sch)
{
	sch->scsw.cpa = sch->ch.cpa & ~CSS_ADDR31_INVALID;
	sch->scsw.count = (u16)sch->ch.residual;
}

/* The next step of the program is due after @time. */
static inline void sim_channel_wait(struct sim_subchannel *sch, enum sim_phase phase, u64 time)
{
	sch->ch.phase = phase;
	sim_event_queue(sch->sim, &sch->channel_event, sch->sim->now + time);
}

/* The chain of commands ends for the device, and the channel becomes idle. */
static inline void sim_channel_idle(struct sim_subchannel *sch)
{
	sch->ch.phase = SIM_PHASE_IDLE;
	sch->ch.cmd.path = 0;
	if (sch->ch.cmd.chained && sch->dev->ops->end_of_chain)
		sch->dev->ops->end_of_chain(sch->dev);
	sch->ch.cmd.chained = false;
	sim_channel_set_activity(sch, 0);
}

/* The start function ends with primary and secondary status together. */
static inline void sim_channel_end(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	u16 stctl = CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY;

	if (dstat & SIM_DSTAT_UNUSUAL || cstat)
		stctl |= CSS_STCTL_ALERT;
	sim_channel_idle(sch);
	sim_channel_set_position(sch);
	sim_status(sch, stctl, dstat, cstat);
}

void sim_channel_orb(struct sim_subchannel *sch, const struct css_orb *orb);
void sim_channel_load(struct sim_subchannel *sch, const struct css_orb *orb);
void sim_channel_pci(struct sim_subchannel *sch);
void sim_channel_initial(struct sim_subchannel *sch);
void sim_channel_end_deferred(struct sim_subchannel *sch, u16 cc, u8 dstat);
void sim_channel_drop(struct sim_subchannel *sch);
void sim_channel_abort(struct sim_subchannel *sch, u8 dstat, u8 cstat);
void sim_channel_finish_abort(struct sim_subchannel *sch);

#endif

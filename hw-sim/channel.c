// SPDX-License-Identifier: GPL-2.0-only
/*
 * The channel of a subchannel: how a channel program is loaded, how it ends, and the status
 * that it presents on its way.
 *
 * Source: Principles of Operation, "Basic I/O Functions" (start function), "I/O
 * Interruptions".
 */
#include "hw-sim/channel.h"

/* Stores what the subchannel keeps of the ORB even if the device refuses the program. */
void sim_channel_orb(struct sim_subchannel *sch, const struct css_orb *orb)
{
	u32 ctrl = be32_to_cpu(orb->ctrl);

	sch->pmcw.intparm = orb->intparm;
	sch->pmcw.lpm = (u8)((ctrl & CSS_ORB_LPM) >> CSS_ORB_LPM_SHIFT);
	sch->scsw.flags = (u16)(ctrl >> 16 & CSS_SCSW_FROM_ORB);
}

/* START SUBCHANNEL was accepted. */
void sim_channel_load(struct sim_subchannel *sch, const struct css_orb *orb)
{
	struct sim_channel *ch = &sch->ch;
	u32 ctrl = be32_to_cpu(orb->ctrl);

	ch->orb = ctrl;
	ch->limit = ctrl & CSS_ORB_F ? 0x80000000u : 0x01000000u;
	ch->block = (ctrl & (CSS_ORB_H | CSS_ORB_T)) == CSS_ORB_H ? CSS_IDAW2_BLOCK :
								    CSS_IDAW1_BLOCK;
	ch->next = be32_to_cpu(orb->cpa);
	ch->cpa = ch->next;
	ch->residual = 0;
	ch->cstat = 0;
	ch->fault = NULL;
	ch->aborted = false;
	ch->begun = false;
	ch->sent = false;
	ch->moved = false;
	ch->ccws = 0;
	ch->start_all = sch->sim->starts;
	ch->start_own = sch->starts;
	sim_channel_orb(sch, orb);
	sch->scsw.ctrl = CSS_FCTL_START | CSS_ACTL_START_PEND;
	sch->scsw.dstat = 0;
	sch->scsw.cstat = 0;
	sim_channel_set_position(sch);
	sim_channel_wait(sch, SIM_PHASE_START, 0);
}

/* The program did not begin: the device was busy, or no path was operational. */
void sim_channel_end_deferred(struct sim_subchannel *sch, u16 cc, u8 dstat)
{
	u16 stctl = CSS_STCTL_ALERT;

	if (cc == 3) {
		stctl |= CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY;
		sch->scsw.flags |= CSS_SCSW_N;
	}
	sim_channel_idle(sch);
	sim_channel_set_position(sch);
	sch->scsw.flags |= (u16)(cc << CSS_SCSW_CC_SHIFT);
	sim_status(sch, stctl, dstat, 0);
}

/* The device is executing a command: stop the transfer, and end when that returns. */
static void channel_abort_command(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	sch->ch.aborted = true;
	sch->ch.stopped = true;
	sch->ch.abort_dstat = dstat;
	sch->ch.abort_cstat = cstat;
}

/* Completes an abort that was deferred until the command function returned. */
void sim_channel_finish_abort(struct sim_subchannel *sch)
{
	platform_assert(!sch->ch.in_command);
	sch->ch.aborted = false;
	if (sch->gone)
		sim_channel_idle(sch);
	else
		sim_channel_end(sch, sch->ch.abort_dstat, sch->ch.abort_cstat);
}

/* Stops at once, without status. */
void sim_channel_drop(struct sim_subchannel *sch)
{
	sim_event_cancel(&sch->channel_event);
	if (sch->ch.in_command) {
		channel_abort_command(sch, 0, 0);
		return;
	}
	sim_channel_idle(sch);
}

/**
 * sim_channel_abort() - end the program for a reason outside it
 * @sch: the subchannel, its channel not idle
 * @dstat: unit status
 * @cstat: channel status
 */
void sim_channel_abort(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	platform_assert(sch->ch.phase != SIM_PHASE_IDLE);
	sim_event_cancel(&sch->channel_event);
	/* This status also ends a halt function that is pending. */
	sim_event_cancel(&sch->function_event);
	if (sch->ch.in_command) {
		channel_abort_command(sch, dstat, cstat);
		return;
	}
	/* Between two commands the status is for the next one, which was not sent. */
	if (sch->ch.phase == SIM_PHASE_FETCH)
		sch->ch.sent = false;
	if (sch->ch.phase == SIM_PHASE_LATER) {
		sim_channel_idle(sch);
		sim_status(sch, CSS_STCTL_ALERT | CSS_STCTL_SECONDARY, dstat, cstat);
		return;
	}
	sim_channel_end(sch, dstat, cstat);
}

/*
 * A CCW with the PCI flag took control.  The first one of a program does so before the
 * device is selected: PCI is presented even if the device then is busy.
 * Source: "Program-Controlled Interruption"; System/370 Principles of Operation,
 * "START I/O" (condition code 1, device with an interruption condition).
 */
void sim_channel_pci(struct sim_subchannel *sch)
{
	sim_channel_set_position(sch);
	sim_status(sch, CSS_STCTL_INTERMEDIATE, 0, CSS_CSTAT_PCI);
}

/*
 * Presents initial status, as the ORB asks for: the first command was accepted and has not
 * ended.  Initial status precedes data, and so any other CCW that takes control.
 */
void sim_channel_initial(struct sim_subchannel *sch)
{
	sch->ch.initial = false;
	sch->scsw.flags |= CSS_SCSW_Z;
	sim_channel_set_position(sch);
	sim_status(sch, CSS_STCTL_INTERMEDIATE, 0, 0);
}

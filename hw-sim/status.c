// SPDX-License-Identifier: GPL-2.0-only
/*
 * Status: how it becomes pending, merges, and is reported.
 *
 * Source: Principles of Operation, "I/O Interruptions", "Subchannel-Status
 * Word", "Extended-Status Word", "Extended-Control Word".
 */
#include "hw-sim/sim.h"

void sim_status_irb(const struct sim_subchannel *sch, struct css_irb *irb)
{
	const struct sim_scsw *scsw = &sch->scsw;

	memset(irb, 0, sizeof(*irb));
	irb->scsw.flags = cpu_to_be16(scsw->flags);
	irb->scsw.ctrl = cpu_to_be16(scsw->ctrl);
	irb->scsw.cpa = cpu_to_be32(scsw->cpa);
	irb->scsw.dstat = scsw->dstat;
	irb->scsw.cstat = scsw->cstat;
	irb->scsw.count = cpu_to_be16(scsw->count);
	irb->esw.logout = cpu_to_be32((u32)sch->pmcw.lpum << CSS_ESW_LPUM_SHIFT | sch->logout);
	irb->esw.erw = cpu_to_be32(sch->erw);
	if (scsw->flags & CSS_SCSW_E)
		memcpy(irb->ecw, sch->ecw, sizeof(irb->ecw));
}

/**
 * sim_status_clear_intermediate() - clear intermediate status; the program goes on
 * @sch: the subchannel
 *
 * The N bit belongs to the start function and stays until that has ended or is
 * suspended.  Source: "Subchannel-Status Word" (path not operational).
 */
void sim_status_clear_intermediate(struct sim_subchannel *sch)
{
	sch->scsw.ctrl &= (u16)~CSS_STCTL;
	sch->scsw.cstat = 0;
	sch->scsw.flags &= (u16)~(CSS_SCSW_E | CSS_SCSW_L | CSS_SCSW_CC | CSS_SCSW_Z);
	if (sch->scsw.ctrl & CSS_ACTL_SUSPENDED)
		sch->scsw.flags &= (u16)~CSS_SCSW_N;
	sch->erw = 0;
	sch->logout = 0;
	sim_event_cancel(&sch->report_event);
}

/* Clears the status of the subchannel, which was stored, or reset. */
void sim_status_clear(struct sim_subchannel *sch)
{
	u8 cstat = sch->scsw.cstat;

	sim_status_clear_intermediate(sch);
	sch->scsw.cstat = cstat;
	sch->scsw.flags &= (u16)~CSS_SCSW_N;
}

static void status_store_sense(struct sim_subchannel *sch)
{
	struct sim_device *dev = sch->dev;
	u8 len = min_t(u8, dev->sense_len, CSS_SENSE_SIZE);

	if (!(be32_to_cpu(sch->pmcw.ctrl) & CSS_PMCW2_CSENSE) || !len)
		return;
	memset(sch->ecw, 0, sizeof(sch->ecw));
	memcpy(sch->ecw, dev->sense, len);
	dev->sense_len = 0;
	sch->scsw.flags |= CSS_SCSW_E;
	sch->erw |= CSS_ERW_CONS | (u32)len << CSS_ERW_SCNT_SHIFT;
}

static void status_interrupt(struct sim_subchannel *sch)
{
	struct css_sim *sim = sch->sim;

	if (sim->callbacks->interrupt && !sch->gone)
		sim->callbacks->interrupt(sim->callback_data, sch);
}

static void status_report(struct sim_subchannel *sch)
{
	struct sim_fault *fault = sim_plan_interrupt(sch);

	if (likely(!fault)) {
		status_interrupt(sch);
		return;
	}
	switch (fault->what) {
	case SIM_FAULT_INT_LOSE:
		return;
	case SIM_FAULT_INT_DOUBLE:
		status_interrupt(sch);
		break;
	case SIM_FAULT_INT_LATE:
		sim_event_queue(sch->sim, &sch->report_event, sch->sim->now + fault->arg);
		return;
	default:
		sim_plan_defer(sch, fault);
		break;
	}
	status_interrupt(sch);
}

void sim_report_event(struct sim_event *event)
{
	status_interrupt(container_of(event, struct sim_subchannel, report_event));
}

/* The storage-access code: did the command fetch or store, if any data moved? */
static u32 status_storage_access(const struct sim_channel *ch)
{
	if (!ch->moved)
		return 0;
	if (sim_is_backward(ch->cmd.code))
		return CSS_ESW_SA_BACKWARD;
	return sim_is_input(ch->cmd.code) ? CSS_ESW_SA_WRITE : CSS_ESW_SA_READ;
}

/*
 * The subchannel logout of the command.  There is no termination code, as the channel gave
 * no signal to end the command, and device status only if the device presented it.
 * Source: "Extended-Status Word" (subchannel logout); sequence codes also System/370
 * Principles of Operation, "Limited Channel Logout".
 */
static u32 status_logout(const struct sim_channel *ch, u8 dstat, u8 cstat)
{
	u32 word = CSS_ESW_VALID_LPUM | CSS_ESW_VALID_SEQ | CSS_ESW_VALID_CPA;

	if (dstat)
		word |= CSS_ESW_VALID_DSTAT;
	if (!ch->sent)
		return word | CSS_ESW_SEQ_NOT_SENT;
	if (cstat & CSS_CSTAT_DATA)
		word |= status_storage_access(ch);
	return word | (ch->moved ? CSS_ESW_SEQ_DATA : CSS_ESW_SEQ_ACCEPTED);
}

/**
 * sim_status() - make status pending, or merge it into pending status
 * @sch: the subchannel
 * @stctl: CSS_STCTL_*
 * @dstat: unit status
 * @cstat: channel status
 *
 * The caller sets function and activity control, CCW address and count.
 */
void sim_status(struct sim_subchannel *sch, u16 stctl, u8 dstat, u8 cstat)
{
	struct sim_scsw *scsw = &sch->scsw;
	bool pending = scsw->ctrl & CSS_STCTL_PENDING;
	struct css_irb irb;

	if (!pending) {
		scsw->dstat = 0;
		scsw->cstat = 0;
	}
	scsw->ctrl |= stctl | CSS_STCTL_PENDING;
	scsw->dstat |= dstat;
	scsw->cstat |= cstat;
	if (cstat & (CSS_CSTAT_DATA | CSS_CSTAT_CONTROL | CSS_CSTAT_INTERFACE)) {
		scsw->flags |= CSS_SCSW_L;
		sch->logout = status_logout(&sch->ch, dstat, cstat);
	}
	if (dstat & CSS_DSTAT_UC)
		status_store_sense(sch);
	if (unlikely(sch->sim->tracing)) {
		sim_status_irb(sch, &irb);
		sim_trace_irb(sch, SIM_TRACE_STATUS, 0, &irb);
	}
	if (!pending)
		status_report(sch);
}

static bool status_takes_unsolicited(const struct sim_subchannel *sch)
{
	return sim_is_operational(sch) && sch->ch.phase == SIM_PHASE_IDLE &&
	       !(sch->scsw.ctrl & (CSS_FCTL | CSS_STCTL_PENDING));
}

/* To be called whenever the subchannel may have become able to take status that is held. */
void sim_status_present_waiting(struct sim_subchannel *sch)
{
	if (sch->waiting && status_takes_unsolicited(sch) && !sim_event_queued(&sch->waiting_event))
		sim_event_queue(sch->sim, &sch->waiting_event, sch->sim->now);
}

void sim_waiting_event(struct sim_event *event)
{
	struct sim_subchannel *sch = container_of(event, struct sim_subchannel, waiting_event);
	u8 dstat = sch->waiting;

	if (!status_takes_unsolicited(sch) || !sim_path_select(sch))
		return;
	platform_assert(!(sch->scsw.ctrl & (CSS_FCTL | CSS_ACTL | CSS_STCTL)));
	sch->waiting = 0;
	sch->scsw.flags = 0;
	sch->scsw.ctrl = 0;
	sch->scsw.cpa = 0;
	sch->scsw.count = 0;
	sim_status(sch, CSS_STCTL_ALERT, dstat, 0);
}

void sim_attention(struct sim_subchannel *sch, u8 dstat)
{
	sch->waiting |= dstat;
	sim_status_present_waiting(sch);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The instructions, and the halt and clear functions that two of them start.
 *
 * Source: Principles of Operation, "I/O Instructions".
 */
#include "hw-sim/channel.h"

#define PMCW_FLAGS_ZERO		0xc700u		/* bits that must be zero */
#define PMCW_FLAGS_MODIFY	(CSS_PMCW_ISC | CSS_PMCW_ENABLED | CSS_PMCW_LM | \
				 CSS_PMCW_MM | CSS_PMCW_MP)
#define PMCW2_MODIFY		0x00000007u

static bool sch_status_pending(const struct sim_subchannel *sch)
{
	return sch->scsw.ctrl & CSS_STCTL_PENDING;
}

/* Status pending with no more than intermediate status. */
static bool sch_intermediate_only(const struct sim_subchannel *sch)
{
	return (sch->scsw.ctrl & CSS_STCTL) == (CSS_STCTL_INTERMEDIATE | CSS_STCTL_PENDING);
}

/* What holds between two steps, whatever the program and the guest do. */
static void sch_assert_state(const struct sim_subchannel *sch)
{
	enum sim_phase phase = sch->ch.phase;
	u16 ctrl = sch->scsw.ctrl;

	platform_assert(!(sch->pmcw.pam & ~sch->pmcw.pim));
	platform_assert(phase == SIM_PHASE_IDLE || phase == SIM_PHASE_LATER ||
			ctrl & CSS_FCTL_START);
	platform_assert(phase != SIM_PHASE_SUSPENDED || ctrl & CSS_ACTL_SUSPENDED);
	platform_assert(phase != SIM_PHASE_LATER || ctrl & CSS_ACTL_DEVACT);
	platform_assert((phase != SIM_PHASE_IDLE && phase != SIM_PHASE_SUSPENDED) ||
			!sim_event_queued(&sch->channel_event));
	platform_assert(!(ctrl & CSS_STCTL) || ctrl & CSS_STCTL_PENDING);
}

static int sch_trace_cc(struct sim_subchannel *sch, enum sim_instruction code, int cc)
{
	sim_trace_instruction(sch, code, cc);
	return cc;
}

static bool sch_orb_is_valid(const struct css_orb *orb)
{
	u32 ctrl = be32_to_cpu(orb->ctrl);

	/* Transport mode is not installed. */
	if (ctrl & (CSS_ORB_RESERVED | CSS_ORB_B))
		return false;
	return !(be32_to_cpu(orb->cpa) & CSS_ADDR31_INVALID);
}

static int sch_start_cc(const struct sim_subchannel *sch, const struct css_orb *orb)
{
	u8 lpm = (u8)((be32_to_cpu(orb->ctrl) & CSS_ORB_LPM) >> CSS_ORB_LPM_SHIFT);

	if (!sim_is_operational(sch))
		return 3;
	if (sch_status_pending(sch))
		return 1;
	if (sch->scsw.ctrl & CSS_FCTL)
		return 2;
	return sim_path_available(sch, lpm) ? 0 : 3;
}

static int sch_trace_start(struct sim_subchannel *sch, const struct css_orb *orb, int cc)
{
	struct sim_trace record = {
		.kind = SIM_TRACE_START,
		.schid = sch->schid,
		.addr = be32_to_cpu(orb->cpa),
		.word = be32_to_cpu(orb->ctrl),
		.cc = (u8)cc,
	};

	if (unlikely(sch->sim->tracing))
		sim_trace_emit(sch->sim, &record);
	return cc;
}

/* The device still executes the previous program. */
static int sch_start_busy(struct sim_subchannel *sch, const struct css_orb *orb)
{
	struct sim_scsw *scsw = &sch->scsw;

	sim_channel_orb(sch, orb);
	scsw->flags |= (u16)(1 << CSS_SCSW_CC_SHIFT);
	scsw->ctrl |= CSS_FCTL_START;
	scsw->cpa = be32_to_cpu(orb->cpa);
	scsw->count = 0;
	sim_status(sch, CSS_STCTL_ALERT, CSS_DSTAT_BUSY, 0);
	return 0;
}

int sim_ssch(struct sim_subchannel *sch, const struct css_orb *orb)
{
	/* Read before the plan: status that its fault adds does not meet the selection. */
	const bool held = sch->waiting;
	const struct sim_fault *fault;
	int cc;

	if (unlikely(!sch_orb_is_valid(orb)))
		return -1;
	fault = sim_plan_start(sch);
	if (unlikely(fault) && fault->what == SIM_FAULT_CC)
		return sch_trace_start(sch, orb, (int)(fault->arg & 3));
	if (unlikely(fault) && sim_fault_act(sch, fault))
		fault = NULL;
	cc = sch_trace_start(sch, orb, sch_start_cc(sch, orb));
	if (cc)
		return cc;
	if (unlikely(sch->ch.phase == SIM_PHASE_LATER))
		return sch_start_busy(sch, orb);
	platform_assert(sch->ch.phase == SIM_PHASE_IDLE);
	sim_event_cancel(&sch->waiting_event);
	sim_channel_load(sch, orb);
	sch->ch.held = held;
	sch->ch.fault = fault;
	return 0;
}

int sim_hsch(struct sim_subchannel *sch)
{
	int cc = 0;

	sch_assert_state(sch);
	if (!sim_is_operational(sch))
		cc = 3;
	else if (sch_status_pending(sch) && !sch_intermediate_only(sch))
		cc = 1;
	else if (sch->scsw.ctrl & (CSS_FCTL_HALT | CSS_FCTL_CLEAR))
		cc = 2;
	if (cc)
		return sch_trace_cc(sch, SIM_HSCH, cc);
	/* Source: "HALT SUBCHANNEL": that status of an active subchannel is reset. */
	if (sch_intermediate_only(sch) && (sch->scsw.ctrl & SIM_ACTL_ACTIVE) == SIM_ACTL_ACTIVE)
		sim_status_clear_intermediate(sch);
	/* The channel stops; the halt function ends its current operation. */
	sim_event_cancel(&sch->channel_event);
	sim_event_cancel(&sch->waiting_event);
	sch->scsw.ctrl |= CSS_FCTL_HALT | CSS_ACTL_HALT_PEND;
	sim_event_queue(sch->sim, &sch->function_event, sch->sim->now);
	return sch_trace_cc(sch, SIM_HSCH, 0);
}

int sim_csch(struct sim_subchannel *sch)
{
	sch_assert_state(sch);
	if (!sim_is_operational(sch))
		return sch_trace_cc(sch, SIM_CSCH, 3);
	sim_channel_drop(sch);
	sim_event_cancel(&sch->waiting_event);
	sim_event_cancel(&sch->function_event);
	sim_status_clear(sch);
	sch->scsw.ctrl = CSS_FCTL_CLEAR | CSS_ACTL_CLEAR_PEND;
	sim_event_queue(sch->sim, &sch->function_event, sch->sim->now);
	return sch_trace_cc(sch, SIM_CSCH, 0);
}

/* The clear function: selective reset, and status without any other information. */
static void sch_clear(struct sim_subchannel *sch)
{
	if (sch->dev->ops->reset)
		sch->dev->ops->reset(sch->dev);
	sch->waiting = 0;
	/* Source: "Clear-Function Subchannel Modification" */
	sch->pmcw.pom = 0xff;
	sch->pmcw.pnom = 0;
	sch->pmcw.lpum = 0;
	memset(&sch->scsw, 0, sizeof(sch->scsw));
	sch->scsw.ctrl = CSS_FCTL_CLEAR;
	sim_status(sch, 0, 0, 0);
}

void sim_function_event(struct sim_event *event)
{
	struct sim_subchannel *sch = container_of(event, struct sim_subchannel, function_event);

	if (sch->scsw.ctrl & CSS_FCTL_CLEAR)
		sch_clear(sch);
	else
		sim_channel_halt(sch);
}

int sim_rsch(struct sim_subchannel *sch)
{
	sch_assert_state(sch);
	if (!sim_is_operational(sch))
		return sch_trace_cc(sch, SIM_RSCH, 3);
	if (sch_status_pending(sch))
		return sch_trace_cc(sch, SIM_RSCH, 1);
	if ((sch->scsw.ctrl & CSS_FCTL) != CSS_FCTL_START ||
	    sch->scsw.ctrl & CSS_ACTL_RESUME_PEND || !(sch->ch.orb & CSS_ORB_S))
		return sch_trace_cc(sch, SIM_RSCH, 2);
	sch->scsw.ctrl |= CSS_ACTL_RESUME_PEND;
	if (sch->ch.phase == SIM_PHASE_SUSPENDED) {
		sch->ch.phase = SIM_PHASE_RESUME;
		sch->ch.held = sch->waiting;
		sim_event_queue(sch->sim, &sch->channel_event, sch->sim->now);
	}
	return sch_trace_cc(sch, SIM_RSCH, 0);
}

static bool sch_is_cancellable(const struct sim_subchannel *sch)
{
	if ((sch->scsw.ctrl & CSS_FCTL) != CSS_FCTL_START)
		return false;
	return sch->ch.phase == SIM_PHASE_START || sch->ch.phase == SIM_PHASE_SUSPENDED ||
	       sch->ch.phase == SIM_PHASE_RESUME;
}

int sim_xsch(struct sim_subchannel *sch)
{
	sch_assert_state(sch);
	if (!sim_is_operational(sch))
		return sch_trace_cc(sch, SIM_XSCH, 3);
	if (sch_status_pending(sch))
		return sch_trace_cc(sch, SIM_XSCH, 1);
	if (!sch_is_cancellable(sch))
		return sch_trace_cc(sch, SIM_XSCH, 2);
	sim_channel_drop(sch);
	sch->scsw.ctrl = 0;
	sim_status_present_waiting(sch);
	return sch_trace_cc(sch, SIM_XSCH, 0);
}

/* A halt function of a suspended program ends with the status that is pending already. */
static bool sch_halts_suspended(const struct sim_subchannel *sch)
{
	return sch->scsw.ctrl & CSS_FCTL_HALT && sch->scsw.ctrl & CSS_ACTL_SUSPENDED;
}

/*
 * Clears in the subchannel what TEST SUBCHANNEL clears when it stores status.
 * Source: "TEST SUBCHANNEL", the figure of conditions cleared.
 */
static void sch_status_stored(struct sim_subchannel *sch)
{
	struct sim_scsw *scsw = &sch->scsw;

	if (sch_intermediate_only(sch) && sch_halts_suspended(sch)) {
		sim_event_cancel(&sch->function_event);
		sim_channel_drop(sch);
	}
	/* If the function has ended since, its intermediate status is its last status. */
	if (sch_intermediate_only(sch) && sch->ch.phase != SIM_PHASE_IDLE) {
		sim_status_clear_intermediate(sch);
	} else {
		scsw->ctrl = sch->ch.phase == SIM_PHASE_LATER ? CSS_ACTL_DEVACT : 0;
		sim_status_clear(sch);
	}
	sim_status_present_waiting(sch);
}

int sim_tsch(struct sim_subchannel *sch, struct css_irb *irb)
{
	int cc;

	if (!sim_is_operational(sch))
		return sch_trace_cc(sch, SIM_TSCH, 3);
	cc = sch_status_pending(sch) ? 0 : 1;
	sim_status_irb(sch, irb);
	if (unlikely(sch->sim->tracing))
		sim_trace_irb(sch, SIM_TRACE_TSCH, cc, irb);
	if (!cc)
		sch_status_stored(sch);
	return cc;
}

int sim_stsch(struct sim_subchannel *sch, struct css_schib *schib)
{
	struct css_irb irb;

	if (sch->gone)
		return sch_trace_cc(sch, SIM_STSCH, 3);
	memset(schib, 0, sizeof(*schib));
	sim_status_irb(sch, &irb);
	schib->pmcw = sch->pmcw;
	schib->scsw = irb.scsw;
	return sch_trace_cc(sch, SIM_STSCH, 0);
}

static bool sch_pmcw_is_valid(const struct css_pmcw *pmcw)
{
	u16 flags = be16_to_cpu(pmcw->flags);

	return !(flags & PMCW_FLAGS_ZERO) && (flags & CSS_PMCW_LM) != CSS_PMCW_LM &&
	       !(be32_to_cpu(pmcw->ctrl) & ~PMCW2_MODIFY);
}

static void sch_modify(struct css_pmcw *pmcw, const struct css_pmcw *from)
{
	u16 keep = be16_to_cpu(pmcw->flags) & (u16)~PMCW_FLAGS_MODIFY;

	pmcw->flags = cpu_to_be16(keep | (be16_to_cpu(from->flags) & PMCW_FLAGS_MODIFY));
	pmcw->ctrl = from->ctrl;
	pmcw->intparm = from->intparm;
	pmcw->lpm = from->lpm;
	pmcw->pom = from->pom;
	pmcw->mbi = from->mbi;
}

int sim_msch(struct sim_subchannel *sch, const struct css_schib *schib)
{
	sch_assert_state(sch);
	if (!sch_pmcw_is_valid(&schib->pmcw))
		return -1;
	if (sch->gone)
		return sch_trace_cc(sch, SIM_MSCH, 3);
	if (sch_status_pending(sch))
		return sch_trace_cc(sch, SIM_MSCH, 1);
	if (sch->scsw.ctrl & CSS_FCTL)
		return sch_trace_cc(sch, SIM_MSCH, 2);
	sch_modify(&sch->pmcw, &schib->pmcw);
	sim_status_present_waiting(sch);
	return sch_trace_cc(sch, SIM_MSCH, 0);
}

/* ---- The interface below the core ---- */

static int sim_ops_start(void *sch, const struct css_orb *orb)
{
	int cc = sim_ssch(sch, orb);

	return cc < 0 ? 3 : cc;
}

static int sim_ops_halt(void *sch)
{
	return sim_hsch(sch);
}

static int sim_ops_clear(void *sch)
{
	return sim_csch(sch);
}

static int sim_ops_resume(void *sch)
{
	return sim_rsch(sch);
}

static int sim_ops_cancel(void *sch)
{
	return sim_xsch(sch);
}

static int sim_ops_store(void *sch, struct css_schib *schib)
{
	return sim_stsch(sch, schib);
}

static int sim_ops_enable(void *data, bool on)
{
	struct sim_subchannel *sch = data;
	struct css_schib schib = { .pmcw = sch->pmcw };
	u16 flags = be16_to_cpu(schib.pmcw.flags) & (u16)~CSS_PMCW_ENABLED;

	schib.pmcw.flags = cpu_to_be16(on ? flags | CSS_PMCW_ENABLED : flags);
	schib.pmcw.ctrl |= cpu_to_be32(CSS_PMCW2_CSENSE);
	return sim_msch(sch, &schib);
}

const struct css_ops sim_css_ops = {
	.start = sim_ops_start,
	.halt = sim_ops_halt,
	.clear = sim_ops_clear,
	.resume = sim_ops_resume,
	.cancel = sim_ops_cancel,
	.store = sim_ops_store,
	.enable = sim_ops_enable,
};

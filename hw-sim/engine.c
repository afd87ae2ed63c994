// SPDX-License-Identifier: GPL-2.0-only
/*
 * The execution of a channel program, one command per event.
 *
 *	START -> FETCH -> [STATUS] -> FETCH ... -> IDLE
 *	           |         |
 *	       SUSPENDED   CHAIN (device end before chaining)
 *	                   LATER (device end after the program)
 *
 * Source: Principles of Operation, "Basic I/O Functions" (start function,
 * chaining, suspension, halt), "I/O Interruptions".
 */
#include "hw-sim/channel.h"

/* Unit status with which command chaining does not take place. */
#define ENGINE_NO_CHAINING	((u8)~(CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_SM))

static bool engine_wrong_length(const struct sim_channel *ch)
{
	if (likely(!ch->residual && !ch->longer))
		return false;
	if (ch->reply.immediate && (ch->orb & (CSS_ORB_F | CSS_ORB_L)) != CSS_ORB_F)
		return false;
	return (ch->flags & (CSS_CCW_CD | CSS_CCW_SLI)) != CSS_CCW_SLI;
}

/* Channel status of the command that the device ended with @dstat. */
static u8 engine_ending_cstat(const struct sim_channel *ch, u8 dstat)
{
	if (unlikely(ch->cstat))
		return ch->cstat;
	if (dstat & CSS_DSTAT_CE && engine_wrong_length(ch))
		return CSS_CSTAT_IL;
	return 0;
}

static bool engine_chains(const struct sim_channel *ch, u8 dstat, u8 cstat)
{
	return (ch->flags & (CSS_CCW_CC | CSS_CCW_CD)) == CSS_CCW_CC &&
	       !(dstat & ENGINE_NO_CHAINING) && !cstat;
}

/* The caller must arrange for the CCW to be fetched. */
static void engine_next_command(struct sim_subchannel *sch, u8 dstat)
{
	if (dstat & CSS_DSTAT_SM)
		sch->ch.next += CSS_CCW_SIZE;
	sch->ch.phase = SIM_PHASE_FETCH;
}

/* The device has presented all status of the command. */
static void engine_end_command(struct sim_subchannel *sch, u8 dstat)
{
	struct sim_channel *ch = &sch->ch;
	u8 cstat = engine_ending_cstat(ch, dstat);

	if (unlikely(sch->sim->tracing))
		sim_trace_ccw_end(sch, dstat, cstat, ch->reply.immediate);
	if (engine_chains(ch, dstat, cstat))
		engine_next_command(sch, dstat);
	else
		sim_channel_end(sch, dstat, cstat);
}

/* Channel end without device end, and no chaining: primary status now. */
static void engine_end_command_primary(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	struct sim_channel *ch = &sch->ch;
	u16 stctl = CSS_STCTL_PRIMARY;

	if (unlikely(sch->sim->tracing))
		sim_trace_ccw_end(sch, dstat, cstat, ch->reply.immediate);
	if (dstat & SIM_DSTAT_UNUSUAL || cstat)
		stctl |= CSS_STCTL_ALERT;
	sim_channel_set_activity(sch, CSS_ACTL_DEVACT);
	sim_channel_set_position(sch);
	sim_channel_wait(sch, SIM_PHASE_LATER, ch->reply.later_time);
	sim_status(sch, stctl, dstat, cstat);
}

static void engine_take_status(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;
	u8 dstat = ch->reply.status;
	u8 cstat;

	if (likely(!ch->reply.later_status)) {
		engine_end_command(sch, dstat);
		return;
	}
	cstat = engine_ending_cstat(ch, dstat);
	if (engine_chains(ch, dstat, cstat))
		sim_channel_wait(sch, SIM_PHASE_CHAIN, ch->reply.later_time);
	else
		engine_end_command_primary(sch, dstat, cstat);
}

static void engine_take_later_status(struct sim_subchannel *sch)
{
	u8 dstat = sch->ch.reply.later_status;
	u16 stctl;

	sim_channel_idle(sch);
	/* The subchannel is not operational: the status stays with the control unit. */
	if (!sim_is_operational(sch)) {
		sch->waiting |= dstat;
		return;
	}
	stctl = CSS_STCTL_SECONDARY | (dstat & SIM_DSTAT_UNUSUAL ? CSS_STCTL_ALERT : 0);
	sim_status(sch, stctl, dstat, 0);
}

/* Ends the command with unit check and the sense bytes of the plan. */
static void engine_unit_check(struct sim_subchannel *sch, const struct sim_fault *fault)
{
	struct sim_device *dev = sch->dev;

	memcpy(dev->sense, fault->sense, sizeof(dev->sense));
	dev->sense_len = min_t(u8, fault->sense_len, CSS_SENSE_SIZE);
	engine_end_command(sch, CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_UC);
}

/**
 * engine_apply_fault() - apply the fault of the plan that the CCW met
 *
 * Return: the command has ended.
 */
static bool engine_apply_fault(struct sim_subchannel *sch)
{
	const struct sim_fault *fault = sch->ch.fault;
	bool device_ends;

	sch->ch.fault = NULL;
	if (fault->what == SIM_FAULT_UNIT_CHECK) {
		engine_unit_check(sch, fault);
		return true;
	}
	if (fault->what == SIM_FAULT_HANG) {
		/* The device has the command, and its status never comes. */
		sch->ch.phase = SIM_PHASE_STATUS;
		return true;
	}
	if (fault->what == SIM_FAULT_CHANNEL_CHECK) {
		device_ends = fault->arg & (CSS_CSTAT_DATA | CSS_CSTAT_CHAINING);
		sch->ch.cstat |= (u8)fault->arg;
		engine_end_command(sch, device_ends ? CSS_DSTAT_CE | CSS_DSTAT_DE : 0);
		return true;
	}
	sim_fault_act(sch, fault);
	return sch->ch.phase == SIM_PHASE_IDLE;
}

/* The command is not sent to the device; the reply to the previous one is discarded. */
static bool engine_apply_fault_unsent(struct sim_subchannel *sch)
{
	memset(&sch->ch.reply, 0, sizeof(sch->ch.reply));
	sch->ch.longer = false;
	return engine_apply_fault(sch);
}

/*
 * Does a device or its control unit refuse the command by this initial status: by busy,
 * with or without other bits, or by status that belongs to something earlier?  Unit check
 * or unit exception alone are the end of this command.
 * Source: "Deferred Condition Code"; System/370 Principles of Operation, "START I/O"
 * (condition code 1), "Limited Channel Logout" (sequence code 4).
 */
static bool engine_is_refusal(u8 status)
{
	u8 earlier = CSS_DSTAT_ATTENTION | CSS_DSTAT_SM | CSS_DSTAT_CUE | CSS_DSTAT_DE;

	return status & CSS_DSTAT_BUSY || (!(status & CSS_DSTAT_CE) && status & earlier);
}

/* Handles the reply to the first command of a chain. Return: the program goes on. */
static bool engine_first_command_accepted(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	if (unlikely(engine_is_refusal(ch->reply.status))) {
		sim_channel_end_deferred(sch, 1, ch->reply.status);
		return false;
	}
	if (unlikely(ch->initial) && !ch->reply.immediate && ch->reply.status & CSS_DSTAT_CE)
		sim_channel_initial(sch);
	return true;
}

/* Give the command to the device; it moves its bytes within this call. */
static inline void engine_send_command(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	memset(&ch->reply, 0, sizeof(ch->reply));
	ch->cstat = 0;
	ch->stopped = false;
	ch->longer = false;
	ch->initial = ch->orb & CSS_ORB_I && !ch->cmd.chained;
	ch->in_command = true;
	ch->sent = true;
	ch->moved = false;
	sch->dev->ops->command(sch->dev, ch, &ch->cmd, &ch->reply);
	ch->in_command = false;
}

/* Handles the device's reply to the command. */
static void engine_command_done(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;
	bool first = !ch->cmd.chained;

	ch->cmd.chained = true;
	if (unlikely(ch->aborted)) {
		sim_channel_finish_abort(sch);
		return;
	}
	if (unlikely(ch->fault) && engine_apply_fault(sch))
		return;
	if (first && !engine_first_command_accepted(sch))
		return;
	if (ch->reply.time)
		sim_channel_wait(sch, SIM_PHASE_STATUS, ch->reply.time);
	else
		engine_take_status(sch);
}

/*
 * Stops before the CCW, which is fetched again when the program is resumed.  A CCW with the
 * suspend flag is never executed, however often it is fetched.  Each suspension is
 * presented, unless the ORB suppresses that; then a PCI flag still is.
 * Source: "Suspension of Channel-Program Execution"; System/370 Principles of Operation,
 * the section of that name.
 */
static void engine_suspend(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;
	u8 cstat = ch->flags & CSS_CCW_PCI ? CSS_CSTAT_PCI : 0;

	sim_channel_idle(sch);
	ch->phase = SIM_PHASE_SUSPENDED;
	platform_assert(!ch->in_command);
	ch->next = ch->addr;
	sim_channel_set_activity(sch, CSS_ACTL_SUSPENDED);
	ch->residual = 0;
	sim_channel_set_position(sch);
	if (cstat || !(ch->orb & CSS_ORB_U))
		sim_status(sch, CSS_STCTL_INTERMEDIATE, 0, cstat);
}

/* Fetches the next CCW, with all checks. Return: there is a command to send. */
static bool engine_fetch(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	ch->cstat = 0;
	ch->sent = false;
	if (unlikely(!sim_fetch_ccw(sch, false))) {
		sim_channel_end(sch, 0, ch->cstat);
		return false;
	}
	if (unlikely(ch->flags & CSS_CCW_S)) {
		engine_suspend(sch);
		return false;
	}
	if (unlikely(ch->flags & CSS_CCW_PCI))
		sim_channel_pci(sch);
	if (unlikely(ch->fault) && ch->fault->what != SIM_FAULT_HANG &&
	    engine_apply_fault_unsent(sch))
		return false;
	return true;
}

/*
 * Fetches the next CCW if it is a plain command in the same block as the one
 * before: not misaligned, no TIC, no code of zero, no flag that means an event.
 */
static inline bool engine_fetch_plain(struct sim_channel *ch)
{
	u32 offset = ch->next ^ ch->window_addr;
	struct css_ccw1 ccw;
	u32 cda;

	if (offset & ~(SIM_STORAGE_BLOCK - CSS_CCW_SIZE))
		return false;
	memcpy(&ccw, ch->window + offset, sizeof(ccw));
	cda = be32_to_cpu(ccw.cda);
	if (!(ccw.cmd & 7) || cda & CSS_ADDR31_INVALID ||
	    ccw.flags & (CSS_CCW_CD | CSS_CCW_PCI | CSS_CCW_S | CSS_CCW_MIDA))
		return false;
	ch->addr = ch->next;
	ch->next += CSS_CCW_SIZE;
	ch->cpa = ch->next;
	ch->cmd.code = ccw.cmd;
	ch->flags = ccw.flags;
	ch->cda = cda;
	ch->residual = be16_to_cpu(ccw.count);
	sim_data_begin(ch);
	return true;
}

/* Has the command ended normally, and is another one chained to it? */
static inline bool engine_ended_plain(const struct sim_channel *ch)
{
	const struct sim_reply *reply = &ch->reply;

	return reply->status == (CSS_DSTAT_CE | CSS_DSTAT_DE) && !reply->later_status &&
	       !reply->time && !(ch->cstat | ch->longer | ch->stopped) &&
	       ch->flags & CSS_CCW_CC && (!ch->residual || ch->flags & CSS_CCW_SLI);
}

/* Executes one command after the other, until another event is due. */
static void engine_execute(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	/* An earlier RESUME SUBCHANNEL is for this CCW; none can be executed meanwhile. */
	sch->scsw.ctrl &= (u16)~CSS_ACTL_RESUME_PEND;
	ch->window_addr = SIM_NO_WINDOW;
	do {
		if (likely(engine_fetch_plain(ch))) {
			engine_send_command(sch);
			if (likely(engine_ended_plain(ch)))
				continue;
		} else {
			if (!engine_fetch(sch))
				return;
			engine_send_command(sch);
		}
		engine_command_done(sch);
		if (ch->phase != SIM_PHASE_FETCH)
			return;
	} while (sim_may_continue(sch->sim));
	sim_channel_wait(sch, SIM_PHASE_FETCH, 0);
}

/*
 * The control unit holds status: it presents that with busy instead of taking the command,
 * and holds it no longer.
 * Source: System/370 Principles of Operation, "START I/O" (condition code 1, the device or
 * control unit contains a pending interruption condition); "Deferred Condition Code".
 */
static void engine_present_held(struct sim_subchannel *sch)
{
	u8 dstat = sch->waiting;

	sch->ch.window_addr = SIM_NO_WINDOW;
	if (!engine_fetch(sch))
		return;
	/* Status that a fault of the plan has added with this CCW stays held. */
	sch->waiting &= (u8)~dstat;
	sim_channel_end_deferred(sch, 1, CSS_DSTAT_BUSY | dstat);
}

/* The start function begins, or goes on after suspension. */
static void engine_begin(struct sim_subchannel *sch)
{
	const struct sim_fault *fault = sch->ch.fault;

	platform_assert(sch->scsw.ctrl & CSS_FCTL_START);
	if (unlikely(fault) && fault->what == SIM_FAULT_DEFERRED_CC) {
		sim_channel_end_deferred(sch, (u16)fault->arg & 3, 0);
		return;
	}
	if (unlikely(fault) && fault->what == SIM_FAULT_HANG) {
		sch->ch.fault = NULL;
		return;
	}
	if (!sim_path_select(sch)) {
		sim_channel_end_deferred(sch, 3, 0);
		return;
	}
	sch->ch.cmd.path = sch->pmcw.lpum;
	sch->ch.phase = SIM_PHASE_FETCH;
	sim_channel_set_activity(sch, SIM_ACTL_ACTIVE);
	if (unlikely(sch->ch.held))
		engine_present_held(sch);
	else
		engine_execute(sch);
}

/* Executes the next command, if the device's status led to command chaining. */
static void engine_chain_commands(struct sim_subchannel *sch)
{
	if (sch->ch.phase == SIM_PHASE_FETCH)
		sim_channel_wait(sch, SIM_PHASE_FETCH, 0);
}

void sim_channel_event(struct sim_event *event)
{
	struct sim_subchannel *sch = container_of(event, struct sim_subchannel, channel_event);

	switch (sch->ch.phase) {
	case SIM_PHASE_START:
	case SIM_PHASE_RESUME:
		engine_begin(sch);
		break;
	case SIM_PHASE_FETCH:
		engine_execute(sch);
		break;
	case SIM_PHASE_STATUS:
		engine_take_status(sch);
		engine_chain_commands(sch);
		break;
	case SIM_PHASE_CHAIN:
		engine_end_command(sch, sch->ch.reply.status | sch->ch.reply.later_status);
		engine_chain_commands(sch);
		break;
	default:
		/* Device end; the remaining phases wait for no event. */
		platform_assert(sch->ch.phase == SIM_PHASE_LATER);
		engine_take_later_status(sch);
		break;
	}
}

/**
 * sim_channel_halt() - the halt function: the device ends its operation
 * @sch: the subchannel, its channel event cancelled
 *
 * Between two commands, the status of the last one is presented.
 */
void sim_channel_halt(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	platform_assert(!ch->in_command && !sim_event_queued(&sch->channel_event));
	switch (ch->phase) {
	case SIM_PHASE_FETCH:
		sim_channel_end(sch, ch->reply.status | ch->reply.later_status, 0);
		break;
	case SIM_PHASE_STATUS:
	case SIM_PHASE_CHAIN:
		ch->flags &= (u8)~CSS_CCW_CC;
		engine_end_command(sch, ch->reply.status | ch->reply.later_status);
		break;
	case SIM_PHASE_LATER:
		engine_take_later_status(sch);
		break;
	case SIM_PHASE_IDLE:
		/* No program runs, so do not show the position of an earlier one. */
		ch->cpa = 0;
		ch->residual = 0;
		fallthrough;
	default:
		sim_channel_idle(sch);
		sim_channel_set_position(sch);
		sim_status(sch, 0, 0, 0);
		break;
	}
}

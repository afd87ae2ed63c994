// SPDX-License-Identifier: GPL-2.0-only
/*
 * The channel: executes one program, one command per event.
 *
 *	START -> FETCH -> [STATUS] -> FETCH ... -> IDLE
 *	           |         |
 *	       SUSPENDED   CHAIN (device end before chaining)
 *	                   LATER (device end after the program)
 *
 * Source: Principles of Operation, "Basic I/O Functions" (start function,
 * chaining, suspension, halt and clear), "I/O Interruptions".
 */
#include "hw-sim/sim.h"

#define ACTIVE		(CSS_ACTL_SCHACT | CSS_ACTL_DEVACT)
#define UNUSUAL		((u8)~(CSS_DSTAT_CE | CSS_DSTAT_DE))
#define NO_CHAINING	((u8)~(CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_SM))

static void set_activity(struct sim_subchannel *sch, u16 actl)
{
	sch->scsw.ctrl = (u16)((sch->scsw.ctrl & ~CSS_ACTL) | actl);
}

static void set_position(struct sim_subchannel *sch)
{
	sch->scsw.cpa = sch->ch.cpa & ~CSS_ADDR31_INVALID;
	sch->scsw.count = (u16)sch->ch.residual;
}

static void wait_for(struct sim_subchannel *sch, enum sim_phase phase, u64 time)
{
	sch->ch.phase = phase;
	sim_event_queue(sch->sim, &sch->channel_event, sch->sim->now + time);
}

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
	set_position(sch);
	wait_for(sch, SIM_PHASE_START, 0);
}

/* The chain of commands ends for the device, and the channel becomes idle. */
static void idle(struct sim_subchannel *sch)
{
	sch->ch.phase = SIM_PHASE_IDLE;
	sch->ch.cmd.path = 0;
	if (sch->ch.cmd.chained && sch->dev->ops->end_of_chain)
		sch->dev->ops->end_of_chain(sch->dev);
	sch->ch.cmd.chained = false;
	set_activity(sch, 0);
}

/* The start function ends with primary and secondary status together. */
static void end(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	u16 stctl = CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY;

	if (dstat & UNUSUAL || cstat)
		stctl |= CSS_STCTL_ALERT;
	idle(sch);
	set_position(sch);
	sim_status(sch, stctl, dstat, cstat);
}

/* The program did not begin: the device was busy, or no path was operational. */
static void end_deferred(struct sim_subchannel *sch, u16 cc, u8 dstat)
{
	u16 stctl = CSS_STCTL_ALERT;

	if (cc == 3) {
		stctl |= CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY;
		sch->scsw.flags |= CSS_SCSW_N;
	}
	idle(sch);
	set_position(sch);
	sch->scsw.flags |= (u16)(cc << CSS_SCSW_CC_SHIFT);
	sim_status(sch, stctl, dstat, 0);
}

/* The device is executing a command: stop the transfer, and end when that returns. */
static void abort_command(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	sch->ch.aborted = true;
	sch->ch.stopped = true;
	sch->ch.abort_dstat = dstat;
	sch->ch.abort_cstat = cstat;
}

/* Completes an abort that was deferred until the command function returned. */
static void finish_abort(struct sim_subchannel *sch)
{
	sch->ch.aborted = false;
	if (sch->gone)
		idle(sch);
	else
		end(sch, sch->ch.abort_dstat, sch->ch.abort_cstat);
}

/**
 * sim_channel_drop() - stop at once, without status
 * @sch: the subchannel
 */
void sim_channel_drop(struct sim_subchannel *sch)
{
	sim_event_cancel(&sch->channel_event);
	if (sch->ch.in_command) {
		abort_command(sch, 0, 0);
		return;
	}
	idle(sch);
}

/**
 * sim_channel_abort() - end the program for a reason outside it
 * @sch: the subchannel, its channel not idle
 * @dstat: unit status
 * @cstat: channel status
 */
void sim_channel_abort(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	sim_event_cancel(&sch->channel_event);
	/* This status also ends a halt function that is pending. */
	sim_event_cancel(&sch->function_event);
	if (sch->ch.in_command) {
		abort_command(sch, dstat, cstat);
		return;
	}
	/* Between two commands the status is for the next one, which was not sent. */
	if (sch->ch.phase == SIM_PHASE_FETCH)
		sch->ch.sent = false;
	if (sch->ch.phase == SIM_PHASE_LATER) {
		idle(sch);
		sim_status(sch, CSS_STCTL_ALERT | CSS_STCTL_SECONDARY, dstat, cstat);
		return;
	}
	end(sch, dstat, cstat);
}

/*
 * A CCW with the PCI flag took control.  The first one of a program does so before the
 * device is selected: PCI is presented even if the device then is busy.
 * Source: "Program-Controlled Interruption"; System/370 Principles of Operation,
 * "START I/O" (condition code 1, device with an interruption condition).
 */
void sim_channel_pci(struct sim_subchannel *sch)
{
	set_position(sch);
	sim_status(sch, CSS_STCTL_INTERMEDIATE, 0, CSS_CSTAT_PCI);
}

static bool wrong_length(const struct sim_channel *ch)
{
	if (likely(!ch->residual && !ch->longer))
		return false;
	if (ch->reply.immediate && (ch->orb & (CSS_ORB_F | CSS_ORB_L)) != CSS_ORB_F)
		return false;
	return (ch->flags & (CSS_CCW_CD | CSS_CCW_SLI)) != CSS_CCW_SLI;
}

/* Channel status of the command that the device ended with @dstat. */
static u8 ending_cstat(const struct sim_channel *ch, u8 dstat)
{
	if (unlikely(ch->cstat))
		return ch->cstat;
	if (dstat & CSS_DSTAT_CE && wrong_length(ch))
		return CSS_CSTAT_IL;
	return 0;
}

static bool chains(const struct sim_channel *ch, u8 dstat, u8 cstat)
{
	return (ch->flags & (CSS_CCW_CC | CSS_CCW_CD)) == CSS_CCW_CC && !(dstat & NO_CHAINING) &&
	       !cstat;
}

/* The caller must arrange for the CCW to be fetched. */
static void next_command(struct sim_subchannel *sch, u8 dstat)
{
	if (dstat & CSS_DSTAT_SM)
		sch->ch.next += CSS_CCW_SIZE;
	sch->ch.phase = SIM_PHASE_FETCH;
}

/* The device has presented all status of the command. */
static void command_ended(struct sim_subchannel *sch, u8 dstat)
{
	struct sim_channel *ch = &sch->ch;
	u8 cstat = ending_cstat(ch, dstat);

	if (unlikely(sch->sim->tracing))
		sim_trace_ccw_end(sch, dstat, cstat, ch->reply.immediate);
	if (chains(ch, dstat, cstat))
		next_command(sch, dstat);
	else
		end(sch, dstat, cstat);
}

/* Channel end without device end, and no chaining: primary status now. */
static void command_ended_primary(struct sim_subchannel *sch, u8 dstat, u8 cstat)
{
	struct sim_channel *ch = &sch->ch;
	u16 stctl = CSS_STCTL_PRIMARY;

	if (unlikely(sch->sim->tracing))
		sim_trace_ccw_end(sch, dstat, cstat, ch->reply.immediate);
	if (dstat & UNUSUAL || cstat)
		stctl |= CSS_STCTL_ALERT;
	set_activity(sch, CSS_ACTL_DEVACT);
	set_position(sch);
	wait_for(sch, SIM_PHASE_LATER, ch->reply.later_time);
	sim_status(sch, stctl, dstat, cstat);
}

static void take_status(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;
	u8 dstat = ch->reply.status;
	u8 cstat;

	if (likely(!ch->reply.later_status)) {
		command_ended(sch, dstat);
		return;
	}
	cstat = ending_cstat(ch, dstat);
	if (chains(ch, dstat, cstat))
		wait_for(sch, SIM_PHASE_CHAIN, ch->reply.later_time);
	else
		command_ended_primary(sch, dstat, cstat);
}

static void take_later_status(struct sim_subchannel *sch)
{
	u8 dstat = sch->ch.reply.later_status;

	idle(sch);
	/* The subchannel is not operational: the status stays with the control unit. */
	if (!sim_operational(sch)) {
		sch->waiting |= dstat;
		return;
	}
	sim_status(sch, CSS_STCTL_SECONDARY | (dstat & UNUSUAL ? CSS_STCTL_ALERT : 0), dstat, 0);
}

/*
 * Presents initial status, as the ORB asks for: the first command was accepted and has not
 * ended.  Initial status precedes data, and so any other CCW that takes control.
 */
void sim_channel_initial(struct sim_subchannel *sch)
{
	sch->ch.initial = false;
	sch->scsw.flags |= CSS_SCSW_Z;
	set_position(sch);
	sim_status(sch, CSS_STCTL_INTERMEDIATE, 0, 0);
}

/* Ends the command with unit check and the sense bytes of the plan. */
static void unit_check(struct sim_subchannel *sch, const struct sim_fault *fault)
{
	struct sim_device *dev = sch->dev;

	memcpy(dev->sense, fault->sense, sizeof(dev->sense));
	dev->sense_len = min_t(u8, fault->sense_len, CSS_SENSE_SIZE);
	command_ended(sch, CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_UC);
}

/**
 * strike() - apply the fault of the plan that the CCW met
 *
 * Return: the command has ended.
 */
static bool strike(struct sim_subchannel *sch)
{
	const struct sim_fault *fault = sch->ch.fault;
	bool device_talks;

	sch->ch.fault = NULL;
	if (fault->what == SIM_FAULT_UNIT_CHECK) {
		unit_check(sch, fault);
		return true;
	}
	if (fault->what == SIM_FAULT_HANG) {
		/* The device has the command, and its status never comes. */
		sch->ch.phase = SIM_PHASE_STATUS;
		return true;
	}
	if (fault->what == SIM_FAULT_CHANNEL_CHECK) {
		device_talks = fault->arg & (CSS_CSTAT_DATA | CSS_CSTAT_CHAINING);
		sch->ch.cstat |= (u8)fault->arg;
		command_ended(sch, device_talks ? CSS_DSTAT_CE | CSS_DSTAT_DE : 0);
		return true;
	}
	sim_plan_machine(sch, fault);
	return sch->ch.phase == SIM_PHASE_IDLE;
}

/* The command is not sent to the device; the reply to the previous one is discarded. */
static bool strike_unsent(struct sim_subchannel *sch)
{
	memset(&sch->ch.reply, 0, sizeof(sch->ch.reply));
	sch->ch.longer = false;
	return strike(sch);
}

/*
 * Does a device or its control unit refuse the command by this initial status: by busy,
 * with or without other bits, or by status that belongs to something earlier?  Unit check
 * or unit exception alone are the end of this command.
 * Source: "Deferred Condition Code"; System/370 Principles of Operation, "START I/O"
 * (condition code 1), "Limited Channel Logout" (sequence code 4).
 */
static bool is_refusal(u8 status)
{
	u8 owed = CSS_DSTAT_ATTENTION | CSS_DSTAT_SM | CSS_DSTAT_CUE | CSS_DSTAT_DE;

	return status & CSS_DSTAT_BUSY || (!(status & CSS_DSTAT_CE) && status & owed);
}

/* Handles the reply to the first command of a chain. Return: the program goes on. */
static bool first_command_accepted(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	if (unlikely(is_refusal(ch->reply.status))) {
		end_deferred(sch, 1, ch->reply.status);
		return false;
	}
	if (unlikely(ch->initial) && !ch->reply.immediate && ch->reply.status & CSS_DSTAT_CE)
		sim_channel_initial(sch);
	return true;
}

/* Give the command to the device; it moves its bytes within this call. */
static inline void command(struct sim_subchannel *sch)
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
static void command_done(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;
	bool first = !ch->cmd.chained;

	ch->cmd.chained = true;
	if (unlikely(ch->aborted)) {
		finish_abort(sch);
		return;
	}
	if (unlikely(ch->fault) && strike(sch))
		return;
	if (first && !first_command_accepted(sch))
		return;
	if (ch->reply.time)
		wait_for(sch, SIM_PHASE_STATUS, ch->reply.time);
	else
		take_status(sch);
}

/*
 * Stops before the CCW, which is fetched again when the program is resumed.  A CCW with the
 * suspend flag is never executed, however often it is fetched.  Each suspension is
 * presented, unless the ORB suppresses that; then a PCI flag still is.
 * Source: "Suspension of Channel-Program Execution"; System/370 Principles of Operation,
 * the section of that name.
 */
static void suspend(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;
	u8 cstat = ch->flags & CSS_CCW_PCI ? CSS_CSTAT_PCI : 0;

	idle(sch);
	ch->phase = SIM_PHASE_SUSPENDED;
	ch->next = ch->addr;
	set_activity(sch, CSS_ACTL_SUSPENDED);
	ch->residual = 0;
	set_position(sch);
	if (cstat || !(ch->orb & CSS_ORB_U))
		sim_status(sch, CSS_STCTL_INTERMEDIATE, 0, cstat);
}

/* Fetches the next CCW, with all checks. Return: there is a command to send. */
static bool fetch(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	ch->cstat = 0;
	ch->sent = false;
	if (unlikely(!sim_fetch_ccw(sch, false))) {
		end(sch, 0, ch->cstat);
		return false;
	}
	if (unlikely(ch->flags & CSS_CCW_S)) {
		suspend(sch);
		return false;
	}
	if (unlikely(ch->flags & CSS_CCW_PCI))
		sim_channel_pci(sch);
	if (unlikely(ch->fault) && ch->fault->what != SIM_FAULT_HANG && strike_unsent(sch))
		return false;
	return true;
}

/*
 * Fetches the next CCW if it is a plain command in the same block as the one
 * before: not misaligned, no TIC, no code of zero, no flag that means an event.
 */
static inline bool fetch_plain(struct sim_channel *ch)
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
static inline bool ended_plain(const struct sim_channel *ch)
{
	const struct sim_reply *reply = &ch->reply;

	return reply->status == (CSS_DSTAT_CE | CSS_DSTAT_DE) && !reply->later_status &&
	       !reply->time && !(ch->cstat | ch->longer | ch->stopped) &&
	       ch->flags & CSS_CCW_CC && (!ch->residual || ch->flags & CSS_CCW_SLI);
}

/* Executes one command after the other, until another event is due. */
static void execute(struct sim_subchannel *sch)
{
	struct sim_channel *ch = &sch->ch;

	/* An earlier RESUME SUBCHANNEL is for this CCW; none can be executed meanwhile. */
	sch->scsw.ctrl &= (u16)~CSS_ACTL_RESUME_PEND;
	ch->window_addr = SIM_NO_WINDOW;
	do {
		if (likely(fetch_plain(ch))) {
			command(sch);
			if (likely(ended_plain(ch)))
				continue;
		} else {
			if (!fetch(sch))
				return;
			command(sch);
		}
		command_done(sch);
		if (ch->phase != SIM_PHASE_FETCH)
			return;
	} while (sim_go_on(sch->sim));
	wait_for(sch, SIM_PHASE_FETCH, 0);
}

/*
 * The control unit holds status: it presents that with busy instead of taking the command,
 * and holds it no longer.
 * Source: System/370 Principles of Operation, "START I/O" (condition code 1, the device or
 * control unit contains a pending interruption condition); "Deferred Condition Code".
 */
static void meet_waiting(struct sim_subchannel *sch)
{
	u8 dstat = sch->waiting;

	sch->ch.window_addr = SIM_NO_WINDOW;
	if (!fetch(sch))
		return;
	/* Status that a fault of the plan has added with this CCW stays held. */
	sch->waiting &= (u8)~dstat;
	end_deferred(sch, 1, CSS_DSTAT_BUSY | dstat);
}

/* The start function begins, or goes on after suspension. */
static void begin(struct sim_subchannel *sch)
{
	const struct sim_fault *fault = sch->ch.fault;

	if (unlikely(fault) && fault->what == SIM_FAULT_DEFERRED_CC) {
		end_deferred(sch, (u16)fault->arg & 3, 0);
		return;
	}
	if (unlikely(fault) && fault->what == SIM_FAULT_HANG) {
		sch->ch.fault = NULL;
		return;
	}
	if (!sim_path_select(sch)) {
		end_deferred(sch, 3, 0);
		return;
	}
	sch->ch.cmd.path = sch->pmcw.lpum;
	sch->ch.phase = SIM_PHASE_FETCH;
	set_activity(sch, ACTIVE);
	if (unlikely(sch->ch.held))
		meet_waiting(sch);
	else
		execute(sch);
}

/* Executes the next command, if the device's status led to command chaining. */
static void chain_commands(struct sim_subchannel *sch)
{
	if (sch->ch.phase == SIM_PHASE_FETCH)
		wait_for(sch, SIM_PHASE_FETCH, 0);
}

void sim_channel_event(struct sim_event *event)
{
	struct sim_subchannel *sch = container_of(event, struct sim_subchannel, channel_event);

	switch (sch->ch.phase) {
	case SIM_PHASE_START:
	case SIM_PHASE_RESUME:
		begin(sch);
		break;
	case SIM_PHASE_FETCH:
		execute(sch);
		break;
	case SIM_PHASE_STATUS:
		take_status(sch);
		chain_commands(sch);
		break;
	case SIM_PHASE_CHAIN:
		command_ended(sch, sch->ch.reply.status | sch->ch.reply.later_status);
		chain_commands(sch);
		break;
	default:
		/* Device end; the remaining phases wait for no event. */
		platform_assert(sch->ch.phase == SIM_PHASE_LATER);
		take_later_status(sch);
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

	switch (ch->phase) {
	case SIM_PHASE_FETCH:
		end(sch, ch->reply.status | ch->reply.later_status, 0);
		break;
	case SIM_PHASE_STATUS:
	case SIM_PHASE_CHAIN:
		ch->flags &= (u8)~CSS_CCW_CC;
		command_ended(sch, ch->reply.status | ch->reply.later_status);
		break;
	case SIM_PHASE_LATER:
		take_later_status(sch);
		break;
	case SIM_PHASE_IDLE:
		/* No program runs, so do not show the position of an earlier one. */
		ch->cpa = 0;
		ch->residual = 0;
		fallthrough;
	default:
		idle(sch);
		set_position(sch);
		sim_status(sch, 0, 0, 0);
		break;
	}
}

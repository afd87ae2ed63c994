// SPDX-License-Identifier: GPL-2.0-only
/* The instructions. */
#include "simtests/judge/state.h"
#include "simtests/port/port.h"

struct judge_channel *judge_create(const struct judge_config *config)
{
	struct judge_channel *ch = port_zalloc(sizeof(*ch));

	if (!ch)
		return NULL;
	ch->config = *config;
	ch->pam = config->pim;
	ch->attached = config->pim;
	/* PoP, "Path-Operational Mask": all ones when the subchannel is made. */
	ch->pom = 0xff;
	ch->lpm = config->pim;
	ch->first = true;
	return ch;
}

void judge_destroy(struct judge_channel *ch)
{
	port_free(ch);
}

/*
 * A path that goes while a command, or a chain of them, uses it: the channel cannot go on with
 * the device, which is an interface-control check.
 * PoP, "Path-Available Mask", "Interface-Control Check".
 */
void judge_vary(struct judge_channel *ch, u8 path, bool on)
{
	if (on)
		ch->pam |= path;
	else
		ch->pam &= (u8)~path;
	if (!on && ch->lpum == path && ch->actl & CSS_ACTL_SCHACT)
		judge_abort(ch, CSS_CSTAT_INTERFACE);
}

void judge_attach(struct judge_channel *ch, u8 paths)
{
	ch->attached = paths;
}

/*
 * The device still owes device end for the program before: it answers a new one with busy, and
 * device end is yet to come.
 * PoP, "Deferred Condition Code", 1; S/370, "Busy".
 */
static void device_is_busy(struct judge_channel *ch)
{
	ch->flags |= 1 << CSS_SCSW_CC_SHIFT;
	judge_end(ch, CSS_DSTAT_BUSY, 0, CSS_STCTL_ALERT);
}

/*
 * Operand exception: what must be zero in an ORB is not; transport mode, which this machine
 * does not have.
 * PoP, "START SUBCHANNEL", "Operation-Request Block".
 *
 * Condition code 3: no path is available; 1: status is pending; 2: a function is in progress.
 */
int judge_ssch(struct judge_channel *ch, const struct css_orb *orb)
{
	u32 ctrl = be32_to_cpu(orb->ctrl);
	u8 lpm = (u8)((ctrl & CSS_ORB_LPM) >> CSS_ORB_LPM_SHIFT);

	if (ctrl & (CSS_ORB_RESERVED | CSS_ORB_B) ||
	    be32_to_cpu(orb->cpa) & CSS_ADDR31_INVALID)
		return -1;
	if (ch->stctl & CSS_STCTL_PENDING)
		return 1;
	if (ch->fctl)
		return 2;
	if (!(lpm & ch->config.pim & ch->pam))
		return 3;
	ch->intparm = be32_to_cpu(orb->intparm);
	ch->lpm = lpm;
	ch->orb = ctrl;
	ch->flags = (u16)(ctrl >> 16 & (CSS_SCSW_KEY | CSS_SCSW_S));
	ch->flags |= (ctrl & CSS_ORB_F ? CSS_SCSW_F : 0) | (ctrl & CSS_ORB_P ? CSS_SCSW_P : 0) |
		     (ctrl & CSS_ORB_I ? CSS_SCSW_I : 0) | (ctrl & CSS_ORB_A ? CSS_SCSW_A : 0) |
		     (ctrl & CSS_ORB_U ? CSS_SCSW_U : 0);
	ch->fctl = CSS_FCTL_START;
	ch->next = be32_to_cpu(orb->cpa);
	ch->cpa = ch->next;
	ch->after_tic = false;
	ch->first = true;
	ch->resume_pending = false;
	ch->count = 0;
	ch->pci = false;
	if (ch->phase == JUDGE_SECONDARY) {
		device_is_busy(ch);
		return 0;
	}
	ch->actl = CSS_ACTL_START_PEND;
	ch->phase = JUDGE_BEGIN;
	return 0;
}

/*
 * RESUME SUBCHANNEL, condition code 2: another function than start, or none, is in progress;
 * resume is pending; the ORB did not ask for suspend control.
 * PoP, "RESUME SUBCHANNEL".
 */
int judge_rsch(struct judge_channel *ch)
{
	if (ch->stctl & CSS_STCTL_PENDING)
		return 1;
	if (ch->fctl != CSS_FCTL_START || ch->resume_pending || !(ch->orb & CSS_ORB_S))
		return 2;
	ch->resume_pending = true;
	ch->actl |= CSS_ACTL_RESUME_PEND;
	if (ch->phase == JUDGE_SUSPENDED) {
		ch->next = ch->ccw.addr;
		ch->phase = JUDGE_RESUME;
	}
	return 0;
}

/*
 * HALT SUBCHANNEL, condition code 1: status is pending that is not intermediate status alone;
 * 2: a halt or clear function is in progress.  Intermediate status of an active program that is
 * pending is gone.
 * PoP, "HALT SUBCHANNEL".
 */
int judge_hsch(struct judge_channel *ch)
{
	const u16 final = CSS_STCTL_ALERT | CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY;

	if (ch->stctl & CSS_STCTL_PENDING &&
	    (ch->stctl & final || !(ch->stctl & CSS_STCTL_INTERMEDIATE)))
		return 1;
	if (ch->fctl & (CSS_FCTL_HALT | CSS_FCTL_CLEAR))
		return 2;
	if (ch->actl & CSS_ACTL_SCHACT)
		judge_forget(ch);
	ch->halt = true;
	ch->fctl |= CSS_FCTL_HALT;
	ch->actl |= CSS_ACTL_HALT_PEND;
	return 0;
}

/* CLEAR SUBCHANNEL is refused for nothing but a subchannel that is not there. */
int judge_csch(struct judge_channel *ch)
{
	ch->stctl = 0;
	ch->clear = true;
	ch->halt = false;
	ch->fctl = CSS_FCTL_CLEAR;
	ch->actl = CSS_ACTL_CLEAR_PEND;
	ch->phase = JUDGE_IDLE;
	return 0;
}

/*
 * CANCEL SUBCHANNEL takes a start back that is pending and no more, or a program that is
 * suspended; 1: status is pending; 2: there is no such thing.
 * PoP, "CANCEL SUBCHANNEL".
 */
int judge_xsch(struct judge_channel *ch)
{
	if (ch->stctl & CSS_STCTL_PENDING)
		return 1;
	if (ch->fctl != CSS_FCTL_START ||
	    !(ch->actl & (CSS_ACTL_START_PEND | CSS_ACTL_SUSPENDED)))
		return 2;
	ch->fctl = 0;
	ch->actl = 0;
	ch->resume_pending = false;
	ch->phase = JUDGE_IDLE;
	return 0;
}

/*
 * The clear function: the device is reset, all paths may be operational and none was used last,
 * and status is pending, of no kind.
 * PoP, "Clear-Function Path Management", "Clear-Function Subchannel Modification".
 */
static void clear(struct judge_channel *ch)
{
	struct judge_device *dev = ch->config.device;

	ch->clear = false;
	ch->actl = 0;
	ch->flags = 0;
	ch->cpa = 0;
	ch->dev_status = 0;
	ch->sch_status = 0;
	ch->erw = 0;
	memset(ch->ecw, 0, sizeof(ch->ecw));
	ch->count = 0;
	ch->pom = 0xff;
	ch->pnom = 0;
	ch->lpum = 0;
	ch->first = true;
	if (dev->reset)
		dev->reset(dev);
	judge_end(ch, 0, 0, 0);
}

/*
 * The halt function.  A start that has not begun, or is suspended, ends with that, and status
 * is pending of no kind, as without a start function.  A device at work gets a signal to end its
 * command, which it does at once and as a whole; of one that has presented channel end and is
 * to be chained from, device end is what comes next.  No more commands are chained, and the
 * device's status ends the start function.  Between two commands, that is the status of the
 * one before.
 * PoP, "Halt Function"; S/370 (GA22-7000-4), "Termination by HALT I/O".
 */
static void halt(struct judge_channel *ch)
{
	ch->actl &= (u16)~CSS_ACTL_HALT_PEND;
	switch (ch->phase) {
	case JUDGE_WORKING:
		ch->dstat |= ch->later;
		ch->later = 0;
		judge_program_step(ch);
		break;
	case JUDGE_CHAINING:
	case JUDGE_SECONDARY:
		judge_program_step(ch);
		break;
	case JUDGE_NEXT:
		ch->phase = JUDGE_IDLE;
		judge_end(ch, ch->dstat | ch->later, 0,
			  CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY);
		break;
	default:
		/* Without a start function there is no CCW that the status could be of. */
		if (!(ch->fctl & CSS_FCTL_START))
			ch->cpa = 0;
		ch->phase = JUDGE_IDLE;
		ch->actl &= (u16)~(CSS_ACTL_START_PEND | CSS_ACTL_SUSPENDED |
				   CSS_ACTL_RESUME_PEND);
		judge_end(ch, 0, 0, 0);
		break;
	}
	ch->halt = false;
}

bool judge_step(struct judge_channel *ch)
{
	if (!ch->clear && !ch->halt &&
	    (ch->phase == JUDGE_IDLE || ch->phase == JUDGE_SUSPENDED))
		return false;
	if (ch->clear)
		clear(ch);
	else if (ch->halt)
		halt(ch);
	else
		judge_program_step(ch);
	return true;
}

u64 judge_ccws(const struct judge_channel *ch)
{
	return ch->ccws;
}

u64 judge_ends(const struct judge_channel *ch)
{
	return ch->ends;
}

u64 judge_statuses(const struct judge_channel *ch)
{
	return ch->statuses;
}

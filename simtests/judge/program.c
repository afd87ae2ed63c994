// SPDX-License-Identifier: GPL-2.0-only
/* A channel program, step by step. */
#include "simtests/judge/state.h"

#define LATER_IS_DUE	(CSS_DSTAT_DE | CSS_DSTAT_UC | CSS_DSTAT_UX)

static void over(struct judge_channel *ch)
{
	struct judge_device *dev = ch->config.device;

	if (!ch->first && dev->end)
		dev->end(dev);
	ch->first = true;
}

/* A program check found before the command got to the device: the program ends. */
static void end_by_check(struct judge_channel *ch)
{
	over(ch);
	ch->phase = JUDGE_IDLE;
	ch->count = 0;
	ch->actl &= (u16)~CSS_ACTL_DEVACT;
	judge_end(ch, 0, ch->check, CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY);
}

/*
 * Suspend: the CCW is a good one, and its command does not get to the device, for which the
 * chain of commands is over.  That is intermediate status, unless the ORB says that it shall
 * make none; a PCI flag makes some in any case.
 * S/370, "Suspend and Resume"; PoP, "Suspension of Channel-Program Execution", "Intermediate
 * Status", "Suppress-Suspended-Interruption Control".
 */
static void suspend(struct judge_channel *ch)
{
	over(ch);
	ch->phase = JUDGE_SUSPENDED;
	ch->actl = CSS_ACTL_SUSPENDED;
	if (ch->pci || !(ch->orb & CSS_ORB_U))
		judge_intermediate(ch, ch->pci ? CSS_CSTAT_PCI : 0);
	ch->pci = false;
}

/*
 * A start is made over one of the paths that the ORB names, that are installed, and that are
 * available.  One over which the control unit does not answer is not operational: its bits say
 * so in POM and PNOM, and N does in the SCSW.  The order is the machine's.
 * PoP, "Start-Function Path Management", "Path-Operational Mask", "Path Not Operational".
 */
static bool select_path(struct judge_channel *ch)
{
	u8 paths = ch->lpm & ch->config.pim & ch->pam;
	u8 path;

	for (path = 0x80; path; path >>= 1) {
		if (!(paths & path))
			continue;
		if (ch->attached & path) {
			ch->lpum = path;
			ch->pom |= path;
			ch->pnom &= (u8)~path;
			return true;
		}
		ch->pom &= (u8)~path;
		ch->pnom |= path;
		ch->flags |= CSS_SCSW_N;
	}
	return false;
}

/* Deferred condition code 3: no path is operational.  PoP, "Deferred Condition Code". */
static void end_without_path(struct judge_channel *ch)
{
	ch->phase = JUDGE_IDLE;
	ch->flags |= 3 << CSS_SCSW_CC_SHIFT | CSS_SCSW_N;
	ch->actl &= (u16)~CSS_ACTL_DEVACT;
	judge_end(ch, 0, 0, CSS_STCTL_ALERT | CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY);
}

/*
 * The device has taken the command.  After the first one, initial status makes intermediate
 * status with Z, if the ORB asks for that.
 * PoP, "Zero Condition Code".
 */
void judge_accepted(struct judge_channel *ch)
{
	bool initial = ch->first && ch->orb & CSS_ORB_I && !ch->config.device->immediate;

	ch->first = false;
	if (initial) {
		ch->flags |= CSS_SCSW_Z;
		judge_intermediate(ch, 0);
	}
}

/*
 * The device is busy, or holds status of something else, and does not take the first command:
 * the start was not made.  The deferred condition code is 1, and status is alert status.  Unit
 * check or unit exception alone are an answer to the command, and the end of it.
 * PoP, "Deferred Condition Code".
 */
static bool is_refused(const struct judge_channel *ch)
{
	const u8 other = CSS_DSTAT_BUSY | CSS_DSTAT_ATTENTION | CSS_DSTAT_SM | CSS_DSTAT_CUE |
			 CSS_DSTAT_DE;

	return ch->first && !ch->accepted && ch->dstat & other;
}

static void end_refused(struct judge_channel *ch)
{
	ch->phase = JUDGE_IDLE;
	ch->flags |= 1 << CSS_SCSW_CC_SHIFT;
	ch->actl = 0;
	judge_end(ch, ch->dstat, 0, CSS_STCTL_ALERT);
}

/*
 * A PCI flag is recognised when its CCW takes control, whatever the device says to the command
 * then.
 * PoP, "Program-Controlled Interruption"; S/370, the same (rejected commands).
 */
static void issue(struct judge_channel *ch)
{
	struct judge_device *dev = ch->config.device;

	ch->actl = CSS_ACTL_SCHACT | CSS_ACTL_DEVACT;
	if (ch->pci)
		judge_intermediate(ch, CSS_CSTAT_PCI);
	ch->pci = false;
	ch->accepted = false;
	ch->more = false;
	ch->links = 0;
	dev->immediate = false;
	dev->later = 0;
	ch->dstat = dev->command(dev, ch, ch->command, ch->lpum, ch->first);
	ch->later = dev->later;
	ch->immediate = dev->immediate;
	if (!ch->accepted && ch->dstat & CSS_DSTAT_CE && !(ch->dstat & CSS_DSTAT_BUSY)) {
		ch->accepted = true;
		judge_accepted(ch);
	}
	ch->phase = JUDGE_WORKING;
	if (is_refused(ch))
		end_refused(ch);
}

/*
 * RESUME SUBCHANNEL says that the next CCW is to be fetched afresh, which every CCW is: then it
 * is pending no longer, whether the program was suspended or not.
 * PoP, "Resume-Pending"; S/370, "Suspend and Resume".
 */
static void next_ccw(struct judge_channel *ch)
{
	ch->check = 0;
	ch->resume_pending = false;
	ch->actl &= (u16)~CSS_ACTL_RESUME_PEND;
	if (ch->phase != JUDGE_NEXT && !select_path(ch)) {
		end_without_path(ch);
		return;
	}
	if (!judge_fetch(ch, false)) {
		end_by_check(ch);
		return;
	}
	if (ch->after_tic) {
		ch->phase = JUDGE_NEXT;
		return;
	}
	if (ch->ccw.flags & CSS_CCW_S) {
		suspend(ch);
		return;
	}
	issue(ch);
}

/*
 * Incorrect length: the device ended before the count did, or wanted more than that.  It is not
 * indicated with SLI, unless data are chained; nor when a check ended the transfer.
 *
 * An immediate command moves nothing: no incorrect length in format 0; in format 1 only
 * without incorrect-length-suppression mode, and if there is a count.
 * PoP, "Incorrect Length" and figure "Action at Subchannel"; S/370, figure "Channel-Chaining
 * Action".
 */
static bool incorrect_length(const struct judge_channel *ch)
{
	bool wrong = ch->count || ch->more;

	if (ch->check || !ch->accepted)
		return false;
	if (ch->immediate && (!(ch->orb & CSS_ORB_F) || ch->orb & CSS_ORB_L))
		return false;
	return wrong && (ch->ccw.flags & CSS_CCW_CD || !(ch->ccw.flags & CSS_CCW_SLI));
}

/*
 * Chain command: with the flag, and without the one for data, when all went well, at device
 * end.
 * PoP, "Command Chaining".
 */
static bool may_chain(const struct judge_channel *ch, u8 dstat, u8 cstat)
{
	const u8 good = CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_SM;

	return !ch->halt && ch->ccw.flags & CSS_CCW_CC && !(ch->ccw.flags & CSS_CCW_CD) && !cstat &&
	       !(dstat & (u8)~good) && dstat & (CSS_DSTAT_CE | CSS_DSTAT_DE);
}

/* Status modifier with device end: the CCW after the next.  PoP, "Command Chaining". */
static void chain(struct judge_channel *ch, u8 dstat)
{
	ch->ends++;
	if (dstat & CSS_DSTAT_SM)
		ch->next += CSS_CCW_SIZE;
	ch->phase = JUDGE_NEXT;
}

static void command_ended(struct judge_channel *ch)
{
	u8 cstat = ch->check | (incorrect_length(ch) ? CSS_CSTAT_IL : 0);
	u16 stctl = CSS_STCTL_PRIMARY;

	if (may_chain(ch, ch->dstat, cstat)) {
		if (ch->dstat & CSS_DSTAT_DE)
			chain(ch, ch->dstat);
		else
			ch->phase = JUDGE_CHAINING;
		return;
	}
	ch->ends++;
	over(ch);
	if (ch->later & LATER_IS_DUE) {
		ch->phase = JUDGE_SECONDARY;
	} else {
		ch->phase = JUDGE_IDLE;
		stctl |= CSS_STCTL_SECONDARY;
	}
	judge_end(ch, ch->dstat, cstat, stctl);
}

/* Device end comes alone: chaining goes on, or unusual status ends the program. */
static void device_ended(struct judge_channel *ch)
{
	u16 stctl = CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY;

	if (ch->phase == JUDGE_CHAINING && may_chain(ch, ch->later, 0)) {
		chain(ch, ch->later);
		return;
	}
	if (ch->phase == JUDGE_SECONDARY)
		stctl = CSS_STCTL_SECONDARY;
	else
		ch->ends++;
	over(ch);
	ch->phase = JUDGE_IDLE;
	judge_end(ch, ch->later, 0, stctl);
}

/* The program ends, wherever it is, and no status of the device comes. */
void judge_abort(struct judge_channel *ch, u8 cstat)
{
	over(ch);
	ch->phase = JUDGE_IDLE;
	judge_end(ch, 0, cstat, CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY);
}

void judge_program_step(struct judge_channel *ch)
{
	switch (ch->phase) {
	case JUDGE_RESUME:
	case JUDGE_BEGIN:
	case JUDGE_NEXT:
		next_ccw(ch);
		break;
	case JUDGE_WORKING:
		command_ended(ch);
		break;
	case JUDGE_CHAINING:
	case JUDGE_SECONDARY:
		device_ended(ch);
		break;
	case JUDGE_IDLE:
	case JUDGE_SUSPENDED:
		break;
	}
}

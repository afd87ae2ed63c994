// SPDX-License-Identifier: GPL-2.0-only
/* Status: how it becomes pending, and what TEST SUBCHANNEL takes. */
#include "simtests/judge/state.h"

static void pending(struct judge_channel *ch, u16 stctl)
{
	ch->stctl |= stctl | CSS_STCTL_PENDING;
	ch->pending_cpa = ch->cpa;
	ch->statuses++;
	ch->config.interrupt(ch->config.data);
}

/* Intermediate status that was pending is gone, and the program goes on. */
void judge_forget(struct judge_channel *ch)
{
	ch->stctl = 0;
	ch->sch_status = 0;
	ch->flags &= (u16)~CSS_SCSW_Z;
}

/*
 * Intermediate status: the CCW that the SCSW has is the one in effect, and device status is
 * zero.
 * PoP, "Status Control", "Intermediate Status"; figure "SCSW CCW Address", PCI.
 */
void judge_intermediate(struct judge_channel *ch, u8 cstat)
{
	ch->sch_status |= cstat;
	ch->residual = 0;
	pending(ch, CSS_STCTL_INTERMEDIATE);
}

/*
 * Concurrent sense: with unit check, the sense bytes come with the status, the device has
 * them no longer, and E says that they are in the extended-control word.
 * PoP, "Extended-Report Word", concurrent sense and its count.
 */
static void concurrent_sense(struct judge_channel *ch)
{
	struct judge_device *dev = ch->config.device;

	if (!dev->sense_len)
		return;
	memcpy(ch->ecw, dev->sense, dev->sense_len);
	ch->erw = CSS_ERW_CONS | (u32)dev->sense_len << CSS_ERW_SCNT_SHIFT;
	ch->flags |= CSS_SCSW_E;
	dev->sense_len = 0;
}

/*
 * Alert status comes with whatever is unusual: any channel status but PCI, any unit status but
 * channel end and device end.
 * PoP, "Alert Status".
 */
static bool unusual(u8 dstat, u8 cstat)
{
	return dstat & ~(CSS_DSTAT_CE | CSS_DSTAT_DE) || cstat & ~CSS_CSTAT_PCI;
}

/*
 * The start function ends at the subchannel with primary status, at the device with secondary
 * status; which of the two, @stctl says.
 * PoP, "Primary Status", "Secondary Status", "Activity Control".
 */
void judge_end(struct judge_channel *ch, u8 dstat, u8 cstat, u16 stctl)
{
	if (stctl & CSS_STCTL_PRIMARY)
		ch->actl &= (u16)~(CSS_ACTL_SCHACT | CSS_ACTL_START_PEND | CSS_ACTL_SUSPENDED |
				   CSS_ACTL_RESUME_PEND);
	if (stctl & CSS_STCTL_SECONDARY)
		ch->actl &= (u16)~CSS_ACTL_DEVACT;
	ch->dev_status |= dstat;
	ch->sch_status |= cstat;
	ch->residual = ch->count;
	if (unusual(dstat, cstat))
		stctl |= CSS_STCTL_ALERT;
	if (dstat & CSS_DSTAT_UC)
		concurrent_sense(ch);
	pending(ch, stctl);
}

static void store_scsw(const struct judge_channel *ch, struct css_scsw *scsw)
{
	*scsw = (struct css_scsw){
		.flags = cpu_to_be16(ch->flags),
		.ctrl = cpu_to_be16(ch->fctl | ch->actl | ch->stctl),
		.cpa = cpu_to_be32(ch->stctl ? ch->pending_cpa : ch->cpa),
		.dstat = ch->dev_status,
		.cstat = ch->sch_status,
		.count = cpu_to_be16(ch->residual),
	};
}

/*
 * TEST SUBCHANNEL takes the status.  The functions and the activities that wait for it are over
 * when it was more than intermediate status, and when the program is suspended, the latter
 * alone changes nothing but status control.  N and the deferred condition code stay with
 * intermediate status, unless the program is suspended.
 * PoP, figure "Conditions and Indications Cleared at the Subchannel by TEST SUBCHANNEL".
 */
static void clear_status(struct judge_channel *ch)
{
	bool only_intermediate = (ch->stctl & (CSS_STCTL & (u16)~CSS_STCTL_PENDING)) ==
				 CSS_STCTL_INTERMEDIATE;

	/* A halt function that is done has its status in this, too. */
	if (ch->fctl & CSS_FCTL_HALT && !ch->halt)
		only_intermediate = false;
	ch->stctl = 0;
	ch->dev_status = 0;
	ch->sch_status = 0;
	ch->residual = 0;
	ch->erw = 0;
	memset(ch->ecw, 0, sizeof(ch->ecw));
	ch->flags &= (u16)~(CSS_SCSW_Z | CSS_SCSW_E);
	if (!only_intermediate || ch->actl & CSS_ACTL_SUSPENDED)
		ch->flags &= (u16)~CSS_SCSW_N;
	/* The halt of a suspended program ends with that status; none of its own comes. */
	if (only_intermediate && ch->fctl & CSS_FCTL_HALT && ch->actl & CSS_ACTL_SUSPENDED) {
		ch->halt = false;
		ch->phase = JUDGE_IDLE;
	} else if (only_intermediate) {
		return;
	}
	ch->flags &= (u16)~CSS_SCSW_CC;
	ch->fctl = 0;
	ch->actl &= CSS_ACTL_SCHACT | CSS_ACTL_DEVACT;
}

/* The last-path-used mask is in the second byte of an ESW, whatever its format. */
int judge_tsch(struct judge_channel *ch, struct css_irb *irb)
{
	memset(irb, 0, sizeof(*irb));
	store_scsw(ch, &irb->scsw);
	irb->esw.logout = cpu_to_be32((u32)ch->lpum << CSS_ESW_LPUM_SHIFT);
	irb->esw.erw = cpu_to_be32(ch->erw);
	memcpy(irb->ecw, ch->ecw, sizeof(irb->ecw));
	if (!(ch->stctl & CSS_STCTL_PENDING))
		return 1;
	clear_status(ch);
	return 0;
}

void judge_stsch(const struct judge_channel *ch, struct css_schib *schib)
{
	memset(schib, 0, sizeof(*schib));
	store_scsw(ch, &schib->scsw);
	schib->pmcw.intparm = cpu_to_be32(ch->intparm);
	schib->pmcw.lpm = ch->lpm;
	schib->pmcw.pnom = ch->pnom;
	schib->pmcw.lpum = ch->lpum;
	schib->pmcw.pim = ch->config.pim;
	schib->pmcw.pom = ch->pom;
	schib->pmcw.pam = ch->pam;
}

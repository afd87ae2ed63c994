// SPDX-License-Identifier: GPL-2.0-only
/*
 * Valid answers to a user.
 *
 * Source: Principles of Operation, "I/O Interruptions" (subchannel-status word,
 * extended-status word, extended-control word), "Basic I/O Functions".
 */
#include <string.h>

#include "ccwtools/replay/conformance.h"
#include "ccwtools/replay/program.h"

#define FROM_ORB	0xf8f8u		/* bits of the ORB that the SCSW repeats */
#define UNUSUAL		(CSS_DSTAT_ATTENTION | CSS_DSTAT_BUSY | CSS_DSTAT_UC | CSS_DSTAT_UX)
#define LOGOUT		(CSS_CSTAT_DATA | CSS_CSTAT_CONTROL | CSS_CSTAT_INTERFACE)
#define FINAL		(CSS_STCTL_PRIMARY | CSS_STCTL_SECONDARY)

/* An IRB in host order, and the program that it may be of. */
struct view {
	const struct rec_program *program;
	const struct css_irb *irb;
	u16 flags;
	u16 ctrl;
	u32 cpa;
	u32 erw;
	u8 cc;
};

static struct view view_of(const struct rec_program *program, const struct css_irb *irb)
{
	return (struct view){
		.program = program,
		.irb = irb,
		.flags = be16_to_cpu(irb->scsw.flags),
		.ctrl = be16_to_cpu(irb->scsw.ctrl),
		.cpa = be32_to_cpu(irb->scsw.cpa),
		.erw = be32_to_cpu(irb->esw.erw),
		.cc = (be16_to_cpu(irb->scsw.flags) & CSS_SCSW_CC) >> CSS_SCSW_CC_SHIFT,
	};
}

static bool has(const struct view *v, u16 stctl)
{
	return (v->ctrl & stctl) == stctl;
}

static bool is_zero(const void *mem, size_t len)
{
	const u8 *p = mem;
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i])
			return false;
	return true;
}

/* ---- Rules that each status keeps ---- */

static bool is_pending(const struct view *v)
{
	return has(v, CSS_STCTL_PENDING);
}

static bool has_one_function(const struct view *v)
{
	u16 fctl = v->ctrl & CSS_FCTL;

	return !(fctl & (fctl - 1)) || fctl == (CSS_FCTL_START | CSS_FCTL_HALT);
}

static bool is_alert_if_unusual(const struct view *v)
{
	bool unusual = v->irb->scsw.dstat & UNUSUAL || v->irb->scsw.cstat & ~CSS_CSTAT_PCI ||
		       v->cc;

	return !unusual || has(v, CSS_STCTL_ALERT);
}

static bool is_unusual_if_alert(const struct view *v)
{
	u8 usual = CSS_DSTAT_CE | CSS_DSTAT_DE;

	return !has(v, CSS_STCTL_ALERT) || v->irb->scsw.dstat & ~usual ||
	       v->irb->scsw.cstat & ~CSS_CSTAT_PCI || v->cc || !(v->ctrl & CSS_FCTL);
}

static bool has_sense_if_it_says_so(const struct view *v)
{
	u32 count = (v->erw & CSS_ERW_SCNT) >> CSS_ERW_SCNT_SHIFT;

	if (!(v->flags & CSS_SCSW_E))
		return !(v->erw & CSS_ERW_CONS) && !count &&
		       is_zero(v->irb->ecw, sizeof(v->irb->ecw));
	return v->erw & CSS_ERW_CONS && count && count <= CSS_SENSE_SIZE &&
	       v->irb->scsw.dstat & CSS_DSTAT_UC;
}

static bool has_logout_for_a_check(const struct view *v)
{
	return !(v->flags & CSS_SCSW_L) == !(v->irb->scsw.cstat & LOGOUT);
}

static bool names_no_host_storage(const struct view *v)
{
	const struct css_esw *esw = &v->irb->esw;

	return is_zero(esw->fsa, sizeof(esw->fsa)) && !(v->erw & (CSS_ERW_FSAVF | CSS_ERW_FSAF)) &&
	       is_zero(v->irb->emw, sizeof(v->irb->emw)) &&
	       (v->erw & CSS_ERW_SCAVF || !be32_to_cpu(esw->secondary_cpa));
}

/* ---- Rules for status of the start function ---- */

static const struct rec_ccw *ccw_before(const struct view *v)
{
	return rec_program_ccw_at(v->program, v->cpa - CSS_CCW_SIZE);
}

/* The address of a CCW, of the one behind it, or nothing that a guest could use. */
static bool names_a_ccw(const struct view *v)
{
	return !v->cpa || ccw_before(v) || v->cpa == be32_to_cpu(v->program->orb.cpa);
}

static bool has_a_count_of_the_ccw(const struct view *v)
{
	const struct rec_ccw *ccw = v->cpa ? ccw_before(v) : NULL;

	return !ccw || ccw->tic || be16_to_cpu(v->irb->scsw.count) <= ccw->count;
}

static bool repeats_the_orb(const struct view *v)
{
	return !((v->flags ^ be32_to_cpu(v->program->orb.ctrl) >> 16) & FROM_ORB);
}

static bool is_inactive_when_over(const struct view *v)
{
	u16 active = CSS_ACTL;

	if (!has(v, CSS_STCTL_PRIMARY))
		return true;
	if (!has(v, CSS_STCTL_SECONDARY))
		active &= (u16)~CSS_ACTL_DEVACT;
	return !(v->ctrl & active);
}

/* 1: other status was pending; 3: no path; 2 is no deferred condition code. */
static bool has_a_condition_code(const struct view *v)
{
	if (v->cc == 2 || (v->cc && v->irb->scsw.cstat & ~CSS_CSTAT_PCI))
		return false;
	return v->cc != 3 || (has(v, FINAL) && v->flags & CSS_SCSW_N && !v->irb->scsw.dstat);
}

static bool has_ended_if_secondary(const struct view *v)
{
	return !has(v, CSS_STCTL_SECONDARY) || v->cc || v->irb->scsw.cstat ||
	       v->irb->scsw.dstat & (CSS_DSTAT_DE | CSS_DSTAT_UC);
}

struct rule {
	bool (*holds)(const struct view *v);
	const char *broken;
};

static const struct rule rules[] = {
	{ is_pending, "status that is not pending" },
	{ has_one_function, "status of functions that do not go together" },
	{ is_alert_if_unusual, "unusual status, and no alert" },
	{ is_unusual_if_alert, "alert, and nothing unusual" },
	{ has_sense_if_it_says_so, "sense bytes do not go with the status" },
	{ has_logout_for_a_check, "a logout does not go with the channel status" },
	{ names_no_host_storage, "host storage is named" },
};

static const struct rule start_rules[] = {
	{ names_a_ccw, "a CCW address that is not of the program" },
	{ has_a_count_of_the_ccw, "a count that is larger than that of the CCW" },
	{ repeats_the_orb, "flags that are not those of the ORB" },
	{ is_inactive_when_over, "activity after the end" },
	{ has_a_condition_code, "a deferred condition code that does not go with the status" },
	{ has_ended_if_secondary, "secondary status without an end of the device" },
};

static bool hold(const struct rule *list, size_t n, const struct view *v, struct text *why)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (list[i].holds(v))
			continue;
		text_add(why, "an illegal IRB: %s (SCSW %04x %04x %08x %02x%02x %04x)",
			 list[i].broken, v->flags, v->ctrl, v->cpa, v->irb->scsw.dstat,
			 v->irb->scsw.cstat, be16_to_cpu(v->irb->scsw.count));
		return false;
	}
	return true;
}

bool irb_conforms(const struct rec_program *program, const struct css_irb *irb, struct text *why)
{
	const struct view v = view_of(program, irb);

	if (!hold(rules, ARRAY_SIZE(rules), &v, why))
		return false;
	return !(v.ctrl & CSS_FCTL_START) || hold(start_rules, ARRAY_SIZE(start_rules), &v, why);
}

/* ---- The whole answer ---- */

static bool no(struct text *why, const char *what)
{
	text_add(why, "%s", what);
	return false;
}

static bool is_told(const struct css_irb *irb)
{
	return !is_zero(irb, sizeof(*irb));
}

static bool is_unsolicited(const struct css_irb *irb)
{
	u16 ctrl = be16_to_cpu(irb->scsw.ctrl);

	return (ctrl & (CSS_FCTL | CSS_STCTL)) == (CSS_STCTL_ALERT | CSS_STCTL_PENDING) &&
	       !(ctrl & CSS_ACTL) && irb->scsw.dstat && !irb->scsw.cstat;
}

/* The errnos of docs/uapi.rst, and those of a host; see there. */
static bool is_documented(ssize_t error)
{
	static const int errnos[] = {
		EOPNOTSUPP, EIO, EBUSY, EAGAIN, EACCES, ENODEV, EINVAL, ENOMEM, EPERM, EINTR,
		ENOSPC,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errnos); i++)
		if (error == -errnos[i])
			return true;
	return false;
}

static bool refusal_conforms(const struct run *run, struct text *why)
{
	if (!is_documented(run->submitted))
		return no(why, "an errno that docs/uapi.rst does not have");
	if (run->n_steps)
		return no(why, "the program was refused, and the channel executed CCWs of it");
	if (is_told(&run->irb) && !is_unsolicited(&run->irb))
		return no(why, "the program was refused, and has status");
	return true;
}

static bool extras_conform(const struct reply *reply, struct text *why)
{
	const struct run *run = reply->run;
	u32 i;

	for (i = 0; i < run->n_more; i++) {
		if (!irb_conforms(reply->program, &run->more[i], why))
			return false;
		if (!is_unsolicited(&run->more[i]))
			return no(why, "the program ended a second time");
	}
	return true;
}

bool reply_conforms(const struct reply *reply, struct text *why)
{
	const struct run *run = reply->run;

	if (is_told(&run->irb) && !irb_conforms(reply->program, &run->irb, why))
		return false;
	if (!extras_conform(reply, why))
		return false;
	if (run->submitted < 0)
		return refusal_conforms(run, why);
	if (run->submitted != (ssize_t)sizeof(struct ccw_io_region))
		return no(why, "the write took another length than it was given");
	if (!run->memory_partly && !reply->follows)
		return no(why, "guest memory holds bytes that no part of the program moves there");
	return true;
}

/* ---- What a fault leads to ---- */

static bool refused(const struct reply *reply, int error)
{
	return reply->run->submitted == -error && !is_told(&reply->run->irb) &&
	       !reply->run->n_more;
}

static bool silent(const struct reply *reply)
{
	return reply->run->submitted >= 0 && !is_told(&reply->run->irb) && !reply->run->n_more;
}

/* Condition code 3: of all paths that there are, or of those that the program wants. */
static bool not_operational(const struct reply *reply)
{
	return refused(reply, ENODEV) || (reply->other_paths && refused(reply, EACCES));
}

/* As recorded, with @extra times status of the device's own accord. */
static bool undisturbed(const struct reply *reply, u32 extra)
{
	return reply->agrees && reply->run->n_more == extra;
}

static bool ended(const struct reply *reply, u8 cc)
{
	const struct view v = view_of(reply->program, &reply->run->irb);

	return reply->run->submitted >= 0 && !reply->run->n_more &&
	       v.ctrl & CSS_FCTL_START && has(&v, CSS_STCTL_ALERT) && v.cc == cc;
}

static bool has_ended(const struct css_irb *irb)
{
	return (be16_to_cpu(irb->scsw.ctrl) & FINAL) == FINAL;
}

static bool deferred(const struct reply *reply, u8 cc)
{
	return ended(reply, cc) && !reply->run->n_steps;
}

static bool unit_check(const struct reply *reply, const struct sim_fault *fault)
{
	const struct css_irb *irb = &reply->run->irb;

	return ended(reply, 0) && has_ended(irb) &&
	       irb->scsw.dstat == (CSS_DSTAT_CE | CSS_DSTAT_DE | CSS_DSTAT_UC) &&
	       !(irb->scsw.cstat & ~(CSS_CSTAT_IL | CSS_CSTAT_PCI)) &&
	       !memcmp(irb->ecw, fault->sense, fault->sense_len);
}

static bool channel_check(const struct reply *reply, u8 cstat)
{
	const struct css_irb *irb = &reply->run->irb;

	return ended(reply, 0) && has_ended(irb) &&
	       irb->scsw.cstat & cstat && !(irb->scsw.dstat & CSS_DSTAT_UC) &&
	       !(irb->scsw.cstat & ~(cstat | CSS_CSTAT_IL | CSS_CSTAT_PCI));
}

static bool unsolicited(const struct reply *reply, u8 dstat)
{
	return undisturbed(reply, 1) && reply->run->more[0].scsw.dstat == dstat;
}

/* Without pages or bytes that the guest does not have, the channel gets so far. */
static bool host_error(const struct reply *reply, const struct sim_fault *fault)
{
	if (fault->when == SIM_WHEN_ALLOC)
		return refused(reply, ENOMEM);
	if (fault->arg == EFAULT)
		return undisturbed(reply, 0) || channel_check(reply, CSS_CSTAT_PROGRAM);
	return refused(reply, (int)fault->arg);
}

/* Over another path the program ends, as the device has it: with a path group or not. */
static bool goes_on(const struct reply *reply)
{
	const struct css_irb *irb = &reply->run->irb;

	return reply->run->submitted >= 0 && !reply->run->n_more && has_ended(irb) &&
	       !irb->scsw.cstat;
}

/* A path or the device goes: at once, or in the midst of it. */
static bool lost(const struct reply *reply, const struct sim_fault *fault)
{
	bool path = fault->what == SIM_FAULT_PATH_OFF;
	bool cut = path ? channel_check(reply, CSS_CSTAT_INTERFACE) : silent(reply);
	bool elsewhere = path && reply->other_paths && undisturbed(reply, 0);

	switch (fault->when) {
	case SIM_WHEN_START:
		if (path && reply->other_paths)
			return goes_on(reply) || refused(reply, EACCES);
		return refused(reply, ENODEV);
	case SIM_WHEN_INTERRUPT:
		return undisturbed(reply, 0);
	case SIM_WHEN_CCW:
		return cut || elsewhere;
	default:
		return cut || undisturbed(reply, 0);
	}
}

static bool follows(const struct reply *reply, const struct sim_fault *fault)
{
	bool too_late = fault->when == SIM_WHEN_TIME && undisturbed(reply, 0);

	switch (fault->what) {
	case SIM_FAULT_CC:
		return fault->arg == 3 ? not_operational(reply) : refused(reply, EBUSY);
	case SIM_FAULT_DEFERRED_CC:
		return deferred(reply, (u8)fault->arg);
	case SIM_FAULT_UNIT_CHECK:
		return too_late || unit_check(reply, fault);
	case SIM_FAULT_CHANNEL_CHECK:
		return too_late || channel_check(reply, (u8)fault->arg);
	case SIM_FAULT_HANG:
	case SIM_FAULT_INT_LOSE:
		return silent(reply);
	case SIM_FAULT_UNSOLICITED:
		return unsolicited(reply, (u8)fault->arg);
	case SIM_FAULT_PATH_OFF:
	case SIM_FAULT_DEVICE_GONE:
		return lost(reply, fault);
	case SIM_FAULT_ERRNO:
		return host_error(reply, fault);
	default:
		return undisturbed(reply, 0);
	}
}

static u32 reports_of(const struct sim_fault *fault)
{
	return fault->what == SIM_FAULT_PATH_OFF || fault->what == SIM_FAULT_PATH_ON ||
	       fault->what == SIM_FAULT_DEVICE_GONE;
}

bool reply_conforms_to_fault(const struct reply *reply, const struct sim_fault *fault,
			     struct text *why)
{
	const struct css_scsw *scsw = &reply->run->irb.scsw;

	if (reply->crws != reports_of(fault)) {
		text_add(why, "%u channel reports instead of %u", reply->crws, reports_of(fault));
		return false;
	}
	if (follows(reply, fault))
		return true;
	text_add(why, "this is not what the fault leads to: ");
	if (reply->run->submitted < 0)
		text_add(why, "refused (%s)", strerror((int)-reply->run->submitted));
	else
		text_add(why, "SCSW %04x %04x %08x %02x%02x %04x, %u IRBs more",
			 be16_to_cpu(scsw->flags), be16_to_cpu(scsw->ctrl),
			 be32_to_cpu(scsw->cpa), scsw->dstat, scsw->cstat,
			 be16_to_cpu(scsw->count), reply->run->n_more);
	return false;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct css_ops of a machine: each function is one I/O instruction.
 *
 * Source: Principles of Operation, "I/O Instructions".
 */
#include <linux/bug.h>
#include <linux/io.h>
#include <asm/isc.h>

#include "hw-s390/insn.h"
#include "hw-s390/subchannel.h"

#define CC_NOT_OPERATIONAL	3

static_assert(sizeof(struct css_schib) == sizeof(struct schib));

u32 hw_schid(const struct subchannel *sch)
{
	u32 word;

	static_assert(sizeof(sch->schid) == sizeof(word));
	memcpy(&word, &sch->schid, sizeof(word));
	return word;
}

/*
 * A program check counts as not operational.  For STORE and MODIFY it means that the
 * subchannel set is gone, since this driver provides the block.  START has the user's ORB,
 * except for parameter and paths: the core refuses an invalid one, and an ORB that still
 * gets a program check must not be started.
 */
static int hw_cc(int answer)
{
	return answer < 0 ? CC_NOT_OPERATIONAL : answer;
}

static struct subchannel *hw_to_sch(void *sch)
{
	return ((struct hw_subchannel *)sch)->sch;
}

/* The common I/O layer finds the subchannel by the interruption parameter. */
static __be32 hw_intparm(struct subchannel *sch)
{
	return cpu_to_be32((u32)virt_to_phys(sch));
}

/*
 * The subchannel's lock is also held while status is taken by TEST SUBCHANNEL and delivered.
 * So status is delivered before the next instruction is executed: it cannot be mistaken for
 * the end of the function which that begins, nor arrive after the user has learned that the
 * subchannel is gone.
 */
static int hw_issue(struct subchannel *sch, int (*issue)(u32 schid))
{
	int answer;

	spin_lock_irq(&sch->lock);
	answer = issue(hw_schid(sch));
	spin_unlock_irq(&sch->lock);
	return answer;
}

/*
 * Remove paths that an administrator has varied off.  Do not start if that removes all
 * installed ones: not every machine answers at once, with condition code 3, if the ORB has
 * only paths that are not installed.
 */
static bool hw_choose_paths(const struct subchannel *sch, struct css_orb *orb)
{
	u32 ctrl = be32_to_cpu(orb->ctrl);
	u32 allowed = (u32)sch->opm << CSS_ORB_LPM_SHIFT;
	u32 installed = (u32)sch->schib.pmcw.pim << CSS_ORB_LPM_SHIFT;
	u32 existing = ctrl & CSS_ORB_LPM & installed;

	lockdep_assert_held(&sch->lock);
	if (!(ctrl & CSS_ORB_LPM & allowed) || (existing && !(existing & allowed)))
		return false;
	orb->ctrl = cpu_to_be32(ctrl & (~CSS_ORB_LPM | allowed));
	return true;
}

/*
 * The lock orders START and path events: an event before START has changed the masks, and an
 * event after it finds the start function.
 */
static int hw_start(void *data, const struct css_orb *guest)
{
	struct subchannel *sch = hw_to_sch(data);
	struct css_orb orb = *guest;
	int cc = CC_NOT_OPERATIONAL;

	orb.intparm = hw_intparm(sch);
	spin_lock_irq(&sch->lock);
	if (hw_choose_paths(sch, &orb))
		cc = hw_cc(insn_ssch(hw_schid(sch), &orb));
	spin_unlock_irq(&sch->lock);
	return cc;
}

static int hw_halt(void *data)
{
	return hw_issue(hw_to_sch(data), insn_hsch);
}

static int hw_clear(void *data)
{
	return hw_issue(hw_to_sch(data), insn_csch);
}

static int hw_resume(void *data)
{
	return hw_issue(hw_to_sch(data), insn_rsch);
}

static int hw_cancel(void *data)
{
	return hw_issue(hw_to_sch(data), insn_xsch);
}

static int hw_store(void *data, struct css_schib *schib)
{
	struct subchannel *sch = hw_to_sch(data);
	int answer;

	spin_lock_irq(&sch->lock);
	answer = hw_cc(insn_stsch(hw_schid(sch), schib));
	if (answer == 0)
		schib->pmcw.pam &= sch->opm;
	spin_unlock_irq(&sch->lock);
	return answer;
}

static void hw_set_enabled(struct subchannel *sch, struct css_pmcw *pmcw, bool on)
{
	u16 flags = be16_to_cpu(pmcw->flags) & ~(CSS_PMCW_ISC | CSS_PMCW_ENABLED);

	flags |= VFIO_CCW_ISC << CSS_PMCW_ISC_SHIFT;
	if (on)
		flags |= CSS_PMCW_ENABLED;
	pmcw->flags = cpu_to_be16(flags);
	pmcw->intparm = hw_intparm(sch);
}

/*
 * A disabled subchannel causes no interrupt for pending status: take the status by TEST
 * SUBCHANNEL, since MODIFY SUBCHANNEL is refused while it is pending.
 */
static int hw_modify(struct subchannel *sch, bool on)
{
	u32 schid = hw_schid(sch);
	struct css_schib schib;
	struct css_irb irb;
	bool enabled;
	int answer;

	lockdep_assert_held(&sch->lock);
	if (hw_cc(insn_stsch(schid, &schib)) || !(be16_to_cpu(schib.pmcw.flags) & CSS_PMCW_DNV))
		return CC_NOT_OPERATIONAL;
	enabled = be16_to_cpu(schib.pmcw.flags) & CSS_PMCW_ENABLED;
	hw_set_enabled(sch, &schib.pmcw, on);
	answer = hw_cc(insn_msch(schid, &schib));
	if (answer == 1 && !enabled && insn_tsch(schid, &irb) == 0)
		answer = hw_cc(insn_msch(schid, &schib));
	return answer;
}

static int hw_enable(void *data, bool on)
{
	struct subchannel *sch = hw_to_sch(data);
	int answer;

	/* Keep the configuration that the common I/O layer has stored up to date. */
	spin_lock_irq(&sch->lock);
	answer = hw_modify(sch, on);
	if (answer == 0) {
		sch->isc = VFIO_CCW_ISC;
		sch->config.isc = VFIO_CCW_ISC;
		sch->config.ena = on;
		sch->config.intparm = be32_to_cpu(hw_intparm(sch));
	}
	spin_unlock_irq(&sch->lock);
	return answer;
}

const struct css_ops hw_css_ops = {
	.start = hw_start,
	.halt = hw_halt,
	.clear = hw_clear,
	.resume = hw_resume,
	.cancel = hw_cancel,
	.store = hw_store,
	.enable = hw_enable,
};

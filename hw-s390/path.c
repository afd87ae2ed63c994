// SPDX-License-Identifier: GPL-2.0-only
/* Channel paths that the machine or an administrator adds and takes away. */
#include "chp.h"	/* the kernel's own, of drivers/s390/cio */

#include "hw-s390/subchannel.h"

static void hw_path_end_program(struct work_struct *work)
{
	struct hw_subchannel *hw = container_of(work, struct hw_subchannel, path_work);

	vfio_ccw_subchannel_terminate(&hw->user, READ_ONCE(hw->path_program));
}

void hw_path_init(struct hw_subchannel *hw)
{
	INIT_WORK(&hw->path_work, hw_path_end_program);
}

void hw_path_find(struct hw_subchannel *hw)
{
	struct subchannel *sch = hw->sch;

	spin_lock_irq(&sch->lock);
	sch->opm = chp_get_sch_opm(sch);
	sch->lpm = sch->schib.pmcw.pam & sch->opm;
	spin_unlock_irq(&sch->lock);
}

void hw_path_exit(struct hw_subchannel *hw)
{
	cancel_work_sync(&hw->path_work);
}

static void hw_path_report(struct hw_subchannel *hw, u16 erc, u8 chpid)
{
	const struct css_crw crw = {
		.flags = cpu_to_be16(CSS_CRW_RSC_PATH | erc),
		.rsid = cpu_to_be16(chpid),
	};

	vfio_ccw_subchannel_report(&hw->user, &crw);
}

/* A path that an administrator has varied off stays off until it is varied on again. */
static void hw_path_set_masks(struct subchannel *sch, u8 mask, bool varied, bool on)
{
	if (varied)
		sch->opm = on ? sch->opm | mask : sch->opm & ~mask;
	sch->lpm = on ? sch->lpm | (mask & sch->opm) : sch->lpm & ~mask;
}

/*
 * If the machine has taken the path away, it has ended the program itself, and there is none to
 * terminate.  The last-used path is that of the current program only if the subchannel
 * has a start function; a program that is about to be started finds the path gone.
 */
static void hw_path_end_later(struct hw_subchannel *hw, u8 mask)
{
	const struct schib *schib = &hw->sch->schib;

	if (!(schib->pmcw.lpum & mask) || !(schib->scsw.cmd.fctl & SCSW_FCTL_START_FUNC))
		return;
	WRITE_ONCE(hw->path_program, vfio_ccw_subchannel_program(&hw->user));
	schedule_work(&hw->path_work);
}

int hw_path_event(struct subchannel *sch, struct chp_link *link, int event)
{
	struct hw_subchannel *hw = dev_get_drvdata(&sch->dev);
	u8 mask = chp_ssd_get_mask(&sch->ssd_info, link);
	bool on = event == CHP_VARY_ON || event == CHP_ONLINE;

	lockdep_assert_held(&sch->lock);
	if (!hw || !mask || event == CHP_FCES_EVENT)
		return 0;
	if (cio_update_schib(sch))
		return -ENODEV;
	hw_path_set_masks(sch, mask, event == CHP_VARY_ON || event == CHP_VARY_OFF, on);
	if (!on)
		hw_path_end_later(hw, mask);
	hw_path_report(hw, on ? CSS_CRW_ERC_INIT : CSS_CRW_ERC_PERM_NINIT, link->chpid.id);
	return 0;
}

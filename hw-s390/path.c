// SPDX-License-Identifier: GPL-2.0-only
/* Channel paths that come and go, by the machine or by an administrator. */
#include "chp.h"	/* the kernel's own, of drivers/s390/cio */

#include "hw-s390/subchannel.h"

static void end_program(struct work_struct *work)
{
	struct hw_subchannel *hw = container_of(work, struct hw_subchannel, path_work);

	vfio_ccw_subchannel_stop(&hw->user);
}

/** hw_path_init() - before the first event */
void hw_path_init(struct hw_subchannel *hw)
{
	INIT_WORK(&hw->path_work, end_program);
}

/**
 * hw_path_find() - which paths may be used?
 * @hw: the subchannel, where events find it
 *
 * As the common I/O layer's own driver leaves them behind; but it may never have had
 * the subchannel, if an override was there before the module was.  A path that is
 * varied from now on comes as an event.
 *
 * Context: process.
 */
void hw_path_find(struct hw_subchannel *hw)
{
	struct subchannel *sch = hw->sch;

	spin_lock_irq(&sch->lock);
	sch->opm = chp_get_sch_opm(sch);
	sch->lpm = sch->schib.pmcw.pam & sch->opm;
	spin_unlock_irq(&sch->lock);
}

/** hw_path_exit() - after the last event.  Context: process. */
void hw_path_exit(struct hw_subchannel *hw)
{
	cancel_work_sync(&hw->path_work);
}

static void report(struct hw_subchannel *hw, u16 erc, u8 chpid)
{
	const struct css_crw crw = {
		.flags = cpu_to_be16(CSS_CRW_RSC_PATH | erc),
		.rsid = cpu_to_be16(chpid),
	};

	vfio_ccw_subchannel_report(&hw->user, &crw);
}

/* What an administrator has varied off stays off until varied on again. */
static void note(struct subchannel *sch, u8 mask, bool varied, bool on)
{
	if (varied)
		sch->opm = on ? sch->opm | mask : sch->opm & ~mask;
	sch->lpm = on ? sch->lpm | (mask & sch->opm) : sch->lpm & ~mask;
}

/* What is stopped in vain here, the machine has stopped before. */
static void stop_users_of(struct hw_subchannel *hw, u8 mask)
{
	if (hw->sch->schib.pmcw.lpum & mask)
		schedule_work(&hw->path_work);
}

/**
 * hw_path_event() - something happened to a channel path
 * @sch: a subchannel that may have it
 * @link: the path
 * @event: CHP_ONLINE, CHP_OFFLINE: the machine's doing; CHP_VARY_ON,
 *	CHP_VARY_OFF: an administrator's
 *
 * Context: the subchannel's lock is held.
 * Return: 0; -ENODEV if the subchannel itself is gone.
 */
int hw_path_event(struct subchannel *sch, struct chp_link *link, int event)
{
	struct hw_subchannel *hw = dev_get_drvdata(&sch->dev);
	u8 mask = chp_ssd_get_mask(&sch->ssd_info, link);
	bool on = event == CHP_VARY_ON || event == CHP_ONLINE;

	if (!hw || !mask || event == CHP_FCES_EVENT)
		return 0;
	if (cio_update_schib(sch))
		return -ENODEV;
	note(sch, mask, event == CHP_VARY_ON || event == CHP_VARY_OFF, on);
	if (!on)
		stop_users_of(hw, mask);
	report(hw, on ? CSS_CRW_ERC_INIT : CSS_CRW_ERC_PERM_NINIT, link->chpid.id);
	return 0;
}

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

static void path_gone(struct hw_subchannel *hw, const struct chp_link *link, u8 mask)
{
	/* What is stopped in vain here, the machine has stopped before. */
	if (hw->sch->schib.pmcw.lpum & mask)
		schedule_work(&hw->path_work);
	report(hw, CSS_CRW_ERC_PERM_NINIT, link->chpid.id);
}

static void path_back(struct hw_subchannel *hw, const struct chp_link *link)
{
	report(hw, CSS_CRW_ERC_INIT, link->chpid.id);
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

	if (!hw || !mask)
		return 0;
	if (cio_update_schib(sch))
		return -ENODEV;
	switch (event) {
	case CHP_VARY_OFF:
		sch->opm &= ~mask;
		sch->lpm &= ~mask;
		path_gone(hw, link, mask);
		break;
	case CHP_OFFLINE:
		path_gone(hw, link, mask);
		break;
	case CHP_VARY_ON:
		sch->opm |= mask;
		sch->lpm |= mask;
		path_back(hw, link);
		break;
	case CHP_ONLINE:
		sch->lpm |= mask & sch->opm;
		path_back(hw, link);
		break;
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/* Allocation and references of a subchannel that is bound to this driver. */
#include <linux/slab.h>

#include "hw-s390/subchannel.h"

struct hw_subchannel *hw_create(struct subchannel *sch)
{
	struct hw_subchannel *hw = kzalloc(sizeof(*hw), GFP_KERNEL);

	if (!hw)
		return NULL;
	kref_init(&hw->ref);
	get_device(&sch->dev);
	hw->sch = sch;
	hw->devno = sch->schib.pmcw.dev;
	hw->user.dev = &sch->dev;
	hw->user.css = &hw_css_ops;
	hw->user.sch = hw;
	hw->user.id = hw_schid(sch);
	vfio_ccw_subchannel_init(&hw->user);
	return hw;
}

static void hw_release(struct kref *ref)
{
	struct hw_subchannel *hw = container_of(ref, struct hw_subchannel, ref);

	put_device(&hw->sch->dev);
	kfree(hw);
}

void hw_put(struct hw_subchannel *hw)
{
	kref_put(&hw->ref, hw_release);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/* A subchannel of the machine that is bound to this driver. */
#ifndef HW_S390_SUBCHANNEL_H
#define HW_S390_SUBCHANNEL_H

#include <linux/workqueue.h>

#include "css.h"	/* the kernel's own, of drivers/s390/cio */
#include "core/vfio/subchannel.h"

/**
 * struct hw_subchannel - it, between probe and remove
 * @user: as core/vfio knows it
 * @sch: as the kernel's common I/O layer knows it
 * @path_work: a path was taken away; what it does is to end
 */
struct hw_subchannel {
	struct vfio_ccw_subchannel user;
	struct subchannel *sch;
	struct work_struct path_work;
};

/* css.c: the instructions */
extern const struct css_ops hw_css_ops;
/* Subsystem-identification word, host order. */
u32 hw_schid(const struct subchannel *sch);

/* path.c: what happens to channel paths */
void hw_path_init(struct hw_subchannel *hw);
void hw_path_exit(struct hw_subchannel *hw);
int hw_path_event(struct subchannel *sch, struct chp_link *link, int event);

#endif

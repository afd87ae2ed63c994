/* SPDX-License-Identifier: GPL-2.0-only */
/* A subchannel of the machine that is bound to this driver. */
#ifndef HW_S390_SUBCHANNEL_H
#define HW_S390_SUBCHANNEL_H

#include <linux/kref.h>
#include <linux/workqueue.h>

#include "css.h"	/* the kernel's own, of drivers/s390/cio */
#include "core/vfio/subchannel.h"

/**
 * struct hw_subchannel - it, between probe and remove
 * @user: as core/vfio knows it
 * @sch: as the kernel's common I/O layer knows it
 * @ref: of the driver that is bound, and of whoever deals with an event
 * @devno: of the device that was there at first
 * @path_work: a path was taken away; what it does is to end
 * @leaves: the device is gone, and @leave_work under way
 * @leave_work: the subchannel follows the device
 */
struct hw_subchannel {
	struct vfio_ccw_subchannel user;
	struct subchannel *sch;
	struct kref ref;
	u16 devno;
	bool leaves;
	struct work_struct path_work;
	struct work_struct leave_work;
};

/* css.c: the instructions */
extern const struct css_ops hw_css_ops;
/* Subsystem-identification word, host order. */
u32 hw_schid(const struct subchannel *sch);

/* leave.c: a device that goes */
int hw_leave_start(void);
void hw_leave_end(void);
void hw_leave_init(struct hw_subchannel *hw);
void hw_put(struct hw_subchannel *hw);
int hw_event(struct subchannel *sch, int process);

/* path.c: what happens to channel paths */
void hw_path_init(struct hw_subchannel *hw);
void hw_path_find(struct hw_subchannel *hw);
void hw_path_exit(struct hw_subchannel *hw);
int hw_path_event(struct subchannel *sch, struct chp_link *link, int event);

#endif

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
 * @path_work: a path was taken away; the program that may be using it is to end
 * @path_program: that program
 * @leaves: the device is gone, and a thread sees to it that the subchannel follows
 */
struct hw_subchannel {
	struct vfio_ccw_subchannel user;
	struct subchannel *sch;
	struct kref ref;
	u16 devno;
	bool leaves;
	struct work_struct path_work;
	u32 path_program;
};

/* css.c: the instructions */
extern const struct css_ops hw_css_ops;

/**
 * hw_schid() - a subchannel's subsystem-identification word
 * @sch: the subchannel
 *
 * Context: any.
 * Return: it, in host order.
 */
u32 hw_schid(const struct subchannel *sch);

/* leave.c: a device that goes */

/**
 * hw_leave_init() - before the first event
 * @hw: the subchannel; its first reference is the caller's
 *
 * Context: process.
 */
void hw_leave_init(struct hw_subchannel *hw);

/**
 * hw_put() - whoever had it, is done with it
 * @hw: the subchannel
 *
 * Context: process.
 */
void hw_put(struct hw_subchannel *hw);

/**
 * hw_event() - something happened to a subchannel
 * @sch: the subchannel
 * @process: whether this may sleep
 *
 * If the device is not there any more, requests fail soon, the user is asked to give
 * it back, and the subchannel goes when that is done.  Until then instructions answer
 * for themselves: condition code 3, which is -ENODEV.
 *
 * Context: as @process says; the subchannel's lock is not held.
 * Return: 0; -EAGAIN if it is to be called again, where it may sleep.
 */
int hw_event(struct subchannel *sch, int process);

/* path.c: what happens to channel paths */

/**
 * hw_path_init() - before the first event
 * @hw: the subchannel
 *
 * Context: process.
 */
void hw_path_init(struct hw_subchannel *hw);

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
void hw_path_find(struct hw_subchannel *hw);

/**
 * hw_path_exit() - after the last event
 * @hw: the subchannel
 *
 * Context: process; may sleep.
 */
void hw_path_exit(struct hw_subchannel *hw);

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
int hw_path_event(struct subchannel *sch, struct chp_link *link, int event);

#endif

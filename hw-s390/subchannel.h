/* SPDX-License-Identifier: GPL-2.0-only */
/* A subchannel of the machine that is bound to this driver. */
#ifndef HW_S390_SUBCHANNEL_H
#define HW_S390_SUBCHANNEL_H

#include <linux/kref.h>
#include <linux/workqueue.h>

#include "css.h"	/* the kernel's own, of drivers/s390/cio */
#include "core/vfio/subchannel.h"

/**
 * struct hw_subchannel - a subchannel between probe and remove
 * @user: for core/vfio
 * @sch: of the kernel's common I/O layer
 * @ref: held by the bound driver, and while an event is handled
 * @devno: device number at probe
 * @path_work: ends @path_program, because its path was taken away
 * @path_program: a program, see vfio_ccw_subchannel_program()
 * @removing: the device is gone, and a thread is removing the subchannel
 */
struct hw_subchannel {
	struct vfio_ccw_subchannel user;
	struct subchannel *sch;
	struct kref ref;
	u16 devno;
	bool removing;
	struct work_struct path_work;
	u32 path_program;
};

/* css.c: the instructions */
extern const struct css_ops hw_css_ops;

/** hw_schid() - subsystem-identification word of a subchannel, host order.  Context: any. */
u32 hw_schid(const struct subchannel *sch);

/* subchannel.c */

/**
 * hw_create() - allocate what this driver knows of a subchannel
 * @sch: the subchannel, from its probe on
 *
 * Context: process.
 * Return: with one reference; NULL if there is no memory.
 */
struct hw_subchannel *hw_create(struct subchannel *sch);

/** hw_put() - drop a reference.  Context: process. */
void hw_put(struct hw_subchannel *hw);

/* removal.c: removal of a subchannel whose device is gone */

/**
 * hw_event() - the sch_event callback of the css bus
 * @sch: the subchannel
 * @process: whether this may sleep
 *
 * If the device is gone, a thread is started: requests fail from then on, the user is asked
 * to close the device, and the subchannel is unregistered when that is done.  Until then
 * requests fail because instructions end with condition code 3.
 *
 * Context: as @process says; the subchannel's lock is not held.
 * Return: 0; -EAGAIN if it must be called again where it may sleep.
 */
int hw_event(struct subchannel *sch, int process);

/* path.c: channel paths */

/** hw_path_init() - call before the first event */
void hw_path_init(struct hw_subchannel *hw);

/**
 * hw_path_find() - set the masks of paths that may be used
 * @hw: the subchannel, after hw_set_drvdata()
 *
 * The kernel's own driver sets these masks, too, but may never have been bound to the
 * subchannel, if an override was set before the module was loaded.  A path that is varied
 * after this causes an event.
 *
 * Context: process.
 */
void hw_path_find(struct hw_subchannel *hw);

/** hw_path_exit() - call after the last event.  Context: process; may sleep. */
void hw_path_exit(struct hw_subchannel *hw);

/**
 * hw_path_event() - the chp_event callback of the css bus
 * @sch: a subchannel that may use the path
 * @link: the path
 * @event: CHP_ONLINE, CHP_OFFLINE: by the machine; CHP_VARY_ON, CHP_VARY_OFF: by
 *	an administrator
 *
 * Context: the subchannel's lock is held.
 * Return: 0; -ENODEV if the subchannel itself is gone.
 */
int hw_path_event(struct subchannel *sch, struct chp_link *link, int event);

#endif

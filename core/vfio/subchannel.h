/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a bus driver and vfio_ccw.ko know of each other: the bus driver has a
 * subchannel and its instructions, vfio_ccw.ko makes an mdev parent of it.
 */
#ifndef CORE_VFIO_SUBCHANNEL_H
#define CORE_VFIO_SUBCHANNEL_H

#include <linux/device.h>
#include <linux/mdev.h>

#include "core/css_ops.h"

struct vfio_ccw_device;
struct vfio_ccw_record;

/**
 * struct vfio_ccw_subchannel - a subchannel that can be passed through
 * @dev: its device on the bus; the driver bound to it must be named vfio_ccw
 * @css: the target's instructions; may sleep, and are called in process
 *	context, by several threads at once: the target serialises them
 * @sch: their first argument
 * @id: subsystem-identification word, host order, for traces
 * @parent: the mdev types it offers
 * @type: the only one
 * @types: a list of it
 * @record: recording of it, or NULL; set before the first device comes and reset after
 *	the last one went, so with a device's mutex it is simply there.  Reports come
 *	earlier and later, too: they look with @lock, with which it is changed
 * @lock: guards @user, and @record for reports; taken in any context
 * @user: open device, or NULL
 * @last_program: the number of the program that the last device started last; written
 *	when a device goes, read when the next one comes
 * @down: the machine goes down: nothing is started any more
 *
 * The bus driver sets these; the rest is vfio_ccw.ko's.
 */
struct vfio_ccw_subchannel {
	struct device *dev;
	const struct css_ops *css;
	void *sch;
	u32 id;

	struct mdev_parent parent;
	struct mdev_type type;
	struct mdev_type *types[1];
	struct vfio_ccw_record *record;
	spinlock_t lock;		/* guards user, and record for reports */
	struct vfio_ccw_device *user;
	u32 last_program;
	bool down;
};

/**
 * vfio_ccw_subchannel_init() - it may be told of interrupts and reports
 * @sub: the subchannel, its first members set, the rest zero
 *
 * Context: process.
 */
void vfio_ccw_subchannel_init(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_subchannel_register() - offer a subchannel for passthrough
 * @sub: the subchannel
 *
 * Context: process; from the bus driver's probe.
 * Return: 0 or a negative errno.
 */
int vfio_ccw_subchannel_register(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_subchannel_unregister() - take it back
 * @sub: the subchannel
 *
 * Asks a user to give the device back (REQ) and waits until it is.
 *
 * Context: process; may sleep, for as long as the user likes; from the bus driver's remove.
 */
void vfio_ccw_subchannel_unregister(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_subchannel_interrupt() - the subchannel presented status
 * @sub: the subchannel
 * @irb: what TEST SUBCHANNEL stored, big-endian
 *
 * Context: any, hard interrupts included; calls for one subchannel never overlap.
 */
void vfio_ccw_subchannel_interrupt(struct vfio_ccw_subchannel *sub, const struct css_irb *irb);

/**
 * vfio_ccw_subchannel_report() - a channel report that concerns the subchannel
 * @sub: the subchannel
 * @crw: the report, big-endian
 *
 * Context: as vfio_ccw_subchannel_interrupt(), with which it may overlap.
 */
void vfio_ccw_subchannel_report(struct vfio_ccw_subchannel *sub, const struct css_crw *crw);

/**
 * vfio_ccw_subchannel_gone() - the machine has the subchannel no more
 * @sub: the subchannel
 *
 * Requests are answered with -ENODEV from now on.  What was presented before, the user
 * gets; nothing is presented from now on.
 *
 * Context: process; may sleep, for as long as the user has the device's mutex.
 */
void vfio_ccw_subchannel_gone(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_subchannel_program() - which program does the channel have?
 * @sub: the subchannel
 *
 * Context: as vfio_ccw_subchannel_interrupt().
 * Return: what names it for vfio_ccw_subchannel_stop(); 0 if there is none.
 */
u32 vfio_ccw_subchannel_program(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_subchannel_stop() - a path that a program may be using is taken away
 * @sub: the subchannel
 * @program: the program, from vfio_ccw_subchannel_program()
 *
 * It is halted, and the user gets its status.  If it is over, nothing happens.
 *
 * Context: process; may sleep, for as long as the user has the device's mutex.
 */
void vfio_ccw_subchannel_stop(struct vfio_ccw_subchannel *sub, u32 program);

/**
 * vfio_ccw_subchannel_shutdown() - the machine goes down
 * @sub: the subchannel
 *
 * As if its user had closed it: the channel leaves memory alone from now on, also if
 * the user is in the middle of a request that does not end.  Nothing starts on it any more,
 * and it cannot be opened or reset: that is answered with -ENODEV.
 *
 * Context: process; may sleep, for a bounded time.
 */
void vfio_ccw_subchannel_shutdown(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_bus_register() - the driver of a bus that is part of this module
 *
 * By default there is none: bus drivers are modules of their own.
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int vfio_ccw_bus_register(void);

/**
 * vfio_ccw_bus_unregister() - take it back
 *
 * Context: process; may sleep, until all users have given their devices back.
 */
void vfio_ccw_bus_unregister(void);

#endif

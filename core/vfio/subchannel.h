/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between a bus driver and vfio_ccw.ko: the bus driver provides a
 * subchannel and its instructions, vfio_ccw.ko makes an mdev parent of it.
 */
#ifndef CORE_VFIO_SUBCHANNEL_H
#define CORE_VFIO_SUBCHANNEL_H

#include <linux/device.h>
#include <linux/mdev.h>

#include "core/css_ops.h"
#include "core/vfio/counters.h"

struct vfio_ccw_device;
struct vfio_ccw_record;

/**
 * struct vfio_ccw_subchannel - a subchannel that can be passed through
 * @dev: its device on the bus; the driver bound to it must be named vfio_ccw
 * @css: the target's instructions; may sleep, and are called in process
 *	context, by several threads at once: the target serialises them
 * @sch: the first argument of @css
 * @id: subsystem-identification word, host order, for traces
 * @parent: the mdev parent
 * @type: its only mdev type
 * @types: array with @type
 * @record: recording of the subchannel, or NULL; set before the first device is created
 *	and reset after the last one was removed, so with a device's mutex held it can be
 *	read without @lock.  Reports arrive earlier and later, too, and take @lock
 * @lock: guards @user, and @record for reports; taken in any context
 * @user: open device, or NULL
 * @last_program: number of the last program that the previous device started; written
 *	when a device is removed, read when the next one is created
 * @counters: see there
 * @shutdown: the machine shuts down: no program is started any more
 *
 * The bus driver sets the first four; the rest belongs to vfio_ccw.ko.
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
	struct vfio_ccw_counters counters;
	bool shutdown;
};

/**
 * vfio_ccw_subchannel_init() - initialize; interrupts and reports may be passed on afterwards
 * @sub: the subchannel, with the first four members set and the rest zero
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
 * vfio_ccw_subchannel_unregister() - end the passthrough of a subchannel
 * @sub: the subchannel
 *
 * Asks a user to close the device (REQ notifier), and waits for that.
 *
 * Context: process; may sleep, without a bound; from the bus driver's remove.
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
 * vfio_ccw_subchannel_gone() - the machine does not have the subchannel any more
 * @sub: the subchannel
 *
 * Requests are answered with -ENODEV from now on.  The user still gets status that was
 * presented before; none is presented from now on.
 *
 * Context: process; may sleep, for as long as a request of the user takes.
 */
void vfio_ccw_subchannel_gone(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_subchannel_program() - identify the program that the channel has
 * @sub: the subchannel
 *
 * Context: as vfio_ccw_subchannel_interrupt().
 * Return: a number for vfio_ccw_subchannel_terminate(); 0 if there is no program.
 */
u32 vfio_ccw_subchannel_program(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_subchannel_terminate() - end a program because its path is being taken away
 * @sub: the subchannel
 * @program: the program, from vfio_ccw_subchannel_program()
 *
 * Halts the program; the user gets its status.  If it has ended, nothing happens.
 *
 * Context: process; may sleep, for as long as a request of the user takes.
 */
void vfio_ccw_subchannel_terminate(struct vfio_ccw_subchannel *sub, u32 program);

/**
 * vfio_ccw_subchannel_shutdown() - the machine shuts down
 * @sub: the subchannel
 *
 * Ends the program as if the user had closed the device, so that the channel does not use
 * memory any more, even if a request of the user does not end.  From now on no program is
 * started, and opening or resetting the device fails with -ENODEV.
 *
 * Context: process; may sleep, for a bounded time.
 */
void vfio_ccw_subchannel_shutdown(struct vfio_ccw_subchannel *sub);

/**
 * vfio_ccw_bus_register() - register a bus driver that is part of this module
 *
 * Weak; the default does nothing, for bus drivers that are modules of their own.
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int vfio_ccw_bus_register(void);

/**
 * vfio_ccw_bus_unregister() - unregister it
 *
 * Context: process; may sleep, until all users have closed their devices.
 */
void vfio_ccw_bus_unregister(void);

#endif

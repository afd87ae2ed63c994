/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One passed-through subchannel: the interface of the core to other rooms.
 *
 * Unless stated otherwise a function is called with the device's mutex held,
 * which belongs to the host and which the core only asserts.
 */
#ifndef CORE_VFIO_CCW_H
#define CORE_VFIO_CCW_H

#include <linux/vfio_ccw.h>

#include "core/cp/cp.h"
#include "core/crw_queue.h"
#include "core/css_ops.h"
#include "core/functions.h"
#include "core/host_ops.h"
#include "core/irb_queue.h"

enum vfio_ccw_state {
	VFIO_CCW_NOT_OPER,	/* the subchannel is gone */
	VFIO_CCW_STANDBY,	/* not open */
	VFIO_CCW_IDLE,		/* open, no program */
	VFIO_CCW_CP_PROCESSING,	/* a program is being translated and started */
	VFIO_CCW_CP_PENDING,	/* the channel has a program */
	VFIO_CCW_NR_STATES
};

enum vfio_ccw_region {
	VFIO_CCW_REGION_IO,
	VFIO_CCW_REGION_ASYNC,
	VFIO_CCW_REGION_SCHIB,
	VFIO_CCW_REGION_CRW,
	VFIO_CCW_NR_REGIONS
};

/**
 * struct vfio_ccw - one passed-through subchannel
 * @css: the target's instructions
 * @sch: the first argument of @css
 * @host: the host's services
 * @host_data: the first argument of @host
 * @state: written by core/fsm only
 * @cp: the translation of the active channel program
 * @functions: the functions issued, to decide which program a status ends
 * @irbs: interrupts that user space has not read
 * @crws: channel reports that user space has not read
 * @io: the I/O region as user space sees it; its IRB is the one read last
 * @async: the async command region as user space sees it
 * @crw: the CRW region as user space sees it
 * @shutdown: no program may be started any more, see vfio_ccw_shutdown()
 */
struct vfio_ccw {
	const struct css_ops *css;
	void *sch;
	const struct vfio_ccw_host_ops *host;
	void *host_data;
	enum vfio_ccw_state state;
	struct channel_program cp;
	struct functions functions;
	struct irb_queue irbs;
	struct crw_queue crws;
	struct ccw_io_region io;
	struct ccw_cmd_region async;
	struct ccw_crw_region crw;
	u32 shutdown;
};

/* Set up a device in state STANDBY; allocates nothing, and issues no instruction.  Context: any. */
void vfio_ccw_init(struct vfio_ccw *vc, const struct css_ops *css, void *sch,
		   const struct vfio_ccw_host_ops *host, void *host_data);

/**
 * vfio_ccw_open() - open the device for a user
 * @vc: the device
 *
 * Enables the subchannel; regions and queues start empty.
 * Return: 0; -EBUSY if it is open or the subchannel stays busy; -ENODEV if it
 * is gone.  Context: may sleep.
 */
int vfio_ccw_open(struct vfio_ccw *vc);

/**
 * vfio_ccw_close() - the user closes the device
 * @vc: the device
 *
 * Quiesces the subchannel (cancel, halt, clear), disables it, and frees all
 * memory and pins.  Context: may sleep.
 */
void vfio_ccw_close(struct vfio_ccw *vc);

/**
 * vfio_ccw_reset() - close and open
 * @vc: the device, open
 *
 * Return: as vfio_ccw_open().  After an error requests are answered as if the
 * device was not open, until another reset succeeds.  Context: may sleep.
 */
int vfio_ccw_reset(struct vfio_ccw *vc);

/**
 * vfio_ccw_terminate() - end a program without a request of the user
 * @vc: the device
 * @program: the program, as functions_program() gave it when that was decided
 *
 * For a path that is taken away.  Halts the program, or clears it if it is being halted
 * already; its status is queued for the user behind all other.  If the program has ended,
 * nothing happens.  Context: may sleep.
 */
void vfio_ccw_terminate(struct vfio_ccw *vc, u32 program);

/**
 * vfio_ccw_gone() - the subchannel does not exist any more
 * @vc: the device
 *
 * Unpins everything; requests are answered with -ENODEV from now on.
 */
void vfio_ccw_gone(struct vfio_ccw *vc);

/**
 * vfio_ccw_shutdown() - the machine shuts down
 * @vc: the device
 *
 * From now on no program is started, and opening fails with -ENODEV.  A program that is
 * running ends when the device is closed.  Context: any, without the mutex.
 */
void vfio_ccw_shutdown(struct vfio_ccw *vc);

/**
 * vfio_ccw_clear() - end the running program at once, by CLEAR SUBCHANNEL
 * @vc: the device
 *
 * For memory of the program that is unmapped, or a machine that shuts down.  If a program was
 * running, it ends with the status of the clear function, which goes to the user; otherwise
 * the user does not get that status.
 * Context: may sleep; without the mutex, but not concurrently with the host's start().
 * Return: the condition code.
 */
int vfio_ccw_clear(struct vfio_ccw *vc);

/**
 * vfio_ccw_interrupt() - the subchannel presented status
 * @vc: the device
 * @irb: what TEST SUBCHANNEL stored, big-endian
 *
 * Appends to the queue and signals the user.  Context: any, atomic included,
 * without the mutex; calls for one device never overlap.
 * Return: whether the status ends the program that was started last.
 */
bool vfio_ccw_interrupt(struct vfio_ccw *vc, const struct css_irb *irb);

/**
 * vfio_ccw_report() - a channel report that concerns the device
 * @vc: the device
 * @crw: the report
 *
 * Context: as vfio_ccw_interrupt().
 */
void vfio_ccw_report(struct vfio_ccw *vc, const struct css_crw *crw);

size_t vfio_ccw_region_size(enum vfio_ccw_region region);

/**
 * vfio_ccw_region_read() - user space reads from a region
 * @vc: the device
 * @region: which region
 * @offset: first byte
 * @buf: gets the bytes, in the byte order of docs/uapi.rst
 * @len: how many bytes
 *
 * A read of the first byte of an IRB or CRW area takes the next one from the
 * queue; the notifier is signalled again while more are queued.
 * Return: @len; -EINVAL if it crosses the region's end; -ENODEV from the SCHIB
 * region if the device is gone.
 */
ssize_t vfio_ccw_region_read(struct vfio_ccw *vc, enum vfio_ccw_region region,
			     u64 offset, void *buf, size_t len);

/**
 * vfio_ccw_region_peek() - bytes of a region, if a read of them has no side effect
 * @vc: the device
 * @region: which region
 * @offset: first byte
 * @len: how many bytes
 *
 * Return: the bytes, valid as long as the mutex is held; NULL if vfio_ccw_region_read()
 * must be called.
 */
const void *vfio_ccw_region_peek(const struct vfio_ccw *vc, enum vfio_ccw_region region,
				 u64 offset, size_t len);

/**
 * vfio_ccw_region_write() - user space writes a request to a region
 * @vc: the device
 * @region: which region
 * @offset: first byte
 * @buf: the bytes, in the byte order of docs/uapi.rst
 * @len: how many bytes
 *
 * Return: @len; -EINVAL if the region takes no writes, if the write crosses
 * its end or does not cover the whole request; otherwise the error that also
 * stands in the region's ret_code: -EOPNOTSUPP, -EIO, -EBUSY, -EAGAIN, -EACCES,
 * -ENODEV, -EINVAL, -ENOMEM or what the host reported.  Context: may sleep.
 */
ssize_t vfio_ccw_region_write(struct vfio_ccw *vc, enum vfio_ccw_region region,
			      u64 offset, const void *buf, size_t len);

#endif

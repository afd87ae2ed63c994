/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last events of all subchannels.  They are always kept, so that an administrator finds them
 * after a failure, and they remain when a subchannel has gone.
 */
#ifndef CORE_VFIO_HISTORY_H
#define CORE_VFIO_HISTORY_H

#include <linux/types.h>

struct dentry;

enum vfio_ccw_history_kind {
	VFIO_CCW_HISTORY_OPEN,		/* result */
	VFIO_CCW_HISTORY_CLOSE,
	VFIO_CCW_HISTORY_RESET,		/* result */
	VFIO_CCW_HISTORY_GONE,
	VFIO_CCW_HISTORY_REFUSED,	/* a request: its result */
	VFIO_CCW_HISTORY_START,		/* condition code; word 1 of the ORB, CCW address */
	VFIO_CCW_HISTORY_ASYNC,		/* result; VFIO_CCW_ASYNC_CMD_* */
	VFIO_CCW_HISTORY_FINAL,		/* SCSW: 16 bits of control, unit and channel status; CCW */
	VFIO_CCW_HISTORY_STATUS,	/* the same, of status that ends no program */
	VFIO_CCW_HISTORY_REPORT,	/* the CRW */
	VFIO_CCW_HISTORY_ABANDONED,
	VFIO_CCW_HISTORY_KINDS
};

/**
 * struct vfio_ccw_history_event - one event
 * @schid: subsystem-identification word of the subchannel
 * @kind: what happened; its comment names the members that are set, @values in their order
 * @result: 0, a negative errno, or a condition code
 * @values: as above
 */
struct vfio_ccw_history_event {
	u32 schid;
	enum vfio_ccw_history_kind kind;
	int result;
	u32 values[2];
};

/*
 * Formats of a line of text with its end, by kind.  Each takes, in this order, SCHID_ARGS() of the
 * subchannel, the result and both values; those that it does not need are at the end.
 */
extern const char *const vfio_ccw_history_formats[VFIO_CCW_HISTORY_KINDS];

/*
 * Where events are kept.  These functions are weak: a machine with a facility of its own replaces
 * all three.  The default is a ring buffer, and a file "events" beside the subchannels' folders.
 */

/** vfio_ccw_history_init() - begin to keep events.  Context: process.  Return: 0 or -ENOMEM. */
int vfio_ccw_history_init(struct dentry *root);

/** vfio_ccw_history_exit() - drop all events.  Context: process. */
void vfio_ccw_history_exit(void);

/** vfio_ccw_history_add() - keep an event.  Context: any, hard interrupts included. */
void vfio_ccw_history_add(const struct vfio_ccw_history_event *event);

#endif

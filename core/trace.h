/* SPDX-License-Identifier: GPL-2.0-only */
/* What the core tells a listener: tracepoints in a kernel, a log in a test. */
#ifndef CORE_TRACE_H
#define CORE_TRACE_H

#include "core/css.h"

enum vfio_ccw_trace_kind {
	VFIO_CCW_TRACE_REQUEST,		/* I/O region written: orb; result */
	VFIO_CCW_TRACE_TRANSLATED,	/* ccws, idaws, pages; result */
	VFIO_CCW_TRACE_START,		/* orb as given to the channel; result = cc */
	VFIO_CCW_TRACE_ASYNC,		/* command; result */
	VFIO_CCW_TRACE_INTERRUPT,	/* irb as user space will read it */
	VFIO_CCW_TRACE_STATE,		/* from, to */
	VFIO_CCW_TRACE_STUCK,		/* the channel does not give the program back */
};

/**
 * struct vfio_ccw_trace - one event; members beside @kind as its comment says
 */
struct vfio_ccw_trace {
	enum vfio_ccw_trace_kind kind;
	int result;
	u8 from, to;
	u32 command;
	u32 ccws, idaws, pages;
	const struct css_orb *orb;
	const struct css_irb *irb;
};

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Events that the core reports to its host: tracepoints in a kernel, a log in a test. */
#ifndef CORE_TRACE_H
#define CORE_TRACE_H

#include "core/css.h"

enum vfio_ccw_trace_kind {
	VFIO_CCW_TRACE_REQUEST,		/* I/O region written: result */
	VFIO_CCW_TRACE_TRANSLATED,	/* ccws, idaws, pages; result */
	VFIO_CCW_TRACE_START,		/* orb as given to the channel; result = cc */
	VFIO_CCW_TRACE_ASYNC,		/* command; result */
	VFIO_CCW_TRACE_INTERRUPT,	/* irb as user space will read it; result: is it final? */
	VFIO_CCW_TRACE_STATE,		/* from, to */
	VFIO_CCW_TRACE_ABANDONED,	/* the channel did not end the program */
};

/**
 * struct vfio_ccw_trace - one event
 * @kind: what happened; its comment names the members that are set
 * @result: 0, a negative errno, a condition code, or a truth value
 * @from: state before
 * @to: state after
 * @command: VFIO_CCW_ASYNC_CMD_*
 * @ccws: CCWs in the program
 * @idaws: IDAWs in its translation
 * @pages: guest pages that the program uses
 * @orb: big-endian
 * @irb: big-endian
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

/* SPDX-License-Identifier: GPL-2.0-only */
/* Tracepoints for the core's trace events and for channel reports. */
#ifndef CORE_VFIO_TRACE_H
#define CORE_VFIO_TRACE_H

#include "core/trace.h"
#include "core/vfio/device.h"
#include "recorder/kernel/hooks.h"

/**
 * vfio_ccw_trace_event() - count, keep and record an event, and emit its tracepoint
 * @dev: the device
 * @event: from the core
 *
 * Context: device mutex.
 */
void vfio_ccw_trace_event(struct vfio_ccw_device *dev, const struct vfio_ccw_trace *event);

/**
 * vfio_ccw_trace_note() - the device was opened, closed, reset, or has gone
 * @dev: the device
 * @kind: RECORD_OPEN, RECORD_CLOSE, RECORD_RESET or RECORD_GONE
 * @result: 0 or a negative errno
 *
 * Context: device mutex.
 */
void vfio_ccw_trace_note(struct vfio_ccw_device *dev, enum record_kind kind, int result);

/** vfio_ccw_trace_report() - keep a channel report, and emit its tracepoints.  Context: any. */
void vfio_ccw_trace_report(u32 schid, const struct css_crw *crw);

#endif

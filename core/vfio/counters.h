/* SPDX-License-Identifier: GPL-2.0-only */
/* What a subchannel has done so far, in numbers. */
#ifndef CORE_VFIO_COUNTERS_H
#define CORE_VFIO_COUNTERS_H

#include "core/trace.h"

struct dentry;

/* Errnos of requests that are counted one by one; counters.c names them. */
#define COUNTED_ERRNOS	9u

/**
 * struct vfio_ccw_counters - since the driver was bound to the subchannel
 * @starts: START SUBCHANNEL issued, by condition code
 * @refused: requests that failed, by errno; the last element has all other errnos
 * @interrupts_final: interrupts that ended a program
 * @interrupts_intermediate: with intermediate status, as for PCI
 * @interrupts_suspended: for a program that is suspended
 * @interrupts_other: unsolicited, and for halt and clear functions without a program
 * @halts: HALT SUBCHANNEL that were accepted
 * @clears: CLEAR SUBCHANNEL that were accepted
 * @functions_refused: halts and clears that were refused
 * @resets: of the device by its user
 * @opens: of the device
 * @reports: channel reports
 * @pages: pages that were pinned, the sum over all programs
 * @pages_max: the most that a single program pinned
 * @longest_ns: the longest time from START SUBCHANNEL to the final status
 * @started_ns: when the running program was started; 0: none runs
 *
 * Written with the device's mutex held, but for @reports, which the subchannel's lock guards.
 * Read without either.
 */
struct vfio_ccw_counters {
	u64 starts[4];
	u64 refused[COUNTED_ERRNOS + 1];
	u64 interrupts_final;
	u64 interrupts_intermediate;
	u64 interrupts_suspended;
	u64 interrupts_other;
	u64 halts;
	u64 clears;
	u64 functions_refused;
	u64 resets;
	u64 opens;
	u64 reports;
	u64 pages;
	u64 pages_max;
	u64 longest_ns;
	u64 started_ns;
};

/** vfio_ccw_count() - one more.  Context: as the counter's. */
void vfio_ccw_count(u64 *counter);

/** vfio_ccw_count_event() - count an event of the core.  Context: device mutex. */
void vfio_ccw_count_event(struct vfio_ccw_counters *counters, const struct vfio_ccw_trace *event);

/** vfio_ccw_counters_create() - create the file "counters".  Context: process. */
void vfio_ccw_counters_create(struct vfio_ccw_counters *counters, struct dentry *dir);

#endif

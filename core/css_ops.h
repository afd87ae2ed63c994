/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface below the core: the I/O instructions on a subchannel.  Every
 * target implements these and nothing else: no policy, no errno.
 */
#ifndef CORE_CSS_OPS_H
#define CORE_CSS_OPS_H

#include "core/css.h"

/**
 * struct css_ops - the I/O instructions of a target
 * @start: START SUBCHANNEL with the given ORB
 * @halt: HALT SUBCHANNEL
 * @clear: CLEAR SUBCHANNEL
 * @resume: RESUME SUBCHANNEL
 * @cancel: CANCEL SUBCHANNEL
 * @store: STORE SUBCHANNEL into the given SCHIB
 * @enable: MODIFY SUBCHANNEL that enables or disables the subchannel; all
 *	other fields are the target's to choose
 *
 * Each function returns the condition code, 0 to 3, that the instruction sets.
 * The core calls them in process context with the device's mutex held; a target
 * may sleep.  An unmap of guest memory issues CLEAR without that mutex, so a
 * target serialises access to its own state.  A target must deliver status that it
 * has taken from the subchannel by TEST SUBCHANNEL before it executes the next
 * instruction.
 *
 * Source: Principles of Operation, "I/O Instructions".
 */
struct css_ops {
	int (*start)(void *sch, const struct css_orb *orb);
	int (*halt)(void *sch);
	int (*clear)(void *sch);
	int (*resume)(void *sch);
	int (*cancel)(void *sch);
	int (*store)(void *sch, struct css_schib *schib);
	int (*enable)(void *sch, bool on);
};

#endif

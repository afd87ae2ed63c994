/* SPDX-License-Identifier: GPL-2.0-only */
/* Which programs and events are reported: --program, --only. All are counted. */
#ifndef REPLAY_SELECTION_H
#define REPLAY_SELECTION_H

#include "core/platform.h"

/**
 * struct selection - what is reported
 * @one: a single program, @program, and no event
 * @program: its number, "seq"
 * @differences: what differs
 */
struct selection {
	bool one;
	u64 program;
	bool differences;
};

/** selection_has_program() - is this program reported?  @differs: it differs */
bool selection_has_program(const struct selection *s, u64 seq, bool differs);

/** selection_has_event() - is an event between programs reported?  @differs: it differs */
bool selection_has_event(const struct selection *s, bool differs);

/** selection_ends_after() - is there nothing left to report after this program? */
bool selection_ends_after(const struct selection *s, u64 seq);

#endif

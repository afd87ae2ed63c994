/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a replay continues: --stop, --step. */
#ifndef REPLAY_STEP_CONTROL_H
#define REPLAY_STEP_CONTROL_H

#include "ccwtools/replay/options.h"

/** step_control_continue() - after a program, which may differ: is there to be another one? */
bool step_control_continue(struct options *options, bool differs);

#endif

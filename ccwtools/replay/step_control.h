/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a replay continues: --stop, --step, --until, --program, and signals. */
#ifndef REPLAY_STEP_CONTROL_H
#define REPLAY_STEP_CONTROL_H

#include "ccwtools/replay/options.h"

/**
 * step_control_continue() - after a program: is there to be another one?
 * @options: the command line; "c" for an answer ends --step
 * @seq: number of the program
 * @differs: it does
 */
bool step_control_continue(struct options *options, u64 seq, bool differs);

#endif

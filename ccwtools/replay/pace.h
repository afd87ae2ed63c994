/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a replay continues: --stop, --step. */
#ifndef REPLAY_PACE_H
#define REPLAY_PACE_H

#include "ccwtools/replay/options.h"

/** pace_go_on() - after a program, which may differ: is there to be another one? */
bool pace_go_on(struct options *options, bool differs);

#endif

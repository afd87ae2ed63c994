/* SPDX-License-Identifier: GPL-2.0-only */
/* Channel programs for a disk and for a tape drive out of a seed: valid ones, and others. */
#ifndef SIMTESTS_DEVICE_PROGRAMS_H
#define SIMTESTS_DEVICE_PROGRAMS_H

#include "simtests/port/generator.h"

/**
 * generate_dasd() - a program for the disk of memory_volume_create()
 * @dice: the throws
 * @g: as for generate(): all of memory, holes and ORB are new
 */
void generate_dasd(struct dice *dice, struct generated *g);

/** generate_tape() - a program for a tape drive; otherwise as generate_dasd() */
void generate_tape(struct dice *dice, struct generated *g);

#endif

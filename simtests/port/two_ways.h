/* SPDX-License-Identifier: GPL-2.0-only */
/* Does a guest's program use a CCW in opposite directions? */
#ifndef SIMTESTS_TWO_WAYS_H
#define SIMTESTS_TWO_WAYS_H

#include "simtests/port/generator.h"

/**
 * two_ways() - one CCW that may move data in two directions
 * @g: the program
 *
 * A translation has one list of addresses for a CCW, which is read from its end when data are
 * stored backward, and whose pages are writable or not.  So one CCW that a program may reach
 * both for a Read Backward and for another command ends it there, and so does one that may
 * both fetch and store where the guest has memory that it may only read.  This looks at all
 * ways that command chaining, data chaining, TICs and status modifiers could take.
 *
 * Return: there is such a CCW.
 */
bool two_ways(const struct generated *g);

#endif

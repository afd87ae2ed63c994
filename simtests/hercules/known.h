/* SPDX-License-Identifier: GPL-2.0-only */
/* Differences that were looked at, with the source that decides each. */
#ifndef SIMTESTS_HERCULES_KNOWN_H
#define SIMTESTS_HERCULES_KNOWN_H

#include "simtests/hercules/compare.h"

/** known_explains() - do entries of the list account for all that is different? */
bool known_explains(enum medium_kind kind, const struct difference *d);

/**
 * known_report() - how often each entry was needed
 * @kind: entries for these devices
 *
 * A line for each: number of the entry, how often, what it is about.
 */
void known_report(enum medium_kind kind);

#endif

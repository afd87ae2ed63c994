/* SPDX-License-Identifier: GPL-2.0-only */
/* The channel programs of a batch, by number: the same ones for the same seed. */
#ifndef SIMTESTS_HERCULES_PROGRAM_H
#define SIMTESTS_HERCULES_PROGRAM_H

#include "core/platform.h"
#include "selftests/bare/batch.h"
#include "simtests/hercules/medium.h"

#define PROGRAM_SCHID	0x00010000u	/* of the first device */

/**
 * program_throw() - generate a program, and the configuration of its device
 * @e: filled in, but for the subchannel, and without results
 * @kind: of device
 * @seed: of the batch
 * @number: of the program
 *
 * Return: what it was meant to be, for people.
 */
const char *program_throw(struct batch_entry *e, enum medium_kind kind, u32 seed, u32 number);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* A recorded program with fewer CCWs, and what would have been recorded of that. */
#ifndef RECORDING_SUBSET_H
#define RECORDING_SUBSET_H

#include "ccwtools/recording/recording.h"

/** subset_is_straight() - does it execute one CCW after the other, as they lie in storage? */
bool subset_is_straight(const struct rec_program *program);

/**
 * subset_keep() - only some of the CCWs executed
 * @program: a straight program
 * @steps: indices of those to keep, ascending
 * @n: how many, at least one
 * @arena: for what changes
 *
 * They move together; the last one chains to nothing.  Of each is expected what was
 * recorded of it, and of the program what was recorded of its last one.
 */
struct rec_program subset_keep(const struct rec_program *program, const u32 *steps, u32 n,
			       struct mem_arena *arena);

/**
 * subset_after() - only the first of the CCWs executed
 * @program: any program
 * @n: how many, at least one
 * @arena: for what changes
 * @subset: gets it
 *
 * Return: false if it cannot be cut there, since that CCW was executed before, too, or
 * its command went on by data chaining.
 */
bool subset_after(const struct rec_program *program, u32 n, struct mem_arena *arena,
		  struct rec_program *subset);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The domain of a Locate Record: so many commands as its count says. */
#ifndef RECORDING_DOMAIN_H
#define RECORDING_DOMAIN_H

#include "ccwtools/recording/recording.h"

#define DOMAIN_NONE	UINT32_MAX

/**
 * domain_locate() - the parameters of a Locate Record, extended or with a Prefix
 * @ccw: the CCW
 *
 * Return: they; NULL if it is none, or they are not recorded.
 */
const u8 *domain_locate(const struct rec_ccw *ccw);

/** domain_count() - how many commands they are for */
u8 domain_count(const u8 *locate);

/** domain_search() - the record that is searched for, CCHHR */
const u8 *domain_search(const u8 *locate);

/**
 * domain_begin() - the Locate Record in whose domain a CCW is
 * @program: the program
 * @step: index of the CCW executed
 *
 * Return: its index; DOMAIN_NONE if there is none, or it was used up before.
 */
u32 domain_begin(const struct rec_program *program, u32 step);

/**
 * domain_set_count() - for other commands than were recorded
 * @ccw: a CCW with a Locate Record
 * @count: so many
 * @arena: for its parameters
 */
void domain_set_count(struct rec_ccw *ccw, u8 count, struct mem_arena *arena);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The domain of a Locate Record: so many commands as its count says. */
#ifndef RECORDING_DOMAIN_H
#define RECORDING_DOMAIN_H

#include "ccwtools/recording/recording.h"

#define DOMAIN_NONE	UINT32_MAX

/*
 * The parameters of a Locate Record, also of an extended one or one in a Prefix; NULL if the
 * CCW is none, or they are not recorded.
 */
const u8 *domain_locate(const struct rec_ccw *ccw);

/* The number of commands that they are for. */
u8 domain_count(const u8 *locate);

/* The record that is searched for, CCHHR. */
const u8 *domain_search(const u8 *locate);

/**
 * domain_begin() - the Locate Record in whose domain a CCW is
 * @program: the program
 * @step: index of the CCW executed
 *
 * Return: its index; DOMAIN_NONE if there is none, or it was used up before.
 */
u32 domain_begin(const struct rec_program *program, u32 step);

/* Changes the number of commands that a Locate Record is for; the parameters are copied. */
void domain_set_count(struct rec_ccw *ccw, u8 count, struct mem_arena *arena);

#endif

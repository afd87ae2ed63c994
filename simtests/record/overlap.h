/* SPDX-License-Identifier: GPL-2.0-only */
/* Storage that several steps of a program use. */
#ifndef RECORD_OVERLAP_H
#define RECORD_OVERLAP_H

#include "simtests/record/path.h"

/**
 * overlap_mark() - of which steps nobody knows the data
 * @p: the program
 * @path: the way through it; gets marks
 *
 * Data are recorded before the program and after it: what lay there in between is known
 * only where it cannot have changed.
 */
void overlap_mark(const struct taken_program *p, struct path *path);

#endif

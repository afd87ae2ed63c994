/* SPDX-License-Identifier: GPL-2.0-only */
/* Storage that several steps of a program use. */
#ifndef RECORD_OVERLAP_H
#define RECORD_OVERLAP_H

#include "ccwtools/record/path.h"

/**
 * overlap_mark() - mark the steps whose data are not known
 * @p: the program
 * @path: the way through it; gets marks
 *
 * Data are recorded before the program and after it: their values in between are known only
 * where they cannot have changed.
 */
void overlap_mark(const struct taken_program *p, struct path *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording back into a file, in the format that it is read in. */
#ifndef RECORDING_RECORDING_WRITE_H
#define RECORDING_RECORDING_WRITE_H

#include "ccwtools/recording/recording.h"

/**
 * recording_write() - programs, their ends, tapes that were mounted, and notes
 * @rec: the recording; what no replay needs of it is gone since it was read
 * @path: file to write
 * @problem: says why not
 */
bool recording_write(const struct recording *rec, const char *path, struct problem *problem);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording back into a file, in the format that it is read in. */
#ifndef RECORDING_RECORDING_WRITE_H
#define RECORDING_RECORDING_WRITE_H

#include "ccwtools/recording/recording.h"

/**
 * recording_write() - write programs, their ends, mounted tapes, and notes
 * @rec: the recording; members of the file that no replay needs were not read, and are lost
 * @path: file to write
 * @problem: gets the reason if that fails
 */
bool recording_write(const struct recording *rec, const char *path, struct problem *problem);

#endif

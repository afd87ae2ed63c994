/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Temporary files without a name: they are in $TMPDIR, or /tmp, and gone with the process,
 * however it ends.
 */
#ifndef RECORDING_SPOOL_H
#define RECORDING_SPOOL_H

#include "ccwtools/recording/problem.h"

/**
 * spool_create() - a new temporary file
 * @problem: says why there is none
 *
 * Return: its file descriptor, or -1.
 */
int spool_create(struct problem *problem);

/**
 * spool_open() - open a file that is read several times
 * @path: file; what comes from a pipe is copied once, and that copy is opened from then on
 * @problem: says why it cannot be opened
 *
 * Return: a file descriptor of its own, at the beginning of the file, or -1.
 */
int spool_open(const char *path, struct problem *problem);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands that change neither a device nor its medium. */
#ifndef RECORDING_READONLY_H
#define RECORDING_READONLY_H

#include "ccwtools/recording/names.h"

/**
 * readonly_check() - does a program change nothing?
 * @path: of the recording
 * @program: the program
 * @family: of its device
 * @problem: names the first command of which that is not known, and its line
 */
bool readonly_check(const char *path, const struct rec_program *program,
		    enum device_family family, struct problem *problem);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the name of an output leads, and how that is written. */
#ifndef RECORDING_OUTPUT_PLACE_H
#define RECORDING_OUTPUT_PLACE_H

#include <limits.h>
#include <sys/stat.h>

#include "ccwtools/recording/problem.h"

/**
 * enum output_way - how to write it
 * @OUTPUT_CREATE: there is no such file yet
 * @OUTPUT_REPLACE: there is a regular file
 * @OUTPUT_DIRECT: a device or a pipe, which is opened and written as it is
 * @OUTPUT_DESCRIPTOR: a file that this process has open, as /dev/stdout or /dev/fd/3: written
 * behind what was written there before, as a shell's redirection wants it
 */
enum output_way {
	OUTPUT_CREATE,
	OUTPUT_REPLACE,
	OUTPUT_DIRECT,
	OUTPUT_DESCRIPTOR,
};

/**
 * struct output_place - the place
 * @way: how to write it
 * @fd: of OUTPUT_DESCRIPTOR
 * @st: of what is there; not valid for OUTPUT_CREATE
 * @name: the file itself: symbolic links were followed, so that they go on pointing there
 */
struct output_place {
	enum output_way way;
	int fd;
	struct stat st;
	char name[PATH_MAX];
};

/**
 * output_place_find() - find it
 * @place: gets it
 * @path: name of the output; "-" is standard output
 * @problem: gets the reason if there is no such place
 */
bool output_place_find(struct output_place *place, const char *path, struct problem *problem);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* A disk or a tape in memory, small, and valid for the simulator and for Hercules. */
#ifndef SIMTESTS_HERCULES_MEDIUM_H
#define SIMTESTS_HERCULES_MEDIUM_H

#include "hw-sim/dev/image.h"

enum medium_kind {
	MEDIUM_DASD,
	MEDIUM_TAPE,
};

/**
 * struct medium - its image
 * @image: for a device model
 * @kind: disk or tape
 * @bytes: what it holds; a tape's grow
 */
struct medium {
	struct sim_image image;
	enum medium_kind kind;
	u8 *bytes;
	u64 room;
};

/**
 * medium_create() - a disk with the tracks of memory_volume_create(), the first of two
 * cylinders of a whole 3390; or a tape of some blocks and marks
 */
struct medium *medium_create(enum medium_kind kind);
void medium_destroy(struct medium *medium);

/** medium_save() - into a new file, where zeroes take no room; false: errno says why not */
bool medium_save(const struct medium *medium, const char *path);
/** medium_load() - what a file holds; false: it cannot be read */
bool medium_load(struct medium *medium, const char *path);

#endif

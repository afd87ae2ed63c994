/* SPDX-License-Identifier: GPL-2.0-only */
/* A small count-key-data volume in memory, for tests that only need a DASD. */
#ifndef SIMTESTS_MEMORY_VOLUME_H
#define SIMTESTS_MEMORY_VOLUME_H

#include "hw-sim/dev/image.h"

#define MEMORY_VOLUME_HEADS	2u
#define MEMORY_VOLUME_CYLINDERS	2u

/**
 * memory_volume_create() - a new one, or NULL without memory
 *
 * On each track: R1 to R3 of 4096 bytes, R4 with a key of 8 and 100 bytes.
 */
struct sim_image *memory_volume_create(void);
void memory_volume_destroy(struct sim_image *image);

#endif

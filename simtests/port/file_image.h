/* SPDX-License-Identifier: GPL-2.0-only */
/* A medium of a device model in a file. */
#ifndef SIMTESTS_FILE_IMAGE_H
#define SIMTESTS_FILE_IMAGE_H

#include "hw-sim/dev/image.h"

/**
 * file_image_open() - open a file as a medium
 * @path: its name
 * @readonly: do not open it for writing, and say so in the image
 *
 * Return: the image, to be closed with file_image_close(); NULL: see errno.
 */
struct sim_image *file_image_open(const char *path, bool readonly);

/** file_image_close() - close the file; @image may be NULL */
void file_image_close(struct sim_image *image);

#endif

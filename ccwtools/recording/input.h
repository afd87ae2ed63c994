/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole file in memory, unpacked if it was packed with xz. */
#ifndef RECORDING_INPUT_H
#define RECORDING_INPUT_H

#include "ccwtools/recording/problem.h"

struct input {
	u8 *data;	/* a zero byte follows */
	size_t size;
	bool packed;	/* it was compressed */
};

/**
 * input_read() - read a file
 * @in: the contents; to be freed if true is returned
 * @path: file
 * @limit: refuse more than this many bytes, unpacked
 * @problem: gets the reason if it cannot be read
 */
bool input_read(struct input *in, const char *path, size_t limit, struct problem *problem);
void input_free(struct input *in);

#endif

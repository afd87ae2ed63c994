/* SPDX-License-Identifier: GPL-2.0-only */
/* A whole file in memory, unpacked if it was packed with xz. */
#ifndef RECORDING_INPUT_H
#define RECORDING_INPUT_H

#include "ccwtools/recording/problem.h"

/**
 * struct input - the contents of a file
 * @data: the bytes; one more follows, which is zero
 * @size: how many
 * @packed: it was compressed
 */
struct input {
	u8 *data;
	size_t size;
	bool packed;
};

/**
 * input_read() - read a file
 * @in: gets the contents
 * @path: file
 * @limit: refuse more than this many bytes, unpacked
 * @problem: says why not
 *
 * Return: false if it cannot be read; then nothing is held.
 */
bool input_read(struct input *in, const char *path, size_t limit, struct problem *problem);
void input_free(struct input *in);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The events of several recordings as one sequence, by time; each recording's stay in order. */
#ifndef RECORD_MERGE_H
#define RECORD_MERGE_H

#include "ccwtools/recording/lines.h"

struct merge;

/**
 * merge_open() - begin to read recordings
 * @files: their names
 * @n: how many
 * @problem: says which cannot be read
 *
 * Return: the sequence, or NULL.
 */
struct merge *merge_open(char **files, int n, struct problem *problem);
void merge_close(struct merge *merge);

/**
 * merge_next() - the next event
 * @merge: the sequence
 * @file: gets the index of its recording
 *
 * Without times, or until a recording has the first, the order is that of the files.
 *
 * Return: the event, valid until the next call; NULL after the last one.
 */
const struct line_reader *merge_next(struct merge *merge, int *file);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files that a run reads and writes, so that none is written that is read, and none twice.
 * A file counts by what it is, not by its name: links and other paths lead to the same one.
 */
#ifndef RECORDING_FILE_SET_H
#define RECORDING_FILE_SET_H

#include "ccwtools/recording/output_kind.h"

struct file_set;

struct file_set *file_set_create(void);
void file_set_destroy(struct file_set *set);

/**
 * file_set_input() - a file that is read
 * @set: the set
 * @path: its name; one that is not there is left to its reader; NULL is none
 * @what: what it is, as "the recording"; must outlive the set
 */
void file_set_input(struct file_set *set, const char *path, const char *what);

/**
 * file_set_output() - a file that is to be written; inputs come first
 * @set: the set
 * @path: its name; "-" is standard output; NULL is none
 * @what: what is written, as "the page"; must outlive the set
 * @kind: the same, for a file that it would replace
 * @problem: says why not
 *
 * Return: false if it is another file of the set, or cannot be written.
 */
bool file_set_output(struct file_set *set, const char *path, const char *what,
		     enum output_kind kind, struct problem *problem);

#endif

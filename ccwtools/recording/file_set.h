/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files that a run reads and writes.  An output must not be an input, nor another output.
 * Files are compared by device and inode, since links and other paths lead to the same file.
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
 * @kind: the kind of file that it may replace
 * @problem: says why not
 *
 * Return: false if it is another file of the set, or cannot be written.
 */
bool file_set_output(struct file_set *set, const char *path, const char *what,
		     enum output_kind kind, struct problem *problem);

#endif

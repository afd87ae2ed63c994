/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that is written. It gets its name when it is whole; until then it has another one in
 * the same folder (see temporary.h), so that a run that fails leaves what was there before.
 * Devices, pipes and open files (see output_place.h) are written directly.
 */
#ifndef RECORDING_OUTPUT_FILE_H
#define RECORDING_OUTPUT_FILE_H

#include <stdio.h>

#include "ccwtools/recording/output_kind.h"

struct output_file;

/**
 * output_file_check() - could it be written?
 * @path: name of the file
 * @kind: what is to be written
 * @problem: says why not
 *
 * Changes nothing.
 */
bool output_file_check(const char *path, enum output_kind kind, struct problem *problem);

/**
 * output_file_open() - begin to write
 * @path: name of the file; "-" is standard output
 * @kind: what is written
 * @problem: says why not
 *
 * A file that is replaced keeps its mode and, where that is permitted, its owner. Return: the
 * file, to be closed, left or dropped; or NULL.
 */
struct output_file *output_file_open(const char *path, enum output_kind kind,
				     struct problem *problem);

/* For stdio; output_file_close() reports errors of this stream. */
FILE *output_file_stream(const struct output_file *file);
/* For a file that is written without stdio. */
int output_file_descriptor(const struct output_file *file);

/**
 * output_file_publish() - let other programs see the file, and keep it even after a failure
 * @file: the file
 * @problem: says why not
 *
 * It gets its name now, unless there is a file of this name: that one is replaced when this one
 * is closed.
 */
bool output_file_publish(struct output_file *file, struct problem *problem);

/** output_file_name() - the present name: the one that was given, or a temporary one */
const char *output_file_name(const struct output_file *file);

/**
 * output_file_close() - the file is whole, and gets its name
 * @file: the file, which is freed
 * @problem: says what could not be written, now or before
 *
 * Return: false if not all is written; then the file is dropped, or left if it was published.
 */
bool output_file_close(struct output_file *file, struct problem *problem);

/** output_file_drop() - the file is not whole, and is removed, or left if it was published */
void output_file_drop(struct output_file *file);

/**
 * output_prepare() - let errors of output be reported by functions, not by signals
 *
 * This is for pipes without a reader and for limits of the size of files.  Errors of stdout are
 * noted until output_finish().
 */
void output_prepare(void);

/**
 * output_finish() - end what goes to standard output
 * @problem: says what could not be written
 *
 * Return: false if something could not be written, now or before.
 */
bool output_finish(struct problem *problem);

#endif

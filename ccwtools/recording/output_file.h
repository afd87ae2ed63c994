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

/* For stdio; an error that it meets need not be looked for. */
FILE *output_file_stream(const struct output_file *file);
/* For a file that is written without stdio. */
int output_file_descriptor(const struct output_file *file);

/**
 * output_file_publish() - what is written should be seen, and stay whatever happens
 * @file: the file
 * @problem: says why not
 *
 * It gets its name now, unless there is a file of this name: that one is replaced when this one
 * is closed.
 */
bool output_file_publish(struct output_file *file, struct problem *problem);

/** output_file_name() - the name that it has at present; as it was given, if it has its own */
const char *output_file_name(const struct output_file *file);

/**
 * output_file_close() - it is whole: it gets its name
 * @file: the file, which is freed
 * @problem: says what could not be written, now or before
 *
 * Return: false if not all is written; then the file is dropped, or left if it was published.
 */
bool output_file_close(struct output_file *file, struct problem *problem);

/** output_file_drop() - it is not whole: it is removed, or left if it was published */
void output_file_drop(struct output_file *file);

/**
 * output_prepare() - errors of output are errors of a function
 *
 * Neither a pipe that is read no more nor a limit of the size of files ends the program by a
 * signal; and what goes to stdout is watched until output_finish().
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

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lines of a recording one after the other, each as a JSON object: for output that shows
 * all events, also those that no replay repeats.
 */
#ifndef RECORDING_EVENTS_H
#define RECORDING_EVENTS_H

#include <jansson.h>

#include "ccwtools/recording/input.h"

/**
 * struct line_reader - a walk over them
 * @input: the file
 * @at: the next line
 * @event: the object of this line
 * @line: its number, from 1
 * @seq: its sequence number
 * @name: what kind of event it is ("start")
 */
struct line_reader {
	struct input input;
	const char *at;
	json_t *event;
	u64 line;
	u64 seq;
	const char *name;
};

/**
 * line_reader_open() - begin, before the first line
 * @events: the walk; line_reader_close() is due
 * @path: a recording that recording_read() has found sound
 * @problem: says why not
 *
 * Return: false if it cannot be read.
 */
bool line_reader_open(struct line_reader *events, const char *path, struct problem *problem);

/** line_reader_next() - go on. Return: false after the last line. */
bool line_reader_next(struct line_reader *events);
void line_reader_close(struct line_reader *events);

/** line_text() - a member that is a string, or NULL */
const char *line_text(const struct line_reader *events, const char *key);
/** line_number() - a member that is a number, or @otherwise */
u64 line_number(const struct line_reader *events, const char *key, u64 otherwise);
/** line_error() - the errno that a request returned, 0 if none */
u64 line_error(const struct line_reader *events);
/** line_hex() - a member of up to eight bytes in hexadecimal, or @otherwise */
u64 line_hex(const struct line_reader *events, const char *key, u64 otherwise);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads a recording line by line, each as a JSON object, without interpreting it: for output
 * that shows all events, also those that no replay repeats, and for editing.
 */
#ifndef RECORDING_LINES_H
#define RECORDING_LINES_H

#include "ccwtools/recording/event_lines.h"

/**
 * struct line_reader - a position in the file
 * @lines: the file
 * @event: the object of this line
 * @line: its number, from 1
 * @seq: sequence number of the event
 * @name: what kind of event it is ("start")
 */
struct line_reader {
	struct event_lines *lines;
	json_t *event;
	u64 line;
	u64 seq;
	const char *name;
};

/**
 * line_reader_open() - open a recording, before its first line
 * @reader: the reader; to be closed if true is returned
 * @path: a recording that recording_read() accepts
 * @problem: gets the reason if it cannot be read
 */
bool line_reader_open(struct line_reader *reader, const char *path, struct problem *problem);

/* Reads the next line.  Return: false after the last one that is whole. */
bool line_reader_next(struct line_reader *reader);

/* Makes an object that was read otherwise the one of this line, until the next one. */
void line_reader_take(struct line_reader *reader, json_t *event, u64 line);
void line_reader_close(struct line_reader *reader);

/* A member that is a string, or NULL. */
const char *line_text(const struct line_reader *reader, const char *key);
/* A member that is a number, or @otherwise. */
u64 line_number(const struct line_reader *reader, const char *key, u64 otherwise);
/* The errno that a request returned, 0 if none. */
u64 line_error(const struct line_reader *reader);
/* A member of up to eight bytes in hexadecimal, or @otherwise. */
u64 line_hex(const struct line_reader *reader, const char *key, u64 otherwise);

#endif

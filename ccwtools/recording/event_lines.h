/* SPDX-License-Identifier: GPL-2.0-only */
/* The lines of a recording, one after the other, each as a JSON object. */
#ifndef RECORDING_EVENT_LINES_H
#define RECORDING_EVENT_LINES_H

#include <jansson.h>

#include "ccwtools/recording/problem.h"

/*
 * A longer line is taken for a mistake: this is room for a program of 1024 CCWs that move 64 KiB
 * each, in hexadecimal, and once more in its steps.
 */
#define EVENT_LINE_MAX	((size_t)256 << 20)

struct event_lines;

enum event_line {
	EVENT_LINE,		/* a line was read */
	EVENT_NO_JSON,		/* a line was read, but it is no JSON */
	EVENT_LAST,		/* there are no more lines */
	EVENT_UNREADABLE,	/* the problem is stated */
};

/**
 * event_lines_open() - begin to read a recording
 * @path: file, packed with xz or not; must outlive the lines; a pipe is copied
 * @problem: says why it cannot be opened
 *
 * Return: the lines, or NULL.
 */
struct event_lines *event_lines_open(const char *path, struct problem *problem);
void event_lines_close(struct event_lines *lines);

/**
 * event_lines_next() - read one line
 * @lines: the recording
 * @flags: of jansson
 * @event: gets the object, or NULL; it is the caller's
 * @error: gets the reason if the line is no JSON
 * @problem: says why it cannot be read
 *
 * An incomplete line at the end of the file is not returned: EVENT_LAST.
 */
enum event_line event_lines_next(struct event_lines *lines, size_t flags, json_t **event,
				 json_error_t *error, struct problem *problem);

/* The number of the line, from 1; after the last one still its number. */
u64 event_lines_number(const struct event_lines *lines);
/* Bytes of this line. */
size_t event_lines_length(const struct event_lines *lines);

/*
 * After EVENT_LAST: was the file cut off, in the middle of a line or of what is packed?  All
 * lines that are whole have been read.
 */
bool event_lines_are_cut(const struct event_lines *lines);

#endif

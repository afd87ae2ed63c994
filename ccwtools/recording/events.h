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
 * struct events - a walk over them
 * @input: the file
 * @at: the next line
 * @event: the object of this line
 * @line: its number, from 1
 * @seq: its sequence number
 * @name: what kind of event it is ("start")
 */
struct events {
	struct input input;
	const char *at;
	json_t *event;
	u64 line;
	u64 seq;
	const char *name;
};

/**
 * events_open() - begin, before the first line
 * @events: the walk; events_close() is due
 * @path: a recording that recording_read() has found sound
 * @problem: says why not
 *
 * Return: false if it cannot be read.
 */
bool events_open(struct events *events, const char *path, struct problem *problem);

/** events_next() - go on. Return: false after the last line. */
bool events_next(struct events *events);
void events_close(struct events *events);

/** event_text() - a member that is a string, or NULL */
const char *event_text(const struct events *events, const char *key);
/** event_number() - a member that is a number, or @otherwise */
u64 event_number(const struct events *events, const char *key, u64 otherwise);
/** event_error() - the errno that a request returned, 0 if none */
u64 event_error(const struct events *events);
/** event_hex() - a member of up to eight bytes in hexadecimal, or @otherwise */
u64 event_hex(const struct events *events, const char *key, u64 otherwise);

#endif

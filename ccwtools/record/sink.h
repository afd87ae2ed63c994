/* SPDX-License-Identifier: GPL-2.0-only */
/* A recording that is being written: events on lines, numbered, packed if its name says so. */
#ifndef RECORD_SINK_H
#define RECORD_SINK_H

#include <jansson.h>

#include "ccwtools/recording/problem.h"

struct sink;

/**
 * sink_open() - begin a recording
 * @path: file, packed if it ends in .xz; "-" for standard output
 * @problem: says why not
 *
 * Return: it, or NULL.
 */
struct sink *sink_open(const char *path, struct problem *problem);

/** sink_header() - the first event: the tool that made the recording */
void sink_header(struct sink *sink, const char *emulator);

/** sink_event() - begin an event: { "seq": ..., "ev": @ev }, to be completed and put */
json_t *sink_event(struct sink *sink, const char *ev);

/**
 * sink_put() - write an event, whose number becomes the next one
 * @sink: the recording
 * @event: the event; the reference passes here
 *
 * Return: its number.
 */
u64 sink_put(struct sink *sink, json_t *event);

/** sink_flush() - write all events so far, for programs that read the file meanwhile */
void sink_flush(struct sink *sink);

/**
 * sink_close() - the end
 * @sink: the recording
 * @problem: says what went wrong, now or before
 *
 * Return: is everything written?
 */
bool sink_close(struct sink *sink, struct problem *problem);

/* Members that are bytes or numbers in hexadecimal digits. */
json_t *sink_hex(const void *data, size_t len);
json_t *sink_number(u64 value, int digits);

#endif

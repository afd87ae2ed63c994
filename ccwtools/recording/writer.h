/* SPDX-License-Identifier: GPL-2.0-only */
/* Writes recordings: events on lines, numbered, packed if the file's name says so. */
#ifndef RECORDING_WRITER_H
#define RECORDING_WRITER_H

#include <jansson.h>

#include "ccwtools/recording/recording.h"

struct rec_writer;

/**
 * rec_writer_open() - begin a recording
 * @path: file, packed if it ends in .xz; "-" for standard output
 * @problem: gets the reason if that fails
 *
 * The file gets its name when it is closed, or published; see output_file.h.
 *
 * Return: the writer; NULL if the file cannot be written.
 */
struct rec_writer *rec_writer_open(const char *path, struct problem *problem);

/* Lets other programs read the file from now on, and keeps it: see output_file_publish(). */
bool rec_writer_publish(struct rec_writer *writer, struct problem *problem);
/* The name that the file has at present. */
const char *rec_writer_name(const struct rec_writer *writer);

/* Writes the first event, which names the tool or machine that made the recording. */
void rec_writer_header(struct rec_writer *writer, const char *emulator);

/* Begins an event: { "seq": ..., "ev": @ev }; the caller adds members and puts it. */
json_t *rec_writer_event(struct rec_writer *writer, const char *ev);

/**
 * rec_writer_put() - write an event
 * @writer: the recording
 * @event: the event; the caller's reference is taken over
 *
 * Return: the sequence number that it got.
 */
u64 rec_writer_put(struct rec_writer *writer, json_t *event);

/**
 * rec_writer_flush() - write out the events so far, for programs that read the file meanwhile,
 * and for the case that this one is killed
 * @writer: the recording
 *
 * To be called at least once a second while events come. A packed recording is flushed once a
 * second at most, since each flush costs room, and only if there are new events.  Everything
 * that was flushed can be unpacked.
 *
 * Return: false if something could not be written; rec_writer_close() tells what.
 */
bool rec_writer_flush(struct rec_writer *writer);

/** rec_writer_flush_at() - the same with the time in milliseconds, from any beginning */
bool rec_writer_flush_at(struct rec_writer *writer, u64 now_ms);

/* Has a write failed?  Then later ones are not tried. */
bool rec_writer_failed(const struct rec_writer *writer);

/**
 * rec_writer_close() - the recording is whole
 * @writer: the recording
 * @problem: gets what could not be written, now or before
 *
 * Return: is everything written?
 */
bool rec_writer_close(struct rec_writer *writer, struct problem *problem);

/** rec_writer_drop() - it is not: the file is removed, unless it was published */
void rec_writer_drop(struct rec_writer *writer);

/* Bytes, and a number of so many digits, in hexadecimal. */
json_t *json_hex(const void *data, size_t len);
json_t *json_hex_number(u64 value, int digits);

/* Adds a member; if it is not completely recorded it is null, and KEY_head has its beginning. */
void json_add_bytes(json_t *obj, const char *key, const struct bytes *bytes);

/* The object of a CCW, without IDAWs and data. */
json_t *json_ccw(const struct rec_ccw *ccw);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the reader of recordings share (recording.c reads the file, read_program.c
 * starts and ends, read_event.c status and other events, member.c members of an object,
 * window.c keeps the programs that events to come may be about).
 * A function that returns false has stated the problem.
 */
#ifndef RECORDING_READER_H
#define RECORDING_READER_H

#include <jansson.h>

#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/window.h"

/**
 * struct reader - the state between two lines
 * @rec: the recording that is being read
 * @window: the programs that were started last
 * @coming: memory of the next program, and of what comes before it
 * @arena: memory of what is being read: @coming, or that of a program which ends
 * @object: the object of this line
 * @line: its number, from 1
 * @problem: the first thing that is wrong
 * @notes: console commands since the last program, oldest first
 * @notes_end: where the next one is linked
 * @mounts: tapes mounted since the last program, oldest first
 * @mount: the last of them, or NULL
 * @events: halts, resets, paths, ... since the last program, oldest first
 * @awaiting_status: the halt or clear function whose status is still to come, or NULL
 * @ended: the last event was the end of the last program
 */
struct reader {
	struct recording *rec;
	struct window window;
	struct mem_arena *coming;
	struct mem_arena *arena;
	json_t *object;
	u64 line;
	struct problem *problem;
	const struct rec_note *notes;
	const struct rec_note **notes_end;
	const struct rec_mount *mounts;
	struct rec_mount *mount;
	struct rec_event *events;
	struct rec_event *awaiting_status;
	bool ended;
};

#define complain(r, fmt, ...) \
	problem_set((r)->problem, (r)->rec->path, (r)->line, \
		    fmt "; the format is described in simtests/recordings/README.rst", \
		    ##__VA_ARGS__)

/* Text of the file that will be shown, with a program or with the recording. */
const char *reader_copy_text(struct reader *r, const char *text);
const char *reader_keep_text(struct reader *r, const char *text);

/* Notes an event that no replay can repeat, if it is the first. */
void reader_note_foreign(struct reader *r, const char *ev);

/* ---- Events, by their "ev" ---- */

bool reader_start(struct reader *r);
bool reader_end(struct reader *r);
bool reader_tsch(struct reader *r);
/* All that are neither of a program nor for people. */
bool reader_event(struct reader *r, const char *ev);

/**
 * reader_find_start() - the start that the event names
 * @r: the reader
 * @entry: gets its place in the window; NULL if it has left that, or may have
 *
 * Return: false if there is no such start.
 */
bool reader_find_start(struct reader *r, struct window_entry **entry);

/* ---- Members of an object ---- */

bool member_number(struct reader *r, json_t *obj, const char *key, u64 max, u64 *out);
bool member_flag(struct reader *r, json_t *obj, const char *key, bool *out);
/* 0, or a negative errno; 0 if there is no such member. */
bool member_error(struct reader *r, json_t *obj, const char *key, s32 *out);
const char *member_text(struct reader *r, json_t *obj, const char *key);
json_t *member_array(struct reader *r, json_t *obj, const char *key);
bool member_is_null(const json_t *obj, const char *key);

/* Exactly @len bytes in hexadecimal; member_hex() as a number. */
bool member_bytes(struct reader *r, json_t *obj, const char *key, void *out, size_t len);
bool member_hex(struct reader *r, json_t *obj, const char *key, size_t len, u64 *out);
/* The same for text that is no member of its own, but of @key. */
bool member_decode(struct reader *r, const char *key, const char *text, void *out, size_t len);

/*
 * Any number of bytes, or none; null if they are not recorded, with the first of them perhaps
 * in the member KEY_head.
 */
bool member_data(struct reader *r, json_t *obj, const char *key, struct bytes *out);

#endif

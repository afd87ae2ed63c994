/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of a recording other than programs: halt and clear functions, resets, close and open
 * by the user, channel paths.  Each happened before a program, or while it ran.
 */
#ifndef RECORDING_EVENT_H
#define RECORDING_EVENT_H

#include "ccwtools/recording/recording.h"

enum rec_event_kind {
	REC_HALT,
	REC_CLEAR,
	REC_RESET,
	REC_CLOSE,		/* and the device is opened again */
	REC_PATH_OFF,
	REC_PATH_ON,
	REC_EVENT_KINDS
};

/**
 * struct rec_event - an event as it was recorded
 * @next: the event after it, before or during the same program
 * @kind: which
 * @seq: its sequence number
 * @line: its line in the file
 * @ret: what was returned to the user: 0, or a negative errno
 * @instruction: the guest executed an instruction, with condition code 0
 * @chpid: of the path
 * @crw: the channel report of the path
 * @has_irb: @irb is valid
 * @irb: the status that followed, if the event ended no program
 */
struct rec_event {
	struct rec_event *next;
	enum rec_event_kind kind;
	u64 seq;
	u64 line;
	s32 ret;
	bool instruction;
	u8 chpid;
	struct css_crw crw;
	bool has_irb;
	u8 irb[RECORDING_IRB];
};

/* "HALT SUBCHANNEL", ... */
const char *rec_event_name(enum rec_event_kind kind);
/* The same as exceptions and programs name it: "halt", ... */
const char *rec_event_word(enum rec_event_kind kind);

/* Was it a halt or a clear function that was accepted? */
bool rec_event_is_function(const struct rec_event *event);
bool rec_event_is_path(const struct rec_event *event);

void rec_event_append(struct rec_event **list, struct rec_event *event);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The first difference in words: the request, the expected result, the actual one. */
#ifndef REPLAY_EXPLAIN_H
#define REPLAY_EXPLAIN_H

#include "ccwtools/replay/compare.h"
#include "ccwtools/recording/names.h"

/**
 * struct explanation - of one difference
 * @seq: sequence number of the program
 * @line: its line in the recording
 * @ccw: number of the CCW that it is about, from 1, or 0
 * @what: what differs, as exceptions name it
 * @event: it is about an event between programs
 * @asked: the program, up to that CCW
 * @expected: what was recorded
 * @came: what there is instead
 */
struct explanation {
	u64 seq;
	u64 line;
	u32 ccw;
	const char *what;
	bool event;
	struct text asked;
	struct text expected;
	struct text came;
};

/**
 * explain() - the first difference of a verdict that has one
 * @e: gets it
 * @family: of the device
 * @program: what was recorded
 * @run: what happened
 * @verdict: how they differ
 */
void explain(struct explanation *e, enum device_family family, const struct rec_program *program,
	     const struct run *run, const struct verdict *verdict);

/** explain_event() - the same for an event between programs */
void explain_event(struct explanation *e, const struct rec_event *event,
		   const struct verdict *verdict);

/** explain_place() - index of the CCW that a difference is about, or a larger number */
u32 explain_place(const struct difference *d, const struct rec_program *program,
		  const struct run *run);

#endif

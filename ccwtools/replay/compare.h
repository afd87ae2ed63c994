/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares a run with the recorded program. */
#ifndef REPLAY_COMPARE_H
#define REPLAY_COMPARE_H

#include "ccwtools/replay/exceptions.h"
#include "ccwtools/replay/run.h"

/**
 * struct difference - a field that differs from the recording
 * @step: index of the CCW executed, or AT_THE_END
 * @what: the name of the field, as in exceptions
 * @recorded: what it was
 * @replayed: what it is
 * @excepted: the reason if it is excepted, or NULL
 */
struct difference {
	u32 step;
	const char *what;
	const char *recorded;
	const char *replayed;
	const char *excepted;
};

/**
 * struct verdict - all of them, for one program
 * @differences: the list
 * @n: how many
 * @n_excepted: how many of them are excepted
 * @arena: what holds them
 */
struct verdict {
	struct difference *differences;
	u32 n;
	u32 n_excepted;
	struct mem_arena *arena;
};

static inline bool verdict_agrees(const struct verdict *v)
{
	return v->n == v->n_excepted;
}

/** verdict_first() - the first difference that is not excepted, of a verdict that has one */
const struct difference *verdict_first(const struct verdict *verdict);

/**
 * compare_run() - judge a run
 * @program: what was recorded
 * @run: what happened
 * @exceptions: differences that are known, and why; marks those it meets
 * @verdict: gets the differences; verdict_free() is due
 */
void compare_run(const struct rec_program *program, const struct run *run,
		 struct exceptions *exceptions, struct verdict *verdict);

/** compare_mount() - the same for the status that is presented when a tape is mounted */
void compare_mount(const struct rec_mount *mount, const struct css_irb *irb,
		   struct exceptions *exceptions, struct verdict *verdict);

/**
 * compare_event() - the same for a halt, clear, reset, ... between programs
 * @event: what was recorded
 * @done: what happened
 * @exceptions: differences that are known
 * @verdict: gets the differences; verdict_free() is due
 */
void compare_event(const struct rec_event *event, const struct event_result *done,
		   struct exceptions *exceptions, struct verdict *verdict);

void verdict_free(struct verdict *verdict);

#endif

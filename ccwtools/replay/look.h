/* SPDX-License-Identifier: GPL-2.0-only */
/* Output files of a replay for people: a capture, a page. */
#ifndef REPLAY_LOOK_H
#define REPLAY_LOOK_H

#include "hw-sim/plan.h"
#include "ccwtools/replay/report.h"

struct look;

/**
 * struct look_strike - a fault of the plan that struck while a program ran
 * @fault: which one
 * @times: how often
 */
struct look_strike {
	const struct sim_fault *fault;
	u64 times;
};

/**
 * struct look_program - a program, and what became of it
 * @family: what its device is
 * @recorded: the program
 * @run: its replay, or NULL: it was not replayed; then the rest is not valid
 * @verdict: what the replay did otherwise
 * @strikes: faults that struck it
 * @n_strikes: how many
 */
struct look_program {
	enum device_family family;
	const struct rec_program *recorded;
	const struct run *run;
	const struct verdict *verdict;
	const struct look_strike *strikes;
	u32 n_strikes;
};

/**
 * look_create() - prepare the output files
 * @capture: file for a capture, or NULL
 * @page: file for a page, or NULL
 *
 * Return: NULL if both are; all functions below take that, and do nothing.
 */
struct look *look_create(const char *capture, const char *page);
void look_destroy(struct look *look);

/** look_plan() - faults that will strike; @plan must outlive the replay */
void look_plan(struct look *look, const struct sim_plan *plan);

/* What report.h says of the functions of the same names; a NULL is no replay. */
void look_begin(struct look *look, const struct report_subject *subject);
void look_at_program(struct look *look, enum device_family family,
		     const struct rec_program *program, const struct run *run,
		     const struct verdict *verdict);
void look_at_mount(struct look *look, const struct rec_mount *mount, const struct css_irb *irb,
		   const struct verdict *verdict);
void look_at_act(struct look *look, const struct rec_event *act, const struct event_result *done,
		 const struct verdict *verdict);
void look_end(struct look *look, const struct report_totals *totals, bool replayed);

/**
 * look_write() - write the files, if the recording could be read
 * @look: what was seen
 * @problem: says why not
 *
 * Return: false if a file could not be written.
 */
bool look_write(struct look *look, struct problem *problem);

#endif

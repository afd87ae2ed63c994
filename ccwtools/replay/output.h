/* SPDX-License-Identifier: GPL-2.0-only */
/* Output files of a replay for people: a capture, a page. */
#ifndef REPLAY_OUTPUT_H
#define REPLAY_OUTPUT_H

#include "hw-sim/plan.h"
#include "ccwtools/replay/report.h"

struct output;

/**
 * struct output_strike - a fault of the plan that struck while a program ran
 * @fault: which one
 * @times: how often
 */
struct output_strike {
	const struct sim_fault *fault;
	u64 times;
};

/**
 * struct output_program - a program, and what became of it
 * @family: what its device is
 * @recorded: the program
 * @run: its replay, or NULL: it was not replayed; then the rest is not valid
 * @verdict: what the replay did otherwise
 * @strikes: faults that struck it
 * @n_strikes: how many
 */
struct output_program {
	enum device_family family;
	const struct rec_program *recorded;
	const struct run *run;
	const struct verdict *verdict;
	const struct output_strike *strikes;
	u32 n_strikes;
};

/**
 * output_create() - prepare the output files
 * @capture: file for a capture, or NULL
 * @page: file for a page, or NULL
 *
 * Return: NULL if both are; all functions below take that, and do nothing.
 */
struct output *output_create(const char *capture, const char *page);
void output_destroy(struct output *output);

/** output_plan() - faults that will strike; @plan must outlive the replay */
void output_plan(struct output *output, const struct sim_plan *plan);

/** output_lines() - what is seen of the recording as it is read: all lines before it is closed */
void output_lines(struct output *output, struct recording_reader *reader);

/* What report.h says of the functions of the same names; a NULL is no replay. */
void output_begin(struct output *output, const struct report_subject *subject);
void output_program(struct output *output, enum device_family family,
		    const struct rec_program *program, const struct run *run,
		    const struct verdict *verdict);
void output_mount(struct output *output, const struct rec_mount *mount, const struct css_irb *irb,
		  const struct verdict *verdict);
void output_event(struct output *output, const struct rec_event *event,
		  const struct event_result *done, const struct verdict *verdict);
void output_end(struct output *output, const struct report_totals *totals, bool replayed);

/**
 * output_write() - write the files, if the recording could be read
 * @output: what was seen
 * @problem: says why not
 *
 * Return: false if a file could not be written.
 */
bool output_write(struct output *output, struct problem *problem);

#endif

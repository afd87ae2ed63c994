/* SPDX-License-Identifier: GPL-2.0-only */
/* The text form of a plan of faults; its language is in docs/faults.rst. */
#ifndef HW_SIM_PLAN_TEXT_H
#define HW_SIM_PLAN_TEXT_H

#include "hw-sim/plan.h"

/*
 * Bounds: each start, CCW and interrupt checks every fault; a line should be
 * readable at a glance; and the longest valid line must fit: 32 sense bytes, a
 * command, two ranges, a device and a probability.
 */
#define SIM_PLAN_FAULTS		64u
#define SIM_PLAN_LINES		1024u
#define SIM_PLAN_LINE		255u		/* characters, without the newline */
#define SIM_PLAN_NUMBER		0xffffffffu

/**
 * struct sim_plan_error - why a text is not a valid plan
 * @line: number of the line, from 1
 * @column: number of the character in that line, from 1
 * @message: what was expected
 */
struct sim_plan_error {
	u32 line;
	u32 column;
	const char *message;
};

/**
 * sim_plan_parse() - parse the text of a plan
 * @text: the text
 * @len: its length
 * @plan: filled in on success; to be freed by sim_plan_free()
 * @error: gets the reason of -EINVAL
 *
 * Return: 0, -EINVAL, or -ENOMEM.
 */
int sim_plan_parse(const char *text, size_t len, struct sim_plan *plan,
		   struct sim_plan_error *error);

/**
 * sim_plan_free() - free what sim_plan_parse() allocated
 * @plan: the plan, empty afterwards; may be all zeroes
 */
void sim_plan_free(struct sim_plan *plan);

/**
 * sim_fault_format() - format a fault as a line of text
 * @fault: a fault from sim_plan_parse()
 * @line: SIM_PLAN_LINE + 1 characters; gets the line and a NUL, no newline
 *
 * Return: the length of the line.
 */
u32 sim_fault_format(const struct sim_fault *fault, char *line);

#endif

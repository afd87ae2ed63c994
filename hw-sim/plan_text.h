/* SPDX-License-Identifier: GPL-2.0-only */
/* A plan of faults as a person writes it; docs/faults.rst has the language. */
#ifndef HW_SIM_PLAN_TEXT_H
#define HW_SIM_PLAN_TEXT_H

#include "hw-sim/plan.h"

/*
 * Bounds: each start, CCW and interrupt looks at every fault, a reader holds a
 * line in the head, and the longest line there is must fit: 32 sense bytes, a
 * command, two ranges, a device and a probability.
 */
#define SIM_PLAN_FAULTS		64u
#define SIM_PLAN_LINES		1024u
#define SIM_PLAN_LINE		255u		/* characters, without the newline */
#define SIM_PLAN_NUMBER		0xffffffffu

/**
 * struct sim_plan_error - why a text is not a plan
 * @line: where, from 1
 * @column: where in that line, from 1
 * @message: what was expected
 */
struct sim_plan_error {
	u32 line;
	u32 column;
	const char *message;
};

/**
 * sim_plan_parse() - a plan from its text
 * @text: the text
 * @len: its length
 * @plan: becomes the plan; sim_plan_free() is due if it does
 * @error: gets the reason of -EINVAL
 *
 * Return: 0, -EINVAL, or -ENOMEM.
 */
int sim_plan_parse(const char *text, size_t len, struct sim_plan *plan,
		   struct sim_plan_error *error);

/**
 * sim_plan_free() - give back what sim_plan_parse() made
 * @plan: the plan, empty afterwards; or one of zeroes
 */
void sim_plan_free(struct sim_plan *plan);

/**
 * sim_fault_format() - a fault as a line of text
 * @fault: what sim_plan_parse() made of a line
 * @line: SIM_PLAN_LINE + 1 characters; gets the line and a NUL, no newline
 *
 * Return: the length of the line.
 */
u32 sim_fault_format(const struct sim_fault *fault, char *line);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* The CCWs that were executed, as a recording has them. */
#ifndef RECORD_STEPS_H
#define RECORD_STEPS_H

#include "ccwtools/record/program.h"

/**
 * steps_json() - what became of a program
 * @p: the program
 * @irb: the status that it ended with
 *
 * What only the channel saw is null in them.
 * Return: an array; null where the status does not tell which CCWs were executed.
 */
json_t *steps_json(const struct taken_program *p, const struct css_irb *irb);

#endif

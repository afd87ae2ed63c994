/* SPDX-License-Identifier: GPL-2.0-only */
/* An error message of one sentence: the error, its place, and the remedy. */
#ifndef RECORDING_PROBLEM_H
#define RECORDING_PROBLEM_H

#include "core/platform.h"

struct problem {
	char text[640];
};

/**
 * problem_set() - state a problem
 * @problem: gets "FILE:LINE: sentence", or "FILE: sentence" for line 0
 * @file: the file it is about
 * @line: its line, from 1, or 0
 * @fmt: the sentence: what happened, and what to do
 *
 * Return: false, so that a function can say "return problem_set(...)".
 */
bool problem_set(struct problem *problem, const char *file, u64 line, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif

// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "ccwtools/recording/problem.h"
#include "ccwtools/recording/text.h"

bool problem_set(struct problem *problem, const char *file, u64 line, const char *fmt, ...)
{
	size_t room = sizeof(problem->text);
	va_list args;
	int n;

	if (line)
		n = snprintf(problem->text, room, "%s:%" PRIu64 ": ", file, line);
	else
		n = snprintf(problem->text, room, "%s: ", file);
	if (n < 0 || (size_t)n >= room)
		n = 0;
	va_start(args, fmt);
	vsnprintf(problem->text + n, room - (size_t)n, fmt, args);
	va_end(args);
	text_defuse(problem->text);
	return false;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ccwtools/replay/step_control.h"

/* Longest answer that is read at once; a valid one is a single letter. */
#define LINE	256

static bool ask(struct options *options)
{
	char line[LINE];

	fflush(stdout);
	fputs("Enter: the next program; c: go on to the end; q: stop here > ", stderr);
	if (!fgets(line, sizeof(line), stdin)) {
		fputc('\n', stderr);
		return false;
	}
	if (line[0] == 'c')
		options->step = false;
	return line[0] != 'q';
}

bool step_control_continue(struct options *options, bool differs)
{
	if (differs && options->stop)
		return false;
	return !options->step || ask(options);
}

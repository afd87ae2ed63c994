// SPDX-License-Identifier: GPL-2.0-only
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "ccwtools/replay/interruption.h"
#include "ccwtools/replay/step_control.h"

/* One character of the answer; 0: the input has ended, or a signal came. */
static char next_char(void)
{
	struct pollfd fds[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = interruption_fd(), .events = POLLIN },
	};
	char c;

	if (poll(fds, 2, -1) < 0 || interruption_signal())
		return 0;
	return read(STDIN_FILENO, &c, 1) == 1 ? c : 0;
}

/* The first letter of a line, '\n' if it is empty; 0: the input has ended, or a signal came. */
static char answer(void)
{
	const char first = next_char();
	char c = first;

	while (c && c != '\n')
		c = next_char();
	return first;
}

static bool ask(struct options *options)
{
	char c;

	fflush(stdout);
	fputs("Enter: the next program; c: go on to the end; q: stop here > ", stderr);
	c = answer();
	if (!c)
		fputc('\n', stderr);
	if (c == 'c')
		options->step = false;
	return c && c != 'q';
}

bool step_control_continue(struct options *options, u64 seq, bool differs)
{
	if (interruption_signal() || selection_ends_after(&options->selection, seq))
		return false;
	if (differs && options->stop)
		return false;
	return !options->step || seq < options->until || ask(options);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes its input to a console, one line at a time, and waits until each is shown:
 * an emulated 3215 shows only the first 150 bytes of one write.
 */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define WIDTH	120
#define GO_ON	"\n# "	/* a longer line is continued as a comment */

static int write_line(const char *text)
{
	const ssize_t len = strlen(text);

	return write(STDOUT_FILENO, text, len) == len ? tcdrain(STDOUT_FILENO) : -1;
}

int main(void)
{
	char line[WIDTH + 1];

	while (fgets(line, sizeof(line), stdin))
		if (write_line(line) || (!strchr(line, '\n') && write_line(GO_ON)))
			return 1;
	return 0;
}

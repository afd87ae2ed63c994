// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes its input to a console, one line at a time, and waits until each is out:
 * an emulated 3215 shows the first 150 bytes of what it is given at once, and no more.
 */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define WIDTH	120
#define GO_ON	"\n# "	/* the rest of a longer line is a remark */

static int say(const char *text)
{
	const ssize_t len = strlen(text);

	return write(STDOUT_FILENO, text, len) == len ? tcdrain(STDOUT_FILENO) : -1;
}

int main(void)
{
	char line[WIDTH + 1];

	while (fgets(line, sizeof(line), stdin))
		if (say(line) || (!strchr(line, '\n') && say(GO_ON)))
			return 1;
	return 0;
}

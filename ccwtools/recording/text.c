// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>

#include "ccwtools/recording/text.h"

void text_defuse(char *s)
{
	for (; *s; s++)
		if ((u8)*s < ' ' || *s == 0x7f)
			*s = '.';
}

void text_add(struct text *t, const char *fmt, ...)
{
	size_t room = sizeof(t->buf) - t->len;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(t->buf + t->len, room, fmt, args);
	va_end(args);
	if (n > 0)
		t->len += min((size_t)n, room - 1);
}

void text_shorten(struct text *t, size_t width)
{
	static const char mark[] = ", ...";
	size_t keep = width - strlen(mark);

	if (t->len <= width)
		return;
	while (keep > 0 && t->buf[keep] != ',')
		keep--;
	strcpy(t->buf + keep, mark);
	t->len = keep + strlen(mark);
}

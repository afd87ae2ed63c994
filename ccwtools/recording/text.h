/* SPDX-License-Identifier: GPL-2.0-only */
/* Text in a buffer of fixed size; what does not fit is left out. */
#ifndef RECORDING_TEXT_H
#define RECORDING_TEXT_H

#include "core/platform.h"

struct text {
	size_t len;
	char buf[1024];
};

static inline void text_clear(struct text *t)
{
	t->len = 0;
	t->buf[0] = 0;
}

/* Replaces control characters, which a terminal would execute. */
void text_defuse(char *s);

void text_add(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Cuts the text at a comma, to at most @width characters. */
void text_shorten(struct text *t, size_t width);

#endif

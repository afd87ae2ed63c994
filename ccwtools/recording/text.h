/* SPDX-License-Identifier: GPL-2.0-only */
/* A piece of text that is put together; what does not fit is left out. */
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

/** text_defuse() - replace control characters, which a terminal would obey */
void text_defuse(char *s);

void text_add(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** text_shorten() - cut at a comma so that no more than @width characters remain */
void text_shorten(struct text *t, size_t width);

#endif

// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/utf8.h"

static bool continues(u8 byte)
{
	return (byte & 0xc0) == 0x80;
}

/* The first byte tells how many there are, and what the second may be. */
static size_t announced(u8 first, u8 *low, u8 *high)
{
	*low = 0x80;
	*high = 0xbf;
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef) {
		/* Neither what has a shorter form, nor half of a surrogate pair. */
		*low = first == 0xe0 ? 0xa0 : 0x80;
		*high = first == 0xed ? 0x9f : 0xbf;
		return 3;
	}
	if (first >= 0xf0 && first <= 0xf4) {
		*low = first == 0xf0 ? 0x90 : 0x80;
		*high = first == 0xf4 ? 0x8f : 0xbf;
		return 4;
	}
	return 0;
}

size_t utf8_length(const char *text)
{
	const u8 *byte = (const u8 *)text;
	u8 low, high;
	size_t n, i;

	if (!*byte)
		return 0;
	n = announced(*byte, &low, &high);
	if (n > 1 && (byte[1] < low || byte[1] > high))
		return 0;
	for (i = 2; i < n; i++)
		if (!continues(byte[i]))
			return 0;
	return n;
}

char *utf8_clean(const char *text)
{
	const size_t room = strlen(UTF8_REPLACEMENT);
	char *copy = mem_need(malloc(room * strlen(text) + 1));
	char *to = copy;

	while (*text) {
		size_t n = utf8_length(text);

		memcpy(to, n ? text : UTF8_REPLACEMENT, n ? n : room);
		to += n ? n : room;
		text += n ? n : 1;
	}
	*to = 0;
	return copy;
}

json_t *json_text(const char *text)
{
	char *clean = utf8_clean(text);
	json_t *value = mem_need(json_string(clean));

	free(clean);
	return value;
}

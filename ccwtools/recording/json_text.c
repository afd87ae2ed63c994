// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/json_text.h"

#define REPLACEMENT	"\xef\xbf\xbd"	/* U+FFFD */

/* The length that the first byte states, and the least code point of that length. */
static u32 length_of(u8 first, u32 *least)
{
	if (first < 0x80) {
		*least = 0;
		return 1;
	}
	if (first >= 0xc0 && first < 0xe0) {
		*least = 0x80;
		return 2;
	}
	if (first >= 0xe0 && first < 0xf0) {
		*least = 0x800;
		return 3;
	}
	*least = 0x10000;
	return first >= 0xf0 && first < 0xf8 ? 4 : 0;
}

/* The shortest form of a code point which is no surrogate, and not beyond U+10FFFF. */
u32 json_text_char(const char *s)
{
	static const u8 mask[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	u32 least, i, len = length_of((u8)*s, &least);
	u32 code = (u8)*s & mask[len];

	for (i = 1; i < len; i++) {
		if (((u8)s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | ((u8)s[i] & 0x3f);
	}
	if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return len;
}

json_t *json_text(const char *s)
{
	char *copy, *to;
	json_t *value;

	if (!s)
		return json_null();
	/* A byte becomes three at most. */
	copy = mem_need(malloc(3 * strlen(s) + 1));
	to = copy;
	while (*s) {
		const u32 len = json_text_char(s);

		memcpy(to, len ? s : REPLACEMENT, len ? len : 3);
		to += len ? len : 3;
		s += len ? len : 1;
	}
	*to = 0;
	value = mem_need(json_string(copy));
	free(copy);
	return value;
}

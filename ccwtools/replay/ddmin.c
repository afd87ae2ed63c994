// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/replay/ddmin.h"

/* All but those from @from on, @len of them.  Return: how many. */
static u32 without(u32 *rest, const u32 *items, u32 n, u32 from, u32 len)
{
	memcpy(rest, items, from * sizeof(*items));
	memcpy(rest + from, items + from + len, (n - from - len) * sizeof(*items));
	return n - len;
}

/* Leave out pieces of that length, wherever that can be.  Return: how many are left. */
static u32 leave_out(u32 *items, u32 n, u32 len, u32 *rest,
		     bool (*does)(void *data, const u32 *items, u32 n), void *data)
{
	u32 from = 0;

	while (from < n && n > 1) {
		u32 piece = min(len, n - from);

		if (piece < n && does(data, rest, without(rest, items, n, from, piece)))
			n = without(items, rest, n - piece, n - piece, 0);
		else
			from += piece;
	}
	return n;
}

u32 ddmin(u32 *items, u32 n, bool (*does)(void *data, const u32 *items, u32 n), void *data)
{
	u32 *rest = calloc(n + 1, sizeof(*rest));
	u32 len = (n + 1) / 2, before;

	platform_assert(rest);
	while (n > 1 && len) {
		before = n;
		n = leave_out(items, n, len, rest, does, data);
		/* An item may have been needed only for a later one that was removed after it. */
		if (len > 1)
			len = min((len + 1) / 2, n);
		else if (n == before)
			break;
	}
	free(rest);
	return n;
}

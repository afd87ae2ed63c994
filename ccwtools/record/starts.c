// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/record/starts.h"
#include "ccwtools/recording/arena.h"

#define FIRST_ROOM	((size_t)1 << 10)

static void make_room(struct starts *s)
{
	if (s->room < STARTS_MAX) {
		s->room = s->room ? 2 * s->room : FIRST_ROOM;
		s->list = mem_need(realloc(s->list, s->room * sizeof(*s->list)));
		return;
	}
	s->n /= 2;
	memmove(s->list, s->list + s->room - s->n, s->n * sizeof(*s->list));
}

void starts_add(struct starts *s, u64 seq, u64 to)
{
	if (s->n == s->room)
		make_room(s);
	s->list[s->n++] = (struct kept_start){ seq, to };
}

bool starts_find(const struct starts *s, u64 seq, u64 *to)
{
	size_t from = 0, end = s->n;

	while (from < end) {
		size_t middle = from + (end - from) / 2;

		if (s->list[middle].seq < seq)
			from = middle + 1;
		else
			end = middle;
	}
	if (from == s->n || s->list[from].seq != seq)
		return false;
	*to = s->list[from].to;
	return true;
}

void starts_free(struct starts *s)
{
	free(s->list);
	memset(s, 0, sizeof(*s));
}

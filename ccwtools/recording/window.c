// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/window.h"

void window_add(struct window *w, struct window_entry *entry)
{
	entry->older = w->newest;
	entry->newer = NULL;
	if (w->newest)
		w->newest->newer = entry;
	else
		w->oldest = entry;
	w->newest = entry;
	w->n++;
}

void window_count(struct window *w, size_t bytes)
{
	if (!w->newest)
		return;
	w->newest->bytes += bytes;
	w->bytes += bytes;
}

struct window_entry *window_find(const struct window *w, u64 seq)
{
	struct window_entry *entry = w->newest;

	while (entry && entry->program.seq > seq)
		entry = entry->older;
	return entry && entry->program.seq == seq ? entry : NULL;
}

struct window_entry *window_last_of(const struct window *w, u32 sid)
{
	struct window_entry *entry = w->newest;

	while (entry && (entry->program.cc || entry->program.sid != sid))
		entry = entry->older;
	return entry;
}

bool window_has_left(const struct window *w, u64 seq)
{
	return w->left && (!w->oldest || seq < w->oldest->program.seq);
}

static bool is_open(const struct window_entry *entry)
{
	return !entry->program.cc && !entry->program.end_line;
}

static void remember(struct window *w, u64 seq)
{
	if (!w->open)
		w->open = mem_need(malloc(WINDOW_OPEN * sizeof(*w->open)));
	if (w->n_open == WINDOW_OPEN)
		memmove(w->open, w->open + 1, --w->n_open * sizeof(*w->open));
	w->open[w->n_open++] = seq;
}

bool window_forget(struct window *w, u64 seq)
{
	u32 i;

	for (i = 0; i < w->n_open && w->open[i] != seq; i++)
		;
	if (i == w->n_open)
		return false;
	memmove(w->open + i, w->open + i + 1, (--w->n_open - i) * sizeof(*w->open));
	return true;
}

static void unlink_entry(struct window *w, struct window_entry *entry)
{
	if (entry->older)
		entry->older->newer = entry->newer;
	else
		w->oldest = entry->newer;
	if (entry->newer)
		entry->newer->older = entry->older;
	else
		w->newest = entry->older;
	w->n--;
	w->bytes -= entry->bytes;
}

/* A program that has not ended stays, unless the window becomes too large. */
static bool can_leave(const struct window *w)
{
	if (w->n > WINDOW_MAX || (w->n > 1 && w->bytes > WINDOW_BYTES))
		return true;
	return w->n > WINDOW_KEPT && !is_open(w->oldest);
}

struct window_entry *window_take(struct window *w, bool all)
{
	struct window_entry *entry = w->oldest;

	if (!entry || (!all && !can_leave(w)))
		return NULL;
	unlink_entry(w, entry);
	w->left = true;
	if (is_open(entry))
		remember(w, entry->program.seq);
	return entry;
}

void window_entry_free(struct window_entry *entry)
{
	if (entry)
		mem_arena_destroy(entry->arena);
}

/* Its events are lost with it, those before it, too: what led to them is not whole. */
u32 window_drop_open(struct window *w, struct mem_arena *arena)
{
	struct window_entry *entry, *older;
	u32 n = 0;

	for (entry = w->newest; entry; entry = older) {
		older = entry->older;
		if (!is_open(entry) || window_last_of(w, entry->program.sid) != entry)
			continue;
		unlink_entry(w, entry);
		mem_arena_take(arena, entry->arena);
		n++;
	}
	return n;
}

void window_free(struct window *w)
{
	struct window_entry *entry;

	while ((entry = w->oldest)) {
		unlink_entry(w, entry);
		window_entry_free(entry);
	}
	free(w->open);
	memset(w, 0, sizeof(*w));
}

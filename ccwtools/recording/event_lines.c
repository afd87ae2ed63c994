// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/event_lines.h"
#include "ccwtools/recording/source.h"

#define FIRST_ROOM	((size_t)1 << 16)

/**
 * struct event_lines - a recording that is being read
 * @data: bytes of this line and of some that follow
 * @room: how many fit
 * @begin: where the line begins
 * @end: behind the last byte
 * @len: of the line, without the newline
 * @line: its number
 * @all: there is nothing more to read
 * @cut: the last line is not whole, and was left out
 */
struct event_lines {
	const char *path;
	struct source *source;
	char *data;
	size_t room;
	size_t begin;
	size_t end;
	size_t len;
	u64 line;
	bool all;
	bool cut;
};

struct event_lines *event_lines_open(const char *path, struct problem *problem)
{
	struct source *source = source_open(path, true, problem);
	struct event_lines *lines;

	if (!source)
		return NULL;
	lines = mem_need(calloc(1, sizeof(*lines)));
	lines->path = path;
	lines->source = source;
	lines->room = FIRST_ROOM;
	lines->data = mem_need(malloc(FIRST_ROOM));
	return lines;
}

void event_lines_close(struct event_lines *lines)
{
	if (!lines)
		return;
	source_close(lines->source);
	free(lines->data);
	free(lines);
}

/* Moves the line to the front of the buffer, which grows if the line fills it. */
static bool make_room(struct event_lines *l, struct problem *problem)
{
	if (l->begin) {
		l->end -= l->begin;
		memmove(l->data, l->data + l->begin, l->end);
		l->begin = 0;
	}
	if (l->end < l->room)
		return true;
	if (l->room >= EVENT_LINE_MAX)
		return problem_set(problem, l->path, l->line, "this line is longer than %zu bytes; "
				   "is it a recording?", EVENT_LINE_MAX);
	l->room *= 2;
	l->data = mem_need(realloc(l->data, l->room));
	return true;
}

/* Reads until the line is complete, or the file ends.  @whole: the line has a newline. */
static bool read_line(struct event_lines *l, bool *whole, struct problem *problem)
{
	size_t seen = 0, n = 0;
	const char *newline;

	for (;;) {
		const char *from = l->data + l->begin + seen;

		newline = memchr(from, '\n', l->end - l->begin - seen);
		seen = l->end - l->begin;
		*whole = newline;
		l->len = newline ? (size_t)(newline - l->data) - l->begin : seen;
		if (newline || l->all)
			return true;
		if (!make_room(l, problem) ||
		    !source_read(l->source, l->data + l->end, l->room - l->end, &n, problem))
			return false;
		l->end += n;
		l->all = !n;
	}
}

enum event_line event_lines_next(struct event_lines *l, size_t flags, json_t **event,
				 json_error_t *error, struct problem *problem)
{
	bool whole;

	*event = NULL;
	l->line++;
	if (!read_line(l, &whole, problem))
		return EVENT_UNREADABLE;
	if (whole || l->len)
		*event = json_loadb(l->data + l->begin, l->len, flags, error);
	l->begin += l->len + whole;
	if (*event || whole)
		return *event ? EVENT_LINE : EVENT_NO_JSON;
	l->line--;
	l->cut |= l->len || source_is_cut(l->source);
	return EVENT_LAST;
}

u64 event_lines_number(const struct event_lines *l)
{
	return l->line;
}

size_t event_lines_length(const struct event_lines *l)
{
	return l->len;
}

bool event_lines_are_cut(const struct event_lines *l)
{
	return l->cut;
}

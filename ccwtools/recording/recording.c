// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/event.h"
#include "ccwtools/recording/event_lines.h"
#include "ccwtools/recording/reader.h"

/* ---- What is said to people, and by the operator ---- */

/* The guest names each command that it is about to run. */
static bool read_console(struct reader *r)
{
	static const char mark[] = "@@ # ";
	const char *text = member_text(r, r->object, "text");
	struct rec_note *note;

	if (!text)
		return false;
	if (strncmp(text, mark, strlen(mark)))
		return true;
	note = mem_zalloc(r->arena, sizeof(*note));
	note->text = reader_copy_text(r, text + strlen(mark));
	*r->notes_end = note;
	r->notes_end = &note->next;
	return true;
}

/* "devinit 0181 FILE" or "devinit 0181 FILE ro": the operator mounts a tape. */
static bool read_operator(struct reader *r)
{
	const char *text = member_text(r, r->object, "text");
	char tape[64], how[4] = "", rest;
	struct rec_mount *mount;
	unsigned int devno;
	int n;

	if (!text)
		return false;
	n = sscanf(text, "devinit %4x %63s %3s %c", &devno, tape, how, &rest);
	if (n < 2 || n > 3 || (n == 3 && strcmp(how, "ro"))) {
		reader_note_foreign(r, "operator");
		return true;
	}
	mount = mem_zalloc(r->arena, sizeof(*mount));
	if (!member_number(r, r->object, "seq", UINT32_MAX, &mount->seq))
		return false;
	mount->line = r->line;
	mount->text = reader_copy_text(r, text);
	mount->tape = reader_copy_text(r, tape);
	mount->readonly = n == 3;
	if (r->mount)
		r->mount->next = mount;
	else
		r->mounts = mount;
	r->mount = mount;
	return true;
}

/* A device that became ready says so.  What was not accepted did not happen. */
static bool read_attention(struct reader *r)
{
	u64 rc;

	if (!member_number(r, r->object, "rc", UINT32_MAX, &rc))
		return false;
	if (rc)
		return true;
	if (!r->mount || r->mount->presented)
		reader_note_foreign(r, "attn");
	else
		r->mount->presented = true;
	return true;
}

static bool read_header(struct reader *r)
{
	const char *format = member_text(r, r->object, "format");
	const char *emulator;
	u64 version;

	if (!format || !member_number(r, r->object, "version", UINT32_MAX, &version))
		return false;
	if (strcmp(format, RECORDING_FORMAT) || version != RECORDING_VERSION)
		return complain(r, "this is not version %d of \"%s\"",
				RECORDING_VERSION, RECORDING_FORMAT);
	emulator = member_text(r, r->object, "emulator");
	if (!emulator)
		return false;
	if (!r->rec->emulator)
		r->rec->emulator = reader_keep_text(r, emulator);
	return true;
}

/* The paths that the device has, among others. */
static bool read_stsch(struct reader *r)
{
	struct css_schib schib;
	u64 cc;

	if (!member_number(r, r->object, "cc", 3, &cc))
		return false;
	if (cc || r->rec->has_pmcw)
		return true;
	if (!member_bytes(r, r->object, "schib", &schib, sizeof(schib)))
		return false;
	r->rec->pmcw = schib.pmcw;
	r->rec->has_pmcw = true;
	return true;
}

static bool dispatch(struct reader *r, const char *ev)
{
	if (!r->rec->emulator && strcmp(ev, "header"))
		return complain(r, "the first line is no header");
	if (!strcmp(ev, "header"))
		return read_header(r);
	if (!strcmp(ev, "start"))
		return reader_start(r);
	if (!strcmp(ev, "end"))
		return reader_end(r);
	if (!strcmp(ev, "tsch"))
		return reader_tsch(r);
	if (!strcmp(ev, "stsch"))
		return read_stsch(r);
	if (!strcmp(ev, "console"))
		return read_console(r);
	if (!strcmp(ev, "operator"))
		return read_operator(r);
	if (!strcmp(ev, "attn"))
		return read_attention(r);
	return reader_event(r, ev);
}

static bool read_event(struct reader *r)
{
	const char *ev = member_text(r, r->object, "ev");
	bool ok = ev && dispatch(r, ev);

	/* A tsch event belongs to the end before it, so that stays the last event. */
	if (ev && strcmp(ev, "tsch"))
		r->ended = !strcmp(ev, "end");
	return ok;
}

/* ---- The file ---- */

/**
 * struct recording_reader - a recording that is being read
 * @lines: its lines
 * @given: the program that was given out last
 * @all: the last line was read
 * @show: sees all lines, with @data; or NULL
 */
struct recording_reader {
	struct reader reader;
	struct event_lines *lines;
	struct window_entry *given;
	bool all;
	recording_line *show;
	void *data;
};

struct recording_reader *recording_open(struct recording *rec, const char *path,
					struct problem *problem)
{
	struct event_lines *lines = event_lines_open(path, problem);
	struct recording_reader *rr;

	memset(rec, 0, sizeof(*rec));
	rec->path = path;
	if (!lines)
		return NULL;
	rec->arena = mem_arena_create();
	rr = mem_need(calloc(1, sizeof(*rr)));
	rr->lines = lines;
	rr->reader.rec = rec;
	rr->reader.problem = problem;
	rr->reader.notes_end = &rr->reader.notes;
	rr->reader.coming = mem_arena_create();
	rr->reader.arena = rr->reader.coming;
	return rr;
}

void recording_close(struct recording_reader *rr)
{
	if (!rr)
		return;
	event_lines_close(rr->lines);
	window_entry_free(rr->given);
	window_free(&rr->reader.window);
	mem_arena_destroy(rr->reader.coming);
	free(rr);
}

void recording_show_lines(struct recording_reader *rr, recording_line *show, void *data)
{
	rr->show = show;
	rr->data = data;
}

/* The program that this line is about, or NULL. */
static struct rec_program *program_of(struct reader *r)
{
	json_t *start = json_object_get(r->object, "start");
	struct window_entry *entry;

	if (!strcmp(json_string_value(json_object_get(r->object, "ev")), "start"))
		entry = r->window.newest;
	else
		entry = json_is_integer(start) ?
			window_find(&r->window, (u64)json_integer_value(start)) : NULL;
	if (!entry)
		return NULL;
	entry->program.last_line = r->line;
	return &entry->program;
}

static bool read_line(struct recording_reader *rr)
{
	struct reader *r = &rr->reader;
	struct rec_program *program;
	u64 seq;
	bool ok;

	ok = json_is_object(r->object) || complain(r, "this line holds no JSON object");
	ok = ok && member_number(r, r->object, "seq", UINT32_MAX, &seq);
	if (ok && seq != r->line - 1)
		ok = complain(r, "\"seq\" should be %llu: a line is missing or out of order",
			      (unsigned long long)(r->line - 1));
	if (!ok || !read_event(r))
		return false;
	window_count(&r->window, event_lines_length(rr->lines));
	r->rec->bytes += event_lines_length(rr->lines) + 1;
	r->rec->lines = r->line;
	program = program_of(r);
	if (rr->show)
		rr->show(rr->data, r->object, r->line, program);
	return true;
}

/* The end of every replay. */
static void drop_last_close(struct recording *rec)
{
	struct rec_event **at = &rec->after;

	while (*at && (*at)->next)
		at = &(*at)->next;
	if (*at && (*at)->kind == REC_CLOSE)
		*at = NULL;
}

/* Of a recording that was cut off, what is after the last whole program is not whole either. */
static void cut_off(struct reader *r)
{
	r->rec->cut = true;
	r->rec->unfinished = window_drop_open(&r->window, r->rec->arena);
	r->rec->n_programs -= r->rec->unfinished;
	r->mounts = NULL;
}

static bool end_lines(struct recording_reader *rr)
{
	struct reader *r = &rr->reader;

	rr->all = true;
	if (event_lines_are_cut(rr->lines))
		cut_off(r);
	if (!r->rec->emulator)
		return problem_set(r->problem, r->rec->path, 0, "%s", r->rec->cut ?
				   "holds no whole line; it was cut off, or is no recording" :
				   "is empty; name a recording");
	mem_arena_take(r->rec->arena, r->coming);
	r->coming = mem_arena_create();
	r->arena = r->coming;
	r->rec->after = r->events;
	drop_last_close(r->rec);
	/* The recording does not have the final state of the last tape. */
	if (r->mounts)
		reader_note_foreign(r, "operator");
	return true;
}

static bool read_lines(struct recording_reader *rr)
{
	struct reader *r = &rr->reader;
	enum event_line what;
	json_error_t error;
	bool ok;

	what = event_lines_next(rr->lines, JSON_REJECT_DUPLICATES, &r->object, &error, r->problem);
	r->line = event_lines_number(rr->lines);
	if (what == EVENT_LAST)
		return end_lines(rr);
	if (what != EVENT_LINE)
		return what == EVENT_NO_JSON &&
		       complain(r, "not one JSON object on this line (%s)", error.text);
	ok = read_line(rr);
	json_decref(r->object);
	return ok;
}

/* Status to come would be written there. */
static void forget_awaiting(struct reader *r, const struct rec_event *event)
{
	for (; event; event = event->next)
		if (r->awaiting_status == event)
			r->awaiting_status = NULL;
}

/* Return: false if the file is not a recording; @entry: NULL after the last one. */
static bool take_next(struct recording_reader *rr, struct window_entry **entry)
{
	*entry = window_take(&rr->reader.window, rr->all);
	while (!*entry && !rr->all) {
		if (!read_lines(rr))
			return false;
		*entry = window_take(&rr->reader.window, rr->all);
	}
	if (*entry) {
		rr->reader.rec->open += !(*entry)->program.cc && !(*entry)->program.end_line;
		forget_awaiting(&rr->reader, (*entry)->program.before);
		forget_awaiting(&rr->reader, (*entry)->program.during);
	}
	return true;
}

bool recording_next(struct recording_reader *rr, const struct rec_program **program)
{
	window_entry_free(rr->given);
	rr->given = NULL;
	if (!take_next(rr, &rr->given))
		return false;
	*program = rr->given ? &rr->given->program : NULL;
	return true;
}

/* ---- As a whole ---- */

static bool read_all(struct recording_reader *rr, struct recording *rec)
{
	struct window_entry *entry;
	u32 n = 0;

	for (;;) {
		if (!take_next(rr, &entry))
			return false;
		if (!entry)
			return true;
		if (rec->bytes > RECORDING_MAX_BYTES)
			break;
		rec->programs = mem_grow(rec->arena, rec->programs, n, sizeof(*rec->programs));
		rec->programs[n++] = entry->program;
		mem_arena_take(rec->arena, entry->arena);
	}
	window_entry_free(entry);
	return problem_set(rr->reader.problem, rec->path, 0, "holds more than the %llu bytes that "
			   "can be read into memory, as this needs; \"ccwrecord filter\" keeps a "
			   "part of it", (unsigned long long)RECORDING_MAX_BYTES);
}

bool recording_read(struct recording *rec, const char *path, struct problem *problem)
{
	struct recording_reader *rr = recording_open(rec, path, problem);
	bool ok;

	if (!rr)
		return false;
	ok = read_all(rr, rec);
	recording_close(rr);
	if (!ok)
		recording_free(rec);
	return ok;
}

void recording_free(struct recording *rec)
{
	mem_arena_destroy(rec->arena);
	memset(rec, 0, sizeof(*rec));
}

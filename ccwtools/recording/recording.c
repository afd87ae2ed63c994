// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <stdio.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/event.h"
#include "ccwtools/recording/input.h"
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
	note = mem_zalloc(r->rec->arena, sizeof(*note));
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
	mount = mem_zalloc(r->rec->arena, sizeof(*mount));
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
	r->rec->emulator = reader_copy_text(r, emulator);
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

static bool read_line(struct reader *r, const char *text, size_t len)
{
	json_error_t error;
	u64 seq;
	bool ok;

	r->object = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!r->object)
		return complain(r, "not one JSON object on this line (%s)", error.text);
	ok = json_is_object(r->object) || complain(r, "this line holds no JSON object");
	ok = ok && member_number(r, r->object, "seq", UINT32_MAX, &seq);
	if (ok && seq != r->line - 1)
		ok = complain(r, "\"seq\" should be %llu: a line is missing or out of order",
			      (unsigned long long)(r->line - 1));
	ok = ok && read_event(r);
	json_decref(r->object);
	return ok;
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

static bool read_lines(struct reader *r, const struct input *in)
{
	const char *at = (const char *)in->data;
	const char *end = at + in->size;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		r->line++;
		if (!read_line(r, at, (size_t)(stop - at)))
			return false;
		at = stop + 1;
	}
	r->rec->after = r->events;
	drop_last_close(r->rec);
	/* The recording does not have the final state of the last tape. */
	if (r->mounts)
		reader_note_foreign(r, "operator");
	return r->rec->emulator ||
	       problem_set(r->problem, r->rec->path, 0, "is empty; name a recording");
}

bool recording_read(struct recording *rec, const char *path, struct problem *problem)
{
	struct reader r = { .rec = rec, .problem = problem };
	struct input in;
	bool ok;

	memset(rec, 0, sizeof(*rec));
	rec->path = path;
	if (!input_read(&in, path, RECORDING_MAX_BYTES, problem))
		return false;
	rec->arena = mem_arena_create();
	r.notes_end = &r.notes;
	ok = read_lines(&r, &in);
	input_free(&in);
	if (!ok)
		recording_free(rec);
	return ok;
}

void recording_free(struct recording *rec)
{
	mem_arena_destroy(rec->arena);
	memset(rec, 0, sizeof(*rec));
}

// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/record/ccwrecord.h"
#include "ccwtools/record/edit.h"
#include "ccwtools/recording/writer.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/names.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/recording.h"

/* Commands of a disk whose data identify its owner: path group, configuration data. */
#define SET_PATH_GROUP_ID	0xaf
#define SENSE_PATH_GROUP_ID	0x34

/* Bytes of a path group's name and the function, with room to spare. */
#define MAX_HOST_ID		64

/** struct line - an event of some file; @to: its new number, if @kept */
struct line {
	json_t *event;
	int file;
	u64 seq;
	u64 ns;
	size_t order;
	bool kept;
	u64 to;
};

struct edit {
	const struct edit_options *options;
	struct line *lines;
	size_t n;
	struct mem_arena *arena;
	struct problem problem;
};

static int complain(const struct problem *problem)
{
	fprintf(stderr, "ccwrecord: %s\n", problem->text);
	return EXIT_BAD;
}

static const char *text_of(const json_t *obj, const char *key)
{
	const char *text = json_string_value(json_object_get(obj, key));

	return text ? text : "";
}

static u64 number_of(const json_t *obj, const char *key, u64 otherwise)
{
	json_t *v = json_object_get(obj, key);

	return json_is_integer(v) ? (u64)json_integer_value(v) : otherwise;
}

/* ---- In ---- */

/* The reader of recordings says what is wrong with one. */
static bool is_sound(const char *path, struct problem *problem)
{
	struct recording rec;

	if (!recording_read(&rec, path, problem))
		return false;
	recording_free(&rec);
	return true;
}

static void add_line(struct edit *e, const struct line_reader *reader, int file)
{
	struct line *line;

	e->lines = mem_grow(e->arena, e->lines, e->n, sizeof(*line));
	line = &e->lines[e->n];
	memset(line, 0, sizeof(*line));
	line->event = json_incref(reader->event);
	line->file = file;
	line->seq = line_number(reader, "seq", 0);
	line->ns = line_number(reader, "ns", 0);
	line->order = e->n++;
}

static bool load(struct edit *e, const char *path, int file)
{
	struct line_reader reader;

	if (!is_sound(path, &e->problem) || !line_reader_open(&reader, path, &e->problem))
		return false;
	while (line_reader_next(&reader))
		add_line(e, &reader, file);
	line_reader_close(&reader);
	return true;
}

/* ---- Selecting events ---- */

static bool is_header(const struct line *line)
{
	return !strcmp(text_of(line->event, "ev"), "header");
}

static struct line *find(const struct edit *e, int file, u64 seq)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->lines[i].file == file && e->lines[i].seq == seq)
			return &e->lines[i];
	return NULL;
}

static bool is_wanted(const struct edit *e, const struct line *line)
{
	const struct edit_options *o = e->options;
	const char *dev = text_of(line->event, "dev");
	const struct line *start;

	if (is_header(line))
		return line->file == 0;
	if (o->device && strcmp(dev, o->device))
		return false;
	if (o->anonymise && (!strcmp(text_of(line->event, "ev"), "console") ||
			     !strcmp(text_of(line->event, "ev"), "operator")))
		return false;
	/* The paths of the device are wanted whenever something of it is. */
	if (strcmp(text_of(line->event, "ev"), "stsch") &&
	    (line->seq < o->from || line->seq > o->to))
		return false;
	if (!json_object_get(line->event, "start"))
		return true;
	start = find(e, line->file, number_of(line->event, "start", 0));
	return start && start->kept;
}

/* By time, where there are times; a file's own events stay in order. */
static int compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (is_header(x) != is_header(y))
		return is_header(x) ? -1 : 1;
	if (x->ns && y->ns && x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* ---- What is left out ---- */

static u8 command(const json_t *ccw)
{
	return (u8)hex_number(text_of(ccw, "cmd"), 0);
}

/* As recorder/recorder.c has it: what tells the device what to do, or asks it what it is. */
static bool is_parameter(const struct edit *e, const json_t *ccw)
{
	u8 cmd = command(ccw), kind = cmd & 0x03;

	/* Some other command's data, whatever the code. */
	if (json_is_true(json_object_get(ccw, "chained")))
		return false;
	if (e->options->anonymise && cmd == SENSE_PATH_GROUP_ID)
		return false;
	return kind == CSS_CMD_CONTROL || (cmd & 0x0f) == CSS_CMD_SENSE ||
	       (kind == CSS_CMD_WRITE && cmd & 0x60);
}

/* Count, key and data: the count stays. */
static void leave_out(json_t *ccw, const char *key, const char *head)
{
	const char *text = text_of(ccw, key);
	u8 cmd = command(ccw);
	bool count = !json_is_true(json_object_get(ccw, "chained")) &&
		     (cmd == 0x19 || cmd == 0x15 || (cmd & 0x7f) == 0x1d);

	if (!json_object_get(ccw, key) || json_is_null(json_object_get(ccw, key)))
		return;
	if (count && strlen(text) >= 16)
		json_object_set_new(ccw, head, json_stringn(text, 16));
	json_object_set_new(ccw, key, json_null());
}

/* A function, then the host's name: an invented one, the same everywhere. */
static void rename_host(json_t *ccw)
{
	const char *text = text_of(ccw, "out");
	char other[2 * MAX_HOST_ID + 1];
	size_t len = min(strlen(text), sizeof(other) - 1);

	if (command(ccw) != SET_PATH_GROUP_ID || len <= 2)
		return;
	memset(other, 'a', len);
	memcpy(other, text, 2);
	json_object_set_new(ccw, "out", json_stringn(other, len));
}

static void strip(const struct edit *e, json_t *ccws, bool all)
{
	json_t *ccw;
	size_t i;

	json_array_foreach(ccws, i, ccw) {
		if (e->options->anonymise)
			rename_host(ccw);
		if (!all && is_parameter(e, ccw))
			continue;
		leave_out(ccw, "out", "out_head");
		leave_out(ccw, "in", "in_head");
		if (all)
			json_object_del(ccw, "in_head");
	}
}

/* ---- Out ---- */

static void put(struct edit *e, struct rec_writer *writer, struct line *line)
{
	const struct line *start;

	if (e->options->no_payload || e->options->anonymise) {
		strip(e, json_object_get(line->event, "program"), false);
		strip(e, json_object_get(line->event, "steps"), false);
		strip(e, json_object_get(line->event, "stored"), true);
	}
	if (json_object_get(line->event, "start")) {
		start = find(e, line->file, number_of(line->event, "start", 0));
		json_object_set_new(line->event, "start", json_integer((json_int_t)start->to));
	}
	line->to = rec_writer_put(writer, json_incref(line->event));
}

static int write_all(struct edit *e)
{
	struct rec_writer *writer = rec_writer_open(e->options->output, &e->problem);

	if (!writer)
		return complain(&e->problem);
	for (size_t i = 0; i < e->n; i++) {
		struct line *line = &e->lines[i];

		line->kept = is_wanted(e, line);
		if (line->kept)
			put(e, writer, line);
	}
	return rec_writer_close(writer, &e->problem) ? EXIT_GOOD : complain(&e->problem);
}

int edit_files(const struct edit_options *options, char **files, int n)
{
	struct edit e = { .options = options, .arena = mem_arena_create() };
	int code = EXIT_GOOD;

	for (int i = 0; code == EXIT_GOOD && i < n; i++)
		if (!load(&e, files[i], i))
			code = complain(&e.problem);
	if (code == EXIT_GOOD) {
		qsort(e.lines, e.n, sizeof(*e.lines), compare);
		code = write_all(&e);
	}
	for (size_t i = 0; i < e.n; i++)
		json_decref(e.lines[i].event);
	mem_arena_destroy(e.arena);
	return code;
}

/* ---- For people ---- */

static void name_program(struct text *t, const json_t *event)
{
	const json_t *list = json_object_get(event, "program"), *ccw;
	size_t i;

	json_array_foreach(list, i, ccw) {
		if (!json_object_get(ccw, "cmd"))
			continue;
		text_add(t, "%s", t->len ? ", " : "");
		name_command(t, FAMILY_DASD, command(ccw));
	}
	text_shorten(t, 60);
}

static void print_event(const json_t *event, u64 first)
{
	static const char *const shown[] = { "cc", "ret", "start", "how", "records", "crw", "irb" };
	u64 ns = number_of(event, "ns", 0);
	struct text t;

	text_clear(&t);
	printf("%6" PRIu64 " ", number_of(event, "seq", 0));
	if (ns)
		printf("%12.6f ", (double)(ns - first) / 1e9);
	printf("%-4s %-8s", text_of(event, "dev"), text_of(event, "ev"));
	name_program(&t, event);
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++) {
		const json_t *v = json_object_get(event, shown[i]);

		if (json_is_integer(v))
			printf(" %s %" JSON_INTEGER_FORMAT, shown[i], json_integer_value(v));
		else if (json_is_string(v))
			printf(" %s %.24s", shown[i], json_string_value(v));
	}
	printf("%s%s\n", t.len ? "  " : "", t.buf);
}

int edit_print(char **files, int n)
{
	const struct edit_options all = { .to = UINT64_MAX };
	struct edit e = { .options = &all, .arena = mem_arena_create() };
	int code = EXIT_GOOD;
	u64 first = 0;

	for (int i = 0; code == EXIT_GOOD && i < n; i++)
		if (!load(&e, files[i], i))
			code = complain(&e.problem);
	for (size_t i = 0; i < e.n; i++) {
		if (!first)
			first = e.lines[i].ns;
		if (code == EXIT_GOOD)
			print_event(e.lines[i].event, first);
		json_decref(e.lines[i].event);
	}
	mem_arena_destroy(e.arena);
	return code;
}

static int check(const char *path)
{
	struct problem problem;
	struct recording rec;
	u32 open = 0, hidden = 0;

	if (!recording_read(&rec, path, &problem))
		return complain(&problem);
	for (u32 i = 0; i < rec.n_programs; i++) {
		open += !rec.programs[i].cc && !rec.programs[i].end_line;
		hidden += rec.programs[i].no_steps;
	}
	printf("%s: %u programs, %u without an end, %u without the CCWs that "
	       "were executed; %s\n", path, rec.n_programs, open, hidden,
	       rec.lossy ? "payload is left out" : "all that was written is there");
	if (rec.foreign)
		printf("%s: line %" PRIu64 ": the first event that no replay can repeat: %s\n",
		       path, rec.foreign_line, rec.foreign);
	recording_free(&rec);
	return open ? EXIT_INCOMPLETE : EXIT_GOOD;
}

int edit_check(char **files, int n)
{
	int code = EXIT_GOOD;

	for (int i = 0; i < n; i++)
		code = max(code, check(files[i]));
	return code;
}

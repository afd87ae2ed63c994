// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/record/ccwrecord.h"
#include "ccwtools/record/edit.h"
#include "ccwtools/record/merge.h"
#include "ccwtools/record/starts.h"
#include "ccwtools/recording/writer.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/names.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/recording.h"

/* Commands of a disk whose data identify its owner: path group, configuration data. */
#define SET_PATH_GROUP_ID	0xaf
#define SENSE_PATH_GROUP_ID	0x34

/* Bytes of a path group's name and the function, with room to spare. */
#define MAX_HOST_ID		64

/**
 * struct edit - an edit
 * @starts: of each file, those that are kept
 * @devices: of which there are events, if one of them is wanted
 * @has_device: it is among them
 * @last: number of the last event
 */
struct edit {
	const struct edit_options *options;
	struct starts *starts;
	struct text devices;
	bool has_device;
	u64 last;
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

/* The reader of recordings says what is wrong with one.  @rec: what there is to say of all. */
static bool read_through(struct recording *rec, const char *path, u32 *hidden,
			 struct problem *problem)
{
	struct recording_reader *reader = recording_open(rec, path, problem);
	const struct rec_program *program;
	bool ok = reader;

	*hidden = 0;
	while (ok && (ok = recording_next(reader, &program)) && program)
		*hidden += program->no_steps;
	recording_close(reader);
	if (!ok && reader)
		recording_free(rec);
	return ok;
}

static int say_cut(const struct recording *rec)
{
	struct problem problem;

	problem_set(&problem, rec->path, rec->lines, "the recording is cut off behind this line; "
		    "all whole lines are read; programs without an end that are left out: %u",
		    rec->unfinished);
	complain(&problem);
	return EXIT_CUT;
}

/* Return: an exit code. */
static int check_input(struct edit *e, const char *path)
{
	struct recording rec;
	int code = EXIT_GOOD;
	u32 hidden;

	if (!read_through(&rec, path, &hidden, &e->problem))
		return complain(&e->problem);
	if (rec.cut)
		code = say_cut(&rec);
	recording_free(&rec);
	return code;
}

/* All recordings are checked before anything is written. */
static int check_inputs(struct edit *e, char **files, int n)
{
	int code = EXIT_GOOD;

	for (int i = 0; i < n && code != EXIT_BAD; i++)
		code = exit_worse(code, check_input(e, files[i]));
	return code;
}

/* ---- Selecting events ---- */

static bool is_wanted(const struct edit *e, const struct line_reader *line, int file)
{
	const struct edit_options *o = e->options;
	const char *dev = text_of(line->event, "dev");
	u64 to;

	if (!strcmp(line->name, "header"))
		return file == 0;
	if (*o->device && strcmp(dev, o->device))
		return false;
	if (o->anonymise && (!strcmp(line->name, "console") || !strcmp(line->name, "operator")))
		return false;
	/* The paths of the device are wanted whenever something of it is. */
	if (strcmp(line->name, "stsch") && (line->seq < o->from || line->seq > o->to))
		return false;
	return !json_object_get(line->event, "start") ||
	       starts_find(&e->starts[file], line_number(line, "start", 0), &to);
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

static void put(struct edit *e, struct rec_writer *writer, const struct line_reader *line, int file)
{
	json_t *event = line->event;
	u64 to;

	if (e->options->no_payload || e->options->anonymise) {
		strip(e, json_object_get(event, "program"), false);
		strip(e, json_object_get(event, "steps"), false);
		strip(e, json_object_get(event, "stored"), true);
	}
	if (json_object_get(event, "start") &&
	    starts_find(&e->starts[file], line_number(line, "start", 0), &to))
		json_object_set_new(event, "start", json_integer((json_int_t)to));
	to = rec_writer_put(writer, json_incref(event));
	if (!strcmp(line->name, "start"))
		starts_add(&e->starts[file], line->seq, to);
}

/* For the message that something asked for is not there. */
static void note(struct edit *e, const struct line_reader *line)
{
	const char *dev = text_of(line->event, "dev");

	e->last = line->seq;
	if (!*e->options->device || !*dev)
		return;
	e->has_device |= !strcmp(dev, e->options->device);
	if (!strstr(e->devices.buf, dev))
		text_add(&e->devices, "%s%s", e->devices.len ? ", " : "", dev);
}

/* A filter that matches nothing is a mistake, and would leave an empty recording. */
static bool is_there(struct edit *e, const char *path)
{
	const struct edit_options *o = e->options;

	if (*o->device && !e->has_device) {
		text_shorten(&e->devices, 100);
		return problem_set(&e->problem, path, 0, "has no event of the device %s; it has "
				   "those of: %s", o->device,
				   e->devices.len ? e->devices.buf : "none");
	}
	return o->from <= e->last ||
	       problem_set(&e->problem, path, 0, "has no event from %" PRIu64 " on, as --from "
			   "asks for; the last one is %" PRIu64, o->from, e->last);
}

static int write_all(struct edit *e, struct merge *merge, const char *first)
{
	struct rec_writer *writer = rec_writer_open(e->options->output, &e->problem);
	const struct line_reader *line;
	int file;

	if (!writer)
		return complain(&e->problem);
	while (!rec_writer_failed(writer) && (line = merge_next(merge, &file))) {
		note(e, line);
		if (is_wanted(e, line, file))
			put(e, writer, line, file);
	}
	if (!rec_writer_failed(writer) && !is_there(e, first)) {
		rec_writer_drop(writer);
		return complain(&e->problem);
	}
	return rec_writer_close(writer, &e->problem) ? EXIT_GOOD : complain(&e->problem);
}

int edit_files(const struct edit_options *options, char **files, int n)
{
	struct edit e = { .options = options };
	struct merge *merge;
	int code;

	code = check_inputs(&e, files, n);
	if (code == EXIT_BAD)
		return code;
	merge = merge_open(files, n, &e.problem);
	if (!merge)
		return complain(&e.problem);
	e.starts = mem_need(calloc((size_t)n, sizeof(*e.starts)));
	code = exit_worse(code, write_all(&e, merge, files[0]));
	for (int i = 0; i < n; i++)
		starts_free(&e.starts[i]);
	free(e.starts);
	merge_close(merge);
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

/* Of what a terminal would execute, nothing is left. */
static void print_text(const json_t *event, const char *key, int width)
{
	char text[25];

	snprintf(text, sizeof(text), "%s", text_of(event, key));
	text_defuse(text);
	printf(" %-*s", width, text);
}

static void print_event(const json_t *event, u64 first)
{
	static const char *const shown[] = { "cc", "ret", "start", "how", "records", "crw", "irb" };
	u64 ns = number_of(event, "ns", 0);
	struct text t;

	text_clear(&t);
	printf("%6" PRIu64, number_of(event, "seq", 0));
	if (ns)
		printf(" %12.6f", (double)(s64)(ns - first) / 1e9);
	print_text(event, "dev", 4);
	print_text(event, "ev", 8);
	name_program(&t, event);
	for (size_t i = 0; i < ARRAY_SIZE(shown); i++) {
		const json_t *v = json_object_get(event, shown[i]);

		if (json_is_integer(v))
			printf(" %s %" JSON_INTEGER_FORMAT, shown[i], json_integer_value(v));
		if (!json_is_string(v))
			continue;
		printf(" %s", shown[i]);
		print_text(event, shown[i], 0);
	}
	printf("%s%s\n", t.len ? "  " : "", t.buf);
}

static bool print_file(const char *path, u64 *first, struct problem *problem)
{
	struct line_reader line;

	if (!line_reader_open(&line, path, problem))
		return false;
	while (!ferror(stdout) && line_reader_next(&line)) {
		if (!*first)
			*first = line_number(&line, "ns", 0);
		print_event(line.event, *first);
	}
	line_reader_close(&line);
	return true;
}

int edit_print(char **files, int n)
{
	struct edit e = { 0 };
	u64 first = 0;
	int code;

	code = check_inputs(&e, files, n);
	for (int i = 0; i < n && code != EXIT_BAD; i++)
		if (!print_file(files[i], &first, &e.problem))
			code = complain(&e.problem);
	return code;
}

static int check(const char *path)
{
	struct problem problem;
	struct recording rec;
	int code = EXIT_GOOD;
	u32 hidden;

	if (!read_through(&rec, path, &hidden, &problem))
		return complain(&problem);
	printf("%s: %u programs, %u without an end, %u without the CCWs that "
	       "were executed; %s\n", path, rec.n_programs, rec.open, hidden,
	       rec.lossy ? "payload is left out" : "all that was written is there");
	if (rec.foreign)
		printf("%s: line %" PRIu64 ": the first event that no replay can repeat: %s\n",
		       path, rec.foreign_line, rec.foreign);
	if (rec.cut)
		code = say_cut(&rec);
	if (rec.open)
		code = exit_worse(code, EXIT_INCOMPLETE);
	recording_free(&rec);
	return code;
}

int edit_check(char **files, int n)
{
	int code = EXIT_GOOD;

	for (int i = 0; i < n; i++)
		code = exit_worse(code, check(files[i]));
	return code;
}

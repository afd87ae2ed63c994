// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/lines.h"

bool line_reader_open(struct line_reader *reader, const char *path, struct problem *problem)
{
	memset(reader, 0, sizeof(*reader));
	reader->lines = event_lines_open(path, problem);
	return reader->lines;
}

void line_reader_take(struct line_reader *reader, json_t *event, u64 line)
{
	json_decref(reader->event);
	reader->event = json_incref(event);
	reader->line = line;
	reader->seq = line_number(reader, "seq", line - 1);
	reader->name = line_text(reader, "ev");
	if (!reader->name)
		reader->name = "";
}

bool line_reader_next(struct line_reader *reader)
{
	struct problem problem;
	json_error_t error;
	enum event_line what;
	json_t *event;

	what = event_lines_next(reader->lines, 0, &event, &error, &problem);
	line_reader_take(reader, event, event_lines_number(reader->lines));
	json_decref(event);
	return what == EVENT_LINE || what == EVENT_NO_JSON;
}

void line_reader_close(struct line_reader *reader)
{
	json_decref(reader->event);
	event_lines_close(reader->lines);
	memset(reader, 0, sizeof(*reader));
}

const char *line_text(const struct line_reader *reader, const char *key)
{
	return json_string_value(json_object_get(reader->event, key));
}

u64 line_number(const struct line_reader *reader, const char *key, u64 otherwise)
{
	json_t *v = json_object_get(reader->event, key);

	return json_is_integer(v) && json_integer_value(v) >= 0 ? (u64)json_integer_value(v) :
								  otherwise;
}

u64 line_error(const struct line_reader *reader)
{
	json_int_t ret = json_integer_value(json_object_get(reader->event, "ret"));

	return ret < 0 ? 0 - (u64)ret : 0;
}

u64 line_hex(const struct line_reader *reader, const char *key, u64 otherwise)
{
	return hex_number(line_text(reader, key), otherwise);
}

// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/recording.h"

bool line_reader_open(struct line_reader *reader, const char *path, struct problem *problem)
{
	memset(reader, 0, sizeof(*reader));
	if (!input_read(&reader->input, path, RECORDING_MAX_BYTES, problem))
		return false;
	reader->at = (const char *)reader->input.data;
	return true;
}

bool line_reader_next(struct line_reader *reader)
{
	const char *end = (const char *)reader->input.data + reader->input.size;
	const char *newline;
	size_t len;

	json_decref(reader->event);
	reader->event = NULL;
	if (reader->at >= end)
		return false;
	newline = memchr(reader->at, '\n', (size_t)(end - reader->at));
	len = (size_t)((newline ? newline : end) - reader->at);
	reader->event = json_loadb(reader->at, len, 0, NULL);
	reader->at += len + 1;
	reader->line++;
	reader->seq = line_number(reader, "seq", reader->line - 1);
	reader->name = line_text(reader, "ev");
	if (!reader->name)
		reader->name = "";
	return true;
}

void line_reader_close(struct line_reader *reader)
{
	json_decref(reader->event);
	input_free(&reader->input);
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

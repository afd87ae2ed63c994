// SPDX-License-Identifier: GPL-2.0-only
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/lines.h"
#include "ccwtools/recording/recording.h"

bool line_reader_open(struct line_reader *e, const char *path, struct problem *problem)
{
	memset(e, 0, sizeof(*e));
	if (!input_read(&e->input, path, RECORDING_MAX_BYTES, problem))
		return false;
	e->at = (const char *)e->input.data;
	return true;
}

bool line_reader_next(struct line_reader *e)
{
	const char *end = (const char *)e->input.data + e->input.size;
	const char *newline;
	size_t len;

	json_decref(e->event);
	e->event = NULL;
	if (e->at >= end)
		return false;
	newline = memchr(e->at, '\n', (size_t)(end - e->at));
	len = (size_t)((newline ? newline : end) - e->at);
	e->event = json_loadb(e->at, len, 0, NULL);
	e->at += len + 1;
	e->line++;
	e->seq = line_number(e, "seq", e->line - 1);
	e->name = line_text(e, "ev");
	if (!e->name)
		e->name = "";
	return true;
}

void line_reader_close(struct line_reader *e)
{
	json_decref(e->event);
	input_free(&e->input);
	memset(e, 0, sizeof(*e));
}

const char *line_text(const struct line_reader *e, const char *key)
{
	return json_string_value(json_object_get(e->event, key));
}

u64 line_number(const struct line_reader *e, const char *key, u64 otherwise)
{
	json_t *v = json_object_get(e->event, key);

	return json_is_integer(v) && json_integer_value(v) >= 0 ? (u64)json_integer_value(v) :
								  otherwise;
}

u64 line_error(const struct line_reader *e)
{
	json_int_t ret = json_integer_value(json_object_get(e->event, "ret"));

	return ret < 0 ? 0 - (u64)ret : 0;
}

u64 line_hex(const struct line_reader *e, const char *key, u64 otherwise)
{
	return hex_number(line_text(e, key), otherwise);
}

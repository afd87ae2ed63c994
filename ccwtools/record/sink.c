// SPDX-License-Identifier: GPL-2.0-only
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/record/sink.h"

#define PIECE	((size_t)1 << 16)

struct sink {
	const char *path;
	FILE *out;
	bool packed;
	lzma_stream xz;
	u64 seq;
	int error;
};

static void *need(void *p)
{
	if (p)
		return p;
	fprintf(stderr, "ccwrecord: there is no memory left\n");
	exit(2);
}

struct sink *sink_open(const char *path, struct problem *problem)
{
	struct sink *sink = need(calloc(1, sizeof(*sink)));
	size_t len = strlen(path);

	sink->path = path;
	sink->packed = len > 3 && !strcmp(path + len - 3, ".xz");
	sink->out = strcmp(path, "-") ? fopen(path, "wb") : stdout;
	if (!sink->out) {
		problem_set(problem, path, 0, "cannot be written (%s); check folder and name",
			    strerror(errno));
		free(sink);
		return NULL;
	}
	if (sink->packed &&
	    lzma_easy_encoder(&sink->xz, LZMA_PRESET_DEFAULT, LZMA_CHECK_CRC64) != LZMA_OK)
		need(NULL);
	return sink;
}

static void write_bytes(struct sink *sink, const void *data, size_t len)
{
	if (fwrite(data, 1, len, sink->out) != len && !sink->error)
		sink->error = errno ? errno : EIO;
}

static void pack(struct sink *sink, const char *data, size_t len, lzma_action action)
{
	lzma_ret ret = LZMA_OK;
	u8 piece[PIECE];

	sink->xz.next_in = (const u8 *)data;
	sink->xz.avail_in = len;
	while (ret == LZMA_OK && (sink->xz.avail_in || action == LZMA_FINISH)) {
		sink->xz.next_out = piece;
		sink->xz.avail_out = sizeof(piece);
		ret = lzma_code(&sink->xz, action);
		write_bytes(sink, piece, sizeof(piece) - sink->xz.avail_out);
	}
	if (ret != LZMA_OK && ret != LZMA_STREAM_END)
		need(NULL);
}

static void write_text(struct sink *sink, const char *data, size_t len)
{
	if (sink->packed)
		pack(sink, data, len, LZMA_RUN);
	else
		write_bytes(sink, data, len);
}

json_t *sink_event(struct sink *sink, const char *ev)
{
	return need(json_pack("{s:I, s:s}", "seq", (json_int_t)sink->seq, "ev", ev));
}

u64 sink_put(struct sink *sink, json_t *event)
{
	char *text;

	json_object_set_new(event, "seq", json_integer((json_int_t)sink->seq));
	text = need(json_dumps(event, JSON_COMPACT));
	write_text(sink, text, strlen(text));
	write_text(sink, "\n", 1);
	free(text);
	json_decref(event);
	return sink->seq++;
}

void sink_header(struct sink *sink, const char *emulator)
{
	json_t *header = sink_event(sink, "header");

	json_object_set_new(header, "format", json_string("channel-program-recording"));
	json_object_set_new(header, "version", json_integer(1));
	json_object_set_new(header, "emulator", json_string(emulator));
	sink_put(sink, header);
}

void sink_flush(struct sink *sink)
{
	if (fflush(sink->out) && !sink->error)
		sink->error = errno ? errno : EIO;
}

bool sink_close(struct sink *sink, struct problem *problem)
{
	bool ok;

	if (sink->packed) {
		pack(sink, NULL, 0, LZMA_FINISH);
		lzma_end(&sink->xz);
	}
	sink_flush(sink);
	if (sink->out != stdout && fclose(sink->out) && !sink->error)
		sink->error = errno ? errno : EIO;
	ok = !sink->error || problem_set(problem, sink->path, 0,
					 "could not be written (%s); is there room?",
					 strerror(sink->error));
	free(sink);
	return ok;
}

json_t *sink_hex(const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *text = need(malloc(2 * len + 1));
	const u8 *bytes = data;
	json_t *value;

	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	text[2 * len] = 0;
	value = need(json_string(text));
	free(text);
	return value;
}

json_t *sink_number(u64 value, int digits)
{
	u8 raw[8];

	for (int i = 0; i < digits / 2; i++)
		raw[i] = (u8)(value >> (4 * (digits - 2 - 2 * i)));
	return sink_hex(raw, (size_t)digits / 2);
}

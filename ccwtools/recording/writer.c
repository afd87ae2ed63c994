// SPDX-License-Identifier: GPL-2.0-only
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/writer.h"

#define PIECE	((size_t)1 << 16)

struct rec_writer {
	const char *path;
	FILE *out;
	bool packed;
	lzma_stream xz;
	u64 seq;
	int error;
};

struct rec_writer *rec_writer_open(const char *path, struct problem *problem)
{
	struct rec_writer *writer = mem_need(calloc(1, sizeof(*writer)));
	size_t len = strlen(path);

	writer->path = path;
	writer->packed = len > 3 && !strcmp(path + len - 3, ".xz");
	writer->out = strcmp(path, "-") ? fopen(path, "wb") : stdout;
	if (!writer->out) {
		problem_set(problem, path, 0, "cannot be written (%s); check folder and name",
			    strerror(errno));
		free(writer);
		return NULL;
	}
	if (writer->packed &&
	    lzma_easy_encoder(&writer->xz, LZMA_PRESET_DEFAULT, LZMA_CHECK_CRC64) != LZMA_OK)
		mem_need(NULL);
	return writer;
}

static void write_bytes(struct rec_writer *writer, const void *data, size_t len)
{
	if (fwrite(data, 1, len, writer->out) != len && !writer->error)
		writer->error = errno ? errno : EIO;
}

static void pack(struct rec_writer *writer, const char *data, size_t len, lzma_action action)
{
	lzma_ret ret = LZMA_OK;
	u8 piece[PIECE];

	writer->xz.next_in = (const u8 *)data;
	writer->xz.avail_in = len;
	while (ret == LZMA_OK && (writer->xz.avail_in || action == LZMA_FINISH)) {
		writer->xz.next_out = piece;
		writer->xz.avail_out = sizeof(piece);
		ret = lzma_code(&writer->xz, action);
		write_bytes(writer, piece, sizeof(piece) - writer->xz.avail_out);
	}
	if (ret != LZMA_OK && ret != LZMA_STREAM_END)
		mem_need(NULL);
}

static void write_text(struct rec_writer *writer, const char *data, size_t len)
{
	if (writer->packed)
		pack(writer, data, len, LZMA_RUN);
	else
		write_bytes(writer, data, len);
}

json_t *rec_writer_event(struct rec_writer *writer, const char *ev)
{
	return mem_need(json_pack("{s:I, s:s}", "seq", (json_int_t)writer->seq, "ev", ev));
}

u64 rec_writer_put(struct rec_writer *writer, json_t *event)
{
	char *text;

	json_object_set_new(event, "seq", json_integer((json_int_t)writer->seq));
	text = mem_need(json_dumps(event, JSON_COMPACT));
	write_text(writer, text, strlen(text));
	write_text(writer, "\n", 1);
	free(text);
	json_decref(event);
	return writer->seq++;
}

void rec_writer_header(struct rec_writer *writer, const char *emulator)
{
	json_t *header = rec_writer_event(writer, "header");

	json_object_set_new(header, "format", json_string(RECORDING_FORMAT));
	json_object_set_new(header, "version", json_integer(RECORDING_VERSION));
	json_object_set_new(header, "emulator", json_string(emulator));
	rec_writer_put(writer, header);
}

void rec_writer_flush(struct rec_writer *writer)
{
	if (fflush(writer->out) && !writer->error)
		writer->error = errno ? errno : EIO;
}

bool rec_writer_close(struct rec_writer *writer, struct problem *problem)
{
	bool ok;

	if (writer->packed) {
		pack(writer, NULL, 0, LZMA_FINISH);
		lzma_end(&writer->xz);
	}
	rec_writer_flush(writer);
	if (writer->out != stdout && fclose(writer->out) && !writer->error)
		writer->error = errno ? errno : EIO;
	ok = !writer->error || problem_set(problem, writer->path, 0,
					 "could not be written (%s); is there room?",
					 strerror(writer->error));
	free(writer);
	return ok;
}

json_t *json_hex(const void *data, size_t len)
{
	char *text = mem_need(malloc(2 * len + 1));
	json_t *value;

	hex_encode(text, data, len);
	value = mem_need(json_string(text));
	free(text);
	return value;
}

json_t *json_hex_number(u64 value, int digits)
{
	u8 raw[8];

	for (int i = 0; i < digits / 2; i++)
		raw[i] = (u8)(value >> (4 * (digits - 2 - 2 * i)));
	return json_hex(raw, (size_t)digits / 2);
}

void json_add_bytes(json_t *obj, const char *key, const struct bytes *bytes)
{
	char head[16];

	if (bytes->cut) {
		json_object_set_new(obj, key, json_null());
		snprintf(head, sizeof(head), "%s_head", key);
		key = head;
	}
	if (bytes->data)
		json_object_set_new(obj, key, json_hex(bytes->data, bytes->len));
}

json_t *json_ccw(const struct rec_ccw *ccw)
{
	json_t *obj = json_object();

	json_object_set_new(obj, "addr", json_hex_number(ccw->addr, 8));
	json_object_set_new(obj, "ccw", json_hex(ccw->raw, sizeof(ccw->raw)));
	if (ccw->tic) {
		json_object_set_new(obj, "tic", json_hex_number(ccw->cda, 8));
		return obj;
	}
	json_object_set_new(obj, "cmd", json_hex_number(ccw->cmd, 2));
	json_object_set_new(obj, "flags", json_hex_number(ccw->flags, 2));
	json_object_set_new(obj, "count", json_integer(ccw->count));
	json_object_set_new(obj, "cda", json_hex_number(ccw->cda, 8));
	if (ccw->chained)
		json_object_set_new(obj, "chained", json_true());
	if (ccw->backward)
		json_object_set_new(obj, "backward", json_true());
	return obj;
}

// SPDX-License-Identifier: GPL-2.0-only
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/hex.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/recording.h"
#include "ccwtools/recording/utf8.h"
#include "ccwtools/recording/writer.h"

#define PIECE		((size_t)1 << 16)

/*
 * What a flush may cost. LZMA_SYNC_FLUSH keeps the dictionary: flushed each 20 KB, recordings
 * of 2 to 5 MB of text grow by 0.5 to 1.5 percent, while LZMA_FULL_FLUSH, which begins a new
 * block with an empty dictionary, makes them 75 to 100 percent larger. A decoder gives out what
 * was flushed either way, but checks a block when it ends. So a block ends now and then: a
 * recording that is cut off is checked but for its last BLOCK bytes of text.
 */
#define FLUSH_MS	1000u
#define BLOCK		((u64)16 << 20)

/**
 * struct rec_writer - a recording on its way
 * @file: where it goes
 * @packed: with xz
 * @unflushed: bytes of text in the encoder that are not flushed
 * @block: bytes of text in this block of the xz file
 * @flushed_ms: when it was flushed
 * @seq: number of the next event
 * @failed: something could not be written; what comes is not tried
 */
struct rec_writer {
	struct output_file *file;
	bool packed;
	lzma_stream xz;
	u64 unflushed;
	u64 block;
	u64 flushed_ms;
	u64 seq;
	bool failed;
};

struct rec_writer *rec_writer_open(const char *path, struct problem *problem)
{
	struct rec_writer *writer = mem_need(calloc(1, sizeof(*writer)));
	size_t len = strlen(path);

	writer->packed = len > 3 && !strcmp(path + len - 3, ".xz");
	writer->file = output_file_open(path, OUTPUT_RECORDING, problem);
	if (!writer->file) {
		free(writer);
		return NULL;
	}
	if (writer->packed &&
	    lzma_easy_encoder(&writer->xz, LZMA_PRESET_DEFAULT, LZMA_CHECK_CRC64) != LZMA_OK)
		mem_need(NULL);
	return writer;
}

bool rec_writer_publish(struct rec_writer *writer, struct problem *problem)
{
	return output_file_publish(writer->file, problem);
}

const char *rec_writer_name(const struct rec_writer *writer)
{
	return output_file_name(writer->file);
}

bool rec_writer_failed(const struct rec_writer *writer)
{
	return writer->failed;
}

static void write_bytes(struct rec_writer *writer, const void *data, size_t len)
{
	if (!writer->failed && fwrite(data, 1, len, output_file_stream(writer->file)) != len)
		writer->failed = true;
}

/* Until all is taken; any action but LZMA_RUN ends with LZMA_STREAM_END. */
static void pack(struct rec_writer *writer, const char *data, size_t len, lzma_action action)
{
	lzma_ret ret = LZMA_OK;
	u8 piece[PIECE];

	writer->xz.next_in = (const u8 *)data;
	writer->xz.avail_in = len;
	while (ret == LZMA_OK && (writer->xz.avail_in || action != LZMA_RUN)) {
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
	if (!writer->packed) {
		write_bytes(writer, data, len);
		return;
	}
	pack(writer, data, len, LZMA_RUN);
	writer->unflushed += len;
	writer->block += len;
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
	json_object_set_new(header, "emulator", json_text(emulator));
	rec_writer_put(writer, header);
}

static void flush_packed(struct rec_writer *writer, u64 now_ms)
{
	const bool ends = writer->block >= BLOCK;

	if (!writer->unflushed || now_ms - writer->flushed_ms < FLUSH_MS)
		return;
	pack(writer, NULL, 0, ends ? LZMA_FULL_FLUSH : LZMA_SYNC_FLUSH);
	writer->unflushed = 0;
	writer->flushed_ms = now_ms;
	if (ends)
		writer->block = 0;
}

bool rec_writer_flush_at(struct rec_writer *writer, u64 now_ms)
{
	if (writer->packed)
		flush_packed(writer, now_ms);
	if (!writer->failed && fflush(output_file_stream(writer->file)))
		writer->failed = true;
	return !writer->failed;
}

bool rec_writer_flush(struct rec_writer *writer)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return rec_writer_flush_at(writer, (u64)now.tv_sec * 1000 + (u64)now.tv_nsec / 1000000);
}

static struct output_file *end(struct rec_writer *writer)
{
	struct output_file *file = writer->file;

	if (writer->packed) {
		pack(writer, NULL, 0, LZMA_FINISH);
		lzma_end(&writer->xz);
	}
	free(writer);
	return file;
}

bool rec_writer_close(struct rec_writer *writer, struct problem *problem)
{
	return output_file_close(end(writer), problem);
}

void rec_writer_drop(struct rec_writer *writer)
{
	output_file_drop(end(writer));
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

// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE	/* memmem() */
#include <lzma.h>
#include <stdio.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/output_kind.h"
#include "ccwtools/recording/recording.h"

/* The first line of a recording, with the name of its format, is shorter. */
#define HEAD		4096u

#define XZ_MEMORY	((u64)256 << 20)

/**
 * struct head - how a file begins
 * @data: the bytes; if @packed, of what it unpacks to
 * @size: how many; 0 if there are none
 * @damaged: it does not unpack
 */
struct head {
	u8 data[HEAD];
	size_t size;
	bool packed;
	bool damaged;
};

static bool begins(const struct head *head, const char *text, size_t len)
{
	return head->size >= len && !memcmp(head->data, text, len);
}

#define BEGINS(head, text)	begins(head, text, sizeof(text) - 1)

/* A packed recording counts by what it holds: packed images begin in the same way. */
static void unpack(struct head *head)
{
	lzma_stream xz = LZMA_STREAM_INIT;
	u8 packed[HEAD];
	lzma_ret ret;

	memcpy(packed, head->data, head->size);
	ret = lzma_stream_decoder(&xz, XZ_MEMORY, 0);
	if (ret != LZMA_OK)
		mem_need(NULL);
	xz.next_in = packed;
	xz.avail_in = head->size;
	xz.next_out = head->data;
	xz.avail_out = HEAD;
	while (ret == LZMA_OK && xz.avail_in && xz.avail_out)
		ret = lzma_code(&xz, LZMA_RUN);
	head->packed = true;
	head->size = HEAD - xz.avail_out;
	head->damaged = ret != LZMA_OK && ret != LZMA_STREAM_END;
	lzma_end(&xz);
}

static bool read_head(struct head *head, const char *name)
{
	FILE *f = fopen(name, "rb");

	memset(head, 0, sizeof(*head));
	if (!f)
		return false;
	head->size = fread(head->data, 1, HEAD, f);
	fclose(f);
	if (BEGINS(head, "\3757zXZ"))
		unpack(head);
	return true;
}

static bool is_recording(const struct head *head)
{
	return BEGINS(head, "{") && memmem(head->data, head->size, RECORDING_FORMAT,
					   strlen(RECORDING_FORMAT));
}

static bool is_page(const struct head *head)
{
	static const char doctype[] = "<!doctype html>";

	return head->size >= strlen(doctype) &&
	       !strncasecmp((const char *)head->data, doctype, strlen(doctype));
}

static bool is_capture(const struct head *head)
{
	return BEGINS(head, "\x0a\x0d\x0d\x0a");
}

static const char *describe(const struct head *head)
{
	if (head->damaged)
		return "a damaged xz file";
	if (is_recording(head))
		return "a recording";
	if (is_page(head))
		return "an HTML page";
	if (is_capture(head))
		return "a capture";
	if (BEGINS(head, "CKD_"))
		return "a disk image";
	return head->packed ? "a packed file that is no recording" : "something else";
}

static bool fits(const struct head *head, enum output_kind kind)
{
	if (head->damaged)
		return false;
	switch (kind) {
	case OUTPUT_RECORDING:
		/* Packed, and cut off before its first line: nothing is lost with it. */
		return !head->size || is_recording(head);
	case OUTPUT_PAGE:
		return !head->packed && (!head->size || is_page(head));
	case OUTPUT_CAPTURE:
		return !head->packed && (!head->size || is_capture(head));
	default:
		return true;
	}
}

bool output_kind_check(const char *name, const char *path, enum output_kind kind,
		       struct problem *problem)
{
	static const char *const wanted[] = {
		[OUTPUT_RECORDING] = "a recording", [OUTPUT_PAGE] = "an HTML page",
		[OUTPUT_CAPTURE] = "a capture",
	};
	struct head head;

	if (kind == OUTPUT_ANYTHING)
		return true;
	if (!read_head(&head, name))
		return problem_set(problem, path, 0, "exists and cannot be read (%s), so it is not "
				   "replaced; name another file", strerror(errno));
	return fits(&head, kind) ||
	       problem_set(problem, path, 0, "exists and holds %s; it is not replaced by %s; name "
			   "another file", describe(&head), wanted[kind]);
}

// SPDX-License-Identifier: GPL-2.0-only
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>

#include "ccwtools/recording/input.h"

#define FIRST_ROOM	((size_t)1 << 16)
#define XZ_MEMORY	((u64)256 << 20)

static const u8 xz_magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0x00 };

/* Make room for at least one byte more, and the zero behind the last. */
static bool grow(struct input *in, size_t *room, size_t limit)
{
	size_t more = *room ? *room * 2 : FIRST_ROOM;
	u8 *data;

	if (*room > limit)
		return false;
	if (more > limit + 1)
		more = limit + 1;
	data = realloc(in->data, more + 1);
	if (!data)
		return false;
	in->data = data;
	*room = more;
	return true;
}

static bool too_large(const char *path, size_t limit, struct problem *problem)
{
	return problem_set(problem, path, 0,
			   "holds more than the %zu bytes that can be read; is it the right file?",
			   limit);
}

static bool read_plain(struct input *in, const char *path, size_t limit, struct problem *problem)
{
	FILE *f = fopen(path, "rb");
	size_t room = 0;
	size_t n;
	int err = 0;

	if (!f)
		return problem_set(problem, path, 0, "cannot be opened (%s); check the name",
				   strerror(errno));
	do {
		if (in->size == room && !grow(in, &room, limit))
			break;
		n = fread(in->data + in->size, 1, room - in->size, f);
		in->size += n;
	} while (n > 0);
	if (ferror(f))
		err = errno ? errno : EIO;
	fclose(f);
	if (err)
		return problem_set(problem, path, 0, "cannot be read (%s); is it a file?",
				   strerror(err));
	if (in->size > limit || in->size == room)
		return too_large(path, limit, problem);
	in->data[in->size] = 0;
	return true;
}

static bool unpack(struct input *out, const struct input *in, const char *path, size_t limit,
		   struct problem *problem)
{
	lzma_stream xz = LZMA_STREAM_INIT;
	lzma_ret ret = lzma_stream_decoder(&xz, XZ_MEMORY, LZMA_CONCATENATED);
	size_t room = 0;

	xz.next_in = in->data;
	xz.avail_in = in->size;
	while (ret == LZMA_OK) {
		if (out->size == room && !grow(out, &room, limit))
			break;
		xz.next_out = out->data + out->size;
		xz.avail_out = room - out->size;
		ret = lzma_code(&xz, LZMA_FINISH);
		out->size = room - xz.avail_out;
	}
	lzma_end(&xz);
	if (ret != LZMA_OK && ret != LZMA_STREAM_END)
		return problem_set(problem, path, 0,
				   "begins like an xz file but does not unpack (%s); get the file anew",
				   ret == LZMA_MEMLIMIT_ERROR ? "it asks for too much memory" :
				   ret == LZMA_BUF_ERROR ? "it is cut short" : "it is damaged");
	if (ret != LZMA_STREAM_END || out->size > limit)
		return too_large(path, limit, problem);
	out->data[out->size] = 0;
	return true;
}

bool input_read(struct input *in, const char *path, size_t limit, struct problem *problem)
{
	struct input packed;
	bool ok;

	memset(in, 0, sizeof(*in));
	if (!read_plain(in, path, limit, problem)) {
		input_free(in);
		return false;
	}
	if (in->size < sizeof(xz_magic) || memcmp(in->data, xz_magic, sizeof(xz_magic)))
		return true;
	packed = *in;
	memset(in, 0, sizeof(*in));
	ok = unpack(in, &packed, path, limit, problem);
	in->packed = true;
	input_free(&packed);
	if (!ok)
		input_free(in);
	return ok;
}

void input_free(struct input *in)
{
	free(in->data);
	memset(in, 0, sizeof(*in));
}

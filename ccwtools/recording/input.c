// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "ccwtools/recording/input.h"
#include "ccwtools/recording/source.h"

#define FIRST_ROOM	((size_t)1 << 16)

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

static bool read_all(struct input *in, struct source *source, const char *path, size_t limit,
		     struct problem *problem)
{
	size_t room = 0, n;

	do {
		if (in->size == room && !grow(in, &room, limit))
			return too_large(path, limit, problem);
		if (!source_read(source, in->data + in->size, room - in->size, &n, problem))
			return false;
		in->size += n;
	} while (n > 0);
	if (in->size > limit)
		return too_large(path, limit, problem);
	if (source_is_cut(source))
		return problem_set(problem, path, 0, "begins like an xz file but does not unpack "
				   "(it is cut short); get the file anew");
	in->data[in->size] = 0;
	return true;
}

bool input_read(struct input *in, const char *path, size_t limit, struct problem *problem)
{
	struct source *source = source_open(path, false, problem);
	bool ok;

	memset(in, 0, sizeof(*in));
	if (!source)
		return false;
	ok = read_all(in, source, path, limit, problem);
	in->packed = source_is_packed(source);
	source_close(source);
	if (!ok)
		input_free(in);
	return ok;
}

void input_free(struct input *in)
{
	free(in->data);
	memset(in, 0, sizeof(*in));
}

// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>

#include "simtests/replay/exceptions.h"
#include "simtests/replay/input.h"
#include "simtests/replay/pool.h"

#define FILE_LIMIT	((size_t)1 << 20)
#define ADVICE		"docs/replay.rst describes the file"

static const char *text_of(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static bool read_one(struct exceptions *ex, const json_t *obj, const char *recording,
		     const char *path, size_t index, struct problem *problem)
{
	const json_t *seq = json_object_get(obj, "seq");
	const json_t *ccw = json_object_get(obj, "ccw");
	const char *reason = text_of(obj, "reason");
	const char *of = text_of(obj, "recording");
	const char *what = text_of(obj, "what");
	struct exception *e;

	if (!of || !what || !json_is_integer(seq) || (ccw && json_integer_value(ccw) < 1))
		return problem_set(problem, path, 0, "exception %zu lacks \"recording\", \"what\", "
				   "or a number \"seq\" (or its \"ccw\" is none); " ADVICE, index);
	if (!reason || !*reason)
		return problem_set(problem, path, 0,
				   "exception %zu gives no \"reason\"; each needs one", index);
	if (strcmp(of, recording))
		return true;
	ex->list = pool_grow(ex->pool, ex->list, ex->n, sizeof(*e));
	e = &ex->list[ex->n++];
	memset(e, 0, sizeof(*e));
	e->recording = pool_strdup(ex->pool, of);
	e->what = pool_strdup(ex->pool, what);
	e->reason = pool_strdup(ex->pool, reason);
	e->seq = (u64)json_integer_value(seq);
	e->step = ccw ? (u32)json_integer_value(ccw) - 1 : AT_THE_END;
	return true;
}

bool exceptions_read(struct exceptions *ex, const char *path, const char *recording,
		     struct problem *problem)
{
	json_error_t error;
	struct input in;
	json_t *root, *list;
	bool ok = true;
	size_t i;

	memset(ex, 0, sizeof(*ex));
	if (!input_read(&in, path, FILE_LIMIT, problem))
		return false;
	root = json_loadb((const char *)in.data, in.size, JSON_REJECT_DUPLICATES, &error);
	input_free(&in);
	if (!root)
		return problem_set(problem, path, (u64)error.line, "is not JSON (%s); " ADVICE,
				   error.text);
	ex->pool = pool_create();
	list = json_object_get(root, "exceptions");
	if (!json_is_array(list))
		ok = problem_set(problem, path, 0, "has no array \"exceptions\"; " ADVICE);
	for (i = 0; ok && i < json_array_size(list); i++)
		ok = read_one(ex, json_array_get(list, i), recording, path, i + 1, problem);
	json_decref(root);
	if (!ok)
		exceptions_free(ex);
	return ok;
}

const char *exceptions_find(struct exceptions *ex, u64 seq, u32 step, const char *what)
{
	u32 i;

	for (i = 0; i < ex->n; i++) {
		struct exception *e = &ex->list[i];

		if (e->seq != seq || e->step != step || strcmp(e->what, what))
			continue;
		e->met = true;
		return e->reason;
	}
	return NULL;
}

void exceptions_free(struct exceptions *ex)
{
	pool_destroy(ex->pool);
	memset(ex, 0, sizeof(*ex));
}

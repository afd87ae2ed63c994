// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "hw-sim/plan_words.h"
#include "ccwtools/replay/exceptions.h"
#include "ccwtools/recording/input.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/program.h"
#include "ccwtools/recording/text.h"

#define FILE_LIMIT	((size_t)1 << 20)
#define ADVICE		"docs/replay.rst describes the file"

/**
 * struct reader - an exception on its way
 * @obj: as it is in the file
 * @e: what comes of it
 * @path: the file
 */
struct reader {
	const json_t *obj;
	struct exception e;
	struct mem_arena *arena;
	const char *path;
	struct problem *problem;
};

static bool refuse(const struct reader *r, const char *why)
{
	return problem_set(r->problem, r->path, 0, "exception %u %s; " ADVICE, r->e.number, why);
}

static const char *text_of(const struct reader *r, const char *key)
{
	return json_string_value(json_object_get(r->obj, key));
}

static bool has(const struct reader *r, const char *key)
{
	return json_object_get(r->obj, key);
}

/* ---- Members ---- */

static bool members_are_known(const struct reader *r)
{
	static const char *const known[] = {
		"recording", "seq", "ccw", "command", "when", "what", "reason",
	};
	const char *key;
	json_t *value;
	size_t i;

	json_object_foreach((json_t *)r->obj, key, value) {
		for (i = 0; i < ARRAY_SIZE(known) && strcmp(known[i], key); i++)
			;
		if (i == ARRAY_SIZE(known))
			return problem_set(r->problem, r->path, 0,
					   "exception %u has \"%s\", which means nothing; " ADVICE,
					   r->e.number, key);
	}
	return true;
}

/* 57, or "57-90" */
static bool read_range(const struct reader *r, const char *key, struct exception_range *range,
		       u64 least)
{
	const json_t *value = json_object_get(r->obj, key);
	const char *text = json_string_value(value);
	char rest, why[80];
	bool ok;

	if (json_is_integer(value) && json_integer_value(value) >= 0) {
		range->first = (u64)json_integer_value(value);
		range->last = range->first;
		ok = true;
	} else {
		ok = text && strspn(text, "0123456789-") == strlen(text) && *text != '-' &&
		     sscanf(text, "%" SCNu64 "-%" SCNu64 "%c", &range->first, &range->last,
			    &rest) == 2;
	}
	if (ok && range->first >= least && range->last >= range->first)
		return true;
	snprintf(why, sizeof(why), "has a \"%s\" that is neither a number from %u on nor a range "
		 "like \"3-7\"", key, (unsigned int)least);
	return refuse(r, why);
}

static bool add_word(struct reader *r, const char *word)
{
	if (!word || !*word)
		return refuse(r, "has a \"what\" that is neither a word nor a list of them");
	if (r->e.n_whats == EXCEPTION_WHATS)
		return refuse(r, "has more words in \"what\" than the 8 that there may be");
	r->e.whats[r->e.n_whats++] = mem_strdup(r->arena, word);
	return true;
}

/* Elements of a list, or what there is instead of one. */
static const json_t *element(const json_t *value, size_t i)
{
	if (json_is_array(value))
		return json_array_get(value, i);
	return i ? NULL : value;
}

static bool read_whats(struct reader *r)
{
	const json_t *value = json_object_get(r->obj, "what"), *one;
	size_t i;

	if (!value)
		return refuse(r, "lacks \"what\" may differ");
	for (i = 0; (one = element(value, i)); i++)
		if (!add_word(r, json_string_value(one)))
			return false;
	return i || refuse(r, "has no word in \"what\"");
}

static void add_code(struct reader *r, u8 code)
{
	r->e.commands[code / 32] |= 1u << code % 32;
}

/* Two digits, or a name as plans of faults have it, which may stand for two codes. */
static bool add_command(struct reader *r, const char *word)
{
	unsigned int code, i;
	bool found = false;
	char rest;

	if (word && strlen(word) == 2 && strspn(word, "0123456789abcdef") == 2 &&
	    sscanf(word, "%2x%c", &code, &rest) == 1) {
		add_code(r, (u8)code);
		return true;
	}
	for (i = 0; word && i < ARRAY_SIZE(plan_commands); i++) {
		if (strcmp(plan_commands[i].word, word))
			continue;
		for (code = 0; code < 256; code++)
			if ((code & plan_commands[i].mask) ==
			    (unsigned int)(plan_commands[i].code & plan_commands[i].mask))
				add_code(r, (u8)code);
		found = true;
	}
	return found || refuse(r, "has a \"command\" that is neither two digits like \"1d\" nor a "
				  "name like \"read-count\", nor a list of them");
}

static bool read_commands(struct reader *r)
{
	const json_t *value = json_object_get(r->obj, "command"), *one;
	size_t i;

	r->e.any_command = !value;
	for (i = 0; (one = element(value, i)); i++)
		if (!add_command(r, json_string_value(one)))
			return false;
	return !value || i || refuse(r, "has no command in \"command\"");
}

static bool read_when(struct reader *r)
{
	const char *word = text_of(r, "when");

	if (!has(r, "when"))
		return true;
	r->e.when = word ? condition_find(word) : NULL;
	return r->e.when || refuse(r, "has a \"when\" that is none of " CONDITION_WORDS);
}

static bool read_place(struct reader *r)
{
	r->e.seqs.last = UINT64_MAX;
	if (!has(r, "seq") && !has(r, "command") && !has(r, "when"))
		return refuse(r, "has no \"seq\", \"command\" or \"when\": it is about everything");
	return (!has(r, "seq") || read_range(r, "seq", &r->e.seqs, 0)) &&
	       (!has(r, "ccw") || read_range(r, "ccw", &r->e.steps, 1)) &&
	       read_commands(r) && read_when(r);
}

/* ---- What it is about, for people ---- */

static void tell_range(struct text *t, const char *one, const char *many,
		       const struct exception_range *range)
{
	if (range->first == range->last)
		text_add(t, " of %s %" PRIu64, one, range->first);
	else
		text_add(t, " of %s %" PRIu64 "-%" PRIu64, many, range->first, range->last);
}

static void tell_commands(struct text *t, const struct reader *r)
{
	const json_t *value = json_object_get(r->obj, "command"), *one;
	size_t i;

	for (i = 0; (one = element(value, i)); i++)
		text_add(t, "%s%s", i ? ", " : " of command ", json_string_value(one));
}

static const char *tell(const struct reader *r)
{
	struct text t = { 0 };
	u32 i;

	for (i = 0; i < r->e.n_whats; i++)
		text_add(&t, "%s\"%s\"", i ? ", " : "", r->e.whats[i]);
	if (r->e.steps.first)
		tell_range(&t, "CCW", "CCWs", &r->e.steps);
	tell_commands(&t, r);
	if (r->e.when)
		text_add(&t, " (%s)", r->e.when->word);
	if (has(r, "seq"))
		tell_range(&t, "program", "programs", &r->e.seqs);
	text_defuse(t.buf);
	return mem_strdup(r->arena, t.buf);
}

/* ---- The file ---- */

/* A name, or the beginning of one and "*". */
static bool is_of(const char *pattern, const char *recording)
{
	size_t len = strlen(pattern);

	if (len && pattern[len - 1] == '*')
		return !strncmp(pattern, recording, len - 1);
	return !strcmp(pattern, recording);
}

static bool read_one(struct reader *r)
{
	const char *reason = text_of(r, "reason");

	if (!json_is_object(r->obj))
		return refuse(r, "is no object");
	if (!members_are_known(r))
		return false;
	if (!text_of(r, "recording"))
		return refuse(r, "lacks the name of its \"recording\"");
	if (!read_whats(r) || !read_place(r))
		return false;
	if (!reason || !*reason)
		return refuse(r, "gives no \"reason\"; each needs one");
	r->e.reason = mem_strdup(r->arena, reason);
	r->e.about = tell(r);
	return true;
}

static bool read_all(struct exceptions *ex, const json_t *list, const char *recording,
		     const char *path, struct problem *problem)
{
	size_t i;

	if (!json_is_array(list))
		return problem_set(problem, path, 0, "has no array \"exceptions\"; " ADVICE);
	for (i = 0; i < json_array_size(list); i++) {
		struct reader r = {
			.obj = json_array_get(list, i), .e.number = (u32)i + 1,
			.arena = ex->arena, .path = path, .problem = problem,
		};

		if (!read_one(&r))
			return false;
		if (!is_of(text_of(&r, "recording"), recording))
			continue;
		ex->list = mem_grow(ex->arena, ex->list, ex->n, sizeof(r.e));
		ex->list[ex->n++] = r.e;
	}
	return true;
}

bool exceptions_read(struct exceptions *ex, const char *path, const char *recording,
		     struct problem *problem)
{
	json_error_t error;
	struct input in;
	json_t *root;
	bool ok;

	memset(ex, 0, sizeof(*ex));
	if (!input_read(&in, path, FILE_LIMIT, problem))
		return false;
	root = json_loadb((const char *)in.data, in.size, JSON_REJECT_DUPLICATES, &error);
	input_free(&in);
	if (!root)
		return problem_set(problem, path, (u64)error.line, "is not JSON (%s); " ADVICE,
				   error.text);
	ex->arena = mem_arena_create();
	ok = read_all(ex, json_object_get(root, "exceptions"), recording, path, problem);
	json_decref(root);
	if (!ok)
		exceptions_free(ex);
	return ok;
}

/* ---- Differences ---- */

static bool is_in(const struct exception_range *range, u64 n)
{
	return n >= range->first && n <= range->last;
}

static bool is_about(const struct exception *e, const char *what)
{
	u32 i;

	for (i = 0; i < e->n_whats; i++)
		if (!strcmp(e->whats[i], what))
			return true;
	return false;
}

static bool is_pattern(const struct exception *e)
{
	return !e->any_command || e->when;
}

bool exception_is_of_ccws(const struct exception *e)
{
	return e->steps.first || is_pattern(e);
}

static bool fits_ccw(const struct exception *e, const struct rec_program *program, u32 step)
{
	u8 code;

	if (!program || step >= program->n_steps)
		return !is_pattern(e);
	code = rec_command(&program->steps[step]);
	return (e->any_command || e->commands[code / 32] & 1u << code % 32) &&
	       (!e->when || e->when->holds(program, step));
}

/* What is seen at the end comes of a CCW, too: of any that fits. */
static bool fits_end(const struct exception *e, const struct rec_program *program)
{
	u32 i;

	if (e->steps.first)
		return false;
	if (!is_pattern(e))
		return true;
	for (i = 0; program && i < program->n_steps; i++)
		if (fits_ccw(e, program, i))
			return true;
	return false;
}

static bool fits(const struct exception *e, const struct exception_place *place)
{
	if (!is_in(&e->seqs, place->seq))
		return false;
	if (place->step == AT_THE_END)
		return fits_end(e, place->program);
	if (e->steps.first ? !is_in(&e->steps, (u64)place->step + 1) : !is_pattern(e))
		return false;
	return fits_ccw(e, place->program, place->step);
}

const char *exceptions_find(struct exceptions *ex, const struct exception_place *place,
			    const char *what)
{
	u32 i;

	for (i = 0; i < ex->n; i++) {
		struct exception *e = &ex->list[i];

		if (!is_about(e, what) || !fits(e, place))
			continue;
		e->met = true;
		return e->reason;
	}
	return NULL;
}

void exceptions_free(struct exceptions *ex)
{
	mem_arena_destroy(ex->arena);
	memset(ex, 0, sizeof(*ex));
}

// SPDX-License-Identifier: GPL-2.0-only
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "ccwtools/recording/input.h"
#include "ccwtools/recording/manifest.h"
#include "ccwtools/recording/arena.h"

#define FILE_LIMIT	((size_t)1 << 20)
#define HASH_DIGITS	64u

static char *path_in(struct mem_arena *arena, const char *folder, const char *name)
{
	size_t len = strlen(folder) + strlen(name) + 2;
	char *path = mem_zalloc(arena, len);

	if (*name == '/')
		snprintf(path, len, "%s", name);
	else
		snprintf(path, len, "%s/%s", folder, name);
	return path;
}

static const char *text_of(const json_t *obj, const char *key)
{
	return json_string_value(json_object_get(obj, key));
}

static bool is_hash(const char *text)
{
	return text && strlen(text) == HASH_DIGITS &&
	       strspn(text, "0123456789abcdef") == HASH_DIGITS;
}

/* For a part of a recording the expected image at the end is not known. */
static bool is_hash_or_none(const char *text)
{
	return !text || is_hash(text);
}

static char *copy_or_none(struct mem_arena *arena, const char *text)
{
	return text ? mem_strdup(arena, text) : NULL;
}

static bool fill(struct manifest *m, const json_t *entry, const char *folder, const char *path,
		 const char *name, struct problem *problem)
{
	const char *before = text_of(entry, "before");
	const char *after = text_of(entry, "after");
	const char *device = text_of(entry, "device");
	const char *image = text_of(entry, "image");

	if (!device || !image || !is_hash(before) || !is_hash_or_none(after))
		return problem_set(problem, path, 0,
				   "the entry of \"%s\" lacks \"device\", \"image\", or the "
				   "SHA-256 \"before\", or has no such \"after\"; "
				   "docs/replay.rst describes the file", name);
	m->found = true;
	m->device = mem_strdup(m->arena, device);
	m->image = path_in(m->arena, folder, image);
	m->readonly = json_is_true(json_object_get(entry, "readonly"));
	m->before = mem_strdup(m->arena, before);
	m->after = copy_or_none(m->arena, after);
	return true;
}

static bool fill_mounts(struct manifest *m, const json_t *entry, const char *folder,
			const char *path, const char *name, struct problem *problem)
{
	const json_t *mounts = json_object_get(entry, "mounts");
	const char *tape;
	json_t *value;

	json_object_foreach((json_t *)mounts, tape, value) {
		const char *image = text_of(value, "image");
		const char *before = text_of(value, "before");
		const char *after = text_of(value, "after");
		struct manifest_tape *t;

		if (!image || !is_hash(before) || !is_hash_or_none(after))
			return problem_set(problem, path, 0,
					   "the tape \"%s\" among the mounts of \"%s\" lacks "
					   "\"image\", or the SHA-256 \"before\", or has no such \"after\"; "
					   "docs/replay.rst describes the file", tape, name);
		m->mounts = mem_grow(m->arena, m->mounts, m->n_mounts, sizeof(*t));
		t = &m->mounts[m->n_mounts++];
		t->name = mem_strdup(m->arena, tape);
		t->image = path_in(m->arena, folder, image);
		t->before = mem_strdup(m->arena, before);
		t->after = copy_or_none(m->arena, after);
	}
	return true;
}

bool manifest_read(struct manifest *m, const char *folder, const char *name,
		   struct problem *problem)
{
	json_error_t error;
	struct input in;
	const json_t *entry;
	json_t *root = NULL;
	const char *path;
	bool ok;

	memset(m, 0, sizeof(*m));
	m->arena = mem_arena_create();
	path = path_in(m->arena, folder, "manifest.json");
	if (access(path, F_OK))
		return true;
	ok = input_read(&in, path, FILE_LIMIT, problem);
	if (ok) {
		root = json_loadb((const char *)in.data, in.size, JSON_REJECT_DUPLICATES, &error);
		input_free(&in);
		if (!root)
			ok = problem_set(problem, path, (u64)error.line, "is not JSON (%s); "
					 "docs/replay.rst describes the file", error.text);
	}
	entry = json_object_get(json_object_get(root, "recordings"), name);
	if (ok && entry)
		ok = fill(m, entry, folder, path, name, problem) &&
		     fill_mounts(m, entry, folder, path, name, problem);
	json_decref(root);
	if (!ok)
		manifest_free(m);
	return ok;
}

void manifest_free(struct manifest *m)
{
	mem_arena_destroy(m->arena);
	memset(m, 0, sizeof(*m));
}

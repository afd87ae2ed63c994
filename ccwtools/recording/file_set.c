// SPDX-License-Identifier: GPL-2.0-only
#include <libgen.h>
#include <stdio.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/file_set.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/output_place.h"

/**
 * struct file_key - what makes a file the same as another one
 * @dev: device that its file system is on
 * @ino: the file; for one that is not there yet its folder
 * @name: NULL; for one that is not there yet its name in the folder
 * @what: what it is
 * @output: it is written
 */
struct file_key {
	dev_t dev;
	ino_t ino;
	const char *name;
	const char *what;
	bool output;
};

struct file_set {
	struct mem_arena *arena;
	struct file_key *keys;
	u32 n;
};

struct file_set *file_set_create(void)
{
	struct mem_arena *arena = mem_arena_create();
	struct file_set *set = mem_zalloc(arena, sizeof(*set));

	set->arena = arena;
	return set;
}

void file_set_destroy(struct file_set *set)
{
	mem_arena_destroy(set->arena);
}

static void add(struct file_set *set, const struct file_key *key)
{
	set->keys = mem_grow(set->arena, set->keys, set->n, sizeof(*set->keys));
	set->keys[set->n++] = *key;
}

void file_set_input(struct file_set *set, const char *path, const char *what)
{
	struct file_key key = { .what = what };
	struct stat st;

	/* Writing to a device or a pipe destroys nothing that is read from it. */
	if (!path || stat(path, &st) || !S_ISREG(st.st_mode))
		return;
	key.dev = st.st_dev;
	key.ino = st.st_ino;
	add(set, &key);
}

/* Return: false if it has no key: not a file, or in no folder. */
static bool find_key(struct file_set *set, const struct output_place *place, struct file_key *key)
{
	struct stat folder;

	if (place->way != OUTPUT_CREATE) {
		key->dev = place->st.st_dev;
		key->ino = place->st.st_ino;
		return S_ISREG(place->st.st_mode);
	}
	if (stat(dirname(mem_strdup(set->arena, place->name)), &folder))
		return false;
	key->dev = folder.st_dev;
	key->ino = folder.st_ino;
	key->name = basename(mem_strdup(set->arena, place->name));
	return true;
}

static bool same(const struct file_key *a, const struct file_key *b)
{
	return a->dev == b->dev && a->ino == b->ino && !a->name == !b->name &&
	       (!a->name || !strcmp(a->name, b->name));
}

static const struct file_key *find(const struct file_set *set, const struct file_key *key)
{
	u32 i;

	for (i = 0; i < set->n; i++)
		if (same(&set->keys[i], key))
			return &set->keys[i];
	return NULL;
}

/* Outputs to an open file are appended to each other, so two of them may share it. */
static bool is_open(const struct output_place *place)
{
	return place->way == OUTPUT_DESCRIPTOR;
}

bool file_set_output(struct file_set *set, const char *path, const char *what,
		     enum output_kind kind, struct problem *problem)
{
	struct file_key key = { .what = what, .output = true };
	struct output_place place;
	const struct file_key *other;

	if (!path)
		return true;
	if (!output_place_find(&place, path, problem))
		return false;
	if (find_key(set, &place, &key)) {
		other = find(set, &key);
		if (other && !(other->output && is_open(&place)))
			return problem_set(problem, strcmp(path, "-") ? path : "standard output", 0,
					   "is %s, and is not overwritten by %s; name another file",
					   other->what, what);
		add(set, &key);
	}
	return output_file_check(path, kind, problem);
}

// SPDX-License-Identifier: GPL-2.0-only
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ccwtools/replay/bundle.h"
#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/jsonl.h"
#include "ccwtools/recording/recording_write.h"
#include "ccwtools/recording/temporary.h"

#define PIECE		65536u

/* Images are named by number: two of them may have one name in two folders. */
#define IMAGE_NAME	24u

/**
 * struct writer - the bundle on its way
 * @folder: its name until it is whole
 * @made: the folder, and what is in it; removed if it does not become whole
 * @n: how many
 * @arena: holds @made
 * @sums: SHA256SUMS, as sha256sum(1) reads it
 * @packed: the recording was copied as it was, packed with xz
 */
struct writer {
	const struct bundle *b;
	struct problem *problem;
	char folder[PATH_MAX];
	struct temporary **made;
	u32 n;
	struct mem_arena *arena;
	FILE *sums;
	bool packed;
};

static bool failed(struct writer *w, const char *path)
{
	return problem_set(w->problem, path, 0, "cannot be written (%s)", strerror(errno));
}

static bool name_in(struct writer *w, char path[PATH_MAX], const char *name)
{
	return snprintf(path, PATH_MAX, "%s/%s", w->folder, name) < PATH_MAX ||
	       problem_set(w->problem, w->b->folder, 0, "has too long a name");
}

static void add_made(struct writer *w, const char *path, bool folder)
{
	w->made = mem_grow(w->arena, w->made, w->n, sizeof(struct temporary *));
	w->made[w->n++] = temporary_add(path, folder);
}

static FILE *create(struct writer *w, const char *name)
{
	char path[PATH_MAX];
	FILE *f;

	if (!name_in(w, path, name))
		return NULL;
	f = fopen(path, "wx");
	if (f)
		add_made(w, path, false);
	else
		failed(w, path);
	return f;
}

static bool close_file(struct writer *w, FILE *f, const char *name)
{
	bool ok = !ferror(f);

	return (!fclose(f) && ok) || failed(w, name);
}

/* ---- Checksums ---- */

static bool add_sum(struct writer *w, const char *name)
{
	u8 digest[SHA256_DIGEST_SIZE], piece[PIECE];
	struct sha256_ctx ctx;
	char path[PATH_MAX];
	FILE *f;
	size_t n, i;

	if (!name_in(w, path, name))
		return false;
	f = fopen(path, "r");
	if (!f)
		return failed(w, path);
	sha256_init(&ctx);
	while ((n = fread(piece, 1, sizeof(piece), f)))
		sha256_update(&ctx, n, piece);
	fclose(f);
	sha256_digest(&ctx, sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++)
		fprintf(w->sums, "%02x", digest[i]);
	fprintf(w->sums, "  %s\n", name);
	return true;
}

static bool copy_file(struct writer *w, const char *from, const char *name)
{
	u8 piece[PIECE];
	FILE *in = fopen(from, "r");
	bool ok = true;
	FILE *out;
	size_t n;

	if (!in)
		return problem_set(w->problem, from, 0, "cannot be opened (%s)", strerror(errno));
	out = create(w, name);
	while (out && ok && (n = fread(piece, 1, sizeof(piece), in)))
		ok = fwrite(piece, 1, n, out) == n;
	if (ferror(in))
		ok = problem_set(w->problem, from, 0, "cannot be read (%s)", strerror(errno));
	else if (!ok)
		failed(w, name);
	fclose(in);
	return out && (close_file(w, out, name) & ok) && add_sum(w, name);
}

/* ---- The recording ---- */

static bool ends_in_xz(const char *path)
{
	size_t len = strlen(path);

	return len > 3 && !strcmp(path + len - 3, ".xz");
}

static bool put_recording(struct writer *w)
{
	const struct bundle *b = w->b;
	char name[PATH_MAX], path[PATH_MAX];

	w->packed = !b->recording && ends_in_xz(b->path);
	if (snprintf(name, sizeof(name), "%s.jsonl%s", b->name, w->packed ? ".xz" : "") >=
	    (int)sizeof(name))
		return problem_set(w->problem, b->path, 0, "has too long a name");
	if (!b->recording)
		return copy_file(w, b->path, name);
	if (!name_in(w, path, name) || !recording_write(b->recording, path, w->problem))
		return false;
	add_made(w, path, false);
	return add_sum(w, name);
}

/* ---- Images and the manifest ---- */

static void put_hashes(FILE *f, const char *before, const char *after)
{
	jsonl_text(f, "before", before);
	if (after)
		jsonl_text(f, "after", after);
}

static bool put_mounts(struct writer *w, FILE *f)
{
	const struct manifest *m = w->b->manifest;
	char name[IMAGE_NAME];
	u32 i;

	for (i = 0; i < m->n_mounts; i++) {
		const struct manifest_tape *tape = &m->mounts[i];

		snprintf(name, sizeof(name), "image-%u", i + 1);
		fputs(i ? "," : ",\"mounts\":{", f);
		jsonl_string(f, tape->name);
		fputs(":{\"image\":", f);
		jsonl_string(f, name);
		put_hashes(f, tape->before, tape->after);
		putc('}', f);
		if (!copy_file(w, tape->image, name))
			return false;
	}
	if (m->n_mounts)
		putc('}', f);
	return true;
}

static bool put_manifest(struct writer *w)
{
	const struct manifest *m = w->b->manifest;
	FILE *f = create(w, "manifest.json");
	bool ok;

	if (!f)
		return false;
	fputs("{\"recordings\":{", f);
	jsonl_string(f, w->b->name);
	fputs(":{\"image\":\"image-0\"", f);
	jsonl_text(f, "device", m->device);
	fprintf(f, ",\"readonly\":%s", m->readonly ? "true" : "false");
	put_hashes(f, m->before, m->after);
	ok = copy_file(w, m->image, "image-0") && put_mounts(w, f);
	fputs("}}}\n", f);
	return close_file(w, f, "manifest.json") && ok && add_sum(w, "manifest.json");
}

/* ---- The script that reproduces it ---- */

/* Quotes a text for the shell. */
static void put_quoted(FILE *f, const char *text)
{
	putc('\'', f);
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", f);
		else
			putc(*text, f);
	putc('\'', f);
}

static bool put_again(struct writer *w)
{
	const struct bundle *b = w->b;
	FILE *f = create(w, "again");
	char path[PATH_MAX];

	if (!f)
		return false;
	fputs("#!/bin/sh\n"
	      "# Replays this once more; CCWREPLAY names ccwreplay, if it is not in the path.\n"
	      "here=$(dirname \"$0\")\n"
	      "exec \"${CCWREPLAY:-ccwreplay}\"", f);
	fprintf(f, "%s%s", *b->options ? " " : "", b->options);
	if (b->plan)
		fputs(" --plan=\"$here/plan\"", f);
	fputs(" \"$@\" \"$here/\"", f);
	put_quoted(f, b->name);
	fprintf(f, ".jsonl%s\n", w->packed ? ".xz" : "");
	if (!close_file(w, f, "again") || !name_in(w, path, "again"))
		return false;
	return !chmod(path, 0755) || failed(w, path);
}

static bool put_all(struct writer *w)
{
	const struct bundle *b = w->b;

	return put_recording(w) && put_manifest(w) &&
	       (!b->plan || copy_file(w, b->plan, "plan")) &&
	       (!b->exceptions || copy_file(w, b->exceptions, "exceptions.json")) && put_again(w);
}

static bool make_folder(struct writer *w, const char *name)
{
	struct stat st;

	if (!lstat(name, &st))
		errno = EEXIST;
	else if (temporary_name(name, w->folder) && !mkdir(w->folder, 0777))
		return true;
	return problem_set(w->problem, name, 0, "cannot be created (%s); name a folder that is "
			   "not there yet", strerror(errno));
}

static bool fill_folder(struct writer *w)
{
	bool ok;

	w->sums = create(w, "SHA256SUMS");
	if (!w->sums)
		return false;
	ok = put_all(w);
	return close_file(w, w->sums, "SHA256SUMS") && ok;
}

/* A folder replaces neither a file nor a folder that is not empty. */
static bool give_name(struct writer *w, const char *name)
{
	return !rename(w->folder, name) || failed(w, name);
}

static bool make(struct writer *w, const char *name)
{
	bool ok;
	u32 i;

	if (!make_folder(w, name))
		return false;
	add_made(w, w->folder, true);
	ok = fill_folder(w) && give_name(w, name);
	for (i = w->n; i > 0; i--)
		if (ok)
			temporary_keep(w->made[i - 1]);
		else
			temporary_remove(w->made[i - 1]);
	return ok;
}

bool bundle_write(const struct bundle *bundle, struct problem *problem)
{
	struct writer w = { .b = bundle, .problem = problem, .arena = mem_arena_create() };
	char *name = mem_strdup(w.arena, bundle->folder);
	size_t len = strlen(name);
	bool ok;

	while (len > 1 && name[len - 1] == '/')
		name[--len] = 0;
	ok = make(&w, name);
	mem_arena_destroy(w.arena);
	return ok;
}

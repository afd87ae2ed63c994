// SPDX-License-Identifier: GPL-2.0-only
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "ccwtools/replay/bundle.h"
#include "ccwtools/recording/jsonl.h"
#include "ccwtools/recording/recording_write.h"

#define PIECE		65536u
#define PATH		4096u

/* Images are named by number: two of them may have one name in two folders. */
#define IMAGE_NAME	24u

/**
 * struct writer - the bundle on its way
 * @sums: SHA256SUMS, as sha256sum(1) reads it
 * @packed: the recording was copied as it was, packed with xz
 */
struct writer {
	const struct bundle *b;
	struct problem *problem;
	FILE *sums;
	bool packed;
};

static bool failed(struct writer *w, const char *path)
{
	return problem_set(w->problem, path, 0, "cannot be written (%s)", strerror(errno));
}

static bool name_in(struct writer *w, char path[PATH], const char *name)
{
	return snprintf(path, PATH, "%s/%s", w->b->folder, name) < (int)PATH ||
	       problem_set(w->problem, w->b->folder, 0, "has too long a name");
}

static FILE *create(struct writer *w, const char *name)
{
	char path[PATH];
	FILE *f = NULL;

	if (name_in(w, path, name)) {
		f = fopen(path, "w");
		if (!f)
			failed(w, path);
	}
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
	char path[PATH];
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
	FILE *out;
	size_t n;

	if (!in)
		return problem_set(w->problem, from, 0, "cannot be opened (%s)", strerror(errno));
	out = create(w, name);
	while (out && (n = fread(piece, 1, sizeof(piece), in)))
		fwrite(piece, 1, n, out);
	fclose(in);
	return out && close_file(w, out, name) && add_sum(w, name);
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
	char name[PATH], path[PATH];

	w->packed = !b->recording && ends_in_xz(b->path);
	if (snprintf(name, sizeof(name), "%s.jsonl%s", b->name, w->packed ? ".xz" : "") >=
	    (int)sizeof(name))
		return problem_set(w->problem, b->path, 0, "has too long a name");
	if (!b->recording)
		return copy_file(w, b->path, name);
	return name_in(w, path, name) && recording_write(b->recording, path, w->problem) &&
	       add_sum(w, name);
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

static bool put_again(struct writer *w)
{
	const struct bundle *b = w->b;
	FILE *f = create(w, "again");
	char path[PATH];

	if (!f)
		return false;
	fputs("#!/bin/sh\n"
	      "# Replays this once more; CCWREPLAY names ccwreplay, if it is not in the path.\n"
	      "here=$(dirname \"$0\")\n"
	      "exec \"${CCWREPLAY:-ccwreplay}\"", f);
	fprintf(f, "%s%s", *b->options ? " " : "", b->options);
	if (b->plan)
		fputs(" --plan=\"$here/plan\"", f);
	fprintf(f, " \"$@\" \"$here/%s.jsonl%s\"\n", b->name, w->packed ? ".xz" : "");
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

bool bundle_write(const struct bundle *bundle, struct problem *problem)
{
	struct writer w = { .b = bundle, .problem = problem };
	bool ok;

	if (mkdir(bundle->folder, 0777))
		return problem_set(problem, bundle->folder, 0, "cannot be created (%s); name a "
				   "folder that is not there yet", strerror(errno));
	w.sums = create(&w, "SHA256SUMS");
	if (!w.sums)
		return false;
	ok = put_all(&w);
	return close_file(&w, w.sums, "SHA256SUMS") && ok;
}

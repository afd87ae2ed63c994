// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/source.h"
#include "ccwtools/recording/spool.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/replay/interruption.h"
#include "ccwtools/replay/volume.h"
#include "ccwtools/replay/write_back.h"

#define PIECE		((size_t)1 << 20)
#define SHOWN		((u64)1 << 30)		/* a smaller image is hashed in no time */

/* ---- What a device model does ---- */

static int check_range(const struct sim_image *image, u64 offset, size_t len)
{
	return offset > image->size || len > image->size - offset ? -EIO : 0;
}

static int volume_read(struct sim_image *image, u64 offset, void *buf, size_t len)
{
	struct volume *volume = container_of(image, struct volume, image);
	int err = check_range(image, offset, len);

	return err ? err : overlay_read(&volume->overlay, offset, buf, len);
}

static int volume_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	struct volume *volume = container_of(image, struct volume, image);
	int err = image->readonly ? -EROFS : check_range(image, offset, len);

	if (err || !len)
		return err;
	volume->changed = true;
	return overlay_write(&volume->overlay, offset, buf, len);
}

static const struct sim_image_ops volume_ops = {
	.read = volume_read,
	.write = volume_write,
};

static int tape_cut(struct sim_image *image, u64 size)
{
	struct volume *volume = container_of(image, struct volume, image);

	if (image->readonly)
		return -EROFS;
	if (size > image->size)
		return -EIO;
	volume->changed |= size != image->size;
	image->size = size;
	return 0;
}

static int tape_write(struct sim_image *image, u64 offset, const void *buf, size_t len)
{
	if (!image->readonly && offset <= image->size && len > image->size - offset) {
		if (offset > VOLUME_TAPE_LIMIT || len > VOLUME_TAPE_LIMIT - offset)
			return -EIO;
		image->size = offset + len;
	}
	return volume_write(image, offset, buf, len);
}

static const struct sim_image_ops tape_ops = {
	.read = volume_read,
	.write = tape_write,
	.cut = tape_cut,
};

void volume_is_tape(struct volume *volume)
{
	volume->image.ops = &tape_ops;
}

/* ---- The file ---- */

static bool is_zero(const u8 *data, size_t len)
{
	return !len || (!*data && !memcmp(data, data + 1, len - 1));
}

/* Where there are zeroes the file has holes. */
static bool write_sparse(int fd, const u8 *data, size_t len, u64 offset)
{
	if (is_zero(data, len))
		return true;
	while (len) {
		ssize_t n = pwrite(fd, data, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		offset += (u64)n;
		len -= (size_t)n;
	}
	return true;
}

static bool unpack_all(struct source *source, int fd, u64 *size, const char *path, u8 *piece,
		       struct problem *problem)
{
	size_t n;

	for (*size = 0;; *size += n) {
		if (!source_read(source, piece, PIECE, &n, problem))
			return false;
		if (!n)
			break;
		if (*size + n > VOLUME_LIMIT)
			return problem_set(problem, path, 0, "is more than the %llu bytes of an "
					   "image; is it the right file?",
					   (unsigned long long)VOLUME_LIMIT);
		if (!write_sparse(fd, piece, n, *size))
			return problem_set(problem, path, 0, "cannot be unpacked among the "
					   "temporary files (%s); set TMPDIR to a folder with room",
					   strerror(errno));
	}
	if (source_is_cut(source))
		return problem_set(problem, path, 0, "begins like an xz file but does not unpack "
				   "(it is cut short); get the file anew");
	return !ftruncate(fd, (off_t)*size) ||
	       problem_set(problem, path, 0, "cannot be unpacked (%s)", strerror(errno));
}

/* What is packed, and what is no file, is read from a copy.  Return: its descriptor, or -1. */
static int open_copy(struct source *source, u64 *size, const char *path, struct problem *problem)
{
	int fd = spool_create(problem);
	u8 *piece = mem_need(malloc(PIECE));

	if (fd >= 0 && !unpack_all(source, fd, size, path, piece, problem)) {
		close(fd);
		fd = -1;
	}
	free(piece);
	return fd;
}

static int open_plain(struct volume *volume, u64 *size, struct problem *problem)
{
	int fd = open(volume->path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		problem_set(problem, volume->path, 0, "cannot be opened (%s); check the name",
			    strerror(errno));
		return -1;
	}
	*size = (u64)st.st_size;
	volume->modified = st.st_mtim;
	volume->inode = st.st_ino;
	if (*size <= VOLUME_LIMIT)
		return fd;
	problem_set(problem, volume->path, 0, "is more than the %llu bytes of an image; is it the "
		    "right file?", (unsigned long long)VOLUME_LIMIT);
	close(fd);
	return -1;
}

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) || S_ISREG(st.st_mode);
}

bool volume_open(struct volume *volume, const char *path, bool readonly, struct problem *problem)
{
	struct source *source;
	u64 size = 0;
	int fd;

	memset(volume, 0, sizeof(*volume));
	volume->path = path;
	overlay_open(&volume->overlay, -1, 0);
	if (!write_back_recover(path, problem))
		return false;
	source = source_open(path, false, problem);
	if (!source)
		return false;
	volume->packed = source_is_packed(source);
	fd = volume->packed || !is_file(path) ? open_copy(source, &size, path, problem) :
						open_plain(volume, &size, problem);
	source_close(source);
	overlay_open(&volume->overlay, fd, size);
	volume->image.ops = &volume_ops;
	volume->image.size = size;
	volume->image.readonly = readonly;
	return fd >= 0;
}

void volume_close(struct volume *volume)
{
	if (volume->path)
		overlay_close(&volume->overlay);
	volume->path = NULL;
}

void volume_reset(struct volume *volume)
{
	const bool stay = volume->overlay.no_spill;

	overlay_reset(&volume->overlay);
	volume->overlay.no_spill = stay;
	volume->image.size = volume->overlay.base;
	volume->changed = false;
}

/* ---- All of it ---- */

static void show(const struct volume *volume, u64 done)
{
	const u64 size = volume->image.size;

	if (size < SHOWN || done % SHOWN / PIECE % 64 || !isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\rsha256 of %s: %llu%%", volume->path,
		(unsigned long long)(100 * (done / PIECE) / (size / PIECE)));
	if (done + PIECE >= size)
		fputs("\r\033[K", stderr);
}

typedef bool (*piece_taker)(void *to, const u8 *data, size_t len, u64 offset);

static int read_piece(const struct volume *volume, u64 at, u8 *piece, size_t len)
{
	if (!overlay_is_hole(&volume->overlay, at, len))
		return overlay_read(&volume->overlay, at, piece, len);
	memset(piece, 0, len);
	return 0;
}

/* Return: could all be read, and taken? */
static bool visit_pieces(const struct volume *volume, piece_taker take, void *to)
{
	u8 *piece = mem_need(malloc(PIECE));
	u64 at = 0, size = volume->image.size;
	bool ok = true;

	while (ok && at < size) {
		const size_t len = (size_t)min((u64)PIECE, size - at);
		const int err = read_piece(volume, at, piece, len);

		if (err)
			errno = -err;
		ok = !err && take(to, piece, len, at);
		at += len;
	}
	free(piece);
	return ok;
}

struct hashing {
	const struct volume *volume;
	struct sha256_ctx ctx;
};

static bool hash_piece(void *to, const u8 *data, size_t len, u64 offset)
{
	struct hashing *h = to;

	sha256_update(&h->ctx, len, data);
	show(h->volume, offset);
	return true;
}

bool volume_hash(struct volume *volume, char text[VOLUME_HASH_TEXT], struct problem *problem)
{
	struct hashing h = { .volume = volume };
	u8 digest[SHA256_DIGEST_SIZE];
	size_t i;

	if (!volume->changed && *volume->hash) {
		memcpy(text, volume->hash, VOLUME_HASH_TEXT);
		return true;
	}
	sha256_init(&h.ctx);
	if (!visit_pieces(volume, hash_piece, &h))
		return problem_set(problem, volume->path, 0, "cannot be read (%s); was it changed "
				   "meanwhile?", strerror(errno));
	sha256_digest(&h.ctx, sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	if (!volume->changed)
		memcpy(volume->hash, text, VOLUME_HASH_TEXT);
	return true;
}

static bool copy_piece(void *to, const u8 *data, size_t len, u64 offset)
{
	if (interruption_signal()) {
		errno = EINTR;
		return false;
	}
	return write_sparse(*(int *)to, data, len, offset);
}

/* @fd is empty. */
static bool copy_to(const struct volume *volume, int fd)
{
	return visit_pieces(volume, copy_piece, &fd) &&
	       !ftruncate(fd, (off_t)volume->image.size);
}

bool volume_copy(const struct volume *volume, const char *path, struct problem *problem)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && copy_to(volume, fd);

	if (fd >= 0 && close(fd))
		ok = false;
	return ok || problem_set(problem, path, 0, "cannot be written (%s); is there room?",
				 strerror(errno));
}

struct taking {
	struct volume *volume;
	u8 *old;
};

/* Only what differs takes room. */
static bool take_changes(void *to, const u8 *data, size_t len, u64 offset)
{
	struct taking *t = to;
	int err;

	if (!overlay_read(&t->volume->overlay, offset, t->old, len) &&
	    !memcmp(t->old, data, len))
		return true;
	t->volume->changed = true;
	err = overlay_write(&t->volume->overlay, offset, data, len);
	errno = -err;
	return !err;
}

bool volume_take(struct volume *volume, const char *path, struct problem *problem)
{
	struct taking t = { .volume = volume };
	struct volume now;
	bool ok;

	ok = volume_open(&now, path, true, problem);
	if (ok) {
		t.old = mem_need(malloc(PIECE));
		ok = visit_pieces(&now, take_changes, &t) ||
		     problem_set(problem, path, 0, "cannot be read back (%s)", strerror(errno));
		free(t.old);
		volume->changed |= volume->image.size != now.image.size;
		volume->image.size = now.image.size;
	}
	volume_close(&now);
	return ok;
}

/* ---- Back into the file ---- */

/* A tape that is longer or shorter: a new file, and then the other one's name. */
static bool replace(const struct volume *volume, struct problem *problem)
{
	struct output_file *file = output_file_open(volume->path, OUTPUT_ANYTHING, problem);

	if (!file)
		return false;
	if (copy_to(volume, output_file_descriptor(file)))
		return output_file_close(file, problem);
	problem_set(problem, volume->path, 0, "cannot be written (%s); it is unchanged",
		    strerror(errno));
	output_file_drop(file);
	return false;
}

static bool is_the_same_file(const struct volume *volume)
{
	struct stat st;

	return !stat(volume->path, &st) && st.st_ino == volume->inode &&
	       (u64)st.st_size == volume->overlay.base &&
	       st.st_mtim.tv_sec == volume->modified.tv_sec &&
	       st.st_mtim.tv_nsec == volume->modified.tv_nsec;
}

bool volume_write_back(const struct volume *volume, struct problem *problem)
{
	if (volume->packed)
		return problem_set(problem, volume->path, 0,
				   "is packed and cannot be written back; unpack it with xz -dk first");
	if (!volume->changed)
		return true;
	if (!is_the_same_file(volume))
		return problem_set(problem, volume->path, 0, "has changed since it was opened; it "
				   "is not written back");
	return volume->image.size == volume->overlay.base ?
	       write_back_changes(&volume->overlay, volume->path, problem) :
	       replace(volume, problem);
}

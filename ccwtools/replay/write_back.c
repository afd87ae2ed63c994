// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/replay/write_back.h"

#define CHUNK	512u

static const char undo_magic[16] = "ccwreplay undo\n";

/**
 * struct undo_head - what an undo file begins with
 * @magic: what it is
 * @size: of the image; all numbers are little-endian
 * @n: blocks that follow, each behind its offset; zero until all are on the disk
 */
struct undo_head {
	char magic[16];
	u64 size;
	u64 n;
};

/** struct undo_block - a block as it was */
struct undo_block {
	u64 offset;
	u8 data[OVERLAY_BLOCK];
};

/**
 * struct undo - an undo file
 * @path: of the image
 * @name: its own
 * @fd: it is open, and locked
 * @image: file descriptor of the image
 */
struct undo {
	const char *path;
	char name[PATH_MAX];
	int fd;
	int image;
};

static bool name_undo(struct undo *u, const char *path, struct problem *problem)
{
	u->path = path;
	u->fd = -1;
	u->image = -1;
	return snprintf(u->name, sizeof(u->name), "%s.ccwreplay-undo", path) <
	       (int)sizeof(u->name) ||
	       problem_set(problem, path, 0, "the name is too long to write back");
}

static void close_undo(struct undo *u)
{
	if (u->image >= 0)
		close(u->image);
	if (u->fd >= 0)
		close(u->fd);
}

static bool transfer(int fd, void *data, size_t len, u64 offset, bool out)
{
	u8 *at = data;

	while (len) {
		ssize_t n = out ? pwrite(fd, at, len, (off_t)offset) :
				  pread(fd, at, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			if (!n)
				errno = EIO;
			return false;
		}
		at += n;
		offset += (u64)n;
		len -= (size_t)n;
	}
	return true;
}

/* A file that is made, or gone, is so on the disk only with its folder. */
static bool sync_folder(const char *path)
{
	char copy[PATH_MAX];
	bool ok;
	int fd;

	snprintf(copy, sizeof(copy), "%s", path);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	ok = !fsync(fd) || errno == EINVAL;
	close(fd);
	return ok;
}

static u64 block_place(u64 index)
{
	return sizeof(struct undo_head) + index * sizeof(struct undo_block);
}

static size_t block_length(const struct overlay *o, u64 block)
{
	return (size_t)min((u64)OVERLAY_BLOCK, o->base - block * OVERLAY_BLOCK);
}

/* ---- Taking back ---- */

/* Only what differs: a disk that is full has no room for the rest. */
static bool restore_block(const struct undo *u, struct undo_block *block, u64 size)
{
	const u64 offset = le64toh(block->offset);
	u8 now[CHUNK];
	u64 at;

	for (at = 0; at < OVERLAY_BLOCK && offset < size && at < size - offset; at += CHUNK) {
		const size_t len = (size_t)min((u64)CHUNK, size - offset - at);

		if (!transfer(u->image, now, len, offset + at, false))
			return false;
		if (memcmp(now, block->data + at, len) &&
		    !transfer(u->image, block->data + at, len, offset + at, true))
			return false;
	}
	return true;
}

static bool restore(struct undo *u, const struct undo_head *head)
{
	struct undo_block *block = mem_need(malloc(sizeof(*block)));
	const u64 size = le64toh(head->size), n = le64toh(head->n);
	bool ok = true;
	u64 i;

	for (i = 0; ok && i < n; i++)
		ok = transfer(u->fd, block, sizeof(*block), block_place(i), false) &&
		     restore_block(u, block, size);
	free(block);
	return ok && !fsync(u->image);
}

/* A head without blocks: the image had not been touched yet. */
static bool take_back(struct undo *u, struct problem *problem)
{
	struct undo_head head;

	if (transfer(u->fd, &head, sizeof(head), 0, false) && head.n &&
	    !memcmp(head.magic, undo_magic, sizeof(head.magic))) {
		u->image = u->image >= 0 ? u->image : open(u->path, O_RDWR | O_CLOEXEC);
		if (u->image < 0 || !restore(u, &head))
			return problem_set(problem, u->path, 0, "was being written when that was "
					   "interrupted, and cannot be restored from %s (%s)",
					   u->name, strerror(errno));
	}
	unlink(u->name);
	return true;
}

bool write_back_recover(const char *path, struct problem *problem)
{
	struct undo u;
	bool ok;

	if (!name_undo(&u, path, problem))
		return false;
	u.fd = open(u.name, O_RDWR | O_CLOEXEC);
	if (u.fd < 0)
		return errno == ENOENT ||
		       problem_set(problem, u.name, 0, "has what an interrupted --write-back has "
				   "overwritten, and cannot be opened (%s)", strerror(errno));
	if (flock(u.fd, LOCK_EX | LOCK_NB)) {
		close_undo(&u);
		return problem_set(problem, path, 0, "is being written back by another ccwreplay; "
				   "wait for that");
	}
	ok = take_back(&u, problem);
	if (ok)
		fprintf(stderr, "ccwreplay: %s: a --write-back was interrupted, and has been taken "
			"back\n", path);
	close_undo(&u);
	return ok;
}

/* ---- Writing ---- */

/* Is it another block than the file has?  @old: gets that one. */
static bool differs(const struct overlay *o, u64 block, struct undo_block *old, u8 *now)
{
	const u64 offset = block * OVERLAY_BLOCK;

	if (offset >= o->base || !overlay_is_changed(o, block))
		return false;
	old->offset = htole64(offset);
	/* What cannot be read is met again when it is written. */
	return overlay_read_base(o, offset, old->data, OVERLAY_BLOCK) ||
	       overlay_read(o, offset, now, OVERLAY_BLOCK) ||
	       memcmp(old->data, now, block_length(o, block));
}

typedef bool each_block(struct undo *u, const struct overlay *o, struct undo_block *old, u8 *now,
			u64 index);

/* Return: do all have what they need?  @n: gets how many differ. */
static bool for_each(struct undo *u, const struct overlay *o, each_block *each, u64 *n)
{
	struct undo_block *old = mem_need(malloc(sizeof(*old)));
	u8 *now = mem_need(malloc(OVERLAY_BLOCK));
	bool ok = true;
	u64 block;

	*n = 0;
	for (block = 0; ok && block < o->n_blocks; block++)
		if (differs(o, block, old, now))
			ok = each(u, o, old, now, (*n)++);
	free(now);
	free(old);
	return ok;
}

static bool save(struct undo *u, const struct overlay *o, struct undo_block *old, u8 *now,
		 u64 index)
{
	return transfer(u->fd, old, sizeof(*old), block_place(index), true);
}

static bool overwrite(struct undo *u, const struct overlay *o, struct undo_block *old, u8 *now,
		      u64 index)
{
	const u64 offset = le64toh(old->offset);

	return transfer(u->image, now, block_length(o, offset / OVERLAY_BLOCK), offset, true);
}

/* Its head says that it is whole after all the rest is on the disk. */
static bool save_all(struct undo *u, const struct overlay *o)
{
	struct undo_head head = { .size = htole64(o->base) };
	u64 n;

	memcpy(head.magic, undo_magic, sizeof(head.magic));
	if (!transfer(u->fd, &head, sizeof(head), 0, true) || !for_each(u, o, save, &n) ||
	    fsync(u->fd))
		return false;
	head.n = htole64(n);
	return transfer(u->fd, &head, sizeof(head), 0, true) && !fsync(u->fd) &&
	       sync_folder(u->name);
}

static bool open_both(struct undo *u, struct problem *problem)
{
	u->image = open(u->path, O_RDWR | O_CLOEXEC);
	if (u->image < 0)
		return problem_set(problem, u->path, 0, "cannot be written (%s); it is unchanged",
				   strerror(errno));
	u->fd = open(u->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (u->fd < 0 || flock(u->fd, LOCK_EX | LOCK_NB))
		return problem_set(problem, u->name, 0, "cannot be created (%s), and nothing is "
				   "written without it; the image is unchanged", strerror(errno));
	return true;
}

static bool write_all(struct undo *u, const struct overlay *o, struct problem *problem)
{
	int err;
	u64 n;

	if (!save_all(u, o)) {
		problem_set(problem, u->name, 0, "cannot be written (%s); the image is unchanged",
			    strerror(errno));
		unlink(u->name);
		return false;
	}
	if (for_each(u, o, overwrite, &n) && !fsync(u->image)) {
		unlink(u->name);
		sync_folder(u->name);
		return true;
	}
	err = errno;
	return take_back(u, problem) &&
	       problem_set(problem, u->path, 0, "cannot be written (%s); it is unchanged",
			   strerror(err));
}

bool write_back_changes(const struct overlay *o, const char *path, struct problem *problem)
{
	struct undo u;
	bool ok;

	if (!name_undo(&u, path, problem))
		return false;
	ok = open_both(&u, problem) && write_all(&u, o, problem);
	close_undo(&u);
	return ok;
}

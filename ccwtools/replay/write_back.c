// SPDX-License-Identifier: GPL-2.0-only
#include <endian.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
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

/**
 * struct undo_block - a block
 * @offset: in the image
 * @old: what it held
 * @now: what it gets; the image has one or the other, or it is not the image that was written
 */
struct undo_block {
	u64 offset;
	u8 old[OVERLAY_BLOCK];
	u8 now[OVERLAY_BLOCK];
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

/* Beside the file that a link leads to: the next to open it may know another link, or none. */
static bool name_undo(struct undo *u, const char *path, struct problem *problem)
{
	char *real = realpath(path, NULL);
	int len;

	u->path = path;
	u->fd = -1;
	u->image = -1;
	len = snprintf(u->name, sizeof(u->name), "%s.ccwreplay-undo", real ? real : path);
	free(real);
	return len < (int)sizeof(u->name) ||
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

typedef bool (*each_chunk)(const struct undo *u, const u8 *is, const u8 *old, const u8 *now,
			   size_t len, u64 offset);

static bool check_chunk(const struct undo *u, const u8 *is, const u8 *old, const u8 *now,
			size_t len, u64 offset)
{
	size_t i;

	/* A write may end at any byte. */
	errno = ESTALE;
	for (i = 0; i < len; i++)
		if (is[i] != old[i] && is[i] != now[i])
			return false;
	return true;
}

/* Only what differs: a disk that is full has no room for the rest. */
static bool restore_chunk(const struct undo *u, const u8 *is, const u8 *old, const u8 *now,
			  size_t len, u64 offset)
{
	return !memcmp(is, old, len) || transfer(u->image, (u8 *)old, len, offset, true);
}

static bool visit_block(const struct undo *u, const struct undo_block *block, u64 size,
			each_chunk each)
{
	const u64 offset = le64toh(block->offset);
	u8 is[CHUNK];
	u64 at;

	for (at = 0; at < OVERLAY_BLOCK && at < size - offset; at += CHUNK) {
		const size_t len = (size_t)min((u64)CHUNK, size - offset - at);

		if (!transfer(u->image, is, len, offset + at, false) ||
		    !each(u, is, block->old + at, block->now + at, len, offset + at))
			return false;
	}
	return true;
}

static bool visit_blocks(const struct undo *u, u64 n, u64 size, each_chunk each)
{
	struct undo_block *block = mem_need(malloc(sizeof(*block)));
	bool ok = true;
	u64 i;

	for (i = 0; ok && i < n; i++) {
		ok = transfer(u->fd, block, sizeof(*block), block_place(i), false);
		if (ok && le64toh(block->offset) >= size) {
			errno = ESTALE;
			ok = false;
		}
		ok = ok && visit_block(u, block, size, each);
	}
	free(block);
	return ok;
}

/* As long as its head says, and of an image as large as this one. */
static bool fits(const struct undo *u, u64 n, u64 size)
{
	struct stat undo, image;

	if (fstat(u->fd, &undo) || fstat(u->image, &image))
		return false;
	errno = ESTALE;
	return (u64)image.st_size == size && n <= (u64)undo.st_size / sizeof(struct undo_block) &&
	       (u64)undo.st_size == block_place(n);
}

/* All is looked at before any of it is written. */
static bool restore(const struct undo *u, const struct undo_head *head)
{
	const u64 size = le64toh(head->size), n = le64toh(head->n);

	return fits(u, n, size) && visit_blocks(u, n, size, check_chunk) &&
	       visit_blocks(u, n, size, restore_chunk) && !fsync(u->image);
}

static bool is_zero(const void *data, size_t len)
{
	const u8 *bytes = data;

	return !bytes[0] && !memcmp(bytes, bytes + 1, len - 1);
}

/* Return: is it one?  One that was not finished has no head, or one without blocks. */
static bool read_head(const struct undo *u, struct undo_head *head)
{
	struct stat st;

	memset(head, 0, sizeof(*head));
	if (fstat(u->fd, &st) || !S_ISREG(st.st_mode))
		return false;
	if (st.st_size < (off_t)sizeof(*head))
		return !st.st_size;
	return transfer(u->fd, head, sizeof(*head), 0, false) &&
	       (is_zero(head, sizeof(*head)) ||
		!memcmp(head->magic, undo_magic, sizeof(head->magic)));
}

static bool not_restored(const struct undo *u, struct problem *problem)
{
	if (errno == ESTALE)
		return problem_set(problem, u->name, 0, "has what an interrupted --write-back has "
				   "overwritten, but not in %s as that is now; if that is whole, "
				   "remove this file", u->path);
	return problem_set(problem, u->path, 0, "was being written when that was interrupted, and "
			   "cannot be restored from %s (%s)", u->name, strerror(errno));
}

/* Without blocks: the image had not been touched yet. */
static bool take_back(struct undo *u, struct problem *problem)
{
	struct undo_head head;

	if (!read_head(u, &head))
		return problem_set(problem, u->name, 0, "has the name of what --write-back keeps, "
				   "and is something else; move it away");
	if (head.n) {
		u->image = u->image >= 0 ? u->image : open(u->path, O_RDWR | O_CLOEXEC);
		if (u->image < 0 || !restore(u, &head))
			return not_restored(u, problem);
	}
	unlink(u->name);
	return true;
}

/* Who wrote the image may have finished before the lock was there. */
static bool is_gone(const struct undo *u)
{
	struct stat st;

	return !fstat(u->fd, &st) && !st.st_nlink;
}

bool write_back_recover(const char *path, struct problem *problem)
{
	struct undo u;
	bool ok;

	if (!name_undo(&u, path, problem))
		return false;
	u.fd = open(u.name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (u.fd < 0)
		return errno == ENOENT ||
		       problem_set(problem, u.name, 0, "has what an interrupted --write-back has "
				   "overwritten, and cannot be opened (%s)", strerror(errno));
	if (flock(u.fd, LOCK_EX | LOCK_NB)) {
		close_undo(&u);
		return problem_set(problem, path, 0, "is being written back by another ccwreplay; "
				   "wait for that");
	}
	if (is_gone(&u)) {
		close_undo(&u);
		return true;
	}
	ok = take_back(&u, problem);
	if (ok)
		fprintf(stderr, "ccwreplay: %s: a --write-back was interrupted, and has been taken "
			"back\n", path);
	close_undo(&u);
	return ok;
}

/* ---- Writing ---- */

static bool read_block(const struct overlay *o, u64 index, struct undo_block *block)
{
	const u64 offset = index * OVERLAY_BLOCK;
	int err = overlay_read_base(o, offset, block->old, OVERLAY_BLOCK);

	if (!err)
		err = overlay_read(o, offset, block->now, OVERLAY_BLOCK);
	block->offset = htole64(offset);
	errno = -err;
	return !err;
}

typedef bool (*each_block)(struct undo *u, const struct overlay *o, struct undo_block *block,
			   u64 index);

/* Return: could all be read, and do they have what they need?  @n: gets how many differ. */
static bool visit_changes(struct undo *u, const struct overlay *o, each_block each, u64 *n)
{
	struct undo_block *block = mem_need(malloc(sizeof(*block)));
	bool ok = true;
	u64 i;

	*n = 0;
	for (i = 0; ok && i < o->n_blocks && i * OVERLAY_BLOCK < o->base; i++) {
		if (!overlay_is_changed(o, i))
			continue;
		ok = read_block(o, i, block);
		if (ok && memcmp(block->old, block->now, block_length(o, i)))
			ok = each(u, o, block, (*n)++);
	}
	free(block);
	return ok;
}

static bool save(struct undo *u, const struct overlay *o, struct undo_block *block, u64 index)
{
	return transfer(u->fd, block, sizeof(*block), block_place(index), true);
}

static bool overwrite(struct undo *u, const struct overlay *o, struct undo_block *block, u64 index)
{
	const u64 offset = le64toh(block->offset);

	return transfer(u->image, block->now, block_length(o, offset / OVERLAY_BLOCK), offset,
			true);
}

/* Its head says that it is whole after all the rest is on the disk. */
static bool save_all(struct undo *u, const struct overlay *o)
{
	struct undo_head head = { .size = htole64(o->base) };
	u64 n;

	memcpy(head.magic, undo_magic, sizeof(head.magic));
	if (!transfer(u->fd, &head, sizeof(head), 0, true) || !visit_changes(u, o, save, &n) ||
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
	if (visit_changes(u, o, overwrite, &n) && !fsync(u->image)) {
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

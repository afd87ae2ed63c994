// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <lzma.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/source.h"
#include "ccwtools/recording/spool.h"

#define PIECE		((size_t)1 << 16)
#define XZ_MEMORY	((u64)256 << 20)

/* Flushed data end with five bytes of the range coder; more zeroes are a rare accident. */
#define OWN_ZEROES	8u

static const u8 xz_magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0x00 };

/**
 * struct source - a file that is being read
 * @at: the next byte in @piece
 * @len: bytes from there on
 * @unsure: the file ends with a few zeroes, from this offset on: they may be its own, or stand for
 *	bytes that were not written
 * @left: bytes of the file that are not read yet, if that is known
 * @last: the file has been read up to its end
 * @ended: there is nothing more to unpack
 * @cut: it ended too early
 */
struct source {
	const char *path;
	int fd;
	lzma_stream xz;
	u64 unsure;
	u64 left;
	bool packed;
	bool last;
	bool ended;
	bool cut;
	const u8 *at;
	size_t len;
	u8 piece[PIECE];
};

/* Read behind the bytes that are left, which are moved to the front. */
static bool fill(struct source *s, struct problem *problem)
{
	ssize_t n;

	memmove(s->piece, s->at, s->len);
	s->at = s->piece;
	do {
		n = read(s->fd, s->piece + s->len, (size_t)min_t(u64, PIECE - s->len, s->left));
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return problem_set(problem, s->path, 0, "cannot be read (%s); is it a file?",
				   strerror(errno));
	s->last = !n;
	s->len += (size_t)n;
	s->left -= (u64)n;
	return true;
}

/* Return: where the zeroes begin that the file ends with; UINT64_MAX if that cannot be told. */
static u64 begin_of_zeroes(int fd, u8 *piece)
{
	struct stat st;
	u64 end;
	ssize_t n;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return UINT64_MAX;
	for (end = (u64)st.st_size; end; end -= (u64)n) {
		n = (ssize_t)min_t(u64, end, PIECE);
		if (pread(fd, piece, (size_t)n, (off_t)(end - (u64)n)) != n)
			return UINT64_MAX;
		for (; n; n--, end--)
			if (piece[n - 1])
				return end;
	}
	return 0;
}

/*
 * After a crash of the system, the part of a file that was not written is read as zeroes. They are
 * left out, as they would unpack to anything. A few zeroes may be the file's own: flushed data may
 * end with them. The bytes that were read already begin the file.
 */
static void leave_zeroes(struct source *s)
{
	u8 *piece = mem_need(malloc(PIECE));
	const u64 end = begin_of_zeroes(s->fd, piece);
	struct stat st;

	free(piece);
	if (end == UINT64_MAX || fstat(s->fd, &st))
		return;
	if ((u64)st.st_size <= end + OWN_ZEROES) {
		s->unsure = end;
		return;
	}
	s->left = end - min_t(u64, end, s->len);
	s->len = (size_t)min_t(u64, end, s->len);
}

static bool begin(struct source *s, struct problem *problem)
{
	while (!s->last && s->len < sizeof(xz_magic))
		if (!fill(s, problem))
			return false;
	s->packed = s->len >= sizeof(xz_magic) && !memcmp(s->at, xz_magic, sizeof(xz_magic));
	if (s->packed && lzma_stream_decoder(&s->xz, XZ_MEMORY, LZMA_CONCATENATED) != LZMA_OK)
		mem_need(NULL);
	if (s->packed)
		leave_zeroes(s);
	return true;
}

struct source *source_open(const char *path, bool again, struct problem *problem)
{
	struct source *s = mem_need(calloc(1, sizeof(*s)));

	s->path = path;
	s->at = s->piece;
	s->left = UINT64_MAX;
	s->unsure = UINT64_MAX;
	s->fd = again ? spool_open(path, problem) : open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0 && !again)
		problem_set(problem, path, 0, "cannot be opened (%s); check the name",
			    strerror(errno));
	if (s->fd >= 0 && begin(s, problem))
		return s;
	source_close(s);
	return NULL;
}

void source_close(struct source *s)
{
	if (!s)
		return;
	lzma_end(&s->xz);
	if (s->fd >= 0)
		close(s->fd);
	free(s);
}

static bool read_plain(struct source *s, void *buf, size_t room, size_t *got,
		       struct problem *problem)
{
	if (!s->len && !s->last && !fill(s, problem))
		return false;
	*got = min(room, s->len);
	memcpy(buf, s->at, *got);
	s->at += *got;
	s->len -= *got;
	return true;
}

static bool unpacking_failed(struct source *s, lzma_ret ret, struct problem *problem)
{
	s->ended = true;
	s->cut = ret == LZMA_BUF_ERROR ||
		 ((ret == LZMA_DATA_ERROR || ret == LZMA_FORMAT_ERROR) &&
		  s->xz.total_in >= s->unsure);
	return s->cut ||
	       problem_set(problem, s->path, 0,
			   "begins like an xz file but does not unpack (%s); get the file anew",
			   ret == LZMA_MEMLIMIT_ERROR ? "it asks for too much memory" :
			   "it is damaged");
}

static bool read_packed(struct source *s, void *buf, size_t room, size_t *got,
			struct problem *problem)
{
	lzma_ret ret = LZMA_OK;

	s->xz.next_out = buf;
	s->xz.avail_out = room;
	while (!s->ended && s->xz.avail_out == room) {
		if (!s->len && !s->last && !fill(s, problem))
			return false;
		s->xz.next_in = s->at;
		s->xz.avail_in = s->len;
		ret = lzma_code(&s->xz, s->last ? LZMA_FINISH : LZMA_RUN);
		s->at = s->xz.next_in;
		s->len = s->xz.avail_in;
		if (ret == LZMA_STREAM_END)
			s->ended = true;
		else if (ret != LZMA_OK && !unpacking_failed(s, ret, problem))
			return false;
	}
	*got = room - s->xz.avail_out;
	return true;
}

bool source_read(struct source *s, void *buf, size_t room, size_t *got, struct problem *problem)
{
	return s->packed ? read_packed(s, buf, room, got, problem) :
			   read_plain(s, buf, room, got, problem);
}

bool source_is_packed(const struct source *s)
{
	return s->packed;
}

bool source_is_cut(const struct source *s)
{
	return s->cut;
}

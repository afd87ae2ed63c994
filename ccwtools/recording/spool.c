// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/spool.h"

#define PIECE	65536u

/** struct spooled - what came from a pipe; @fd: the copy */
struct spooled {
	struct spooled *next;
	const char *path;
	int fd;
};

/* A pipe can be read only once, so all readers in a process use the same copy. */
static struct spooled *all_spooled;

int spool_create(struct problem *problem)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int fd;

	if (!folder || !*folder)
		folder = "/tmp";
	if (snprintf(path, sizeof(path), "%s/ccwtools.XXXXXX", folder) >= (int)sizeof(path)) {
		problem_set(problem, folder, 0, "the name of the folder for temporary files is "
			    "too long; set TMPDIR");
		return -1;
	}
	fd = mkstemp(path);
	if (fd < 0) {
		problem_set(problem, folder, 0, "no temporary file can be made there (%s); set "
			    "TMPDIR", strerror(errno));
		return -1;
	}
	unlink(path);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

static bool write_all(int fd, const u8 *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static bool copy(int from, int to, const char *path, struct problem *problem)
{
	u8 *piece = mem_need(malloc(PIECE));
	bool written = true;
	ssize_t n;

	do {
		n = read(from, piece, PIECE);
		if (n > 0)
			written = write_all(to, piece, (size_t)n);
	} while (written && (n > 0 || (n < 0 && errno == EINTR)));
	free(piece);
	if (!written)
		return problem_set(problem, path, 0, "is a pipe, and its copy among the temporary "
				   "files could not be written (%s); set TMPDIR to a folder with "
				   "room, or name a file", strerror(errno));
	return n == 0 || problem_set(problem, path, 0, "cannot be read (%s); is it a file?",
				     strerror(errno));
}

/* Takes over @from. */
static bool add(const char *path, int from, struct problem *problem)
{
	int to = spool_create(problem);
	struct spooled *spooled;

	if (to < 0 || !copy(from, to, path, problem)) {
		if (to >= 0)
			close(to);
		close(from);
		return false;
	}
	close(from);
	spooled = mem_need(malloc(sizeof(*spooled)));
	spooled->path = mem_need(strdup(path));
	spooled->fd = to;
	spooled->next = all_spooled;
	all_spooled = spooled;
	return true;
}

static const struct spooled *find(const char *path)
{
	const struct spooled *spooled;

	for (spooled = all_spooled; spooled; spooled = spooled->next)
		if (!strcmp(spooled->path, path))
			return spooled;
	return NULL;
}

static int open_file(const char *path, struct problem *problem)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		problem_set(problem, path, 0, "cannot be opened (%s); check the name",
			    strerror(errno));
	return fd;
}

/* The file is opened anew, so that two readers do not share an offset. */
static int open_copy(const struct spooled *spooled, struct problem *problem)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", spooled->fd);
	return open_file(path, problem);
}

int spool_open(const char *path, struct problem *problem)
{
	const struct spooled *spooled = find(path);
	struct stat st;
	int fd;

	if (spooled)
		return open_copy(spooled, problem);
	fd = open_file(path, problem);
	if (fd < 0 || fstat(fd, &st) || !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
		return fd;
	return add(path, fd, problem) ? open_copy(find(path), problem) : -1;
}

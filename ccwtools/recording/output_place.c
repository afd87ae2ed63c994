// SPDX-License-Identifier: GPL-2.0-only
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "ccwtools/recording/output_place.h"

#define MAX_LINKS	40	/* as many as the kernel follows */

static bool unwritable(const char *path, int err, struct problem *problem)
{
	return problem_set(problem, path, 0, "cannot be written (%s); check folder and name",
			   strerror(err));
}

/* A link /proc/PROCESS/fd/NUMBER stands for an open file, not for the name of a file. */
static bool is_of_process(const char *name, int *fd)
{
	const char *slash = strrchr(name, '/');
	char folder[PATH_MAX];
	struct statfs fs;

	if (!slash || !slash[1] || slash[1 + strspn(slash + 1, "0123456789")])
		return false;
	*fd = atoi(slash + 1);
	snprintf(folder, sizeof(folder), "%.*s", (int)(slash - name), name);
	return !statfs(folder, &fs) && fs.f_type == PROC_SUPER_MAGIC;
}

static bool is_own(const char *name, int fd)
{
	struct stat a, b;

	return !stat(name, &a) && !fstat(fd, &b) && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool take_descriptor(struct output_place *place, const char *path, int fd,
			    struct problem *problem)
{
	place->way = OUTPUT_DESCRIPTOR;
	place->fd = fd;
	return !fstat(fd, &place->st) || unwritable(path, errno, problem);
}

/* A target that does not begin with a slash counts from the folder of the link. */
static bool follow(struct output_place *place, const char *path, struct problem *problem)
{
	char target[PATH_MAX];
	const char *slash = strrchr(place->name, '/');
	size_t folder = slash ? (size_t)(slash + 1 - place->name) : 0;
	ssize_t n = readlink(place->name, target, sizeof(target) - 1);

	if (n < 0)
		return unwritable(path, errno, problem);
	target[n] = 0;
	if (*target == '/')
		folder = 0;
	if (folder + (size_t)n >= sizeof(place->name))
		return unwritable(path, ENAMETOOLONG, problem);
	memcpy(place->name + folder, target, (size_t)n + 1);
	return true;
}

bool output_place_find(struct output_place *place, const char *path, struct problem *problem)
{
	int links, fd;

	if (!strcmp(path, "-"))
		return take_descriptor(place, "standard output", STDOUT_FILENO, problem);
	if (snprintf(place->name, sizeof(place->name), "%s", path) >= (int)sizeof(place->name))
		return unwritable(path, ENAMETOOLONG, problem);
	for (links = 0; links <= MAX_LINKS; links++) {
		if (lstat(place->name, &place->st)) {
			place->way = OUTPUT_CREATE;
			return errno == ENOENT || unwritable(path, errno, problem);
		}
		if (!S_ISLNK(place->st.st_mode)) {
			place->way = S_ISREG(place->st.st_mode) ? OUTPUT_REPLACE : OUTPUT_DIRECT;
			return true;
		}
		if (is_of_process(place->name, &fd)) {
			if (is_own(place->name, fd))
				return take_descriptor(place, path, fd, problem);
			place->way = OUTPUT_DIRECT;
			return !stat(place->name, &place->st) || unwritable(path, errno, problem);
		}
		if (!follow(place, path, problem))
			return false;
	}
	return unwritable(path, ELOOP, problem);
}

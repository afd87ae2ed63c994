// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE	/* renameat2(), fopencookie() */
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "ccwtools/recording/arena.h"
#include "ccwtools/recording/output_file.h"
#include "ccwtools/recording/output_place.h"
#include "ccwtools/recording/temporary.h"

static const char standard_output[] = "standard output";

/**
 * struct sink - where the bytes of a stream go
 * @fd: a descriptor
 * @err: the first error that it met, as an errno: stdio tells that there was one, not which
 */
struct sink {
	int fd;
	int err;
};

/**
 * struct output_file - a file that is written
 * @path: its name as it was given, for messages
 * @place: where that leads
 * @name: the name that the file has now; empty if it is written directly
 * @stream: for stdio
 * @sink: where it writes to
 * @temporary: removes the file if the program ends; NULL if it was published
 */
struct output_file {
	const char *path;
	struct output_place place;
	char name[PATH_MAX];
	FILE *stream;
	struct sink sink;
	struct temporary *temporary;
};

static bool unwritable(const char *path, struct problem *problem)
{
	return problem_set(problem, path, 0, "cannot be written (%s); check folder and name",
			   strerror(errno));
}

/* ---- Streams ---- */

static ssize_t sink_write(void *data, const char *bytes, size_t len)
{
	struct sink *sink = data;
	size_t done = 0;

	while (done < len && !sink->err) {
		ssize_t n = write(sink->fd, bytes + done, len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno != EINTR)
			sink->err = errno;
	}
	return (ssize_t)done;
}

static int sink_close(void *data)
{
	struct sink *sink = data;
	int err = close(sink->fd) ? errno : 0;

	/* Some file systems report an error of an earlier write only here. */
	if (!sink->err)
		sink->err = err;
	return err ? -1 : 0;
}

static FILE *open_stream(struct sink *sink, int fd)
{
	const cookie_io_functions_t functions = { .write = sink_write, .close = sink_close };

	sink->fd = fd;
	return mem_need(fopencookie(sink, "w", functions));
}

/* Return: 0, or the first error. */
static int close_stream(FILE *stream, struct sink *sink)
{
	const bool failed = ferror(stream);

	if (fclose(stream) || failed)
		return sink->err ? sink->err : EIO;
	return sink->err;
}

/* ---- The place ---- */

/* rename() needs no write permission for the old file, but the lack of it protects a file. */
static bool is_permitted(const struct output_place *place)
{
	char folder[PATH_MAX];

	if (place->way == OUTPUT_DESCRIPTOR)
		return true;
	if (place->way != OUTPUT_CREATE && faccessat(AT_FDCWD, place->name, W_OK, AT_EACCESS))
		return false;
	if (place->way == OUTPUT_DIRECT)
		return true;
	/* A new file is made there. */
	strcpy(folder, place->name);
	return !faccessat(AT_FDCWD, dirname(folder), W_OK | X_OK, AT_EACCESS);
}

/* A bundle is a folder, and says itself what is wrong with its name. */
static bool names_a_file(const struct output_place *place, enum output_kind kind)
{
	const size_t len = strlen(place->name);
	bool ends = len && place->name[len - 1] == '/';

	if (kind == OUTPUT_ANYTHING || place->way == OUTPUT_DESCRIPTOR)
		return true;
	errno = EISDIR;
	return place->way == OUTPUT_CREATE ? !ends : !S_ISDIR(place->st.st_mode);
}

static bool find_place(struct output_place *place, const char *path, enum output_kind kind,
		       struct problem *problem)
{
	if (!output_place_find(place, path, problem))
		return false;
	if (place->way == OUTPUT_DIRECT && S_ISBLK(place->st.st_mode))
		return problem_set(problem, path, 0, "is a disk of this machine, and is not "
				   "written; name a file");
	if (!names_a_file(place, kind) || !is_permitted(place))
		return unwritable(path, problem);
	return place->way != OUTPUT_REPLACE ||
	       output_kind_check(place->name, path, kind, problem);
}

bool output_file_check(const char *path, enum output_kind kind, struct problem *problem)
{
	struct output_place place;

	return find_place(&place, path, kind, problem);
}

/* ---- Beginning ---- */

/* As the file that it replaces. Only root can give it to another user or to any group. */
static bool adopt(int fd, const struct stat *st)
{
	mode_t mode = st->st_mode & 0777;

	if (fchown(fd, st->st_uid, st->st_gid) && fchown(fd, (uid_t)-1, st->st_gid))
		mode &= ~(mode_t)0070;
	return !fchmod(fd, mode);
}

static int create(struct output_file *file)
{
	const bool replaces = file->place.way == OUTPUT_REPLACE;
	int fd = -1;

	if (temporary_name(file->place.name, file->name))
		fd = open(file->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			  replaces ? 0600 : 0666);
	if (fd < 0)
		return -1;
	file->temporary = temporary_add(file->name, false);
	if (replaces && !adopt(fd, &file->place.st)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* What standard output has in its buffer goes before what another stream writes there. */
static int open_place(struct output_file *file)
{
	switch (file->place.way) {
	case OUTPUT_DESCRIPTOR:
		fflush(stdout);
		return fcntl(file->place.fd, F_DUPFD_CLOEXEC, 0);
	case OUTPUT_DIRECT:
		return open(file->place.name, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
	default:
		return create(file);
	}
}

struct output_file *output_file_open(const char *path, enum output_kind kind,
				     struct problem *problem)
{
	struct output_file *file = mem_need(calloc(1, sizeof(*file)));
	int fd;

	file->path = strcmp(path, "-") ? path : standard_output;
	if (!find_place(&file->place, path, kind, problem)) {
		free(file);
		return NULL;
	}
	fd = open_place(file);
	if (fd < 0) {
		unwritable(path, problem);
		temporary_remove(file->temporary);
		free(file);
		return NULL;
	}
	file->stream = open_stream(&file->sink, fd);
	return file;
}

FILE *output_file_stream(const struct output_file *file)
{
	return file->stream;
}

int output_file_descriptor(const struct output_file *file)
{
	return file->sink.fd;
}

static bool has_its_name(const struct output_file *file)
{
	return !*file->name || !strcmp(file->name, file->place.name);
}

const char *output_file_name(const struct output_file *file)
{
	return has_its_name(file) ? file->path : file->name;
}

/* ---- Its name ---- */

static bool is_there(const char *name)
{
	struct stat st;

	return !lstat(name, &st);
}

/* A file of this name that was created meanwhile is another program's, and stays. */
static bool rename_to_new(const struct output_file *file)
{
	if (!renameat2(AT_FDCWD, file->name, AT_FDCWD, file->place.name, RENAME_NOREPLACE))
		return true;
	if (errno != EINVAL)
		return false;
	/* This file system cannot check for the name and rename at once. */
	if (is_there(file->place.name)) {
		errno = EEXIST;
		return false;
	}
	return !rename(file->name, file->place.name);
}

static bool rename_over_old(const struct output_file *file)
{
	struct stat st;

	if (!stat(file->place.name, &st) &&
	    (st.st_dev != file->place.st.st_dev || st.st_ino != file->place.st.st_ino)) {
		errno = EEXIST;
		return false;
	}
	return !rename(file->name, file->place.name);
}

static bool give_name(struct output_file *file, struct problem *problem)
{
	bool ok;

	if (has_its_name(file))
		return true;
	ok = file->place.way == OUTPUT_REPLACE ? rename_over_old(file) : rename_to_new(file);
	if (ok) {
		temporary_keep(file->temporary);
		file->temporary = NULL;
		strcpy(file->name, file->place.name);
		return true;
	}
	if (errno != EEXIST)
		return unwritable(file->path, problem);
	/* Both files are kept: that one, and under its temporary name the new one. */
	temporary_keep(file->temporary);
	file->temporary = NULL;
	return problem_set(problem, file->path, 0, "was made by another program meanwhile, and "
			   "stays as it is; the new contents are in %s", file->name);
}

bool output_file_publish(struct output_file *file, struct problem *problem)
{
	if (file->place.way == OUTPUT_CREATE)
		return give_name(file, problem);
	temporary_keep(file->temporary);
	file->temporary = NULL;
	return true;
}

/* ---- Its end ---- */

/* If the machine fails, the old file or the new one must be on the disk. */
static int end_stream(struct output_file *file)
{
	int err = 0;

	if (file->place.way == OUTPUT_REPLACE && !fflush(file->stream) && fsync(file->sink.fd))
		err = errno;
	return close_stream(file->stream, &file->sink) ?: err;
}

static const char *how_it_is(const struct output_file *file)
{
	if (file->temporary)
		return file->place.way == OUTPUT_REPLACE ? "; the old file is as it was" : "";
	return *file->name ? "; it has what could be written" : "";
}

bool output_file_close(struct output_file *file, struct problem *problem)
{
	int err = end_stream(file);
	bool ok = !err;

	if (err)
		problem_set(problem, file->temporary ? file->path : output_file_name(file), 0,
			    "could not be written (%s)%s", strerror(err), how_it_is(file));
	else
		ok = give_name(file, problem);
	temporary_remove(file->temporary);
	free(file);
	return ok;
}

void output_file_drop(struct output_file *file)
{
	fclose(file->stream);
	temporary_remove(file->temporary);
	free(file);
}

/* ---- The process ---- */

static struct sink standard_sink;

void output_prepare(void)
{
	int fd;

	/*
	 * The next file that is opened would get the number of one that is closed, and messages
	 * would go there. This way to write to it stays an error.
	 */
	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			exit(2);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	stdout = open_stream(&standard_sink, STDOUT_FILENO);
	if (isatty(STDOUT_FILENO))
		setvbuf(stdout, NULL, _IOLBF, 0);
}

bool output_finish(struct problem *problem)
{
	int err = close_stream(stdout, &standard_sink);

	return !err || problem_set(problem, standard_output, 0, "could not be written (%s)",
				   strerror(err));
}

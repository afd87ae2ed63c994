// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "ccwtools/record/assemble.h"
#include "ccwtools/record/ccwrecord.h"
#include "ccwtools/record/live.h"
#include "ccwtools/recording/input.h"

#define MAX_DEVICES	64
#define ROOM		((size_t)1 << 18)	/* bytes per read: many records */
#define ROUNDS_AFTER	100000u			/* reads of what waits at the end */
#define FILE_LIMIT	((size_t)1 << 30)

/**
 * struct stream - a device that is being recorded
 * @name: of the device
 * @folder: its files
 * @fd: its records
 * @on: recording was turned on
 * @ended: there are no more records
 * @turned_off: they ended because another process turned recording off
 * @assembly: makes events of them
 * @data: records of which some bytes are still to come
 * @len: bytes there
 */
struct stream {
	const char *name;
	char folder[256];
	int fd;
	bool on;
	bool ended;
	bool turned_off;
	struct assembly *assembly;
	u8 *data;
	size_t len;
};

struct live {
	const struct live_options *options;
	struct rec_writer *writer;
	struct stream streams[MAX_DEVICES];
	int n;
	struct problem problem;
};

static sig_atomic_t interrupted;

static void on_signal(int number)
{
	__atomic_store_n(&interrupted, 1, __ATOMIC_RELAXED);
}

static bool is_interrupted(void)
{
	return __atomic_load_n(&interrupted, __ATOMIC_RELAXED);
}

static int complain(const struct problem *problem)
{
	fprintf(stderr, "ccwrecord: %s\n", problem->text);
	return EXIT_BAD;
}

static void put_header(struct rec_writer *writer)
{
	struct utsname u;
	char text[256];

	uname(&u);
	snprintf(text, sizeof(text), "vfio_ccw.ko on Linux %.80s %.30s", u.release, u.machine);
	rec_writer_header(writer, text);
}

/* ---- The files of a device ---- */

static bool put_value(struct live *live, const struct stream *s, const char *file, u32 value)
{
	char path[300], text[16];
	int fd, len = snprintf(text, sizeof(text), "%u", value);
	bool ok;

	snprintf(path, sizeof(path), "%s/%s", s->folder, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return problem_set(&live->problem, path, 0, "cannot be opened (%s); is the device "
				   "bound to vfio_ccw, debugfs mounted, and are you root?",
				   strerror(errno));
	ok = write(fd, text, (size_t)len) == len;
	if (!ok)
		problem_set(&live->problem, path, 0, "does not take %s (%s)", text,
			    strerror(errno));
	close(fd);
	return ok;
}

static bool is_on(const struct stream *s)
{
	char path[300], first = '0';
	int fd;

	snprintf(path, sizeof(path), "%s/record", s->folder);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	if (read(fd, &first, 1) != 1)
		first = '0';
	close(fd);
	return first == '1';
}

/*
 * Become the reader of the device: it has one at a time.  Nothing is changed, and a recording
 * that is on is not opened, since it would end with its reader.
 */
static bool open_stream(struct live *live, struct stream *s, const char *name)
{
	char path[300];

	s->name = name;
	s->fd = -1;
	snprintf(s->folder, sizeof(s->folder), "%.200s/%.40s", live->options->debugfs, name);
	snprintf(path, sizeof(path), "%s/data", s->folder);
	if (!is_on(s))
		s->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	else
		errno = EBUSY;
	if (s->fd >= 0)
		return true;
	if (errno == EBUSY)
		return problem_set(&live->problem, name, 0, "is being recorded already, by another "
				   "process or since 1 was written into %s/record; 0 there ends "
				   "that recording", s->folder);
	return problem_set(&live->problem, path, 0, "cannot be opened (%s); is the device bound to "
			   "vfio_ccw, debugfs mounted, and are you root?", strerror(errno));
}

static bool start_stream(struct live *live, struct stream *s)
{
	const struct live_options *o = live->options;

	s->assembly = assembly_create(live->writer, s->name);
	s->data = malloc(ROOM);
	if (!s->data)
		return problem_set(&live->problem, s->name, 0, "there is no memory left");
	s->on = put_value(live, s, "payload", o->payload) &&
		put_value(live, s, "parameters", !o->no_parameters) &&
		(!o->limit || put_value(live, s, "limit", o->limit)) &&
		(!o->kib || put_value(live, s, "buffer_kib", o->kib)) &&
		put_value(live, s, "record", 1);
	return s->on;
}

/* All devices are recorded, or none: none is turned on before all have been accepted. */
static bool start_all(struct live *live)
{
	bool ok = true;

	while (ok && live->n < live->options->n_devices) {
		ok = open_stream(live, &live->streams[live->n], live->options->devices[live->n]);
		live->n += ok;
	}
	for (int i = 0; ok && i < live->n; i++)
		ok = start_stream(live, &live->streams[i]);
	return ok;
}

/* At the end of the records: if the device is still there, a process has turned recording off. */
static bool was_turned_off(const struct stream *s)
{
	struct pollfd fd = { .fd = s->fd, .events = POLLIN };

	return poll(&fd, 1, 0) == 1 && !(fd.revents & POLLHUP);
}

/* Return: false when nothing waits any more. */
static bool take(struct live *live, struct stream *s, bool *ok)
{
	ssize_t n = read(s->fd, s->data + s->len, ROOM - s->len);
	size_t used;

	*ok = true;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n <= 0) {
		s->ended = true;
		s->turned_off = n == 0 && was_turned_off(s);
		*ok = n == 0 || problem_set(&live->problem, s->name, 0, "cannot be read (%s)",
					    strerror(errno));
		return false;
	}
	s->len += (size_t)n;
	*ok = assembly_feed(s->assembly, s->data, s->len, &used, &live->problem);
	s->len -= used;
	memmove(s->data, s->data + used, s->len);
	return *ok;
}

/* ---- While it goes on ---- */

static struct assembly_counts sum(const struct live *live)
{
	struct assembly_counts all = {};

	for (int i = 0; i < live->n; i++) {
		const struct assembly_counts *c = assembly_counts(live->streams[i].assembly);

		all.records += c->records;
		all.programs += c->programs;
		all.refused += c->refused;
		all.dropped += c->dropped;
		all.lost += c->lost;
	}
	return all;
}

static void show(const struct live *live, const char *end)
{
	struct assembly_counts c = sum(live);

	if (live->options->quiet)
		return;
	fprintf(stderr, "%sccwrecord: %llu programs, %llu records, %llu dropped%s",
		isatty(STDERR_FILENO) ? "\r" : "", (unsigned long long)c.programs,
		(unsigned long long)c.records, (unsigned long long)c.dropped, end);
}

static bool going_on(const struct live *live, time_t end)
{
	bool any = false;

	for (int i = 0; i < live->n; i++)
		any |= !live->streams[i].ended;
	return any && !is_interrupted() && (!end || time(NULL) < end);
}

static bool watch(struct live *live)
{
	time_t end = live->options->seconds ? time(NULL) + live->options->seconds : 0;
	time_t shown = time(NULL);
	bool ok = true;

	while (ok && going_on(live, end)) {
		struct pollfd fds[MAX_DEVICES];

		for (int i = 0; i < live->n; i++)
			fds[i] = (struct pollfd){
				live->streams[i].ended ? -1 : live->streams[i].fd, POLLIN, 0 };
		poll(fds, (nfds_t)live->n, 1000);
		for (int i = 0; ok && i < live->n; i++)
			if (fds[i].revents)
				take(live, &live->streams[i], &ok);
		if (!rec_writer_flush(live->writer))
			return ok;
		if (isatty(STDERR_FILENO) && time(NULL) != shown) {
			show(live, "   ");
			shown = time(NULL);
		}
	}
	return ok;
}

/* Off, and what waits is taken. */
static bool wind_up(struct live *live)
{
	bool ok = true;

	for (int i = 0; i < live->n; i++) {
		struct stream *s = &live->streams[i];
		const bool turned_off = s->turned_off;
		struct problem ignored = live->problem;

		/* A device that is gone has no such file any more, and is off. */
		if (s->on)
			put_value(live, s, "record", 0);
		live->problem = ignored;
		for (u32 round = 0; ok && s->on && !s->ended && round < ROUNDS_AFTER; round++)
			take(live, s, &ok);
		s->turned_off = turned_off;
		close(s->fd);
	}
	return ok;
}

static int verdict(const struct live *live)
{
	struct assembly_counts c = sum(live);
	int code = EXIT_GOOD;

	show(live, "\n");
	for (int i = 0; i < live->n; i++) {
		if (!live->streams[i].turned_off)
			continue;
		fprintf(stderr, "ccwrecord: %s: another process ended the recording (it wrote 0 "
			"into %s/record); what came until then is recorded\n",
			live->streams[i].name, live->streams[i].folder);
		code = EXIT_INCOMPLETE;
	}
	if (!c.dropped)
		return code;
	fprintf(stderr, "ccwrecord: the kernel dropped %llu records, %llu programs are not whole; "
		"try a larger --buffer\n", (unsigned long long)c.dropped,
		(unsigned long long)c.lost);
	return EXIT_INCOMPLETE;
}

/* The recording is kept from now on.  An existing file of its name is replaced at the end. */
static bool publish(struct live *live)
{
	const struct live_options *o = live->options;
	const char *name;

	if (!rec_writer_publish(live->writer, &live->problem))
		return false;
	name = rec_writer_name(live->writer);
	if (!o->quiet && strcmp(name, o->output) && strcmp(o->output, "-"))
		fprintf(stderr, "ccwrecord: %s exists, and is replaced at the end; until then the "
			"recording is in %s\n", o->output, name);
	return true;
}

/* The recording so far is kept, since it may be of use. */
static void leave(struct live *live, bool published)
{
	if (published && strcmp(live->options->output, "-"))
		fprintf(stderr, "ccwrecord: what was recorded until then is in %s\n",
			rec_writer_name(live->writer));
	rec_writer_drop(live->writer);
}

int live_record(const struct live_options *options)
{
	const struct sigaction action = { .sa_handler = on_signal };
	static struct live live;
	bool ok, published;
	int code;

	live.options = options;
	if (options->n_devices > MAX_DEVICES) {
		fprintf(stderr, "ccwrecord: no more than %d devices at a time\n", MAX_DEVICES);
		return EXIT_BAD;
	}
	live.writer = rec_writer_open(options->output, &live.problem);
	if (!live.writer)
		return complain(&live.problem);
	put_header(live.writer);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	published = start_all(&live) && publish(&live);
	ok = published && watch(&live);
	ok = wind_up(&live) && ok;
	code = ok ? verdict(&live) : complain(&live.problem);
	for (int i = 0; i < live.n; i++) {
		if (live.streams[i].assembly)
			assembly_destroy(live.streams[i].assembly);
		free(live.streams[i].data);
	}
	if (!ok)
		leave(&live, published);
	else if (!rec_writer_close(live.writer, &live.problem))
		return complain(&live.problem);
	return code;
}

/* ---- Saved streams ---- */

static int convert(struct rec_writer *writer, const char *path)
{
	struct assembly *a = assembly_create(writer, path);
	struct problem problem;
	int code = EXIT_GOOD;
	struct input in;
	size_t used;

	if (!input_read(&in, path, FILE_LIMIT, &problem)) {
		assembly_destroy(a);
		return complain(&problem);
	}
	if (!assembly_feed(a, in.data, in.size, &used, &problem)) {
		code = complain(&problem);
	} else if (used != in.size || !in.size) {
		problem_set(&problem, path, 0, "ends in the middle of a record, after %llu",
			    (unsigned long long)assembly_counts(a)->records);
		complain(&problem);
		code = EXIT_CUT;
	}
	if (code != EXIT_BAD && assembly_counts(a)->dropped)
		code = EXIT_INCOMPLETE;
	input_free(&in);
	assembly_destroy(a);
	return code;
}

int live_convert(const char *output, char **files, int n)
{
	struct problem problem;
	struct rec_writer *writer = rec_writer_open(output, &problem);
	int code = EXIT_GOOD;

	if (!writer)
		return complain(&problem);
	put_header(writer);
	for (int i = 0; i < n; i++)
		code = exit_worse(code, convert(writer, files[i]));
	if (code == EXIT_BAD)
		rec_writer_drop(writer);
	else if (!rec_writer_close(writer, &problem))
		return complain(&problem);
	return code;
}

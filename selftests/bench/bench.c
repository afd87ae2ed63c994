// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measures the time that channel programs take for a user of a subchannel; on a
 * machine whose clock counts instructions, the number of instructions.
 *
 * usage: bench SUBCHANNEL UUID [SHAPE ...]
 *   SUBCHANNEL    of the css bus; is bound to vfio_ccw
 *   UUID          of the mdev that is made of it
 *   SHAPE ...     measure nothing, but mark in the kernel's trace when each of these
 *                 shapes begins
 *
 * For each shape a line "figure NAME WRITE TRIP": from the write of the I/O region
 * to its return, and to the end of the read that has the status.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/vfio_ccw.h>

#include "shapes.h"

#define WARM		8u	/* runs until all memory that is kept is allocated */
#define RUNS		31u	/* their median is the figure; odd */
#define PATIENCE_MS	5000

/* The time of one run, or the median of all. */
struct cost {
	__u64 write;
	__u64 trip;
};

static __u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
	__u64 left = *(const __u64 *)a, right = *(const __u64 *)b;

	return left < right ? -1 : left > right;
}

static __u64 median(__u64 *v)
{
	qsort(v, RUNS, sizeof(*v), by_size);
	return v[RUNS / 2];
}

/* Time that reading the clock takes. */
static __u64 cost_of_clock(void)
{
	__u64 v[RUNS];

	for (__u32 i = 0; i < WARM; i++)
		now();
	for (__u32 i = 0; i < RUNS; i++) {
		__u64 begin = now();

		v[i] = now() - begin;
	}
	return median(v);
}

static int wrong(const struct shape *shape, const char *what, int err)
{
	printf("# %s: %s (%d)\n", shape->name, what, err);
	return -1;
}

static void request(const struct shape *shape, struct ccw_io_region *io)
{
	memset(io, 0, sizeof(*io));
	put_be32(io->orb_area, 0x12345678);
	put_be16(io->orb_area + 4, shape_orb(shape));
	io->orb_area[6] = 0xff;
	put_be32(io->orb_area + 8, CCWS);
	put_be16(io->scsw_area + 2, FCTL_START);
}

static int run(const struct user *user, const struct shape *shape, struct cost *cost)
{
	struct ccw_io_region io;
	__u64 begin, written;
	ssize_t ret;

	request(shape, &io);
	begin = now();
	ret = user_write(user, REGION_IO, 0, &io, sizeof(io));
	written = now();
	if (ret != sizeof(io))
		return wrong(shape, "the start was refused", (int)ret);
	if (!event_wait(user->event[IRQ_IO], PATIENCE_MS))
		return wrong(shape, "no interrupt came", 0);
	ret = user_read(user, REGION_IO, 0, &io, sizeof(io));
	cost->trip = now() - begin;
	cost->write = written - begin;
	if (ret != sizeof(io))
		return wrong(shape, "the status was refused", (int)ret);
	if (io.irb_area[8] != DSTAT_END || io.irb_area[9])
		return wrong(shape, "it did not end well", io.irb_area[8] << 8 | io.irb_area[9]);
	return 0;
}

static int measure(const struct user *user, __u8 *mem, const struct shape *shape, __u64 clock)
{
	__u64 writes[RUNS], trips[RUNS];
	struct cost cost;

	shape_build(shape, mem);
	for (__u32 i = 0; i < WARM + RUNS; i++) {
		if (run(user, shape, &cost))
			return -1;
		if (i < WARM)
			continue;
		writes[i - WARM] = cost.write - clock;
		trips[i - WARM] = cost.trip - 2 * clock;
	}
	if (!shape_answered(shape, mem))
		return wrong(shape, "the device stored nothing", 0);
	printf("figure %s %llu %llu\n", shape->name, median(writes), median(trips));
	return 0;
}

/* A request that is refused at once, since its function is not start. */
static bool refused(const struct user *user)
{
	struct ccw_io_region io = {};

	put_be16(io.scsw_area + 2, FCTL_HALT);
	return user_write(user, REGION_IO, 0, &io, sizeof(io)) < 0;
}

/* A read of the region while no status is queued. */
static bool read_only(const struct user *user)
{
	struct ccw_io_region io;

	return user_read(user, REGION_IO, 0, &io, sizeof(io)) == sizeof(io);
}

static int measure_call(const struct user *user, const char *name, bool (*call)(const struct user *),
			__u64 clock)
{
	__u64 costs[RUNS];

	for (__u32 i = 0; i < WARM + RUNS; i++) {
		__u64 begin = now();
		bool good = call(user);
		__u64 cost = now() - begin;

		if (!good) {
			printf("# %s: the answer is another one\n", name);
			return -1;
		}
		if (i >= WARM)
			costs[i - WARM] = cost - clock;
	}
	printf("figure %s %llu %llu\n", name, median(costs), median(costs));
	return 0;
}

static int measure_all(const struct user *user, __u8 *mem)
{
	__u64 clock = cost_of_clock();

	if (measure_call(user, "refused", refused, clock) ||
	    measure_call(user, "read", read_only, clock))
		return 1;
	for (__u32 i = 0; i < n_shapes; i++)
		if (measure(user, mem, &shapes[i], clock))
			return 1;
	return 0;
}

static int marker = -1;

static void mark(const char *what, const char *name)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "%s %s", what, name);

	if (marker >= 0 && write(marker, text, len) != len)
		printf("# bench: the kernel's trace cannot be marked\n");
}

static const struct shape *named(const char *name)
{
	for (__u32 i = 0; i < n_shapes; i++)
		if (!strcmp(shapes[i].name, name))
			return &shapes[i];
	return NULL;
}

/* Runs each shape twice, since the first run allocates memory that is kept. */
static int mark_all(const struct user *user, __u8 *mem, char **names)
{
	struct cost cost;

	for (; *names; names++) {
		const struct shape *shape = named(*names);

		if (!shape) {
			printf("# bench: there is no shape %s\n", *names);
			return 2;
		}
		shape_build(shape, mem);
		for (int twice = 0; twice < 2; twice++) {
			mark(twice ? "again" : "first", shape->name);
			if (run(user, shape, &cost))
				return 1;
			mark("over", shape->name);
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	const size_t size = (size_t)MEMORY_PAGES * PAGE;
	struct css_device dev = { .bus = "css" };
	struct user user;
	__u8 *mem;
	int err;

	if (argc < 4 || (strcmp(argv[1], "type1") && strcmp(argv[1], "iommufd"))) {
		fprintf(stderr, "usage: bench type1|iommufd SUBCHANNEL UUID [SHAPE ...]\n");
		return 2;
	}
	if (argc > 4) {
		marker = open("/sys/kernel/debug/tracing/trace_marker", O_WRONLY);
		if (marker < 0) {
			printf("# bench: the kernel's trace cannot be marked: %m\n");
			return 1;
		}
	}
	snprintf(dev.name, sizeof(dev.name), "%s", argv[2]);
	snprintf(dev.uuid, sizeof(dev.uuid), "%s", argv[3]);
	mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mark("begin", "device");
	err = mem == MAP_FAILED ? -errno : css_device_pass_through(&dev);
	if (!err)
		err = css_device_find(&dev);
	if (!err)
		err = user_open(&user, strcmp(argv[1], "type1") ? VFIO_CDEV : VFIO_GROUP, &dev);
	if (!err)
		err = user_map(&user, MEMORY, mem, size, true);
	if (!err)
		err = user_listen(&user);
	if (err) {
		printf("# bench: %s cannot be used: %s\n", dev.name, strerror(-err));
		return 1;
	}
	mark("ready", "device");
	err = marker < 0 ? measure_all(&user, mem) : mark_all(&user, mem, argv + 4);
	user_close(&user);
	return err;
}
